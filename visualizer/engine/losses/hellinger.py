"""The squared Hellinger distance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.cross_entropy import LEAST_SHARE
from visualizer.engine.domains import DISTRIBUTIONS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class Hellinger(Loss):
    """½ Σ_k (√a_k - √y_k)² for targets that are a distribution.

    Unlike cross-entropy it stays below 1 for outputs that are a distribution
    too, however wrong they are. (Some lists of losses have 1/√2 in place of ½.)
    The gradient is ½ (1 - √(y / a)), where a is bounded below by 10⁻¹².

    References: Hellinger (1909); Beran (1977), "Minimum Hellinger distance
    estimates for parametric models".

    Examples
    --------
    >>> a, y = np.array([[0.25], [0.75]]), np.array([[1.0], [0.0]])
    >>> Hellinger().value(a, y).round(4).tolist()
    [0.5]
    """

    key = "hellinger"
    title = "Hellinger distance"
    rank = 80
    formula = "½ Σ (√aₖ − √yₖ)²"
    targets = "one_hot"
    domain = DISTRIBUTIONS
    outputs = (0.0, np.inf)
    output = "softmax"

    def value(self, a: Array, y: Array) -> Array:
        difference = np.sqrt(a) - np.sqrt(y)
        summed: Array = 0.5 * (difference * difference).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield maximum, a, LEAST_SHARE, da
        yield np.divide, y, da, da
        yield np.sqrt, da, da
        yield np.subtract, 1.0, da, da
        yield np.multiply, da, 0.5 * scale, da
