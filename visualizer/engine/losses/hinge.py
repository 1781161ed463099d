"""The hinge loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.domains import SIGNS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class Hinge(Loss):
    """Σ_k max(0, 1 - y_k a_k) for targets ±1: the loss of support vector machines.

    An output on the right side of 0 by a margin of 1 costs nothing, and its
    example then changes nothing. Several classes are each told from all others.
    The gradient is -y where y a < 1, else 0.

    References: Cortes & Vapnik (1995), section 3; Rifkin & Klautau (2004) on one
    class against all others.

    Examples
    --------
    >>> Hinge().value(np.array([[0.25, 2.0]]), np.array([[1.0, -1.0]])).tolist()
    [0.75, 3.0]
    """

    key = "hinge"
    title = "Hinge"
    rank = 60
    formula = "Σ max(0, 1 − y a)"
    targets = "signs"
    domain = SIGNS
    output = "linear"

    def value(self, a: Array, y: Array) -> Array:
        summed: Array = np.maximum(1.0 - y * a, 0.0).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        yield np.multiply, y, a, da
        yield np.subtract, 1.0, da, da
        yield np.heaviside, da, 0.0, da
        yield np.multiply, da, y, da
        yield np.multiply, da, -scale, da
