"""The runners' paths and markers, as stock items over a terrain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from visualizer.ui.plots.clipping import clipped, holds, thinned
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.plots.stipple import stippled
from visualizer.ui.runner_marks import ground_color, runner_shape
from visualizer.ui.theme import Theme

LONGEST = 9_000.0
"""Length of a path, in pixels, from which it is drawn with fewer points."""

DASH, GAP = 4.0, 5.0
"""Of a path behind the mountain, in pixels."""

BEHIND = 0.45
"""Opacity of what is behind the mountain."""

Coordinates = npt.NDArray[np.float64]


class RunnerLines:
    """A path with a halo, a marker at its end, and the mean: thin, marked hollow.

    What lies behind a mountain is faint, its path in dashes.

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
        average: tuple[Coordinates, Coordinates] | None,
        hidden: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        """Draw a runner's path, in pixels, within a rectangle.

        Parameters
        ----------
        number : int
            The first is 0.
        x, y : float arrays (N,)
            NaN in y where there is nothing to draw.
        rect : QRectF
        selected : bool
        average : (x, y) or None
            The path of the mean.
        hidden : bool array (N,), optional
            Which points are behind a mountain.
        """
        assert self._theme is not None
        if number not in self._items:
            self._items[number] = _Items(self._parent)
            self._items[number].dress(self._theme, number)
        items = self._items[number]
        front, behind = parted(x, y, hidden)
        inside = clipped(*thinned(*front, LONGEST), rect)
        items.line.set_points(*inside)
        back = clipped(*thinned(*behind, LONGEST), rect)
        items.behind.set_points(*stippled(*back, DASH, GAP))
        end = QPointF(float(x[-1]), float(y[-1]))
        seen = holds(rect.adjusted(-1, -1, 1, 1), end)
        radius = (6.2 if selected else 4.6) * self._unit
        items.marker.setPath(runner_shape(number, radius))
        items.marker.setPos(end if seen else QPointF())
        items.marker.setVisible(seen)
        covered = hidden is not None and bool(hidden[-1])
        items.marker.setOpacity(BEHIND if covered else 1.0)
        self._draw_mean(items, number, average, rect)
        if seen:
            self.ends[number] = end

    def _draw_mean(
        self,
        items: _Items,
        number: int,
        average: tuple[Coordinates, Coordinates] | None,
        rect: QRectF,
    ) -> None:
        x, y = (np.empty(0), np.empty(0)) if average is None else average
        inside = clipped(*thinned(x, y, LONGEST), rect)
        items.mean_line.set_points(*inside)
        place = QPointF(float(x[-1]), float(y[-1])) if len(x) else QPointF()
        seen = len(x) > 0 and holds(rect, place)
        items.mean.setVisible(seen)
        if seen:
            items.mean.setPath(runner_shape(number, 5.4 * self._unit))
            items.mean.setPos(place)

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
        self.line = Polyline(parent, 0.0, 1.0)
        self.behind = Polyline(parent, 0.5)
        self.mean_line = Polyline(parent, 2.0, 2.1)
        self.mean = QGraphicsPathItem(parent)
        self.mean.setZValue(4.0)
        self.marker = QGraphicsPathItem(parent)
        self.marker.setZValue(3.0)

    def dress(self, theme: Theme, number: int) -> None:
        color, halo = ground_color(theme, number), theme.color("path_halo")
        width = theme.line_width
        self.line.set_pens(QPen(halo, 4.2 * width), QPen(color, 2.0 * width))
        faint = QColor(color)
        faint.setAlphaF(BEHIND)
        self.behind.set_pens(QPen(faint, 1.6 * width))
        # Hollow, as its marker: a thin line inside a band of the halo's color.
        self.mean_line.set_pens(QPen(halo, 4.6 * width), QPen(color, 1.2 * width))
        self.marker.setBrush(color)
        self.marker.setPen(QPen(halo, 1.6 * width))
        self.mean.setBrush(halo)
        self.mean.setPen(QPen(color, 2.4 * width))

    def clear(self) -> None:
        self.line.clear()
        self.behind.clear()
        self.mean_line.clear()
        self.marker.setPath(QPainterPath())
        self.mean.setPath(QPainterPath())


def parted(
    x: Coordinates, y: Coordinates, hidden: npt.NDArray[np.bool_] | None
) -> tuple[tuple[Coordinates, Coordinates], tuple[Coordinates, Coordinates]]:
    """Divide a path into what is in front and what is behind, with gaps between.

    A segment with one end behind is behind, so that the parts meet.
    """
    if hidden is None or not hidden.any():
        return (x, y), (np.empty(0), np.empty(0))
    touched = hidden.copy()
    touched[:-1] |= hidden[1:]
    touched[1:] |= hidden[:-1]
    return (x, np.where(hidden, np.nan, y)), (x, np.where(touched, y, np.nan))
