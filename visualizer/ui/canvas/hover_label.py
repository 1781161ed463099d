"""A small label beside what the pointer is on."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.ui.theme import Theme

_GAP = 6


class HoverLabel(QLabel):
    """Says what is under the pointer; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self.setStyleSheet(
            f"background: {theme.control_hover}; color: {theme.text};"
            f" border: 1px solid {theme.border}; border-radius: 6px;"
            " padding: 3px 7px;"
        )
        self.adjustSize()

    def say(self, text: str) -> None:
        """Show a text; an empty one hides the label."""
        self.setVisible(bool(text))
        if text != self.text():
            self.setText(text)
            self.adjustSize()

    def stand_above(self, near: QRect, room: QRect) -> None:
        """Stand over the middle of a place, inside the room."""
        middle = near.center().x() - self.width() // 2
        self._stand(middle, near.top() - self.height() - _GAP, room)

    def stand_beside(self, near: QRect, room: QRect) -> None:
        """Stand at a place's upper right, where it hides no neighbor below."""
        left = near.right() + _GAP
        if left + self.width() > room.right():
            left = near.left() - self.width() - _GAP
        self._stand(left, near.top() - self.height() // 2, room)

    def _stand(self, left: int, top: int, room: QRect) -> None:
        self.move(
            max(room.left(), min(left, room.right() - self.width())),
            max(room.top(), min(top, room.bottom() - self.height())),
        )
