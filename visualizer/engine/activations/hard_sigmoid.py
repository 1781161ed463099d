"""The hard sigmoid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, maximum, minimum
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class HardSigmoid(Activation):
    """Approach the sigmoid by three straight lines: a = (z + 3) / 6 within 0 … 1.

    The slope is 1/6 for -3 < z < 3 and 0 elsewhere, the kinks included.

    References: Howard et al. (2019), "Searching for MobileNetV3", section 5.2;
    Courbariaux, Bengio & David (2015), with another width.

    Examples
    --------
    >>> HardSigmoid()(np.array([-4.0, 0.0, 1.5])).tolist()
    [0.0, 0.5, 0.75]
    """

    key = "hard_sigmoid"
    title = "Hard sigmoid"
    rank = 76
    formula = "min(max((z + 3) / 6, 0), 1)"
    limits = (0.0, 1.0)
    saturates = True
    steepest = 1.0 / 6.0

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.add, z, 3.0, a
        yield maximum, a, 0.0, a
        yield minimum, a, 6.0, a
        yield np.divide, a, 6.0, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        # 3 - |z| is positive between the kinks alone.
        yield np.abs, z, slope
        yield np.subtract, 3.0, slope, slope
        yield np.heaviside, slope, 0.0, slope
        yield np.divide, slope, 6.0, slope
