"""Rastrigin's egg box."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains

TURN = 2.0 * np.pi

REACH = 5
"""Hollows to either side of the middle that lie in the view."""


@terrains.register
@dataclass(frozen=True)
class Rastrigin(Terrain):
    """f = 20 + Σ (x² - 10 cos 2πx): a bowl with a hollow near each whole number.

    Every method that follows the slope stays in the hollow in which it started,
    or one of the next.

    References: Rastrigin (1974), "Systems of extremal control".
    """

    key = "rastrigin"
    title = "Rastrigin"
    rank = 80

    @property
    def view(self) -> View:
        return (-5.12, 5.12, -5.12, 5.12)

    @property
    def start(self) -> Point:
        return (-2.2, 3.3)

    def minima(self) -> tuple[Point, ...]:
        axis = _hollows()
        points = itertools.product(axis, axis)
        return tuple(sorted(points, key=lambda p: p[0] * p[0] + p[1] * p[1]))

    def height(self, x: Array, y: Array) -> Array:
        waves: Array = np.cos(TURN * x) + np.cos(TURN * y)
        return 20.0 + x * x + y * y - 10.0 * waves

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        push = 10.0 * TURN
        return (
            2.0 * x + push * np.sin(TURN * x),
            2.0 * y + push * np.sin(TURN * y),
        )

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        bend = 10.0 * TURN * TURN
        return (
            2.0 + bend * np.cos(TURN * x),
            0.0 * x,
            2.0 + bend * np.cos(TURN * y),
        )


@cache
def _hollows() -> tuple[float, ...]:
    """Return where 2x + 20π sin 2πx = 0 and the curve is hollow, by Newton's method."""
    x: Array = np.arange(-REACH, REACH + 1.0)
    for _ in range(20):
        slope = 2.0 * x + 10.0 * TURN * np.sin(TURN * x)
        x -= slope / (2.0 + 10.0 * TURN * TURN * np.cos(TURN * x))
    return tuple(float(place) for place in x)
