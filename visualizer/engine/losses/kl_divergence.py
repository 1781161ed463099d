"""The Kullback-Leibler divergence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from visualizer.engine.arrays import Array
from visualizer.engine.cross_entropy import (
    cross_entropy,
    cross_entropy_gradient,
    scaled_difference,
    softmax_cross_entropy,
)
from visualizer.engine.domains import DISTRIBUTIONS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class KLDivergence(Loss):
    """Σ_k y_k ln(y_k / a_k) for targets that are a distribution; 0 ln 0 is 0.

    It is the cross-entropy less the entropy of the targets, so that it is 0
    where outputs and targets agree, and has the same gradient. For one-hot
    targets, whose entropy is 0, both are equal.

    References: Kullback & Leibler (1951).

    Examples
    --------
    >>> import numpy as np
    >>> a, y = np.array([[0.5], [0.5]]), np.array([[0.75], [0.25]])
    >>> KLDivergence().value(a, y).round(4).tolist()
    [0.1308]
    """

    key = "kl_divergence"
    title = "KL divergence"
    rank = 70
    formula = "Σ yₖ ln(yₖ / aₖ)"
    targets = "one_hot"
    domain = DISTRIBUTIONS
    outputs = (0.0, 1.0)
    output = "softmax"
    fused_with = "softmax"

    def value(self, a: Array, y: Array) -> Array:
        divergence: Array = cross_entropy(a, y) - cross_entropy(y, y)
        return divergence

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield from cross_entropy_gradient(a, y, scale, da)

    def fused_value(self, z: Array, y: Array) -> Array:
        divergence: Array = softmax_cross_entropy(z, y) - cross_entropy(y, y)
        return divergence

    def fused_gradient(
        self, a: Array, y: Array, scale: float, dz: Array
    ) -> Iterator[Call]:
        yield from scaled_difference(a, y, scale, dz)
