"""Himmelblau's four equal valleys."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.arrays import Array
from visualizer.engine.terrains import Point, Terrain, View, terrains


@terrains.register
@dataclass(frozen=True)
class Himmelblau(Terrain):
    """f = (x² + y - 11)² + (x + y² - 7)²: four minima, all of height 0.

    Which of them a run finds depends on the start and on the method.

    References: Himmelblau (1972), "Applied nonlinear programming".
    """

    key = "himmelblau"
    title = "Himmelblau"
    rank = 40
    logarithmic = True

    @property
    def view(self) -> View:
        return (-5.0, 5.0, -5.0, 5.0)

    @property
    def start(self) -> Point:
        return (0.0, 0.0)

    def minima(self) -> tuple[Point, ...]:
        return (
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        )

    def saddles(self) -> tuple[Point, ...]:
        return (
            (0.08667750455539634, 2.884254701174776),
            (-3.0730257507643897, -0.08135304428796751),
            (3.385154183607021, 0.07385187983774928),
            (-0.12796134673068005, -1.9537149802445766),
        )

    def height(self, x: Array, y: Array) -> Array:
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return first * first + second * second

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        first, second = x * x + y - 11.0, x + y * y - 7.0
        return (
            4.0 * x * first + 2.0 * second,
            2.0 * first + 4.0 * y * second,
        )

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        return (
            12.0 * x * x + 4.0 * y - 42.0,
            4.0 * (x + y),
            12.0 * y * y + 4.0 * x - 26.0,
        )
