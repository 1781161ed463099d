"""A hole in a plain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class Plateau(Terrain):
    """f = 1 - exp(-½ (x² + y²)): a hole, and around it next to no slope.

    Far from the hole a small slope is no sign of having arrived.
    """

    key = "plateau"
    title = "Plateau"
    rank = 75

    @property
    def view(self) -> View:
        return (-5.0, 5.0, -5.0, 5.0)

    @property
    def start(self) -> Point:
        return (-3.2, 2.4)

    def minima(self) -> tuple[Point, ...]:
        return ((0.0, 0.0),)

    def height(self, x: Array, y: Array) -> Array:
        return 1.0 - _bump(x, y)

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        bump = _bump(x, y)
        return x * bump, y * bump

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        bump = _bump(x, y)
        return (1.0 - x * x) * bump, -x * y * bump, (1.0 - y * y) * bump


def _bump(x: Array, y: Array) -> Array:
    found: Array = np.exp(-0.5 * (x * x + y * y))
    return found
