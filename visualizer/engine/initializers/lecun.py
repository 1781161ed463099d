"""LeCun initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers, spread


@initializers.register
@dataclass(frozen=True)
class LeCun(Initializer):
    """w ~ N(0, 1 / n_in), biases 0; sums keep the variance of the inputs.

    SELU is made for these weights.

    References: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp",
    equation 16.

    Examples
    --------
    >>> weights = LeCun().weights(100, 200, np.random.default_rng(1))
    >>> weights.shape, round(float(weights.var()), 3)
    ((200, 100), 0.01)
    """

    key = "lecun"
    title = "LeCun"
    rank = 35

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return spread("normal", 1.0, n_in, (n_out, n_in), random)

    def variance(self, n_in: int, n_out: int) -> float:
        return 1.0 / n_in
