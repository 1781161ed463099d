"""Half the squared error."""

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
class HalfSquared(Loss):
    """Mean over the examples of ½ Σ_k (a_k - y_k)², whose slope is a - y.

    The quadratic cost of most textbooks, and the loss of TensorFlow Playground.

    References: Nielsen (2015), chapter 1, equation 6.

    Examples
    --------
    >>> import numpy as np
    >>> HalfSquared().value(np.array([[1.0], [4.0]]), np.array([[0.0], [2.0]])).tolist()
    [2.5]
    """

    key = "half_squared"
    title = "Half the squared error"
    rank = 12
    formula = "½ Σ (a − y)²"
    targets = "signed"
    domain = NUMBERS

    def value(self, a: Array, y: Array) -> Array:
        summed: Array = 0.5 * squared_error(a, y)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield from scaled_difference(a, y, scale, da)
