"""Four squares, opposite ones of the same class: the problem x₁x₂ > 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Examples, UniformSource, datasets
from visualizer.datasets.draws import between, draw
from visualizer.datasets.planar import PlanarClasses, noise_setting, samples_setting

HALF_WIDTH = 5.0
PADDING = 0.3


@datasets.register
@dataclass(frozen=True, slots=True)
class Xor(PlanarClasses):
    """Draw points in four squares; +1 where the signs of x₁ and x₂ agree.

    Each coordinate is U(-5, 5), moved away from its axis by 0.3. The label is
    +1 where the product of the coordinates, each moved by noise * U(-5, 5), is
    at least 0. Numbers drawn for each sample: x₁, x₂, then the two moves.

    References
    ----------
    Smilkov & Carter (2016), TensorFlow Playground, data set "xor".
    Minsky & Papert (1969), Perceptrons: the problem one layer cannot learn.
    """

    key = "xor"
    title = "Exclusive or"
    rank = 20

    noise: float = noise_setting("How far labels stray across the axes")
    samples: int = samples_setting(500)

    def generate(self, uniform: UniformSource) -> Examples:
        numbers = between(draw(uniform, self.samples, 4), -HALF_WIDTH, HALF_WIDTH)
        points = numbers[:, :2]
        points = points + np.where(points > 0.0, PADDING, -PADDING)
        moved = points + numbers[:, 2:] * self.noise
        labels = np.where(moved[:, 0] * moved[:, 1] >= 0.0, 1.0, -1.0)
        return Examples(points, labels)
