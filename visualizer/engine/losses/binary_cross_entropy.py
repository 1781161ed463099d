"""Binary cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.cross_entropy import (
    LEAST_LOGARITHM,
    LEAST_SHARE,
    logarithm,
    scaled_difference,
)
from visualizer.engine.domains import SHARES
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """-Σ_k [y_k ln a_k + (1 - y_k) ln(1 - a_k)] for targets 0 … 1.

    With a sigmoid output it is ln(1 + exp(z)) - y z, with gradient a - y.
    Without one, logarithms are bounded below by -100, as PyTorch bounds them.

    References: Bishop (2006), equation 4.90.

    Examples
    --------
    >>> a, y = np.array([[0.5, 0.25]]), np.array([[0.0, 1.0]])
    >>> BinaryCrossEntropy().value(a, y).round(4).tolist()
    [0.6931, 1.3863]
    """

    key = "binary_cross_entropy"
    title = "Binary cross-entropy"
    rank = 20
    formula = "−[y ln a + (1 − y) ln(1 − a)]"
    targets = "share"
    domain = SHARES
    outputs = (0.0, 1.0)
    output = "sigmoid"
    fused_with = "sigmoid"

    def value(self, a: Array, y: Array) -> Array:
        with np.errstate(divide="ignore"):
            no = np.maximum(np.log1p(-a), LEAST_LOGARITHM)
        summed: Array = -(y * logarithm(a) + (1 - y) * no).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        variance = np.empty_like(da)
        yield np.subtract, 1.0, a, variance
        yield np.multiply, variance, a, variance
        yield maximum, variance, LEAST_SHARE, variance
        yield np.subtract, a, y, da
        yield np.divide, da, variance, da
        yield np.multiply, da, scale, da

    def fused_value(self, z: Array, y: Array) -> Array:
        summed: Array = (np.logaddexp(z.dtype.type(0), z) - y * z).sum(axis=0)
        return summed

    def fused_gradient(
        self, a: Array, y: Array, scale: float, dz: Array
    ) -> Iterator[Call]:
        yield from scaled_difference(a, y, scale, dz)
