"""Two clouds of points that one straight line separates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Dataset, Examples, UniformSource, datasets
from visualizer.datasets.draws import halves, normal
from visualizer.settings import setting

CENTER = 2.0


@datasets.register
@dataclass(frozen=True, slots=True)
class Gauss(Dataset):
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
    problem = "binary"
    input_names = ("x₁", "x₂")
    class_names = ("\N{MINUS SIGN}1", "+1")

    noise: float = setting(
        0.0,
        minimum=0,
        maximum=0.5,
        title="Noise",
        common=True,
        help="How wide the clouds are; from about 0.2 on they overlap",
    )
    samples: int = setting(
        500,
        minimum=20,
        maximum=100_000,
        title="Samples",
        help="Number of points, training and test together",
    )

    def generate(self, uniform: UniformSource) -> Examples:
        variance = 0.5 + 7.0 * self.noise
        labels = np.repeat((1.0, -1.0), halves(self.samples))
        points = [
            (normal(uniform, center, variance), normal(uniform, center, variance))
            for center in (CENTER * labels).tolist()
        ]
        return Examples(np.array(points), labels)
