"""A terrain that a person writes as a formula."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.formulas import Formula, FormulaError
from visualizer.engine.terrains import Point, Terrain, View, terrains
from visualizer.settings import SettingError, setting

SEEDS = 15
"""Places along each axis from which minima are searched."""

REFINEMENTS = 60

SAME = 1e-3
"""Share of the view within which two places are the same minimum."""


@terrains.register
@dataclass(frozen=True)
class Written(Terrain):
    """f(x, y) as a formula, with slope and curvature by the rules of calculus.

    Its minima are not known from the formula. They are searched from a grid of
    starts, by steps of Newton's method where the terrain is hollow and downhill
    elsewhere; a narrow one may be missed.
    """

    key = "written"
    title = "Own formula"
    rank = 200

    formula: str = setting(
        "(x^2 + y^2) / 4 + sin(3 x) cos(2 y)",
        title="f(x, y)",
        common=True,
        help="A formula of x and y, such as x^2 + 3 y^2 or sin(x) cos(y).",
    )
    reach: float = setting(
        4.0,
        title="Reach",
        minimum=0.01,
        maximum=1000.0,
        scale="log",
        help="Largest x and y shown.",
    )

    def __post_init__(self) -> None:
        try:
            _parsed(self.formula)
        except FormulaError as error:
            raise SettingError(str(error)) from None

    @property
    def view(self) -> View:
        return (-self.reach, self.reach, -self.reach, self.reach)

    @property
    def start(self) -> Point:
        return (-0.7 * self.reach, 0.6 * self.reach)

    def minima(self) -> tuple[Point, ...]:
        return _search(self)

    def height(self, x: Array, y: Array) -> Array:
        return _parsed(self.formula).value(x, y)

    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        along_x, along_y = _parsed(self.formula).slopes(x, y)
        return along_x, along_y

    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        (xx, xy), (_, yy) = _parsed(self.formula).curvatures(x, y)
        return xx, xy, yy


@cache
def _parsed(text: str) -> Formula:
    return Formula(text, ("x", "y"))


@cache
def _search(terrain: Written) -> tuple[Point, ...]:
    """Return the minima that a search finds, the lowest first."""
    reach = terrain.reach
    axis = np.linspace(-reach, reach, SEEDS)
    x: Array = np.tile(axis, SEEDS)
    y: Array = np.repeat(axis, SEEDS)
    with np.errstate(all="ignore"):
        for _ in range(REFINEMENTS):
            x, y = _downhill(terrain, x, y)
        gx, gy = terrain.slope(x, y)
        xx, xy, yy = terrain.curvature(x, y)
        height = terrain.height(x, y)
        steep = np.hypot(gx, gy) * reach
        level = steep <= 1e-6 * np.maximum(1.0, np.abs(height))
        hollow = (xx * yy - xy * xy > 0.0) & (xx > 0.0)
        inside = np.maximum(np.abs(x), np.abs(y)) <= reach
    found: list[tuple[float, Point]] = []
    for place in np.flatnonzero(level & hollow & inside & np.isfinite(height)):
        point = (float(x[place]), float(y[place]))
        near = SAME * reach
        if all(np.hypot(point[0] - u, point[1] - v) > near for _, (u, v) in found):
            found.append((float(height[place]), point))
    return tuple(point for _, point in sorted(found))


def _downhill(terrain: Written, x: Array, y: Array) -> tuple[Array, Array]:
    """Take one step toward a minimum from each place, never one that leads up."""
    gx, gy = terrain.slope(x, y)
    xx, xy, yy = terrain.curvature(x, y)
    determinant = xx * yy - xy * xy
    hollow = (determinant > 0.0) & (xx > 0.0)
    scale = terrain.reach / SEEDS / np.maximum(np.hypot(gx, gy), 1e-300)
    step_x = np.where(hollow, (yy * gx - xy * gy) / determinant, scale * gx)
    step_y = np.where(hollow, (xx * gy - xy * gx) / determinant, scale * gy)
    before, share = terrain.height(x, y), np.ones_like(x)
    for _ in range(12):
        after = terrain.height(x - share * step_x, y - share * step_y)
        share = np.where(after <= before, share, 0.5 * share)
    moved = terrain.height(x - share * step_x, y - share * step_y) <= before
    share = np.where(moved, share, 0.0)
    return x - share * step_x, y - share * step_y
