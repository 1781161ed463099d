"""The exponential of the squared error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.domains import NUMBERS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call
from visualizer.settings import setting


@losses.register
@dataclass(frozen=True)
class Exponential(Loss):
    """τ exp(Σ_k (a_k - y_k)² / τ): large errors outweigh all others.

    The gradient is that of the squared error, 2 (a - y), times the exponential.
    The greater τ, the closer it comes to τ + Σ_k (a_k - y_k)²; the smaller, the
    more the worst example alone decides.

    References: Jacobson (1973) on costs that are exponentials of squares.

    Examples
    --------
    >>> Exponential().value(np.array([[0.0, 1.0]]), np.zeros((1, 2))).round(4).tolist()
    [1.0, 2.7183]
    """

    key = "exponential"
    title = "Exponential"
    rank = 100
    formula = "τ exp(Σ (a − y)² / τ)"
    targets = "signed"
    domain = NUMBERS

    tau: float = setting(
        1.0,
        title="τ",
        minimum=0.1,
        maximum=1000.0,
        scale="log",
        help="Squared error at which the loss has grown e-fold.",
    )

    def value(self, a: Array, y: Array) -> Array:
        difference = a - y
        difference *= difference
        grown: Array = self.tau * np.exp(difference.sum(axis=0) / self.tau)
        return grown

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        square = np.empty_like(da)
        row = np.empty((1, da.shape[1]), da.dtype)
        yield np.subtract, a, y, da
        yield np.multiply, da, da, square
        yield np.add.reduce, square, 0, None, row, True
        yield np.divide, row, self.tau, row
        yield np.exp, row, row
        yield np.multiply, row, 2.0 * scale, row
        yield np.multiply, da, row, da
