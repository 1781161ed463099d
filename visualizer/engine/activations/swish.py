"""The swish function, or sigmoid linear unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.engine.special_functions import logistic
from visualizer.settings import setting


@activations.register
@dataclass(frozen=True)
class Swish(Activation):
    """Let a sigmoid gate its own sum: a = z σ(beta z).

    With beta = 1 it is SiLU. The slope is σ + beta a (1 - σ) with σ = σ(beta z).

    References: Elfwing, Uchibe & Doya (2017); Ramachandran, Zoph & Le (2017).

    Examples
    --------
    >>> Swish()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.2689, 0.0, 1.7616]
    """

    key = "swish"
    title = "Swish (SiLU)"
    rank = 27
    formula = "z σ(β z)"
    saturates = True
    steepest = 1.0998393201288669

    beta: float = setting(
        1.0,
        title="β",
        minimum=0.1,
        maximum=100.0,
        scale="log",
        help="How sharp the bend at 0 is.",
    )

    @property
    def limits(self) -> tuple[float, float]:
        return -0.2784645427610738 / self.beta, np.inf

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield np.multiply, z, self.beta, a
        yield from logistic(a, a)
        yield np.multiply, a, z, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        bend = np.empty_like(z)
        yield np.multiply, z, self.beta, slope
        yield from logistic(slope, slope)
        yield np.subtract, 1.0, slope, bend
        yield np.multiply, bend, a, bend
        yield np.multiply, bend, self.beta, bend
        yield np.add, slope, bend, slope
