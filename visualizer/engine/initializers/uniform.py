"""Uniform initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers
from visualizer.settings import setting


@initializers.register
@dataclass(frozen=True)
class Uniform(Initializer):
    """w ~ U[-limit, limit), every bias the same small number.

    The defaults ±0.5 and 0.1 are those of TensorFlow Playground.

    References: LeCun, Bottou, Orr & Müller (1998), section 4.6.

    Examples
    --------
    >>> weights = Uniform().weights(3, 4, np.random.default_rng(1))
    >>> weights.shape, bool((abs(weights) <= 0.5).all())
    ((4, 3), True)
    """

    key = "uniform"
    title = "Uniform"
    rank = 10

    limit: float = setting(0.5, title="Limit", minimum=0.0, maximum=100.0)
    start_bias: float = setting(0.1, title="Bias", minimum=-100.0, maximum=100.0)

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        drawn: Array = (random.random((n_out, n_in)) - 0.5) * (2.0 * self.limit)
        return drawn

    def bias(self) -> float:
        return self.start_bias

    def variance(self, n_in: int, n_out: int) -> float:
        return self.limit**2 / 3.0
