"""A matrix of widgets, between brackets."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

FOOT = 4.0
"""How far the ends of a bracket reach inward, in logical pixels."""


class Bracketed(QWidget):
    """Draws square brackets at both sides of its layout."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pen = QPen(self.palette().color(self.foregroundRole()), 1.0)
        painter.setPen(pen)
        right, bottom = self.width() - 0.5, self.height() - 0.5
        for side, inward in ((0.5, FOOT), (right, -FOOT)):
            painter.drawPolyline(
                [
                    QPointF(side + inward, 0.5),
                    QPointF(side, 0.5),
                    QPointF(side, bottom),
                    QPointF(side + inward, bottom),
                ]
            )
        painter.end()
