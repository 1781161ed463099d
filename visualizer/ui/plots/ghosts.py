"""Find the curve under the pointer: of a run that was left, or one to ask about."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF

from visualizer.scenes.curve import Series
from visualizer.scenes.why import Quantity
from visualizer.ui.plots.reduction import Curve

REACH = 5.0
"""How far from a ghost the pointer still means it, in pixels."""

CLEAR = 9.0
"""How far the other curves have to be: a press on them goes to a moment."""


class Drawn(Struct, frozen=True):
    """A curve as it is on the screen.

    Attributes
    ----------
    series : Series
    pixels : (x, y)
        Where it runs; `y` is NaN in gaps.
    """

    series: Series
    pixels: Curve

    def distance(self, point: QPointF) -> float:
        """Return how far above or below the curve a point lies, inf beside it."""
        x, y = self.pixels
        good = np.isfinite(y)
        x, y = x[good], y[good]
        if not len(x) or not x[0] - REACH <= point.x() <= x[-1] + REACH:
            return float("inf")
        return abs(float(np.interp(point.x(), x, y)) - point.y())


class KnownCurves:
    """Curves of runs that were left, reduced to the screen once for each look.

    A scene holds the same `Series` for a ghost as long as nothing about it has
    changed; then it need not be gone through again for the next frame.
    """

    def __init__(self) -> None:
        self._curves: dict[int, tuple[Series, object, Curve]] = {}

    def curve(self, series: Series, look: object, reduce: Callable[[], Curve]) -> Curve:
        """Return the curve of a series on the screen.

        Parameters
        ----------
        series : Series
        look : object
            What else decides about the curve: axes and size.
        reduce : callable
            Makes the curve.
        """
        if series.kind != "ghost":
            return reduce()
        known = self._curves.get(series.run)
        if known is None or known[0] is not series or known[1] != look:
            known = self._curves[series.run] = (series, look, reduce())
        return known[2]


def ghost_at(curves: Sequence[Drawn], point: QPointF) -> Series | None:
    """Return the ghost under a point, unless a curve of the present run is near."""
    present = [c for c in curves if c.series.kind != "ghost"]
    if any(curve.distance(point) < CLEAR for curve in present):
        return None
    ghosts = [(c.distance(point), c.series) for c in curves if c.series.kind == "ghost"]
    near = [found for found in ghosts if found[0] <= REACH]
    return min(near, key=lambda found: found[0])[1] if near else None


def asked_at(curves: Sequence[Drawn], point: QPointF) -> Quantity | None:
    """Return what the nearest curve under a point shows, if one can ask why."""
    near = [
        (distance, curve.series.asks)
        for curve in curves
        if curve.series.asks is not None and (distance := curve.distance(point)) < CLEAR
    ]
    return min(near, key=lambda found: found[0])[1] if near else None


def moment_of(series: Series, update: int) -> int:
    """Return the update of a run that is nearest to one on the axis."""
    return int(min(max(update, series.x[0]), series.x[-1]))
