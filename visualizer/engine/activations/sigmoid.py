"""The logistic sigmoid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.engine.special_functions import logistic


@activations.register
@dataclass(frozen=True)
class Sigmoid(Activation):
    """Squash to a share between 0 and 1: a = 1 / (1 + exp(-z)).

    Its slope is a (1 - a), at most 1/4.

    References: Rumelhart, Hinton & Williams (1986), equation 2.

    Examples
    --------
    >>> Sigmoid()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [0.2689, 0.5, 0.8808]
    """

    key = "sigmoid"
    title = "Sigmoid"
    rank = 30
    formula = "1 / (1 + e⁻ᶻ)"
    limits = (0.0, 1.0)
    reaches_low = False
    saturates = True
    steepest = 0.25

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield from logistic(z, a)

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.subtract, 1.0, a, slope
        yield np.multiply, slope, a, slope
