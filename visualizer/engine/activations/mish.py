"""The mish function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class Mish(Activation):
    """Gate a sum by its own softplus: a = z tanh(s) with s = ln(1 + exp(z)).

    The slope is tanh(s) + z (1 - tanh²(s)) σ(z), with σ(z) = 1 - exp(-s).

    References: Misra (2019), "Mish: a self regularized non-monotonic activation
    function".

    Examples
    --------
    >>> Mish()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.3034, 0.0, 1.944]
    """

    key = "mish"
    title = "Mish"
    rank = 74
    formula = "z tanh(ln(1 + eᶻ))"
    limits = (-0.3088434130172504, np.inf)
    saturates = True
    steepest = 1.0884981612517279

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.logaddexp, z, 0.0, a
        yield np.tanh, a, a
        yield np.multiply, a, z, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        share, bend = np.empty_like(z), np.empty_like(z)
        yield np.logaddexp, z, 0.0, slope
        yield np.negative, slope, share
        yield np.expm1, share, share
        yield np.tanh, slope, slope
        yield np.multiply, slope, slope, bend
        # -(1 - tanh²) times -σ: both are left negative.
        yield np.subtract, bend, 1.0, bend
        yield np.multiply, bend, share, bend
        yield np.multiply, bend, z, bend
        yield np.add, slope, bend, slope
