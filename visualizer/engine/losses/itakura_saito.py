"""The Itakura-Saito distance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.cross_entropy import LEAST_SHARE
from visualizer.engine.domains import POSITIVES
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call


@losses.register
@dataclass(frozen=True)
class ItakuraSaito(Loss):
    """Σ_k (y_k / a_k - ln(y_k / a_k) - 1) for positive targets and outputs.

    It compares ratios, so that errors of quiet and of loud parts of a spectrum
    weigh the same: both scaled alike, it stays as it is. An output too small
    costs more than one too large. The gradient is (a - y) / a², where a is
    bounded below by 10⁻¹².

    References: Itakura & Saito (1968); Févotte, Bertin & Durrieu (2009).

    Examples
    --------
    >>> a, y = np.array([[2.0, 1.0]]), np.array([[2.0, 2.0]])
    >>> ItakuraSaito().value(a, y).round(4).tolist()
    [0.0, 0.3069]
    """

    key = "itakura_saito"
    title = "Itakura–Saito distance"
    rank = 110
    formula = "Σ (y / a − ln(y / a) − 1)"
    targets = None
    domain = POSITIVES
    outputs = (0.0, np.inf)
    above_low = True

    def value(self, a: Array, y: Array) -> Array:
        ratio = y / np.maximum(a, LEAST_SHARE)
        summed: Array = (ratio - np.log(ratio) - 1.0).sum(axis=0)
        return summed

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        square = np.empty_like(da)
        yield maximum, a, LEAST_SHARE, square
        yield np.subtract, square, y, da
        yield np.multiply, square, square, square
        yield np.divide, da, square, da
        yield np.multiply, da, scale, da
