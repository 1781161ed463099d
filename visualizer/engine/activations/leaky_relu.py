"""The leaky rectified linear unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, maximum
from visualizer.engine.plan import Call
from visualizer.settings import setting


@activations.register
@dataclass(frozen=True)
class LeakyReLU(Activation):
    """Pass positives, scale negatives: a = max(z, alpha z).

    The slope at 0 is taken as alpha, as PyTorch does.

    References: Maas, Hannun & Ng (2013), section 2.
    """

    key = "leaky_relu"
    title = "Leaky ReLU"
    rank = 25
    formula = "max(z, α z)"

    alpha: float = setting(
        0.01, title="Slope below 0", minimum=0.0, maximum=0.99, help="Slope for z < 0."
    )

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.multiply, z, self.alpha, a
        yield maximum, z, a, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.sign, z, slope
        yield maximum, slope, self.alpha, slope
