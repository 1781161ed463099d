"""The hyperbolic tangent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class Tanh(Activation):
    """Squash to between -1 and 1: a = tanh(z), slope 1 - a².

    References: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp",
    section 4.4, on why a function symmetric about 0 learns faster.

    Examples
    --------
    >>> Tanh()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.7616, 0.0, 0.964]
    """

    key = "tanh"
    title = "tanh"
    rank = 10
    formula = "tanh z"
    limits = (-1.0, 1.0)
    reaches_low = False
    saturates = True

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.tanh, z, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.multiply, a, a, slope
        yield np.subtract, 1.0, slope, slope
