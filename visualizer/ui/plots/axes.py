"""Two axes with ticks, grid and labels, as stock items of a canvas."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from visualizer.scenes import FloatArray
from visualizer.ui.drawing import Canvas
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import Tick
from visualizer.ui.theme import Theme

Coordinates = npt.NDArray[np.float64]
Range = tuple[float, float]

ABOVE, ABOVE_NAME, BELOW = 1.3, 1.55, 1.5
"""Room around the plot, in lines of type: above it without and with the name of the
vertical axis, and below."""


class Axes:
    """Places a plot in an area and turns its coordinates into pixels.

    Parameters
    ----------
    canvas : Canvas
    """

    def __init__(self, canvas: Canvas) -> None:
        stage = canvas.scene()
        self._grid = stage.addPath(QPainterPath())
        self._root = QGraphicsRectItem()
        self._root.setPen(QPen(QPen().color(), 0.0))
        self._root.setZValue(0.1)
        stage.addItem(self._root)
        self._ticks = TextPool(self._root)
        self._x_label, self._y_label = canvas.text(), canvas.text()
        self.rect = QRectF(0.0, 0.0, 1.0, 1.0)
        self._x: Range = (0.0, 1.0)
        self._y: Range = (0.0, 1.0)

    def dress(self, theme: Theme, font: QFont) -> None:
        """Wear a theme and a font."""
        self._grid.setPen(QPen(theme.color("grid"), 1.0))
        quiet = theme.color("text_secondary")
        for texts in (self._ticks, self._x_label, self._y_label):
            texts.dress(font, quiet)

    def line_height(self) -> float:
        """Return the height of a line of text."""
        return self._ticks.line_height()

    def lay_out(
        self,
        area: QRectF,
        x: Range,
        y: Range,
        ticks: tuple[Sequence[Tick], Sequence[Tick]],
        labels: tuple[str, str],
        right: float,
    ) -> None:
        """Draw the axes.

        Parameters
        ----------
        area : QRectF
        x, y : ranges
        ticks : ticks of x and of y
        labels : names of x and of y
        right : float
            Room to leave at the right.
        """
        em = self.line_height()
        widest = max((self._ticks.advance_of(t.text) for t in ticks[1]), default=0.0)
        left = widest + 0.6 * em
        # The name of the vertical axis stands above its highest tick.
        above, below = (ABOVE_NAME if labels[1] else ABOVE) * em, BELOW * em
        self.rect = QRectF(
            area.left() + left,
            area.top() + above,
            max(8.0, area.width() - left - right),
            max(8.0, area.height() - above - below),
        )
        self._x, self._y = x, y
        rect, grid = self.rect, QPainterPath()
        self._ticks.begin()
        middle = rect.bottom() + 0.8 * em
        name = self._x_label.advance_of(labels[0])
        # Where the axis has no name its last tick may be written beyond it.
        end = rect.right() - name - 0.5 * em if labels[0] else area.right()
        free = -np.inf
        for tick in ticks[0]:
            at = self.to_pixels(tick.value, 0.0).x()
            half = 0.5 * self._ticks.advance_of(tick.text)
            grid.moveTo(at, rect.top())
            grid.lineTo(at, rect.bottom())
            if free <= at - half and at + half < end:
                self._ticks.add(tick.text, at, middle, "center")
                free = at + half + 0.3 * em
        for tick in ticks[1]:
            at = self.to_pixels(0.0, tick.value).y()
            grid.moveTo(rect.left(), at)
            grid.lineTo(rect.right(), at)
            self._ticks.add(tick.text, rect.left() - 0.4 * em, at, "right")
        self._ticks.end()
        self._grid.setPath(grid)
        self._x_label.place(labels[0], rect.right(), middle, "right")
        self._y_label.place(labels[1], area.left(), area.top() + 0.55 * em)

    def pixels(self, x: FloatArray, y: FloatArray) -> tuple[Coordinates, Coordinates]:
        """Return the pixels of coordinates."""
        rect, (left, right), (low, high) = self.rect, self._x, self._y
        return (
            np.asarray(rect.left() + (x - left) * (rect.width() / (right - left))),
            np.asarray(rect.bottom() - (y - low) * (rect.height() / (high - low))),
        )

    def to_pixels(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point."""
        px, py = self.pixels(np.array([x]), np.array([y]))
        return QPointF(float(px[0]), float(py[0]))

    def x_at(self, point: QPointF) -> float:
        """Return the coordinate x under a pixel."""
        left, right = self._x
        share = (point.x() - self.rect.left()) / self.rect.width()
        return left + share * (right - left)

    def y_at(self, point: QPointF) -> float:
        """Return the coordinate y under a pixel."""
        low, high = self._y
        share = (self.rect.bottom() - point.y()) / self.rect.height()
        return low + share * (high - low)
