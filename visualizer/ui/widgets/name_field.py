"""A field that stands over what it renames."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from visualizer.ui.widgets.keys import ENTER_KEYS, claims

_KEYS = (*ENTER_KEYS, Qt.Key.Key_Escape)
_LETTERS = 20
"""Width of the field in letters."""


class NameField(QLineEdit):
    """Takes a name; Enter gives it, Escape or a click elsewhere leaves the old one.

    Signals
    -------
    named : int, str
        The number of what is renamed, and its name.
    """

    named = Signal(int, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self._number = 0
        self._before: QWidget | None = None
        self.setProperty("role", "name")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()

    def edit(self, number: int, name: str, middle: QPointF) -> None:
        """Stand at a place with a name to change."""
        self._number = number
        self._before = self.window().focusWidget()
        self.setText(name)
        self.selectAll()
        width = self.fontMetrics().averageCharWidth() * _LETTERS
        height = self.sizeHint().height()
        room = self._room.rect()
        left = min(max(0, round(middle.x() - width / 2)), room.width() - width)
        top = min(max(0, round(middle.y() - height / 2)), room.height() - height)
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def _leave(self) -> None:
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            name = self.text()
            self._leave()
            self.named.emit(self._number, name)
        elif event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # A menu of the field itself takes the focus for a moment.
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.hide()
