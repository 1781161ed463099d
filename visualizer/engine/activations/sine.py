"""The sine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class Sine(Activation):
    """Answer in waves: a = sin z, with slope cos z.

    It fits signals and their derivatives well; sums far from 0 are no fault, but
    give the loss many valleys.

    References: Sitzmann, Martel, Bergman, Lindell & Wetzstein (2020).

    Examples
    --------
    >>> Sine()(np.array([0.0, np.pi / 2])).tolist()
    [0.0, 1.0]
    """

    key = "sine"
    title = "Sine"
    rank = 78
    formula = "sin z"
    limits = (-1.0, 1.0)

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.sin, z, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.cos, z, slope
