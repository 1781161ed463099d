"""Mean absolute error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.domains import NUMBERS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class MeanAbsolute(Loss):
    """Mean over the examples of Σ_k |a_k - y_k|.

    An outlier pulls no harder than any other example. The gradient is the sign
    of a - y, and 0 where they are equal.

    References: Bloomfield & Steiger (1983), "Least absolute deviations".

    Examples
    --------
    >>> MeanAbsolute().value(np.array([[1.0, 4.0]]), np.array([[0.0, 6.0]])).tolist()
    [1.0, 2.0]
    """

    key = "mean_absolute"
    title = "Mean absolute error"
    rank = 40
    formula = "Σ |a − y|"
    targets = "signed"
    domain = NUMBERS

    def value(self, a: Array, y: Array) -> Array:
        summed: Array = np.abs(a - y).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield np.subtract, a, y, da
        yield np.sign, da, da
        yield np.multiply, da, scale, da
