"""Rosenbrock's banana-shaped valley."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains
from visualizer.settings import setting


@terrains.register
@dataclass(frozen=True)
class Rosenbrock(Terrain):
    """f = (1 - x)² + b (y - x²)²: a curved valley, found at once, followed slowly.

    References: Rosenbrock (1960), "An automatic method for finding the greatest
    or least value of a function"; with b = 100.
    """

    key = "rosenbrock"
    title = "Rosenbrock"
    rank = 30
    near = 0.05
    logarithmic = True

    steepness: float = setting(
        10.0,
        title="Steepness",
        minimum=1.0,
        maximum=1000.0,
        scale="log",
        help="How steep the walls of the valley are.",
    )

    @property
    def view(self) -> View:
        return (-2.0, 2.0, -1.0, 3.0)

    @property
    def start(self) -> Point:
        return (-1.2, 1.0)

    def minima(self) -> tuple[Point, ...]:
        return ((1.0, 1.0),)

    def height(self, x: Array, y: Array) -> Array:
        wall = y - x * x
        return (1.0 - x) * (1.0 - x) + self.steepness * wall * wall

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        push = 2.0 * self.steepness * (y - x * x)
        return -2.0 * (1.0 - x) - 2.0 * x * push, push

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        b = self.steepness
        return (
            2.0 - 4.0 * b * (y - 3.0 * x * x),
            -4.0 * b * x,
            2.0 * b * np.ones_like(x),
        )
