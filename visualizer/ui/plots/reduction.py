"""Reduce curves to what the pixels of a plot can show."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from visualizer.scenes import FloatArray
from visualizer.scenes.curve import Series

Curve = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


def reduce_curve(
    x: FloatArray, y: FloatArray, low: float, high: float, columns: int
) -> Curve:
    """Keep the extremes of a curve in each column of pixels.

    Parameters
    ----------
    x, y : float arrays (N,)
        `x` ascends; where `y` is not finite, the curve has a gap.
    low, high : float
        Part of the axis that is shown; one point beyond each end is kept.
    columns : int
        Width of that part in pixels.

    Returns
    -------
    x, y : float64 arrays
        At most about two points a column, gaps as NaN. The least and the
        greatest finite value of each column are among them.
    """
    first = max(0, int(np.searchsorted(x, low, "left")) - 1)
    last = int(np.searchsorted(x, high, "right")) + 1
    x, y = x[first:last], y[first:last]
    if len(x) <= 2 * columns:
        values = y.astype(np.float64)
        values[~np.isfinite(values)] = np.nan
        return x.astype(np.float64), values
    edges = np.linspace(low, high, columns + 1)[1:-1]
    starts = np.unique(np.append(0, np.searchsorted(x, edges)))
    starts = starts[starts < len(x)]
    ends = np.append(starts[1:], len(x)) - 1
    least = np.minimum.reduceat(y, starts)
    greatest = np.maximum.reduceat(y, starts)
    if not (np.isfinite(least).all() and np.isfinite(greatest).all()):
        least, greatest = _finite_extremes(y, starts)
    # The order within a column follows the curve, so that a falling one does
    # not become a saw.
    falling = y[starts] > y[ends]
    reduced_x = np.empty(2 * len(starts))
    reduced_y = np.empty(2 * len(starts))
    reduced_x[0::2], reduced_x[1::2] = x[starts], x[ends]
    reduced_y[0::2] = np.where(falling, greatest, least)
    reduced_y[1::2] = np.where(falling, least, greatest)
    return reduced_x, reduced_y


def log10_or_gap(y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return log₁₀ of positive values and NaN, a gap, elsewhere."""
    result = np.full(len(y), np.nan)
    np.log10(y, out=result, where=y > 0.0)
    return result


def finite_range(curves: list[Curve]) -> tuple[float, float] | None:
    """Return least and greatest finite value of all curves, None without any."""
    parts = [y[np.isfinite(y)] for _, y in curves]
    values = np.concatenate(parts) if parts else np.empty(0)
    if not len(values):
        return None
    return float(values.min()), float(values.max())


def same_array(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> bool:
    """Tell whether two arrays hold the same numbers, the cheap answers first."""
    if one is other:
        return True
    if one.shape != other.shape:
        return False
    # Curves grow at their end: the last number tells most differences.
    if one.size and one.flat[-1] != other.flat[-1]:
        return bool(np.isnan(one.flat[-1]) and np.array_equal(one, other, True))
    return np.array_equal(one, other, equal_nan=True)


def same_series(one: tuple[Series, ...], other: tuple[Series, ...]) -> bool:
    """Tell whether two groups of curves look the same."""
    return one is other or (
        len(one) == len(other)
        and all(
            (a.kind, a.name, a.note) == (b.kind, b.name, b.note)
            and same_array(a.x, b.x)
            and same_array(a.y, b.y)
            for a, b in zip(one, other, strict=True)
        )
    )


def _finite_extremes(
    y: FloatArray, starts: npt.NDArray[np.intp]
) -> tuple[FloatArray, FloatArray]:
    finite = np.isfinite(y)
    least = np.minimum.reduceat(np.where(finite, y, np.inf), starts)
    greatest = np.maximum.reduceat(np.where(finite, y, -np.inf), starts)
    empty = least > greatest
    return np.where(empty, np.nan, least), np.where(empty, np.nan, greatest)
