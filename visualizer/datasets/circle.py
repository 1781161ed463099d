"""A disk inside a ring: no straight line separates the two classes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Array, Examples, UniformSource, datasets
from visualizer.datasets.draws import between, draw, halves
from visualizer.datasets.planar import PlanarClasses, noise_setting, samples_setting

RADIUS = 5.0


@datasets.register
@dataclass(frozen=True, slots=True)
class Circle(PlanarClasses):
    """Draw a disk of +1 inside a ring of -1.

    A point is (r sin t, r cos t) with t of [0, 2π) and r of [0, 2.5) for the
    first half of the samples, of [3.5, 5) for the second. Its label is +1 where
    the point, moved by noise * U(-5, 5) on each axis, is closer than 2.5 to the
    center. Numbers drawn for each sample: r, t, then the two moves.

    References
    ----------
    Smilkov & Carter (2016), TensorFlow Playground, data set "circle".
    """

    key = "circle"
    title = "Circle"
    rank = 10

    noise: float = noise_setting(
        "How far labels stray across the border between the classes"
    )
    samples: int = samples_setting(500)

    def generate(self, uniform: UniformSource) -> Examples:
        inner, outer = halves(self.samples)
        disk = self._points(uniform, inner, 0.0, RADIUS * 0.5)
        ring = self._points(uniform, outer, RADIUS * 0.7, RADIUS)
        points = np.concatenate((disk, ring))
        moved = points[:, :2] + points[:, 2:]
        distances = np.sqrt(np.sum(moved * moved, axis=1))
        labels = np.where(distances < RADIUS * 0.5, 1.0, -1.0)
        return Examples(points[:, :2], labels)

    def _points(
        self, uniform: UniformSource, count: int, nearest: float, farthest: float
    ) -> Array:
        """Return an array (count, 4): the points, then how far labels move."""
        numbers = draw(uniform, count, 4)
        r = between(numbers[:, 0], nearest, farthest)
        t = between(numbers[:, 1], 0.0, 2.0 * math.pi)
        moves = between(numbers[:, 2:], -RADIUS, RADIUS) * self.noise
        return np.column_stack((r * np.sin(t), r * np.cos(t), moves))
