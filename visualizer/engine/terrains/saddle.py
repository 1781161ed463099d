"""A saddle without a floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class Saddle(Terrain):
    """f = x² - y²: level in the middle, falling without end along y.

    At y = 0 exactly the slope leads to the middle and leaves everybody there.
    """

    key = "saddle"
    title = "Saddle"
    rank = 60
    bounded = False

    @property
    def view(self) -> View:
        return (-2.0, 2.0, -2.0, 2.0)

    @property
    def start(self) -> Point:
        return (-1.5, 1e-4)

    def minima(self) -> tuple[Point, ...]:
        return ()

    def saddles(self) -> tuple[Point, ...]:
        return ((0.0, 0.0),)

    def height(self, x: Array, y: Array) -> Array:
        return x * x - y * y

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        return 2.0 * x, -2.0 * y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        two = np.full_like(x, 2.0)
        return two, 0.0 * two, -two
