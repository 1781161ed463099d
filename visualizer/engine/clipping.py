"""Limits on gradients and weights, applied around an optimizer's update."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from visualizer.engine.arrays import Array, maximum, minimum
from visualizer.engine.optimizers import Scalars
from visualizer.engine.plan import Call

SMALLEST_NORM = 1e-6
"""Added to a norm that is divided by, as PyTorch does."""


def clip_gradient(
    grad: Array, value: float, norm: float, record: Scalars
) -> Iterator[Call]:
    """Yield calls that limit a gradient: first each part, then its length.

    g ← min(max(g, -c), c), then g ← g · min(1, n / (‖g‖ + 10⁻⁶)).

    Parameters
    ----------
    grad : array (P,)
        Changed in place.
    value, norm : float
        The limits c and n, above 0; infinite where there is none.
    record : float64 array (1,)
        Length of the gradient after clipping as a share of its length before:
        1 where no limit was reached.

    References
    ----------
    Pascanu, Mikolov & Bengio (2013), algorithm 1; Mikolov (2012), section 3.3
    (by value).
    """
    if math.isinf(value) and math.isinf(norm):
        return

    def measure() -> None:
        record[0] = _length(grad)

    def shorten() -> None:
        share = norm / (_length(grad) + SMALLEST_NORM)
        if share < 1.0:
            np.multiply(grad, share, grad)

    def compare() -> None:
        before = float(record[0])
        record[0] = _length(grad) / before if before > 0.0 else 1.0

    yield (measure,)
    if not math.isinf(value):
        yield maximum, grad, -value, grad
        yield minimum, grad, value, grad
    if not math.isinf(norm):
        yield (shorten,)
    yield (compare,)


def limit_weights(weights: Sequence[Array], norm: float) -> Iterator[Call]:
    """Yield calls that keep each neuron's incoming weights within a length.

    w ← w · min(1, n / ‖w‖) for each column w; biases are not weights.

    Parameters
    ----------
    weights : sequence of arrays (n_in, n_out)
        One for each layer; changed in place.
    norm : float
        The limit n, above 0; infinite where there is none.

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014),
    section 5.1.
    """
    if math.isinf(norm):
        return
    for matrix in weights:
        squares = np.empty_like(matrix)
        ones = np.ones(matrix.shape[0], matrix.dtype)
        lengths = np.empty(matrix.shape[1], matrix.dtype)
        yield np.multiply, matrix, matrix, squares
        yield ones.dot, squares, lengths
        yield np.sqrt, lengths, lengths
        # A longer limit leaves the weights as they are: n / max(n, ‖w‖) = 1.
        yield maximum, lengths, norm, lengths
        yield np.divide, norm, lengths, lengths
        yield np.multiply, matrix, lengths, matrix


def _length(vector: Array) -> float:
    return math.sqrt(float(vector.dot(vector)))
