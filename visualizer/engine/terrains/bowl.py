"""A round bowl."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class Bowl(Terrain):
    """f = ½ (x² + y²): convex, curved alike in all directions.

    The slope points away from the minimum, so that plain descent goes straight.
    """

    key = "bowl"
    title = "Bowl"
    rank = 10

    @property
    def view(self) -> View:
        return (-5.0, 5.0, -5.0, 5.0)

    @property
    def start(self) -> Point:
        return (-4.0, 3.0)

    def minima(self) -> tuple[Point, ...]:
        return ((0.0, 0.0),)

    def height(self, x: Array, y: Array) -> Array:
        return 0.5 * (x * x + y * y)

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        return x, y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        one = np.ones_like(x)
        return one, 0.0 * one, one
