"""A parabola: the simplest case, along one axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains
from visualizer.settings import setting


@terrains.register
@dataclass(frozen=True)
class Parabola(Terrain):
    """f = ½ k x². A step with rate η multiplies x by 1 - η k.

    It shrinks without swinging below η = 1 / k, swings up to 2 / k, and grows
    beyond.
    """

    key = "parabola"
    title = "Parabola, 1-D"
    rank = 5
    dimensions = 1

    steepness: float = setting(
        1.0,
        title="Steepness",
        minimum=0.01,
        maximum=100.0,
        scale="log",
        help="How strongly the curve is bent.",
    )

    @property
    def view(self) -> View:
        return (-5.0, 5.0, -5.0, 5.0)

    @property
    def start(self) -> Point:
        return (-4.0, 0.0)

    def minima(self) -> tuple[Point, ...]:
        return ((0.0, 0.0),)

    def height(self, x: Array, y: Array) -> Array:
        return 0.5 * self.steepness * x * x

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        return self.steepness * x, 0.0 * x

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        bend = np.full_like(x, self.steepness)
        return bend, 0.0 * bend, 0.0 * bend
