"""Two valleys, one deeper than the other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class DoubleWell(Terrain):
    """f = x⁴ - 4x² + x + y²: a deep valley at the left, a shallow one at the right.

    It is level along x where 4x³ - 8x + 1 = 0. Plain descent ends in the valley
    of its start; what has momentum may roll on into the other.
    """

    key = "double_well"
    title = "Two valleys"
    rank = 25
    near = 0.05

    _across: ClassVar[float] = 1.0

    @property
    def view(self) -> View:
        return (-2.5, 2.5, -2.5, 2.5)

    @property
    def start(self) -> Point:
        return (2.2, 1.5 * self._across)

    def minima(self) -> tuple[Point, ...]:
        right, left, _ = _level_places()
        return ((left, 0.0), (right, 0.0))

    def saddles(self) -> tuple[Point, ...]:
        return ((_level_places()[2], 0.0),) if self.dimensions == 2 else ()

    def height(self, x: Array, y: Array) -> Array:
        square = x * x
        return square * (square - 4.0) + x + self._across * y * y

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        return 4.0 * x * x * x - 8.0 * x + 1.0, 2.0 * self._across * y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        two = np.full_like(x, 2.0 * self._across)
        return 12.0 * x * x - 8.0, 0.0 * two, two


@terrains.register
@dataclass(frozen=True)
class DoubleWellLine(DoubleWell):
    """f = x⁴ - 4x² + x: the same along one axis, as a curve with its tangent."""

    key = "double_well_line"
    title = "Two valleys, 1-D"
    rank = 6
    dimensions = 1

    _across: ClassVar[float] = 0.0


def _level_places() -> tuple[float, float, float]:
    """Return the roots of 4x³ - 8x + 1: right, left, middle (Viète's formula)."""
    p, q = -2.0, 0.25
    angle = math.acos(1.5 * q / p * math.sqrt(-3.0 / p)) / 3.0
    radius = 2.0 * math.sqrt(-p / 3.0)
    thirds = (0.0, 2.0 * math.pi / 3.0, -2.0 * math.pi / 3.0)
    right, left, middle = (radius * math.cos(angle + third) for third in thirds)
    return right, left, middle
