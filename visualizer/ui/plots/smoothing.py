"""Curves without their noise: an exponential mean over updates."""

from __future__ import annotations

import math

import numpy as np
from msgspec.structs import replace

from visualizer.scenes import FloatArray
from visualizer.scenes.curve import Series

SHARE = 0.01
"""Of a run: the half-life of the mean, before it is rounded up."""

_STEPS = (1, 2, 5, 10)

_MOST_HALVES = 900.0
"""Half-lives over which weights stay numbers: 2⁹⁰⁰ is about 10²⁷⁰."""


def half_life(updates: float) -> int:
    """Return about a hundredth of so many updates, as 1, 2 or 5 times a power of ten.

    In steps, so that a growing curve keeps its look for a while.
    """
    wanted = max(1.0, SHARE * updates)
    power: int = 10 ** math.floor(math.log10(wanted))
    return next(step * power for step in _STEPS if step * power >= wanted)


def smoothed(x: FloatArray, y: FloatArray, halving: float) -> FloatArray:
    """Return the exponential mean of a curve up to each of its points.

    sᵢ = Σₖ wₖ yₖ / Σₖ wₖ over all k up to i, wₖ = 2^((xₖ - xᵢ) / h): what lies h
    updates back counts half. The sum of the weights is divided by, so that the mean
    is right from the first point on.

    Parameters
    ----------
    x, y : float arrays (N,)
        `x` ascends; where `y` is not finite, the mean has a gap and goes on from
        what was before.
    halving : float
        The half-life h in units of `x`; less than a 900th of the range of `x` is
        taken as that.

    Returns
    -------
    float64 array (N,)
    """
    if not len(x):
        return np.empty(0)
    age = x.astype(np.float64) - float(x[0])
    halving = max(halving, float(age[-1]) / _MOST_HALVES, 1e-12)
    values = y.astype(np.float64)
    good = np.isfinite(values)
    weights = np.where(good, np.exp2(age / halving), 0.0)
    total = np.cumsum(weights)
    mean = np.full(len(values), np.nan)
    sums = np.cumsum(np.where(good, weights * np.where(good, values, 0.0), 0.0))
    np.divide(sums, total, out=mean, where=good)
    return mean


def with_means(series: tuple[Series, ...], halving: int) -> tuple[Series, ...]:
    """Return curves of which those of the present run are faint, means over them."""
    shown: list[Series] = []
    for one in series:
        if one.kind == "ghost":
            shown.append(one)
            continue
        shown.append(replace(one, kind="raw", name=""))
        # A mean over moments is no loss of one of them.
        shown.append(replace(one, y=smoothed(one.x, one.y, halving), asks=None))
    # The means lie over all that is faint.
    return tuple(sorted(shown, key=lambda one: one.kind in ("train", "test")))
