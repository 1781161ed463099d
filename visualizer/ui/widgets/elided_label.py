"""A label that shortens its text to the room it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LEAST_LETTERS = 4
"""Room, in letters, below which nothing of a shortened text is shown."""


class ElidedLabel(QLabel):
    """Shows as much of a text as fits, the whole as a tooltip.

    The text is shortened when the room changes, not while painting, which
    stays with Qt.
    """

    def __init__(
        self, text: str = "", role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show a text."""
        if text != self._full:
            self._full = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self._elide()

    def full_text(self) -> str:
        """Return the text before it was shortened."""
        return self._full

    def _elide(self) -> None:
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if shown != self._full and room < LEAST_LETTERS * metrics.averageCharWidth():
            # A letter and dots say nothing, and look like a fault.
            shown = ""
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if shown == self._full else self._full)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._elide()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self.fontMetrics()
        # One pixel more than the advance: elidedText shortens a text that
        # fills its room to the last fraction.
        width = metrics.horizontalAdvance(self._full) + 2
        return QSize(width, metrics.height())
