"""Cross-entropy over classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class SoftmaxCrossEntropy(Loss):
    """-Σ_k y_k ln a_k for one-hot targets (or any that sum to 1).

    With a softmax output it is ln Σ_j exp(z_j) - Σ_k y_k z_k, with gradient
    a - y.

    References: Bishop (2006), equations 4.108 and 4.109.
    """

    key = "softmax_cross_entropy"
    title = "Cross-entropy"
    rank = 30
    formula = "−Σ yₖ ln aₖ"
    targets = "one_hot"
    fused_with = "softmax"

    def value(self, a: Array, y: Array) -> Array:
        with np.errstate(divide="ignore"):
            logs = np.maximum(np.log(a), -100.0)
        summed: Array = -(y * logs).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield maximum, a, 1e-12, da
        yield np.divide, y, da, da
        yield np.multiply, da, -scale, da

    def fused_value(self, z: Array, y: Array) -> Array:
        top = z.max(axis=0)
        total = np.log(np.exp(z - top).sum(axis=0)) + top
        difference: Array = total - (y * z).sum(axis=0)
        return difference

    def fused_gradient(
        self, a: Array, y: Array, scale: float, dz: Array
    ) -> Iterator[Call]:
        yield np.subtract, a, y, dz
        yield np.multiply, dz, scale, dz
