"""The threshold of the first artificial neurons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class Threshold(Activation):
    """Answer yes or no: a = 1 where z >= 0, else 0.

    Its slope is 0 by definition, so no gradient passes and nothing before a
    threshold learns by descent.

    References: McCulloch & Pitts (1943).

    Examples
    --------
    >>> Threshold()(np.array([-1.0, 0.0, 2.0])).tolist()
    [0.0, 1.0, 1.0]
    """

    key = "threshold"
    title = "Threshold"
    rank = 40
    formula = "1 if z ≥ 0 else 0"
    limits = (0.0, 1.0)
    saturates = True
    steepest = 0.0

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.heaviside, z, 1.0, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield slope.fill, 0.0
