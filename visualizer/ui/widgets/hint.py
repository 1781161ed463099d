"""A coach's bubble that points at something and says one sentence about it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget
from shiboken6 import isValid

from visualizer.language import tr
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.push_button import PushButton

Side = Literal["below", "above", "right", "left"]

_ARROW = QSize(18, 9)
_DISTANCE = 4
_WIDTH = 270
_MOVES = (
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.FontChange,
)


class HintBubble(QFrame):
    """The box of a hint; its look is in the style sheet."""


class Hint(QObject):
    """A bubble beside its target, inside the window, not modal.

    It keeps its place when the window changes, goes when the target is hidden,
    and stands where the target is not.

    Parameters
    ----------
    window : QWidget
        The bubble never leaves it.

    Signals
    -------
    next_clicked
    dismissed
        Closed by its button.
    """

    next_clicked = Signal()
    dismissed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._part: QRect | None = None
        self._theme: Theme | None = None
        self._side: Side = "below"
        self._bubble = HintBubble(window)
        self._bubble.hide()
        # Both are painted by Qt: the bubble may lie over a picture that
        # changes sixty times a second.
        self._arrow = QLabel(window)
        self._arrow.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._arrow.hide()
        self._text = QLabel(self._bubble)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._next = PushButton("", "", self._bubble)
        self._next.clicked.connect(self.next_clicked)
        self._close = IconButton("close", "", self._bubble, role="on_accent", size=13)
        self._close.clicked.connect(self.dismiss)
        grid = QGridLayout(self._bubble)
        grid.setContentsMargins(13, 9, 7, 10)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(7)
        grid.addWidget(self._text, 0, 0)
        grid.addWidget(self._close, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._next, 1, 0, 1, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(0, 1)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._close.set_theme(theme)
        self._place()

    def retranslate(self) -> None:
        """Say the bubble's own texts again; its owner gives the sentence again."""
        self._close.set_title(tr("Close the hint"))

    def point_at(
        self,
        target: QWidget,
        text: str,
        next_title: str = "",
        part: QRect | None = None,
    ) -> None:
        """Show the bubble.

        Parameters
        ----------
        target : QWidget
        text : str
            Translated.
        next_title : str
            Title of the button that leads on; without one there is no button.
        part : QRect, optional
            The part of the target to point at, in its coordinates.
        """
        self._leave()
        self._target = target
        self._part = part
        for widget in self._chain():
            widget.installEventFilter(self)
        self._text.setText(text)
        self._next.setText(next_title)
        self._next.setVisible(bool(next_title))
        self._bubble.setAccessibleName(text)
        self._place()

    def dismiss(self) -> None:
        """Close the bubble as its button does."""
        if self.is_open():
            self.close()
            self.dismissed.emit()

    def close(self) -> None:
        """Take the bubble away without a signal."""
        self._leave()
        self._bubble.hide()
        self._arrow.hide()

    def is_open(self) -> bool:
        """Say whether a hint is being given, even if its target is hidden."""
        return self._target is not None

    def bubble(self) -> QFrame:
        """Return the box with the sentence."""
        return self._bubble

    def text(self) -> str:
        """Return the sentence."""
        return self._text.text()

    def next_button(self) -> PushButton:
        """Return the button that leads on."""
        return self._next

    def close_button(self) -> IconButton:
        """Return the button that closes."""
        return self._close

    def target_rect(self) -> QRect:
        """Return what the bubble points at, in coordinates of the window."""
        target = self._target
        if target is None:
            return QRect()
        part = target.rect() if self._part is None else self._part
        return QRect(target.mapTo(self._window, part.topLeft()), part.size())

    def _leave(self) -> None:
        for widget in self._chain():
            widget.removeEventFilter(self)
        self._target = None

    def _chain(self) -> list[QWidget]:
        """List the target and what it lies in: each of them may move it."""
        chain: list[QWidget] = []
        widget = self._target
        while widget is not None and widget is not self._window:
            chain.append(widget)
            widget = widget.parentWidget()
        return [*chain, self._window] if chain else []

    def _place(self) -> None:
        target = self._target
        if target is None or not target.isVisibleTo(self._window):
            self._bubble.hide()
            self._arrow.hide()
            return
        unit = self._bubble.fontInfo().pixelSize() / BASE_PIXELS
        width = min(round(_WIDTH * unit), self._window.width() - 16)
        self._text.ensurePolished()
        inside = self._bubble.layout()
        assert inside is not None
        inside.activate()
        size = QSize(width, inside.heightForWidth(width))
        rect = self.target_rect()
        self._side, corner = self._choose_side(rect, size)
        self._bubble.setGeometry(QRect(corner, size))
        self._bubble.show()
        self._bubble.raise_()
        self._place_arrow(rect)

    def _choose_side(self, rect: QRect, size: QSize) -> tuple[Side, QPoint]:
        """Choose the first side with room; without any, the roomiest."""
        room = self._window.rect().adjusted(8, 8, -8, -8)
        away = _ARROW.height() + _DISTANCE
        middle = rect.center()
        x = middle.x() - size.width() // 2
        y = middle.y() - size.height() // 2
        corners: dict[Side, QPoint] = {
            "below": QPoint(x, rect.bottom() + 1 + away),
            "above": QPoint(x, rect.top() - away - size.height()),
            "right": QPoint(rect.right() + 1 + away, y),
            "left": QPoint(rect.left() - away - size.width(), y),
        }
        spare: dict[Side, int] = {
            "below": room.bottom() - corners["below"].y() - size.height(),
            "above": corners["above"].y() - room.top(),
            "right": room.right() - corners["right"].x() - size.width(),
            "left": corners["left"].x() - room.left(),
        }
        roomiest = max(spare, key=lambda side: spare[side])
        side = next((side for side in corners if spare[side] >= 0), roomiest)
        corner = corners[side]
        corner.setX(max(room.left(), min(corner.x(), room.right() + 1 - size.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() + 1 - size.height())))
        return side, corner

    def _place_arrow(self, rect: QRect) -> None:
        if self._theme is None:
            return
        upright = self._side in ("below", "above")
        size = _ARROW if upright else _ARROW.transposed()
        w, h = size.width(), size.height()
        box = self._bubble.geometry()
        inset = 10
        x = min(
            max(rect.center().x(), box.left() + inset + w // 2), box.right() - inset
        )
        y = min(
            max(rect.center().y(), box.top() + inset + h // 2), box.bottom() - inset
        )
        corners = {
            "below": (x - w // 2, box.top() - h),
            "above": (x - w // 2, box.bottom() + 1),
            "right": (box.left() - w, y - h // 2),
            "left": (box.right() + 1, y - h // 2),
        }
        shapes = {
            "below": ((0, h), (w / 2, 0), (w, h)),
            "above": ((0, 0), (w / 2, h), (w, 0)),
            "right": ((w, 0), (0, h / 2), (w, h)),
            "left": ((0, 0), (w, h / 2), (0, h)),
        }
        ratio = self._window.devicePixelRatioF()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent"))
            points = [QPointF(a, b) for a, b in shapes[self._side]]
            painter.drawPolygon(QPolygonF(points))
        self._arrow.setPixmap(picture)
        self._arrow.setGeometry(QRect(QPoint(*corners[self._side]), size))
        self._arrow.show()
        self._arrow.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A window that is being destroyed hides first, and says so here when it
        # can no longer be used; an exception at that point ends the process.
        if event.type() in _MOVES and isValid(self._window):
            self._place()
        return False
