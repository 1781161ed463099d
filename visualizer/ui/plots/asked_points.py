"""Points of a plot that open what made them: by the hand or by the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF

from visualizer.scenes.line_plot import LinePlot
from visualizer.scenes.why import AskPoint

Coordinates = npt.NDArray[np.float64]
ToPixels = Callable[[Coordinates, Coordinates], tuple[Coordinates, Coordinates]]

REACH = 9.0
"""How far from a point or curve the hand still means it, in pixels."""

Place = tuple[int, int]
"""A row of points, and the place of one of them in it."""


class AskedPoints:
    """The curves of a plot whose points can be asked about, and its single points.

    Each curve is a row of points; all single points together are the last one.

    Parameters
    ----------
    plot : LinePlot
    """

    def __init__(self, plot: LinePlot) -> None:
        self._curves = [line for line in plot.lines if line.asks is not None]
        self._dots = [dot for dot in plot.dots if dot.asks is not None]
        self._rows = [
            (np.asarray(line.x, float), np.asarray(line.y, float))
            for line in self._curves
        ]
        if self._dots:
            x, y = zip(*((dot.x, dot.y) for dot in self._dots), strict=True)
            self._rows.append((np.array(x), np.array(y)))

    def __bool__(self) -> bool:
        return bool(self._rows)

    def known(self, place: Place | None) -> Place | None:
        """Return a place, or that of the last point of its row if it is beyond."""
        if place is None or place[0] >= len(self._rows):
            return None
        return place[0], min(place[1], len(self._rows[place[0]][0]) - 1)

    def at(self, place: Place) -> tuple[float, float]:
        """Return the coordinates of a point."""
        x, y = self._rows[place[0]]
        return float(x[place[1]]), float(y[place[1]])

    def name(self, place: Place) -> str:
        """Return the name of the curve that a point is of; empty for none."""
        return self._curves[place[0]].name if place[0] < len(self._curves) else ""

    def question(self, place: Place) -> AskPoint:
        """Return what opens a point."""
        row, number = place
        if row < len(self._curves):
            line = self._curves[row]
            assert line.asks is not None
            return AskPoint(line.asks, line.number, float(line.x[number]))
        asks = self._dots[number].asks
        assert asks is not None
        return asks

    def near(self, point: QPointF, to_pixels: ToPixels) -> Place | None:
        """Return the point that the hand means; a single point before a curve."""
        found: list[tuple[bool, float, Place]] = []
        for row, (x, y) in enumerate(self._rows):
            px, py = to_pixels(x, y)
            good = np.flatnonzero(np.isfinite(px) & np.isfinite(py))
            if not good.size:
                continue
            px, py = px[good], py[good]
            curve = row < len(self._curves)
            across = np.abs(px - point.x())
            if curve:
                nearest = int(across.argmin())
                within = px[0] - REACH <= point.x() <= px[-1] + REACH
                height = float(np.interp(point.x(), px, py))
                away = abs(height - point.y()) if within else np.inf
            else:
                distances = np.hypot(across, py - point.y())
                nearest = int(distances.argmin())
                away = float(distances[nearest])
            if away <= REACH:
                found.append((curve, away, (row, int(good[nearest]))))
        return min(found)[2] if found else None

    def stepped(self, place: Place | None, across: int, up: int) -> Place:
        """Return the point beside one along its row, or one of another row."""
        if place is None:
            return 0, len(self._rows[0][0]) - 1
        row, number = place
        row = min(max(row - up, 0), len(self._rows) - 1)
        return row, min(max(number + across, 0), len(self._rows[row][0]) - 1)
