"""A button that Enter presses and that a click does not focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from visualizer.ui.widgets.keys import ENTER_KEYS


class PushButton(QPushButton):
    """A button with a text.

    Parameters
    ----------
    text : str
    role : str
        Look, see `visualizer.ui.style`; empty for the plain one.
    parent : QWidget, optional
    """

    def __init__(
        self, text: str = "", role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if role:
            self.setProperty("role", role)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER_KEYS:
            self.click()
        else:
            super().keyPressEvent(event)
