"""Cross-entropy over classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.cross_entropy import (
    cross_entropy,
    cross_entropy_gradient,
    scaled_difference,
    softmax_cross_entropy,
)
from visualizer.engine.domains import DISTRIBUTIONS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call, run_calls
from visualizer.settings import setting


@losses.register
@dataclass(frozen=True)
class SoftmaxCrossEntropy(Loss):
    """-Σ_k y_k ln a_k for one-hot targets (or any that sum to 1).

    With a softmax output it is ln Σ_j exp(z_j) - Σ_k y_k z_k, with gradient
    a - y. Label smoothing replaces the targets of n classes by (1 - ε) y + ε / n,
    so that no output is driven to 0 or 1.

    References: Bishop (2006), equations 4.108 and 4.109; Szegedy, Vanhoucke,
    Ioffe, Shlens & Wojna (2016), section 7.

    Examples
    --------
    >>> a, y = np.array([[0.5], [0.25], [0.25]]), np.array([[0.0], [1.0], [0.0]])
    >>> SoftmaxCrossEntropy().value(a, y).round(4).tolist()
    [1.3863]
    """

    key = "softmax_cross_entropy"
    title = "Cross-entropy"
    rank = 30
    formula = "−Σ yₖ ln aₖ"
    targets = "one_hot"
    domain = DISTRIBUTIONS
    outputs = (0.0, 1.0)
    output = "softmax"
    fused_with = "softmax"

    smoothing: float = setting(
        0.0,
        title="Label smoothing",
        minimum=0.0,
        maximum=0.9,
        help="Share of each target that is spread evenly over all classes.",
    )

    def value(self, a: Array, y: Array) -> Array:
        return cross_entropy(a, self._smoothed(y))

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        goal, calls = self._goal(y)
        yield from calls
        yield from cross_entropy_gradient(a, goal, scale, da)

    def fused_value(self, z: Array, y: Array) -> Array:
        return softmax_cross_entropy(z, self._smoothed(y))

    def fused_gradient(
        self, a: Array, y: Array, scale: float, dz: Array
    ) -> Iterator[Call]:
        goal, calls = self._goal(y)
        yield from calls
        yield from scaled_difference(a, goal, scale, dz)

    def _goal(self, y: Array) -> tuple[Array, tuple[Call, ...]]:
        """Return an array for smoothed targets, and the calls that fill it."""
        if self.smoothing == 0.0:
            return y, ()
        goal = np.empty_like(y)
        return goal, (
            (np.multiply, y, 1.0 - self.smoothing, goal),
            (np.add, goal, self.smoothing / len(y), goal),
        )

    def _smoothed(self, y: Array) -> Array:
        goal, calls = self._goal(y)
        run_calls(calls)
        return goal
