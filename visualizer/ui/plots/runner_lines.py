"""The runners' paths and markers, as stock items over a terrain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from visualizer.ui.plots.clipping import clipped, thinned
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.runner_marks import ground_color, runner_shape
from visualizer.ui.theme import Theme

LONGEST = 9_000.0
"""Length of a path, in pixels, from which it is drawn with fewer points."""

Coordinates = npt.NDArray[np.float64]


class RunnerLines:
    """A path with a halo, a marker at its end and a hollow one for the mean.

    Parameters
    ----------
    parent : QGraphicsItem
        The item in whose coordinates they are.
    """

    def __init__(self, parent: QGraphicsItem) -> None:
        self._parent = parent
        self._theme: Theme | None = None
        self._items: dict[int, _Items] = {}
        self._unit = 1.0
        self.ends: dict[int, QPointF] = {}

    def dress(self, theme: Theme, unit: float) -> None:
        """Wear a theme at a scale of type."""
        self._theme, self._unit = theme, unit
        for number, items in self._items.items():
            items.dress(theme, number)

    def begin(self) -> None:
        """Start a drawing; those that are not drawn again go."""
        self.ends = {}

    def add(
        self,
        number: int,
        x: Coordinates,
        y: Coordinates,
        rect: QRectF,
        selected: bool,
        average: QPointF | None,
    ) -> None:
        """Draw a runner's path, in pixels, within a rectangle."""
        assert self._theme is not None
        if number not in self._items:
            self._items[number] = _Items(self._parent)
            self._items[number].dress(self._theme, number)
        items = self._items[number]
        inside = clipped(*thinned(x, y, LONGEST), rect)
        items.halo.set_points(*inside)
        items.line.set_points(*inside)
        end = QPointF(float(x[-1]), float(y[-1]))
        seen = rect.adjusted(-1, -1, 1, 1).contains(end)
        radius = (6.2 if selected else 4.6) * self._unit
        items.marker.setPath(runner_shape(number, radius))
        items.marker.setPos(end if seen else QPointF())
        items.marker.setVisible(seen)
        items.mean.setVisible(average is not None)
        if average is not None:
            items.mean.setPath(runner_shape(number, 5.4 * self._unit))
            items.mean.setPos(average)
        if seen:
            self.ends[number] = end

    def end(self, shown: set[int]) -> None:
        """Finish a drawing of some runners."""
        for number, items in self._items.items():
            if number not in shown:
                items.clear()

    def at(self, point: QPointF, reach: float) -> int | None:
        """Return the runner whose marker is nearest to a point, within reach."""
        best, found = reach, None
        for number, end in self.ends.items():
            away = end - point
            distance = float(np.hypot(away.x(), away.y()))
            if distance <= best:
                best, found = distance, number
        return found


class _Items:
    """What one runner is drawn with."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.halo, self.line = Polyline(parent, 0.0), Polyline(parent, 1.0)
        self.mean = QGraphicsPathItem(parent)
        self.mean.setZValue(4.0)
        self.marker = QGraphicsPathItem(parent)
        self.marker.setZValue(3.0)

    def dress(self, theme: Theme, number: int) -> None:
        color, halo = ground_color(theme, number), theme.color("path_halo")
        width = theme.line_width
        self.halo.set_pen(QPen(halo, 4.2 * width))
        self.line.set_pen(QPen(color, 2.0 * width))
        self.marker.setBrush(color)
        self.marker.setPen(QPen(halo, 1.6 * width))
        self.mean.setBrush(halo)
        self.mean.setPen(QPen(color, 2.4 * width))

    def clear(self) -> None:
        self.halo.clear()
        self.line.clear()
        self.marker.setPath(QPainterPath())
        self.mean.setPath(QPainterPath())
