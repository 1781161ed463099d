"""How a runner is doing, and how large its rate may be.

A small slope is not success: a plateau and a saddle have one too, and so has the
floor of a valley that is not the lowest.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Literal

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.optimizers.averaged_sgd import AveragedSGD
from visualizer.engine.optimizers.implicit_sgd import ImplicitSGD
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.race import UNDER_WAY
from visualizer.engine.terrains import Point, Terrain

Verdict = Literal[
    "arrived",
    "local",
    "saddle",
    "plateau",
    "hovering",
    "diverged",
    "falling",
    "off",
    "under_way",
]

STAYS = 10
"""Steps near a minimum after which a runner counts as having arrived there."""

HALF = 20
"""Steps of either half of the past that tells hovering from approaching."""

FAR = 100.0
"""A runner that is so many views away does not come back."""

RESTING = 2e-4
"""Of the view's diagonal: a step that is shorter is next to none."""

LEVEL = 0.01
"""Of the steepest slopes: a slope that is smaller is next to none."""

FLAT = 0.02
"""Of the strongest curvatures: a ground that is bent less is next to flat."""

BESIDE = 0.01
"""Of the view's diagonal: how near the top of a saddle a runner is on it."""

SINKING = 0.05
"""Of the height above the floor: who loses more in `HALF` steps is getting on."""

GRID = 41


class Sizes(Struct, frozen=True):
    """What is much on a terrain: nine tenths of the view have less of it."""

    slope: float
    bend: float
    diagonal: float


@lru_cache(maxsize=16)
def sizes(terrain: Terrain) -> Sizes:
    """Return the usual slopes and curvatures of a terrain, and its extent."""
    left, right, low, high = terrain.view
    x, y = np.meshgrid(np.linspace(left, right, GRID), np.linspace(low, high, GRID))
    slope = np.hypot(*terrain.slope(x, y))
    xx, xy, yy = terrain.curvature(x, y)
    middle, reach = 0.5 * (xx + yy), np.hypot(0.5 * (xx - yy), xy)
    bend = np.abs(middle) + reach
    across = right - left
    along = high - low if terrain.dimensions == 2 else 0.0
    return Sizes(
        float(np.nanpercentile(slope, 90)),
        float(np.nanpercentile(bend, 90)),
        math.hypot(across, along),
    )


def judge(terrain: Terrain, path: Array, arrival: float, update: int) -> Verdict:
    """Return how a runner is doing.

    Parameters
    ----------
    terrain : Terrain
    path : array (N, 2)
        Its places step by step, the last one now.
    arrival : float
        The step since which it has stayed near a minimum, -1 for none.
    update : int
        Steps done.
    """
    place, usual = path[-1], sizes(terrain)
    if not np.isfinite(place).all() or np.abs(place).max() > FAR * usual.diagonal:
        return "diverged" if terrain.bounded else "falling"
    point = (float(place[0]), float(place[1]))
    if not math.isfinite(terrain.height_at(point)):
        return "off"
    if arrival != UNDER_WAY and update - arrival >= STAYS:
        return _valley(terrain, _nearest(terrain, place))
    step = float(np.hypot(*(place - path[-2]))) if len(path) > 1 else math.inf
    slope = float(np.hypot(*terrain.slope_at(point)))
    if step <= RESTING * usual.diagonal and slope <= LEVEL * usual.slope:
        bends = terrain.bends(point)
        bend, sinking = float(np.abs(bends).max()), _sinks(terrain, path)
        if bend <= FLAT * usual.bend and not sinking:
            return "plateau"
        if bends[0] < 0.0 and not sinking:
            beside = slope <= BESIDE * usual.diagonal * bend
            return "saddle" if beside else "plateau"
        if bends[0] > 0.0 and slope / bends[0] <= terrain.near:
            return _valley(terrain, _bottom(terrain, place))
    return "hovering" if _hovers(terrain, path[-2 * HALF :]) else "under_way"


def largest_rate(optimizer: Optimizer, bend: float) -> float | None:
    """Return the rate above which a method diverges where the ground is bent so.

    With curvature L: plain descent 2 / L, momentum 2 (1 + μ) / L, Nesterov
    2 (1 + μ) / (L (1 + 2 μ)); an implicit step has no such limit. Of other methods,
    and where L is not above 0, nothing is said.

    References: Polyak (1964), theorem 9; Nesterov's by the eigenvalues of the
    iteration on a quadratic.
    """
    if not bend > 0.0:
        return None
    if isinstance(optimizer, ImplicitSGD):
        return math.inf
    if isinstance(optimizer, AveragedSGD):
        return 2.0 / bend
    if not isinstance(optimizer, SGD):
        return None
    mu = optimizer.momentum
    limit = 2.0 * (1.0 + mu) / bend
    return limit / (1.0 + 2.0 * mu) if optimizer.nesterov else limit


def _bottom(terrain: Terrain, place: Array) -> Point:
    """Return the minimum at whose side a runner rests.

    The place itself where none is near: a valley that is not among those known of
    the terrain.
    """
    if terrain.minima():
        nearest = _nearest(terrain, place)
        if math.dist(nearest, place) <= 2.0 * terrain.near:
            return nearest
    return float(place[0]), float(place[1])


def _nearest(terrain: Terrain, place: Array) -> Point:
    minima = np.array(terrain.minima(), np.float64)
    away = np.hypot(*(minima - place).T)
    x, y = minima[int(away.argmin())]
    return float(x), float(y)


def _valley(terrain: Terrain, point: Point) -> Verdict:
    """Tell the lowest valley from another one."""
    floor = terrain.floor()
    height = terrain.height_at(point)
    if floor is None:
        return "local"
    tolerance = 1e-3 * max(1e-6, _depth(terrain))
    return "arrived" if height <= floor + tolerance else "local"


@lru_cache(maxsize=16)
def _depth(terrain: Terrain) -> float:
    """Return how much higher the highest of the valleys is than the lowest."""
    heights = [terrain.height_at(point) for point in terrain.minima()]
    return max(heights) - min(heights)


def _sinks(terrain: Terrain, path: Array) -> bool:
    """Return whether a runner still loses height, however small slope and steps."""
    floor = terrain.floor()
    if floor is None:
        return False
    before, now = terrain.height(*path[[max(-len(path), -1 - HALF), -1]].T).tolist()
    return bool(before - now > SINKING * (before - floor))


def _hovers(terrain: Terrain, recent: Array) -> bool:
    """Return whether a runner moves about a minimum without coming nearer."""
    minima = np.array(terrain.minima(), np.float64).reshape(-1, 2)
    if len(recent) < 2 * HALF or not len(minima):
        return False
    away = recent[:, None, :] - minima
    distances = np.hypot(away[..., 0], away[..., 1])
    nearest = distances.argmin(axis=1)
    if (nearest != nearest[0]).any():
        return False
    distance = distances[:, nearest[0]]
    early, late = distance[:HALF].max(), distance[HALF:].max()
    length = float(np.hypot(*np.diff(recent, axis=0).T).sum())
    gained = float(np.hypot(*(recent[-1] - recent[0])))
    return bool(late >= 0.9 * early and gained <= 0.25 * length)
