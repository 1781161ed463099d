"""The command palette: every action by typing a few letters of what it is called."""

from __future__ import annotations

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
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.ui.actions import ActionBook, Entry, in_every_language, keys_text
from visualizer.ui.theme import Theme
from visualizer.ui.thesaurus import closeness, load_thesaurus, plain
from visualizer.ui.typography import BASE_PIXELS, sized
from visualizer.ui.widgets.keys import ENTER_KEYS, claims
from visualizer.ui.widgets.overlay import Overlay

_ROWS = 9
_WIDTH = 560
_NAME, _KEYS, _GROUP = (int(Qt.ItemDataRole.UserRole) + n for n in range(3))

_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}

_OTHER_LANGUAGE, _SYNONYM, _RELATED, _CATEGORY = 0.95, 0.85, 0.75, 0.4
"""What a match is worth that is not in the title on screen.

A related word is worth less than a whole word of the title: "light" means the light
theme, not the dark one."""


class CommandPalette(Overlay):
    """A field and the actions that fit what is typed in it, best first.

    Arrow keys choose, Enter does it, Escape closes.
    """

    def __init__(self, window: QWidget, book: ActionBook) -> None:
        super().__init__(window)
        self._book = book
        self._field = _Field(self)
        self._model = QStandardItemModel(self)
        self._rows = _Delegate(self)
        self._list = QListView(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._rows)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.viewport().setAutoFillBackground(False)
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "secondary")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._list, 1)
        column.addWidget(self._nothing, 1)
        self._field.textChanged.connect(self._search)
        self._field.stepped.connect(self._on_stepped)
        self._field.confirmed.connect(self._on_confirmed)
        self._list.clicked.connect(lambda _: self._on_confirmed())
        self.retranslate()

    def open_palette(self) -> None:
        """Open with an empty field."""
        self._field.clear()
        self._search("")
        self.open_overlay()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._rows.theme = theme
        self._list.viewport().update()

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._field.setPlaceholderText(tr("What do you want to do?"))
        self._field.setAccessibleName(tr("Commands"))
        if self.isVisible():
            self._search(self._field.text())

    def field(self) -> QLineEdit:
        """Return the field to type in."""
        return self._field

    def shown_names(self) -> tuple[str, ...]:
        """Return the names of the actions in the list, best first."""
        rows = range(self._model.rowCount())
        return tuple(self._model.item(row).data(_NAME) for row in rows)

    def chosen_name(self) -> str:
        """Return the name of the action that Enter would do."""
        index = self._list.currentIndex()
        return str(index.data(_NAME)) if index.isValid() else ""

    def first_focus(self) -> QWidget:
        return self._field

    def wanted_size(self) -> QSize:
        row = self._rows.row_height(self.unit())
        field = self._field.sizeHint().height()
        return QSize(round(_WIDTH * self.unit()), field + _ROWS * row + 34)

    def _search(self, text: str) -> None:
        self._model.clear()
        for entry in find(self._book, text):
            item = QStandardItem(tr(entry.title))
            item.setData(entry.name, _NAME)
            item.setData(keys_text(entry.action.shortcut()), _KEYS)
            item.setData(tr(entry.category), _GROUP)
            self._model.appendRow(item)
        found = self._model.rowCount() > 0
        if not found:
            self._nothing.setText(self._why_nothing(text))
        self._list.setVisible(found)
        self._nothing.setVisible(not found)
        self._list.setCurrentIndex(self._model.index(0, 0))

    def _why_nothing(self, text: str) -> str:
        for entry in find(self._book, text, enabled=False):
            return tr("Not possible now: {action}", action=tr(entry.title))
        return tr("Nothing is called that.")

    def _on_stepped(self, step: int) -> None:
        count = self._model.rowCount()
        if count:
            row = (self._list.currentIndex().row() + step) % count
            self._list.setCurrentIndex(self._model.index(row, 0))

    def _on_confirmed(self) -> None:
        name = self.chosen_name()
        if name:
            # Closed first: the action may open something of its own.
            self.close_overlay()
            self._book.trigger(name)


def find(book: ActionBook, text: str, *, enabled: bool = True) -> list[Entry]:
    """Return the actions that can be done, or cannot, and fit a text, best first.

    A text of several words fits where each word does. The title counts in
    every language, and so do synonyms of the words in it.
    """
    words = plain(text).split()
    entries = [one for one in book.entries() if one.action.isEnabled() == enabled]
    if not words:
        return entries
    rated = [(_rate(entry, words) * _weight(entry), entry) for entry in entries]
    rated.sort(key=lambda pair: -pair[0])
    return [entry for rate, entry in rated if rate > 0.0]


def _weight(entry: Entry) -> float:
    """Let settings and data come before the scenes and presets in which they matter."""
    return 0.5 if entry.name.startswith(("scene:", "preset:")) else 1.0


def _rate(entry: Entry, words: list[str]) -> float:
    related = load_thesaurus().related(entry.titles())
    categories = [plain(name) for name in in_every_language(entry.category)]
    titles = [plain(title) for title in entry.titles()]
    shown = plain(tr(entry.title))
    total = 0.0
    for word in words:
        rates = [closeness(word, shown, loose=True)]
        rates += [
            _OTHER_LANGUAGE * closeness(word, title, loose=True) for title in titles
        ]
        rates += [_SYNONYM * closeness(word, plain(s)) for s in entry.synonyms]
        rates += [_RELATED * closeness(word, each) for each in related]
        rates += [_CATEGORY * closeness(word, each) for each in categories]
        best = max(rates)
        if best == 0.0:
            return 0.0
        total += best
    return total / len(words)


class _Field(QLineEdit):
    """Types, and passes on the keys that choose from the list."""

    stepped = Signal(int)
    confirmed = Signal()

    def event(self, event: QEvent) -> bool:
        keys = (*_STEPS, *ENTER_KEYS, Qt.Key.Key_Escape)
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in ENTER_KEYS:
            self.confirmed.emit()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Draws a row: the title, its category beside it, its key at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    def row_height(self, unit: float) -> int:
        return round(32 * unit)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self.theme
        if theme is None:
            return
        row = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("control_hover"))
            painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), 6, 6)
            painter.setBrush(theme.color("accent"))
            bar = QRectF(row.left(), row.top() + 8, 3, row.height() - 16)
            painter.drawRoundedRect(bar, 1.5, 1.5)
        small = sized(option.font, 0.9)
        inside = row.adjusted(14, 0, -12, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        right, left = middle | Qt.AlignmentFlag.AlignRight, middle
        painter.setFont(small)
        painter.setPen(theme.color("text_secondary"))
        keys = str(index.data(_KEYS) or "")
        painter.drawText(inside, right, keys)
        room = inside.width() - painter.fontMetrics().horizontalAdvance(keys) - 16
        painter.setFont(option.font)
        painter.setPen(theme.color("text"))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        title = metrics.elidedText(str(index.data()), elide, round(room))
        painter.drawText(inside, left, title)
        begin = metrics.horizontalAdvance(title) + 10
        painter.setFont(small)
        painter.setPen(theme.color("text_secondary"))
        category = painter.fontMetrics().elidedText(
            str(index.data(_GROUP)), elide, max(0, round(room - begin))
        )
        painter.drawText(inside.adjusted(begin, 0, 0, 0), left, category)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        pixels = QFontInfo(option.font).pixelSize()
        return QSize(80, self.row_height(pixels / BASE_PIXELS))
