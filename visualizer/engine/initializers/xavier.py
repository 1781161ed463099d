"""Xavier (Glorot) initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Xavier(Initializer):
    """w ~ U[-r, r) with r = sqrt(6 / (n_in + n_out)), biases 0.

    Keeps the variance of activations and gradients about equal from layer to
    layer where the activation is nearly linear around 0.

    References: Glorot & Bengio (2010), equation 16.
    """

    key = "xavier"
    title = "Xavier"
    rank = 20

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return self.kernels(n_in, n_out, n_out, random)

    def kernels(
        self, n_in: int, n_out: int, fan_out: int, random: np.random.Generator
    ) -> Array:
        limit = np.sqrt(6.0 / (n_in + fan_out))
        drawn: Array = (random.random((n_out, n_in)) * 2.0 - 1.0) * limit
        return drawn
