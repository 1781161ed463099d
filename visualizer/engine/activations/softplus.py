"""The softplus function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.settings import setting


@activations.register
@dataclass(frozen=True)
class Softplus(Activation):
    """Round off a rectified unit: a = ln(1 + exp(beta z)) / beta.

    Its slope is the sigmoid of beta z, which is 1 - exp(-beta a). The greater
    beta, the closer it comes to max(z, 0).

    References: Dugas, Bengio, Bélisle, Nadeau & Garcia (2001).

    Examples
    --------
    >>> Softplus()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [0.3133, 0.6931, 2.1269]
    """

    key = "softplus"
    title = "Softplus"
    rank = 72
    formula = "ln(1 + e^βz) / β"
    limits = (0.0, np.inf)
    reaches_low = False
    saturates = True

    beta: float = setting(
        1.0,
        title="β",
        minimum=0.1,
        maximum=100.0,
        scale="log",
        help="How sharp the bend at 0 is.",
    )

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.multiply, z, self.beta, a
        yield np.logaddexp, a, 0.0, a
        yield np.divide, a, self.beta, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.multiply, a, -self.beta, slope
        yield np.expm1, slope, slope
        yield np.negative, slope, slope
