"""Two arms wound around each other: the hardest of the small 2-D problems."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Array, Examples, UniformSource, datasets
from visualizer.datasets.draws import between, draw, halves
from visualizer.datasets.planar import PlanarClasses, noise_setting, samples_setting

RADIUS = 5.0
TURNS = 1.75


@datasets.register
@dataclass(frozen=True, slots=True)
class Spiral(PlanarClasses):
    """Draw one spiral arm of +1, then one of -1 half a turn ahead.

    Sample i of the n = samples / 2 of an arm is (r sin t, r cos t) with
    r = 5 i / n and t = 1.75 * 2π i / n, plus π for the second arm; each
    coordinate is then moved by noise * U(-1, 1). Numbers drawn for each sample:
    the two moves.

    References
    ----------
    Smilkov & Carter (2016), TensorFlow Playground, data set "spiral".
    Lang & Witbrock (1988), Learning to tell two spirals apart.
    """

    key = "spiral"
    title = "Spiral"
    rank = 40

    noise: float = noise_setting("How far points stray from their arm")
    samples: int = samples_setting(500)

    def generate(self, uniform: UniformSource) -> Examples:
        first, second = halves(self.samples)
        arms = (self._arm(uniform, first, 0.0), self._arm(uniform, second, math.pi))
        labels = np.repeat((1.0, -1.0), (first, second))
        return Examples(np.concatenate(arms), labels)

    def _arm(self, uniform: UniformSource, count: int, offset: float) -> Array:
        i = np.arange(count, dtype=np.float64)
        n = self.samples / 2
        r = i / n * RADIUS
        # The order of the operations is Playground's. One rounding more or less
        # in t, up to 14, would move a point of the outer turn by 9e-15.
        t = TURNS * i / n * 2.0 * math.pi + offset
        moves = between(draw(uniform, count, 2), -1.0, 1.0) * self.noise
        return np.column_stack((r * np.sin(t), r * np.cos(t))) + moves
