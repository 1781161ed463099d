"""Terrains: functions of one or two coordinates to descend on.

The surfaces on which descent is taught and methods are compared. Each is given
with its slope and its curvature by formula, with its minima, and with the part of
the plane that is worth seeing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.registry import Registry

Point = tuple[float, float]

View = tuple[float, float, float, float]
"""Left, right, lower and upper end of what is shown."""


@dataclass(frozen=True)
class Terrain(ABC):
    """Interface of terrains: a height for each point (x, y).

    A terrain of one dimension has a height for each x alone: its slope along y
    is 0 everywhere, and whoever starts at y = 0 stays there.

    Attributes
    ----------
    dimensions : 1 or 2
    near : float
        Distance to a minimum at which descent counts as arrived.
    logarithmic : bool
        Whether heights differ so much that colors follow their logarithm.
    bounded : bool
        Whether the terrain has a lowest height.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    dimensions: ClassVar[int] = 2
    near: ClassVar[float] = 0.01
    logarithmic: ClassVar[bool] = False
    bounded: ClassVar[bool] = True

    @property
    @abstractmethod
    def view(self) -> View:
        """The part of the plane that is shown."""

    @property
    @abstractmethod
    def start(self) -> Point:
        """Where runners start unless a person chooses."""

    @abstractmethod
    def minima(self) -> tuple[Point, ...]:
        """Return the local minima in the view, the lowest first."""

    def saddles(self) -> tuple[Point, ...]:
        """Return the points in the view that are level and no minimum or maximum."""
        return ()

    @abstractmethod
    def height(self, x: Array, y: Array) -> Array:
        """Return f(x, y) for arrays of one shape."""

    @abstractmethod
    def slope(self, x: Array, y: Array) -> tuple[Array, Array]:
        """Return ∂f/∂x and ∂f/∂y for arrays of one shape."""

    @abstractmethod
    def curvature(self, x: Array, y: Array) -> tuple[Array, Array, Array]:
        """Return ∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y² for arrays of one shape."""

    def floor(self) -> float | None:
        """Return the height of the lowest minimum; None where there is none."""
        found = self.minima()
        return self.height_at(found[0]) if found else None

    def height_at(self, point: Point) -> float:
        """Return the height of one point."""
        return float(self.height(np.asarray(point[0]), np.asarray(point[1])))

    def slope_at(self, point: Point) -> Array:
        """Return the slope (2,) at one point."""
        return np.array(self.slope(np.asarray(point[0]), np.asarray(point[1])))

    def curvature_at(self, point: Point) -> Array:
        """Return the matrix (2, 2) of second derivatives at one point."""
        xx, xy, yy = self.curvature(np.asarray(point[0]), np.asarray(point[1]))
        return np.array([[xx, xy], [xy, yy]], np.float64)

    def bends(self, point: Point) -> Array:
        """Return the curvatures along the principal directions, ascending.

        Of a terrain of one dimension there is one.
        """
        matrix = self.curvature_at(point)
        if self.dimensions == 1:
            return matrix[:1, 0]
        found: Array = np.linalg.eigvalsh(matrix)
        return found


terrains: Registry[Terrain] = Registry("terrain", "visualizer.engine.terrains")
