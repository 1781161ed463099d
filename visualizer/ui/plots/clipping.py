"""Lines within a rectangle, and with no more points than pixels show."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF

Coordinates = npt.NDArray[np.float64]

FARTHEST = 1e6
"""Of the width of an axis: how far beyond it a point may lie."""


def within_reach(
    values: npt.ArrayLike, low: float, high: float
) -> npt.NDArray[np.float64]:
    """Bring values that are endlessly far from an axis so near that no product is.

    Who diverges comes close to the largest number there is before he is lost.
    """
    reach = FARTHEST * (high - low)
    return np.clip(np.asarray(values, np.float64), low - reach, high + reach)


def holds(rect: QRectF, point: QPointF) -> bool:
    """Return whether a point lies in a rectangle.

    Qt takes a point that is not a number for one inside.
    """
    finite = math.isfinite(point.x()) and math.isfinite(point.y())
    return finite and rect.contains(point)


def clipped(
    x: Coordinates, y: Coordinates, rect: QRectF
) -> tuple[Coordinates, Coordinates]:
    """Cut a line at the edges of a rectangle; what lies outside becomes a gap.

    The lines themselves are cut, not their drawing, because a picture saved as
    SVG knows no clip. A gap is a point whose y is NaN.

    References: Liang & Barsky (1984), "A new concept and method for line
    clipping".
    """
    if len(x) < 2:
        points = zip(x.tolist(), y.tolist(), strict=True)
        inside = np.array([holds(rect, QPointF(*point)) for point in points], bool)
        return x[inside], y[inside]
    with np.errstate(invalid="ignore"):
        beyond = np.isnan(x) | (x < rect.left()) | (x > rect.right())
        beyond |= (y < rect.top()) | (y > rect.bottom())
    if not beyond.any():
        return x, y
    start_x, start_y = x[:-1], y[:-1]
    along_x, along_y = np.diff(x), np.diff(y)
    enter, leave = np.zeros(len(start_x)), np.ones(len(start_x))
    hidden = ~np.isfinite(along_x + along_y)
    for toward, distance in (
        (-along_x, start_x - rect.left()),
        (along_x, rect.right() - start_x),
        (-along_y, start_y - rect.top()),
        (along_y, rect.bottom() - start_y),
    ):
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            share = distance / toward
        enter = np.where(toward < 0.0, np.maximum(enter, share), enter)
        leave = np.where(toward > 0.0, np.minimum(leave, share), leave)
        hidden |= (toward == 0.0) & (distance < 0.0)
    shown = ~hidden & (enter <= leave)
    part = np.flatnonzero(shown)
    enter, leave = enter[part], leave[part]
    points_x = np.zeros((len(part), 3))
    points_y = np.full((len(part), 3), np.nan)
    points_x[:, 0] = start_x[part] + enter * along_x[part]
    points_y[:, 0] = start_y[part] + enter * along_y[part]
    points_x[:, 1] = start_x[part] + leave * along_x[part]
    points_y[:, 1] = start_y[part] + leave * along_y[part]
    # Where one segment runs on into the next, there is neither gap nor a second
    # copy of the point between them.
    joined = (np.diff(part) == 1) & (leave[:-1] == 1.0) & (enter[1:] == 0.0)
    keep = np.ones((len(part), 3), dtype=bool)
    keep[:-1, 2] = ~joined
    keep[1:, 0] = ~joined
    return points_x[keep], points_y[keep]


def thinned(
    x: Coordinates, y: Coordinates, longest: float
) -> tuple[Coordinates, Coordinates]:
    """Leave out what would only be drawn over again.

    Points that stay in the pixel of the one before go first. As long as the
    line is longer than ``longest`` pixels, every second point goes too: a noisy
    path of a long run covers the same spots over and over, and each time costs.
    The first and the last point always stay.
    """
    column, row = np.floor(x), np.floor(y)
    keep = np.ones(len(x), dtype=bool)
    keep[1:] = (np.diff(column) != 0.0) | (np.diff(row) != 0.0)
    if len(x):
        keep[-1] = True
    x, y = x[keep], y[keep]
    while len(x) > 3 and np.nansum(np.hypot(np.diff(x), np.diff(y))) > longest:
        last_x, last_y = x[-1:], y[-1:]
        x, y = np.append(x[:-1:2], last_x), np.append(y[:-1:2], last_y)
    return x, y
