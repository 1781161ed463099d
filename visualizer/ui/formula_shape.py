"""A formula among the stock items of a canvas."""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainterPath,
    QPainterPathStroker,
)
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from visualizer.ui.drawing import Align
from visualizer.ui.typesetting import Writing, lay_out, path_of


class FormulaShape(QGraphicsPathItem):
    """A typeset formula as one shape, which Qt paints without Python.

    It is made when the formula changes, which numbers that follow training do not.
    """

    def __init__(self, parent: QGraphicsItem | None = None) -> None:
        super().__init__(parent)
        self._font = QFont()
        self._text = ""
        self.setPen(Qt.PenStyle.NoPen)

    def text(self) -> str:
        """Return the formula as a line of text."""
        return self._text

    def dress(self, font: QFont, color: QColor) -> None:
        """Give the formula its font and color."""
        if font != self._font:
            self._font, self._text = QFont(font), ""
        self.setBrush(color)

    def advance_of(self, text: str) -> float:
        """Return the width that a formula would have."""
        return lay_out(text, self._font, math.inf).width

    def height_of(self, text: str) -> float:
        """Return the height that a formula would have."""
        return lay_out(text, self._font, math.inf).height

    def line_height(self) -> float:
        """Return the height of a line of plain text."""
        return QFontMetricsF(self._font).height()

    def place(
        self,
        text: str,
        x: float,
        middle: float,
        align: Align = "left",
        width: float = math.inf,
    ) -> float:
        """Show a formula and return the width that it takes.

        Parameters
        ----------
        text : str
        x : float
            Where its left edge, center or right edge stands.
        middle : float
            Height of the middle of what it draws.
        align : "left", "center" or "right"
        width : float
            Room for it; a wider formula becomes smaller.
        """
        if text != self._text:
            self._text = text
            self.setPath(_outline(text, self._font))
        box = lay_out(text, self._font, math.inf)
        share = min(1.0, width / box.width) if box.width else 1.0
        taken = box.width * share
        left = x - taken * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        self.setScale(share)
        self.setPos(QPointF(left, middle + share * (box.ascent - box.descent) / 2.0))
        self.setVisible(bool(text))
        return taken

    def drawn_rect(self) -> QRectF:
        """Return where it has its ink, on the canvas."""
        return self.mapRectToScene(self.path().boundingRect())


@lru_cache(maxsize=256)
def _outline(text: str, font: QFont) -> QPainterPath:
    """Return all that a formula draws as one shape, its base line at y = 0."""
    shape = QPainterPath()
    # Signs and lines that lie over each other stay filled.
    shape.setFillRule(Qt.FillRule.WindingFill)
    for one in lay_out(text, font, math.inf).drawn:
        if isinstance(one, Writing):
            shape.addText(QPointF(one.x, one.y), one.font, one.text)
            continue
        stroker = QPainterPathStroker()
        stroker.setWidth(one.width)
        stroker.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        shape.addPath(stroker.createStroke(path_of(one)))
    return shape
