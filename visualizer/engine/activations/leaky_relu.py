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

    The slope at 0 is taken as alpha, as PyTorch does. With alpha = 0 it is the
    rectified unit.

    References: Maas, Hannun & Ng (2013), section 2.

    Examples
    --------
    >>> LeakyReLU(alpha=0.25)(np.array([-2.0, 3.0])).tolist()
    [-0.5, 3.0]
    """

    key = "leaky_relu"
    title = "Leaky ReLU"
    rank = 25
    formula = "max(z, α z)"

    alpha: float = setting(
        0.01, title="Slope below 0", minimum=0.0, maximum=0.99, help="Slope for z < 0."
    )

    @property
    def limits(self) -> tuple[float, float]:
        return (-np.inf if self.alpha else 0.0), np.inf

    @property
    def dies(self) -> bool:
        return self.alpha == 0.0

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.multiply, z, self.alpha, a
        yield maximum, z, a, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.sign, z, slope
        yield maximum, slope, self.alpha, slope
