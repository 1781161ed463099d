"""The gallery of prepared scenes: cards with pictures, and what to watch for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFontInfo,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.exhibits import Face, entries
from visualizer.files.prepared import (
    TAG_TITLES,
    TAGS,
    PreparedScene,
    picture_of,
    scene,
    scene_keys,
)
from visualizer.language import tr
from visualizer.ui.actions import in_every_language
from visualizer.ui.theme import Theme
from visualizer.ui.thesaurus import plain
from visualizer.ui.typography import BASE_PIXELS, sized
from visualizer.ui.widgets import Chips, IconButton, PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.keys import ENTER_KEYS, claims
from visualizer.ui.widgets.overlay import Overlay

PICTURE = QSize(192, 128)
"""A picture on its card, in pixels at the base font."""

_WIDTH, _HEIGHT = 1180, 640
_SHARE = 0.88
"""Of a large window: more cards are seen at once."""

_SIDE = 268
_CARD = QSize(PICTURE.width() + 12, PICTURE.height() + 62)
_KEY = int(Qt.ItemDataRole.UserRole)
_TAGS = _KEY + 1
_ALL = "all"
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_MOVES = (*_ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End)
_PAGES = (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Gallery(Overlay):
    """Cards of all scenes; typing searches, chips narrow down to a tag.

    Arrow keys choose a card, Enter or a double-click opens it, Escape closes. What
    runs in the window goes on meanwhile.

    Signals
    -------
    chosen : str
        Key of the scene that a person wants to open.
    """

    chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._theme: Theme | None = None
        self._title = ElidedLabel("", "title", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_overlay)
        self._field = _Field(self)
        self._tags = Chips(self)
        self._model = QStandardItemModel(self)
        self._cards = _Cards(self)
        self._delegate = _Card(self)
        self._cards.setModel(self._model)
        self._cards.setItemDelegate(self._delegate)
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "secondary")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._texts = [QLabel(self) for _ in range(4)]
        self._open = PushButton("", "primary", self)
        self._lay_out()
        self._field.textChanged.connect(self._search)
        self._field.left.connect(self._cards.setFocus)
        self._field.confirmed.connect(self._confirm)
        self._tags.chosen.connect(self._search)
        self._cards.confirmed.connect(self._confirm)
        self._cards.doubleClicked.connect(self._confirm)
        self._cards.selectionModel().currentChanged.connect(self._tell)
        self._open.clicked.connect(self._confirm)
        self._tags.set_items([(_ALL, "")])
        self.retranslate()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(16)
        header.addWidget(self._title)
        header.addWidget(self._field, 1)
        header.addStretch(1)
        header.addWidget(self._close)
        tags = QHBoxLayout()
        tags.addWidget(self._tags)
        tags.addStretch(1)
        cards = QVBoxLayout()
        cards.setSpacing(8)
        cards.addWidget(self._cards, 1)
        cards.addWidget(self._nothing, 1)
        self._story = QWidget(self)
        story = QVBoxLayout(self._story)
        story.setContentsMargins(0, 0, 8, 0)
        story.setSpacing(12)
        for text, role in zip(self._texts, ("title", "", "", "secondary"), strict=True):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setProperty("role", role)
            story.addWidget(text)
        story.addStretch(1)
        self._side = QScrollArea(self)
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._side.setHorizontalScrollBarPolicy(never)
        self._side.viewport().setAutoFillBackground(False)
        self._side.setWidget(self._story)
        # A scroll area lets its widget paint a background of its own.
        self._story.setAutoFillBackground(False)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._side, 1)
        side.addWidget(self._open)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(cards, 1)
        body.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 14)
        column.setSpacing(8)
        column.addLayout(header)
        column.addLayout(tags)
        column.addLayout(body, 1)

    @property
    def cards(self) -> QListView:
        """The cards."""
        return self._cards

    @property
    def field(self) -> QLineEdit:
        """The search field."""
        return self._field

    @property
    def tags(self) -> Chips:
        """The tags to narrow down to."""
        return self._tags

    @property
    def open_button(self) -> PushButton:
        """The button that opens the chosen scene."""
        return self._open

    def story(self) -> list[str]:
        """Return what is said about the chosen scene, from the title on."""
        return [text.text() for text in self._texts]

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the cards in order."""
        rows = range(self._model.rowCount())
        return tuple(str(self._model.item(row).data(_KEY)) for row in rows)

    def chosen_key(self) -> str:
        """Return the key of the chosen card; empty where there is none."""
        index = self._cards.currentIndex()
        return str(index.data(_KEY)) if index.isValid() else ""

    def open_gallery(self) -> None:
        """Show the cards; the search begins anew, the chosen card stays chosen."""
        self._side.setFixedWidth(round(_SIDE * self.unit()))
        self._field.clear()
        self._name_tags()
        self._tags.set_chosen(_ALL)
        self._search()
        self.open_overlay()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._close.set_theme(theme)
        self._delegate.theme = theme
        self._cards.viewport().update()

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.set_text(tr("Scenes"))
        self.setAccessibleName(tr("Scenes"))
        self._close.set_title(tr("Close"))
        self._field.setPlaceholderText(tr("Search scenes"))
        self._field.setAccessibleName(tr("Search scenes"))
        self._cards.setAccessibleName(tr("Scenes"))
        self._nothing.setText(tr("No scene fits."))
        self._open.setText(tr("Open the scene"))
        if self.isVisible():
            self._name_tags()
            self._search()

    def _name_tags(self) -> None:
        """Offer exhibits and tags; only now, for it takes reading all scenes."""
        titles = zip(TAGS, map(tr, TAG_TITLES), strict=True)
        groups = [(face.key, tr(face.title)) for face in _groups()]
        self._tags.set_items([(_ALL, tr("All")), *groups, *titles])

    def first_focus(self) -> QWidget:
        return self._field

    def wanted_size(self) -> QSize:
        least = QSize(round(_WIDTH * self.unit()), round(_HEIGHT * self.unit()))
        return least.expandedTo(self._window.size() * _SHARE)

    def _search(self) -> None:
        before = self.chosen_key()
        words, tag = plain(self._field.text()).split(), self._tags.chosen_key()
        self._model.clear()
        for key in sorted(scene_keys(), key=_place):
            found = scene(key)
            text = _searched(key)
            fits = tag in (_ALL, _face(key).key, *found.script.tags)
            if fits and all(word in text for word in words):
                self._model.appendRow(_item(found))
        any_ = self._model.rowCount() > 0
        self._cards.setVisible(any_)
        self._nothing.setVisible(not any_)
        keys = self.keys()
        row = keys.index(before) if before in keys else 0
        self._cards.setCurrentIndex(self._model.index(row, 0))
        self._open.setEnabled(any_)
        self._tell()

    def _tell(self) -> None:
        """Say what there is to know of the chosen scene."""
        key = self.chosen_key()
        story = _story(scene(key)) if key else ("", "", "", "")
        for text, said in zip(self._texts, story, strict=True):
            text.setText(said)
        self._side.setVisible(bool(key))

    def _confirm(self) -> None:
        key = self.chosen_key()
        if key:
            # Closed first: the scene puts a message of its own into the window.
            self.close_overlay()
            self.chosen.emit(key)


