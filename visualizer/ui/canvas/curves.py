"""The course of an edge: a curve that leaves and arrives horizontally.

All edges between two columns run through the same horizontal positions; they
differ only in height. With t from 0 to 1 along the curve, the share of the way
across is x(t) = 1.5 t (1 - t) + t³ and the share of the way up or down is
y(t) = 3 t² - 2 t³: the cubic Bézier curve whose control points stand half way.
"""

from __future__ import annotations

from typing import overload

import numpy as np
from PySide6.QtGui import QPainterPath

from visualizer.scenes import FloatArray


@overload
def across(t: float) -> float: ...
@overload
def across(t: FloatArray) -> FloatArray: ...
def across(t: float | FloatArray) -> float | FloatArray:
    """Return the share of the way across at t."""
    return 1.5 * t * (1 - t) + t * t * t


@overload
def upward(t: float) -> float: ...
@overload
def upward(t: FloatArray) -> FloatArray: ...
def upward(t: float | FloatArray) -> float | FloatArray:
    """Return the share of the way up or down at t."""
    return t * t * (3 - 2 * t)


def parameter_at(share: float) -> float:
    """Return the t at which a curve has come the share (0 … 1) of the way across."""
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        if across(middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def distances(
    left: float,
    right: float,
    starts: FloatArray,
    ends: FloatArray,
    x: float,
    y: float,
) -> FloatArray:
    """Return the distance of the point (x, y) to each of the curves, in pixels.

    Exact for straight pieces, which a curve is at the size of a pointer.

    Parameters
    ----------
    left, right : float
        Where the curves begin and end horizontally.
    starts, ends : float arrays (N,)
        Heights at both ends.
    x, y : float

    Returns
    -------
    float array (N,)
    """
    t = parameter_at((x - left) / (right - left))
    rise = ends - starts
    heights = starts + rise * upward(t)
    slopes = rise * (6 * t * (1 - t)) / ((right - left) * (1.5 - 3 * t + 3 * t * t))
    result: FloatArray = np.abs(y - heights) / np.sqrt(1 + slopes * slopes)
    return result


def path(left: float, start: float, right: float, end: float) -> QPainterPath:
    """Return the curve from (left, start) to (right, end)."""
    middle = (left + right) / 2
    result = QPainterPath()
    result.moveTo(left, start)
    result.cubicTo(middle, start, middle, end, right, end)
    return result
