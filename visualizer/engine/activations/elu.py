"""The exponential linear unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.engine.special_functions import (
    exponential_linear,
    exponential_linear_slope,
)
from visualizer.settings import setting


@activations.register
@dataclass(frozen=True)
class ELU(Activation):
    """Pass positives, bend negatives toward -alpha: a = alpha (exp(z) - 1) for z < 0.

    Its slope below 0 is a + alpha. Values below 0 bring the mean activation
    nearer to 0 than rectified units do. The slope at 0 is taken as alpha, as
    PyTorch does.

    References: Clevert, Unterthiner & Hochreiter (2015), section 3.

    Examples
    --------
    >>> ELU()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.6321, 0.0, 2.0]
    """

    key = "elu"
    title = "ELU"
    rank = 28
    formula = "z if z > 0 else α (eᶻ − 1)"
    reaches_low = False
    saturates = True

    alpha: float = setting(
        1.0,
        title="α",
        minimum=0.1,
        maximum=10.0,
        help="How far below 0 the values can go.",
    )

    @property
    def limits(self) -> tuple[float, float]:
        return -self.alpha, np.inf

    @property
    def steepest(self) -> float:
        return max(1.0, self.alpha)

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield from exponential_linear(z, a, self.alpha, 1.0)

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield from exponential_linear_slope(z, slope, self.alpha, 1.0)
