"""The Gaussian bell."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


@activations.register
@dataclass(frozen=True)
class Gaussian(Activation):
    """Answer near 0 alone: a = exp(-z²), with slope -2 z a.

    Where the others cut the plane in two, such a neuron marks a stripe of it.

    References: Hartman, Keeler & Kowalski (1990).

    Examples
    --------
    >>> Gaussian()(np.array([0.0, 1.0])).round(4).tolist()
    [1.0, 0.3679]
    """

    key = "gaussian"
    title = "Gaussian"
    rank = 80
    formula = "e^−z²"
    limits = (0.0, 1.0)
    reaches_low = False
    saturates = True
    steepest = math.sqrt(2.0 / math.e)

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.multiply, z, z, a
        yield np.negative, a, a
        yield np.exp, a, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield np.multiply, z, -2.0, slope
        yield np.multiply, slope, a, slope
