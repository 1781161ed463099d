"""A text with a rim, readable on any color."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPen
from PySide6.QtWidgets import QGraphicsItem

from visualizer.ui.drawing import Align, Text


class HaloText:
    """A text over a wider copy of itself; both stay texts in saved pictures."""

    def __init__(self, parent: QGraphicsItem, z: float = 0.0) -> None:
        self._back, self.front = Text(parent), Text(parent)
        self._back.setZValue(z)
        self.front.setZValue(z + 0.1)

    def dress(self, font: QFont, color: QColor, halo: QColor, rim: float = 3.0) -> None:
        """Give the text a font, a color and a rim."""
        self.front.dress(font, color)
        self._back.dress(font, halo)
        pen = QPen(halo, rim)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._back.setPen(pen)

    def place(
        self,
        text: str,
        x: float,
        middle: float,
        align: Align = "left",
        width: float | None = None,
    ) -> None:
        """Show a text, placed as by `Text.place`."""
        self._back.place(text, x, middle, align, width)
        self.front.place(text, x, middle, align, width)

    def size_of(self, text: str) -> tuple[float, float]:
        """Return width and height that a text would have."""
        return self.front.advance_of(text), self.front.line_height()

    def hide(self) -> None:
        """Take the text away."""
        self._back.hide()
        self.front.hide()

    def set_covered(self, covered: bool) -> None:
        """Keep the text where it is, but out of sight."""
        for each in (self._back, self.front):
            each.setOpacity(0.0 if covered else 1.0)

    def in_sight(self) -> bool:
        """Return whether the text can be read."""
        return self.front.isVisible() and self.front.opacity() > 0.0

    def rect(self) -> QRectF:
        """Return where the text stands, in coordinates of the parent."""
        return self.front.mapRectToParent(self.front.boundingRect())