def _item(found: PreparedScene) -> QStandardItem:
    script = found.script
    title = tr(script.title)
    item = QStandardItem(title)
    item.setData(found.key, _KEY)
    named = dict(zip(TAGS, TAG_TITLES, strict=True))
    group = tr(_face(found.key).title)
    tags = [tr(named[tag]) for tag in script.tags]
    item.setData(" · ".join((group, *tags)), _TAGS)
    said = f"{title}. {tr(script.about)}"
    item.setData(said, Qt.ItemDataRole.AccessibleTextRole)
    item.setToolTip(tr(script.about))
    return item


def _story(found: PreparedScene) -> tuple[str, str, str, str]:
    """Return title, what it is about, what to watch for, and what comes of it."""
    script = found.script
    comes = [tr("What comes of it:")]
    units = dict(found.experiment.exhibit_class()().terms().units)
    steps = "epoch" not in units
    comes += [f"• {tr(outcome.text(steps))}" for outcome in script.outcomes]
    comes.append(tr("Not with: {control}", control=tr(found.control_title)))
    return tr(script.title), tr(script.about), tr(script.watch), "\n".join(comes)


def _face(key: str) -> Face:
    """Return the exhibit among whose scenes one stands."""
    exhibit = scene(key).experiment.exhibit_class()
    entry = exhibit.page_of or exhibit.key
    return next(face for face in entries() if face.key == entry)


