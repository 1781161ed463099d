"""Mean squared error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from visualizer.engine.arrays import Array
from visualizer.engine.cross_entropy import scaled_difference, squared_error
from visualizer.engine.domains import NUMBERS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class MeanSquared(Loss):
    """Mean over the examples of Σ_k (a_k - y_k)², without the factor ½.

    References: Legendre (1805); Nielsen (2015), chapter 1, equation 6 (there
    with ½).

    Examples
    --------
    >>> import numpy as np
    >>> MeanSquared().value(np.array([[1.0], [4.0]]), np.array([[0.0], [2.0]])).tolist()
    [5.0]
    """

    key = "mean_squared"
    title = "Mean squared error"
    rank = 10
    formula = "Σ (a − y)²"
    targets = "signed"
    domain = NUMBERS

    def value(self, a: Array, y: Array) -> Array:
        return squared_error(a, y)

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield from scaled_difference(a, y, 2.0 * scale, da)
