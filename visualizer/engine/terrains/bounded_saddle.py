"""A saddle between two valleys."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class BoundedSaddle(Terrain):
    """f = ½ x² - ½ y² + 0.1 y⁴: a pass, and a valley on either side of it.

    The valleys lie at y = ±√2.5, at height -0.625.
    """

    key = "bounded_saddle"
    title = "Pass"
    rank = 70

    @property
    def view(self) -> View:
        return (-3.0, 3.0, -3.0, 3.0)

    @property
    def start(self) -> Point:
        return (-2.0, 0.001)

    def minima(self) -> tuple[Point, ...]:
        return ((0.0, math.sqrt(2.5)), (0.0, -math.sqrt(2.5)))

    def saddles(self) -> tuple[Point, ...]:
        return ((0.0, 0.0),)

    def height(self, x: Array, y: Array) -> Array:
        square = y * y
        return 0.5 * (x * x - square) + 0.1 * square * square

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        return x, 0.4 * y * y * y - y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        one = np.ones_like(x)
        return one, 0.0 * one, 1.2 * y * y - 1.0
