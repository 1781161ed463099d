"""The scaled exponential linear unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.engine.special_functions import (
    exponential_linear,
    exponential_linear_slope,
)

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805


@activations.register
@dataclass(frozen=True)
class SELU(Activation):
    """Scale an ELU: a = λ z for z > 0, a = λ α (exp(z) - 1) below.

    α = 1.67326… and λ = 1.05070… are such that sums of mean 0 and variance 1
    give activations of mean 0 and variance 1: with weights of variance 1 / n_in
    the signal keeps its size through many layers.

    References: Klambauer, Unterthiner, Mayr & Hochreiter (2017),
    section 2.

    Examples
    --------
    >>> SELU()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-1.1113, 0.0, 2.1014]
    """

    key = "selu"
    title = "SELU"
    rank = 70
    formula = "λ z if z > 0 else λ α (eᶻ − 1)"
    limits = (-SCALE * ALPHA, np.inf)
    reaches_low = False
    saturates = True
    steepest = SCALE * ALPHA

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield from exponential_linear(z, a, ALPHA, SCALE)

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        yield from exponential_linear_slope(z, slope, ALPHA, SCALE)
