"""The three-hump camel."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class ThreeHumpCamel(Terrain):
    """f = 2 x² - 1.05 x⁴ + x⁶ / 6 + x y + y²: a deep valley between two shallow.

    Along y = -x / 2 it is level where x⁴ - 4.2 x² + 3.5 = 0.

    A large rate may jump over the ridge into the deep valley. That is overshoot,
    not insight.
    """

    key = "camel"
    title = "Three-hump camel"
    rank = 90

    @property
    def view(self) -> View:
        return (-2.2, 2.2, -2.2, 2.2)

    @property
    def start(self) -> Point:
        return (-1.9, 1.9)

    def minima(self) -> tuple[Point, ...]:
        side = math.sqrt(0.5 * (4.2 + math.sqrt(3.64)))
        return ((0.0, 0.0), (side, -0.5 * side), (-side, 0.5 * side))

    def saddles(self) -> tuple[Point, ...]:
        ridge = math.sqrt(0.5 * (4.2 - math.sqrt(3.64)))
        return ((ridge, -0.5 * ridge), (-ridge, 0.5 * ridge))

    def height(self, x: Array, y: Array) -> Array:
        square = x * x
        humps = square * (2.0 + square * (-1.05 + square / 6.0))
        return humps + x * y + y * y

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        square = x * x
        return x * (4.0 + square * (-4.2 + square)) + y, x + 2.0 * y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        square, one = x * x, np.ones_like(x)
        return 4.0 + square * (-12.6 + 5.0 * square), one, 2.0 * one
