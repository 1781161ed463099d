"""Two clouds of points that one straight line separates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Examples, UniformSource, datasets
from visualizer.datasets.draws import halves, normal
from visualizer.datasets.planar import PlanarClasses, noise_setting, samples_setting

CENTER = 2.0


@datasets.register
@dataclass(frozen=True, slots=True)
class Gauss(PlanarClasses):
    """Draw a normal cloud of +1 around (2, 2), then one of -1 around (-2, -2).

    The variance on each axis is 0.5 + 7 * noise. Numbers drawn for each sample:
    the deviate of x₁, then that of x₂, each by the polar method, which draws
    two numbers at a time and rejects some.

    References
    ----------
    Smilkov & Carter (2016), TensorFlow Playground, data set "gauss".
    """

    key = "gauss"
    title = "Two clouds"
    rank = 30

    noise: float = noise_setting(
        "How wide the clouds are; from about 0.2 on they overlap"
    )
    samples: int = samples_setting(500)

    def generate(self, uniform: UniformSource) -> Examples:
        variance = 0.5 + 7.0 * self.noise
        labels = np.repeat((1.0, -1.0), halves(self.samples))
        points = [
            (normal(uniform, center, variance), normal(uniform, center, variance))
            for center in (CENTER * labels).tolist()
        ]
        return Examples(np.array(points), labels)
