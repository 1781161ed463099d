"""A label for a text that changes many times a second."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QWidget


class SteadyLabel(QLabel):
    """Shows texts in a room of fixed size that grows where one needs more.

    Each new text of a plain label makes all layouts around it, up to that of the
    window, look whether everything still has its room. They are not told of one whose
    size is fixed.

    Parameters
    ----------
    role : str
    parent : QWidget, optional
    """

    def __init__(self, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", role)
        self._kept = ""
        self._room = 0.0

    def reserve(self, widest: str) -> None:
        """Keep the room of a text from now on, whatever is shown."""
        self.ensurePolished()
        metrics = self.fontMetrics()
        self._kept = widest
        self._room = metrics.horizontalAdvance(widest) + 2.0
        self.setFixedSize(math.ceil(self._room), metrics.height())

    def set_text(self, text: str) -> None:
        """Show a text; what is longer than all before it gets its room."""
        if text == self.text():
            return
        if self.fontMetrics().horizontalAdvance(text) > self._room:
            # Some letters more, so that the next digit moves nothing.
            self.reserve(f"{text}00")
        self.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.reserve(self._kept)
