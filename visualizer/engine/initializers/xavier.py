"""Xavier (Glorot) initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import (
    Initializer,
    distribution_setting,
    initializers,
    spread,
)


@initializers.register
@dataclass(frozen=True)
class Xavier(Initializer):
    """w ~ U[-r, r) with r = sqrt(6 / (n_in + n_out)), biases 0.

    Keeps the variance of activations and gradients about equal from layer to
    layer where the activation is nearly linear around 0. Normal weights have
    the same variance, 2 / (n_in + n_out).

    References: Glorot & Bengio (2010), equation 16.

    Examples
    --------
    >>> weights = Xavier().weights(4, 2, np.random.default_rng(1))
    >>> bool((abs(weights) <= 1.0).all())
    True
    """

    key = "xavier"
    title = "Xavier"
    rank = 20

    distribution: str = distribution_setting("uniform")

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return self.kernels(n_in, n_out, n_out, random)

    def kernels(
        self, n_in: int, n_out: int, fan_out: int, random: np.random.Generator
    ) -> Array:
        return spread(self.distribution, 2.0, n_in + fan_out, (n_out, n_in), random)

    def variance(self, n_in: int, n_out: int) -> float:
        return 2.0 / (n_in + n_out)
