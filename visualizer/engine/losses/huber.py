"""Huber's loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum, minimum
from visualizer.engine.domains import NUMBERS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call
from visualizer.settings import setting


@losses.register
@dataclass(frozen=True)
class Huber(Loss):
    """Square small errors, take the size of large ones.

    With e = a - y it is ½ e² for |e| <= delta, else delta (|e| - ½ delta),
    summed over the outputs; its gradient is e, cut at ±delta.

    References: Huber (1964), "Robust estimation of a location parameter".

    Examples
    --------
    >>> Huber().value(np.array([[0.5, 3.0]]), np.zeros((1, 2))).tolist()
    [0.125, 2.5]
    """

    key = "huber"
    title = "Huber"
    rank = 50
    formula = "½ m² + δ (|e| − m), m = min(|e|, δ)"
    targets = "signed"
    domain = NUMBERS

    delta: float = setting(
        1.0,
        title="δ",
        minimum=0.001,
        maximum=1000.0,
        scale="log",
        help="Error from which on the loss grows in a straight line.",
    )

    def value(self, a: Array, y: Array) -> Array:
        error = np.abs(a - y)
        small = np.minimum(error, self.delta)
        summed: Array = (small * (error - 0.5 * small)).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield np.subtract, a, y, da
        yield maximum, da, -self.delta, da
        yield minimum, da, self.delta, da
        yield np.multiply, da, scale, da
