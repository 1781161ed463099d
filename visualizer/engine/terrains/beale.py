"""Beale's plateau with sharp corners."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains

TARGETS = (1.5, 2.25, 2.625)


@terrains.register
@dataclass(frozen=True)
class Beale(Terrain):
    """f = Σ_k (t_k - x + x yᵏ)² with t = 1.5, 2.25, 2.625 for k = 1, 2, 3.

    Flat in the middle, with peaks at the corners: no one rate suits both.

    References: Beale (1958), "On an iterative method for finding a local minimum
    of a function of more than one variable".
    """

    key = "beale"
    title = "Beale"
    rank = 50
    near = 0.05
    logarithmic = True

    @property
    def view(self) -> View:
        return (-4.5, 4.5, -4.5, 4.5)

    @property
    def start(self) -> Point:
        return (1.0, 1.5)

    def minima(self) -> tuple[Point, ...]:
        return ((3.0, 0.5),)

    def saddles(self) -> tuple[Point, ...]:
        return ((0.0, 1.0),)

    def height(self, x: Array, y: Array) -> Array:
        total = 0.0 * x
        for k, target in enumerate(TARGETS, 1):
            rest = target - x + x * y**k
            total = total + rest * rest
        return total

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        along_x, along_y = 0.0 * x, 0.0 * x
        for k, target in enumerate(TARGETS, 1):
            rest = target - x + x * y**k
            along_x = along_x + 2.0 * rest * (y**k - 1.0)
            along_y = along_y + 2.0 * rest * k * x * y ** (k - 1)
        return along_x, along_y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        xx, xy, yy = 0.0 * x, 0.0 * x, 0.0 * x
        for k, target in enumerate(TARGETS, 1):
            rest = target - x + x * y**k
            rest_x, rest_y = y**k - 1.0, k * x * y ** (k - 1)
            bend = k * (k - 1) * x * y ** (k - 2) if k > 1 else 0.0 * x
            xx = xx + 2.0 * rest_x * rest_x
            xy = xy + 2.0 * (rest_x * rest_y + rest * k * y ** (k - 1))
            yy = yy + 2.0 * (rest_y * rest_y + rest * bend)
        return xx, xy, yy
