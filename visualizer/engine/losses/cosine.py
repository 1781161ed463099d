"""The cosine distance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.domains import DIRECTIONS
from visualizer.engine.losses import Loss, losses
from visualizer.engine.plan import Call

LEAST_SQUARE = 1e-16
"""Least squared length that is divided by."""


@losses.register
@dataclass(frozen=True)
class Cosine(Loss):
    """1 - cos φ, where φ is the angle between outputs and targets.

    cos φ = Σ_k a_k y_k / (|a| |y|) with lengths bounded below by 10⁻⁸, as in
    PyTorch. The gradient is (cos φ a / |a| - y / |y|) / |a|. Only the direction
    of the outputs counts; outputs of length 0 have none, and get no gradient.

    References: Salton, Wong & Yang (1975), "A vector space model for automatic
    indexing".

    Examples
    --------
    >>> a, y = np.array([[3.0, 0.0], [3.0, 2.0]]), np.array([[1.0, 0.0], [1.0, -5.0]])
    >>> Cosine().value(a, y).round(12).tolist()
    [0.0, 2.0]
    """

    key = "cosine"
    title = "Cosine distance"
    rank = 90
    formula = "1 − Σ aₖ yₖ / (|a| |y|)"
    targets = "one_hot"
    domain = DIRECTIONS
    output = "linear"

    def value(self, a: Array, y: Array) -> Array:
        lengths = np.maximum((a * a).sum(axis=0), LEAST_SQUARE)
        lengths *= np.maximum((y * y).sum(axis=0), LEAST_SQUARE)
        distance: Array = 1.0 - (a * y).sum(axis=0) / np.sqrt(lengths)
        return distance

    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        shared, square, lengths, factor = (
            np.empty((1, da.shape[1]), da.dtype) for _ in range(4)
        )
        yield np.multiply, a, y, da
        yield np.add.reduce, da, 0, None, shared, True
        yield np.multiply, a, a, da
        yield np.add.reduce, da, 0, None, square, True
        yield np.multiply, y, y, da
        yield np.add.reduce, da, 0, None, lengths, True
        yield np.subtract, square, LEAST_SQUARE, factor
        yield np.heaviside, factor, 0.0, factor
        yield np.multiply, factor, scale, factor
        yield maximum, square, LEAST_SQUARE, square
        yield maximum, lengths, LEAST_SQUARE, lengths
        yield np.multiply, lengths, square, lengths
        yield np.sqrt, lengths, lengths
        yield np.divide, factor, lengths, factor
        yield np.divide, shared, square, shared
        yield np.multiply, a, shared, da
        yield np.subtract, da, y, da
        yield np.multiply, da, factor, da
