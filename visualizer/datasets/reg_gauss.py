"""Six hills and hollows to fit, on a plain of zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Examples, UniformSource, datasets
from visualizer.datasets.draws import between, draw
from visualizer.datasets.planar import PlanarRegression, noise_setting, samples_setting

HALF_WIDTH = 6.0
HILL_RADIUS = 2.0
CENTERS = ((-4.0, 2.5), (0.0, 2.5), (4.0, 2.5), (-4.0, -2.5), (0.0, -2.5), (4.0, -2.5))
SIGNS = (1.0, -1.0, 1.0, -1.0, 1.0, -1.0)


@datasets.register
@dataclass(frozen=True, slots=True)
class RegressionGauss(PlanarRegression):
    """Draw points of a square with the values of six cones, up and down.

    Each coordinate is U(-6, 6); for the value it is moved by noise * U(-6, 6).
    A cone with center c has the value sign * max(0, 1 - d / 2) at distance d of
    c; of the six values the one of the largest magnitude counts. (Playground
    calls the cones Gaussians.) Numbers drawn for each sample: x₁, x₂, then the
    two moves.

    References
    ----------
    Smilkov & Carter (2016), TensorFlow Playground, data set "reg-gauss".
    """

    key = "reg-gauss"
    title = "Hills and hollows"
    rank = 60

    noise: float = noise_setting("How far values stray from the hills")
    samples: int = samples_setting(1200)

    def generate(self, uniform: UniformSource) -> Examples:
        numbers = between(draw(uniform, self.samples, 4), -HALF_WIDTH, HALF_WIDTH)
        points = numbers[:, :2]
        moved = points + numbers[:, 2:] * self.noise
        # (N, 6, 2): from each center to each moved point.
        offsets = moved[:, np.newaxis, :] - np.array(CENTERS)
        distances = np.sqrt(np.sum(offsets * offsets, axis=2))
        heights = np.clip(1.0 - distances / HILL_RADIUS, 0.0, 1.0)
        # The first of equal ones counts, as in Playground.
        highest = np.argmax(heights, axis=1)
        values = np.array(SIGNS)[highest] * heights[np.arange(len(points)), highest]
        return Examples(points, values)
