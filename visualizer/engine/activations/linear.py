"""The linear activation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class Linear(Activation):
    """Pass the weighted sum on: a = z.

    A network with linear hidden layers alone is one linear map, however deep.

    References: Widrow & Hoff (1960), "Adaptive switching circuits".

    Examples
    --------
    >>> Linear()(np.array([-1.0, 2.0])).tolist()
    [-1.0, 2.0]
    """

    key = "linear"
    title = "Linear"
    rank = 50
    formula = "z"
    identity = True

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.copyto, a, z

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield slope.fill, 1.0