def _groups() -> tuple[Face, ...]:
    """Return the exhibits that have scenes, in the order of the rail."""
    found = {_face(key) for key in scene_keys()}
    return tuple(face for face in entries() if face in found)


def _place(key: str) -> tuple[int, str]:
    """Return what puts the scenes of an exhibit together, in the rail's order."""
    return _face(key).rank, key


@cache
def _searched(key: str) -> str:
    """Return all that a search looks at, in every language."""
    script = scene(key).script
    named = dict(zip(TAGS, TAG_TITLES, strict=True))
    tags = [named[tag] for tag in script.tags]
    texts = (script.title, script.about, script.watch, *tags)
    said = [each for text in texts for each in in_every_language(text)]
    return plain(" ".join([key, *said]))


@cache
def _picture(key: str, shade: str) -> QPixmap:
    return QPixmap(str(picture_of(key, shade)))


class _Field(QLineEdit):
    """Types, and hands the arrow keys down to the cards."""

    left = Signal()
    confirmed = Signal()

    def event(self, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Up, Qt.Key.Key_Down, *ENTER_KEYS, Qt.Key.Key_Escape)
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.left.emit()
        elif key in ENTER_KEYS:
            self.confirmed.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Cards(QListView):
    """Cards in rows; arrow keys choose, Enter confirms."""

    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setSpacing(4)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    def event(self, event: QEvent) -> bool:
        # Arrow keys are shortcuts of the window; focused cards need them more.
        keys = (*_MOVES, *_PAGES, *ENTER_KEYS)
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.confirmed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Card(QStyledItemDelegate):
    """Draws a card: the picture, the title below it in two lines, the tags."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self.theme
        if theme is None:
            return
        unit = QFontInfo(option.font).pixelSize() / BASE_PIXELS
        card = QRectF(option.rect).adjusted(1, 1, -1, -1)
        picture = QRectF(
            card.left() + 5, card.top() + 5, card.width() - 10, PICTURE.height() * unit
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(
            QPen(theme.color("accent"), 2.0) if chosen else Qt.PenStyle.NoPen
        )
        painter.setBrush(theme.color("control_hover" if chosen else "control"))
        painter.drawRoundedRect(card, 8, 8)
        rounded = QPainterPath()
        rounded.addRoundedRect(picture, 5, 5)
        painter.setClipPath(rounded)
        pixmap = _picture(str(index.data(_KEY)), theme.key)
        painter.drawPixmap(picture, pixmap, QRectF(pixmap.rect()))
        painter.setClipping(False)
        self._write(painter, option, index, picture, card.bottom() - 4)
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        picture: QRectF,
        bottom: float,
    ) -> None:
        assert self.theme is not None
        top = picture.bottom() + 3
        painter.setFont(sized(option.font, 0.82))
        small = painter.fontMetrics()
        tags = QRectF(
            picture.left() + 3,
            bottom - small.height(),
            picture.width() - 6,
            small.height(),
        )
        painter.setPen(self.theme.color("text_secondary"))
        elide = Qt.TextElideMode.ElideRight
        said = small.elidedText(str(index.data(_TAGS)), elide, round(tags.width()))
        painter.drawText(tags, Qt.AlignmentFlag.AlignVCenter, said)
        painter.setFont(sized(option.font, 0.95))
        painter.setPen(self.theme.color("text"))
        room = QRectF(tags.left(), top, tags.width(), tags.top() - top)
        wrap = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(room, wrap, str(index.data()))

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return _CARD * (QFontInfo(option.font).pixelSize() / BASE_PIXELS)
