"""The rectified linear unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, maximum
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class ReLU(Activation):
    """Pass what is positive: a = max(z, 0); the slope at 0 is taken as 0.

    References: Nair & Hinton (2010), section 2.

    Examples
    --------
    >>> ReLU()(np.array([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 2.0]
    """

    key = "relu"
    title = "ReLU"
    rank = 20
    formula = "max(z, 0)"
    limits = (0.0, np.inf)
    dies = True

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield maximum, z, 0.0, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        # a >= 0, so its sign is the mask; a quarter of the time of np.where.
        yield np.sign, a, slope
