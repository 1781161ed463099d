"""A ravine: steep across, flat along."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains
from visualizer.settings import setting


@terrains.register
@dataclass(frozen=True)
class Valley(Terrain):
    """f = ½ (x² + k y²), turned by an angle: convex, k times steeper across.

    The largest stable rate is set by the steep direction, 2 / k; along the flat
    one it is slow. A method that scales each coordinate by itself rounds the
    valley where its axes are the coordinates, and not where it is turned.
    """

    key = "valley"
    title = "Valley"
    rank = 20

    steepness: float = setting(
        50.0,
        title="Steepness",
        minimum=1.0,
        maximum=1000.0,
        scale="log",
        help="How many times more it is curved across than along.",
    )
    angle: float = setting(
        0.0,
        title="Angle",
        minimum=0.0,
        maximum=90.0,
        help="Degrees by which the valley is turned.",
    )

    @property
    def view(self) -> View:
        return (-5.0, 5.0, -5.0, 5.0)

    @property
    def start(self) -> Point:
        cos, sin = self._turn()
        return (-4.0 * cos - 1.0 * sin, -4.0 * sin + 1.0 * cos)

    def minima(self) -> tuple[Point, ...]:
        return ((0.0, 0.0),)

    def height(self, x: Array, y: Array) -> Array:
        along, across = self._axes(x, y)
        return 0.5 * (along * along + self.steepness * across * across)

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        cos, sin = self._turn()
        along, across = self._axes(x, y)
        across = self.steepness * across
        return cos * along - sin * across, sin * along + cos * across

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        cos, sin = self._turn()
        one, k = np.ones_like(x), self.steepness
        return (
            (cos * cos + k * sin * sin) * one,
            (1.0 - k) * sin * cos * one,
            (sin * sin + k * cos * cos) * one,
        )

    def _turn(self) -> tuple[float, float]:
        angle = np.deg2rad(self.angle)
        return float(np.cos(angle)), float(np.sin(angle))

    def _axes(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return the coordinates along and across the valley."""
        cos, sin = self._turn()
        return cos * x + sin * y, cos * y - sin * x
