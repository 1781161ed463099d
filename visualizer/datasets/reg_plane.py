"""A tilted plane to fit: the one regression problem that needs no hidden layer."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.datasets import Examples, UniformSource, datasets
from visualizer.datasets.draws import between, draw
from visualizer.datasets.planar import PlanarRegression, noise_setting, samples_setting

HALF_WIDTH = 6.0


@datasets.register
@dataclass(frozen=True, slots=True)
class RegressionPlane(PlanarRegression):
    """Draw points of a square with the values of a plane: y = (x₁ + x₂) / 10.

    Each coordinate is U(-6, 6); for the value it is moved by noise * U(-6, 6).
    Numbers drawn for each sample: x₁, x₂, then the two moves.

    References
    ----------
    Smilkov & Carter (2016), TensorFlow Playground, data set "reg-plane".
    """

    key = "reg-plane"
    title = "Plane"
    rank = 50

    noise: float = noise_setting("How far values stray from the plane")
    samples: int = samples_setting(1200)

    def generate(self, uniform: UniformSource) -> Examples:
        numbers = between(draw(uniform, self.samples, 4), -HALF_WIDTH, HALF_WIDTH)
        points = numbers[:, :2]
        moved = points + numbers[:, 2:] * self.noise
        return Examples(points, (moved[:, 0] + moved[:, 1]) / 10.0)
