"""The Gaussian error linear unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, maximum, minimum
from visualizer.engine.plan import Call
from visualizer.engine.special_functions import erf
from visualizer.settings import setting

CUBIC = 0.044715
ROOT = math.sqrt(2.0 / math.pi)


@activations.register
@dataclass(frozen=True)
class GELU(Activation):
    """Weigh z by the share of a normal distribution below it: a = z Φ(z).

    Φ(z) = ½ (1 + erf(z / √2)), and the slope is Φ(z) + z φ(z) with the density
    φ(z) = exp(-z² / 2) / √(2π). The approximation replaces Φ(z) by
    ½ (1 + tanh u) with u = √(2/π) (z + 0.044715 z³).

    References: Hendrycks & Gimpel (2016), section 2.

    Examples
    --------
    >>> GELU()(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.1587, 0.0, 1.9545]
    >>> GELU(approximate=True)(np.array([-1.0, 0.0, 2.0])).round(4).tolist()
    [-0.1588, 0.0, 1.9546]
    """

    key = "gelu"
    title = "GELU"
    rank = 26
    formula = "z Φ(z)"
    saturates = True

    approximate: bool = setting(
        False,
        title="tanh approximation",
        help="Compute with tanh what is defined by the error function.",
    )

    @property
    def limits(self) -> tuple[float, float]:
        low = -0.17004075057125405 if self.approximate else -0.16997120747990367
        return low, np.inf

    @property
    def steepest(self) -> float:
        return 1.1289930686587718 if self.approximate else 1.1289041451851548

    def value(self, z: Array, a: Array) -> Iterator[Call]:
        yield from self._doubled_share(z, a)
        yield np.multiply, a, z, a
        yield np.multiply, a, 0.5, a

    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        density = np.empty_like(z)
        if self.approximate:
            # z times the slope of ½ (1 + tanh u). Beyond ±100 that slope is 0
            # exactly, and z is cut there, so that 0 does not meet infinity.
            near, bend = np.empty_like(z), np.empty_like(z)
            yield maximum, z, -100.0, near
            yield minimum, near, 100.0, near
            yield from self._argument(near, density)
            yield np.tanh, density, density
            yield np.multiply, density, density, density
            yield np.subtract, 1.0, density, density
            yield np.multiply, near, near, bend
            yield np.multiply, bend, 3.0 * CUBIC, bend
            yield np.add, bend, 1.0, bend
            yield np.multiply, density, bend, density
            yield np.multiply, density, near, density
            yield np.multiply, density, 0.5 * ROOT, density
        else:
            yield np.multiply, z, z, density
            yield np.multiply, density, -0.5, density
            yield np.exp, density, density
            yield np.multiply, density, z, density
            yield np.multiply, density, 1.0 / math.sqrt(2.0 * math.pi), density
        yield from self._doubled_share(z, slope)
        yield np.multiply, slope, 0.5, slope
        yield np.add, slope, density, slope

    def _doubled_share(self, z: Array, share: Array) -> Iterator[Call]:
        """Yield calls that write 2 Φ(z), or what stands for it, into `share`."""
        if self.approximate:
            yield from self._argument(z, share)
            yield np.tanh, share, share
        else:
            yield np.multiply, z, math.sqrt(0.5), share
            yield erf, share, share
        yield np.add, share, 1.0, share

    def _argument(self, z: Array, u: Array) -> Iterator[Call]:
        """Yield calls that write √(2/π) z (1 + 0.044715 z²) into `u`."""
        yield np.multiply, z, z, u
        yield np.multiply, u, CUBIC, u
        yield np.add, u, 1.0, u
        yield np.multiply, u, z, u
        yield np.multiply, u, ROOT, u
