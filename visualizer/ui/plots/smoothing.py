"""Curves without their noise: an exponential mean over updates."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from msgspec.structs import replace

from visualizer.scenes import FloatArray
from visualizer.scenes.curve import Series

Doubles = npt.NDArray[np.float64]

SHARE = 0.01
"""Of a run: the half-life of the mean, before it is rounded up."""

_STEPS = (1, 2, 5, 10)

MOST_POINTS = 8_192
"""Of a mean: more than a screen has columns, and hundreds to a half-life."""

_MOST_HALVES = 900.0
"""Half-lives over which weights stay numbers: 2⁹⁰⁰ is about 10²⁷⁰."""


def half_life(updates: float) -> int:
    """Return about a hundredth of so many updates, as 1, 2 or 5 times a power of ten.

    In steps, so that a growing curve keeps its look for a while.
    """
    wanted = max(1.0, SHARE * updates)
    power: int = 10 ** math.floor(math.log10(wanted))
    return next(step * power for step in _STEPS if step * power >= wanted)


def smoothed(
    x: FloatArray, y: FloatArray, halving: float, most: int = MOST_POINTS
) -> tuple[FloatArray, FloatArray]:
    """Return the exponential mean of a curve up to each of its points.

    sᵢ = Σₖ wₖ yₖ / Σₖ wₖ over all k up to i, wₖ = 2^((xₖ - xᵢ) / h): what lies h
    updates back counts half. The sum of the weights is divided by, so that the mean
    is right from the first point on. Neighbors of a curve with many points count as
    one, in the middle of their places.

    Parameters
    ----------
    x, y : float arrays (N,)
        `x` ascends; where `y` is not finite, the mean has a gap and goes on from
        what was before.
    halving : float
        The half-life h in units of `x`; less than a 900th of the range of `x` is
        taken as that.
    most : int
        From twice as many points on, neighbors are taken together.

    Returns
    -------
    x, mean : float64 arrays (M,)
        At each point, or at the last of those that are taken together.
    """
    if not len(x):
        return np.empty(0), np.empty(0)
    together = max(1, len(x) // most)
    starts = np.arange(0, len(x), together)
    stops = np.append(starts[1:], len(x))
    ends = x[stops - 1].astype(np.float64)
    age = 0.5 * (x[starts] + ends) - float(x[0])
    count = (stops - starts).astype(np.float64)
    values = y.astype(np.float64, copy=False)
    sums = _sums(values, together)
    if not np.isfinite(sums).all():
        good = np.isfinite(values)
        count = _sums(good.astype(np.float64), together)
        sums = _sums(np.where(good, values, 0.0), together)
    halving = max(halving, float(age[-1]) / _MOST_HALVES, 1e-12)
    weights = np.exp2(age / halving)
    total = np.cumsum(weights * count)
    mean = np.full(len(starts), np.nan)
    np.divide(np.cumsum(weights * sums), total, out=mean, where=count > 0.0)
    return ends, mean


def _sums(values: Doubles, together: int) -> Doubles:
    """Return the sums of so many neighbors each, the last ones of what is left."""
    whole = len(values) - len(values) % together
    sums = values[:whole].reshape(-1, together).dot(np.ones(together))
    return sums if whole == len(values) else np.append(sums, values[whole:].sum())


def with_means(series: tuple[Series, ...], halving: int) -> tuple[Series, ...]:
    """Return curves of which those of the present run are faint, means over them."""
    shown: list[Series] = []
    for one in series:
        if one.kind == "ghost":
            shown.append(one)
            continue
        shown.append(replace(one, kind="raw", name=""))
        # A mean over moments is no loss of one of them.
        x, mean = smoothed(one.x, one.y, halving)
        shown.append(replace(one, x=x, y=mean, asks=None))
    # The means lie over all that is faint.
    return tuple(sorted(shown, key=lambda one: one.kind in ("train", "test")))
