"""A label that shortens its text to the room it has."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LEAST_LETTERS = 4
"""Room, in letters, below which nothing of a shortened text is shown."""


class ElidedLabel(QLabel):
    """Shows as much of a text as fits, the whole as a tooltip.

    The text is shortened when it or the room changes, not while painting. It is
    drawn here, because each text that Qt's label is given makes all layouts up to
    that of the window look again, which takes ten milliseconds; here only a text
    that wants another width does, and none where the width is not asked for.
    """

    def __init__(
        self, text: str = "", role: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._full = self._shown = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show a text."""
        if text == self._full:
            return
        wanted = self.sizeHint()
        self._full = text
        self.setAccessibleName(text)
        ignored = self.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Ignored
        if not ignored and self.sizeHint() != wanted:
            self.updateGeometry()
        self._elide()

    def text(self) -> str:
        """Return the text as it is shown, shortened or not."""
        return self._shown

    def full_text(self) -> str:
        """Return the text before it was shortened."""
        return self._full

    def _elide(self) -> None:
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        shown = metrics.elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if shown != self._full and room < LEAST_LETTERS * metrics.averageCharWidth():
            # A letter and dots say nothing, and look like a fault.
            shown = ""
        if shown != self._shown:
            self._shown = shown
            self.update()
        self.setToolTip("" if shown == self._full else self._full)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
            self._elide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        style, painter = self.style(), QPainter(self)
        style.drawItemText(
            painter,
            self.contentsRect(),
            style.visualAlignment(self.layoutDirection(), self.alignment()),
            self.palette(),
            self.isEnabled(),
            self._shown,
            self.foregroundRole(),
        )
        painter.end()

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
