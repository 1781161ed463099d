"""Cross-entropy and squared error, of which several losses are made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.plan import Call

LEAST_LOGARITHM = -100.0
"""Stands for ln 0, as in PyTorch."""

LEAST_SHARE = 1e-12
"""Stands for 0 where a gradient divides by an output."""


def logarithm(a: Array) -> Array:
    """Return ln a as a new array, bounded below."""
    with np.errstate(divide="ignore"):
        bounded: Array = np.maximum(np.log(a), LEAST_LOGARITHM)
    return bounded


def cross_entropy(a: Array, y: Array) -> Array:
    """Return -Σ_k y_k ln a_k of each example (B,)."""
    summed: Array = -(y * logarithm(a)).sum(axis=0)
    return summed


def cross_entropy_gradient(
    a: Array, y: Array, scale: float, da: Array
) -> Iterator[Call]:
    """Yield calls that write `scale` times -y / a into `da`."""
    yield maximum, a, LEAST_SHARE, da
    yield np.divide, y, da, da
    yield np.multiply, da, -scale, da


def softmax_cross_entropy(z: Array, y: Array) -> Array:
    """Return ln Σ_j exp(z_j) - Σ_k y_k z_k of each example, for Σ_k y_k = 1."""
    top = z.max(axis=0)
    terms: Array = z - top
    np.exp(terms, terms)
    difference: Array = np.log(terms.sum(axis=0)) + top
    np.multiply(y, z, terms)
    difference -= terms.sum(axis=0)
    return difference


def squared_error(a: Array, y: Array) -> Array:
    """Return Σ_k (a_k - y_k)² of each example (B,)."""
    difference = a - y
    difference *= difference
    summed: Array = difference.sum(axis=0)
    return summed


def scaled_difference(a: Array, y: Array, scale: float, out: Array) -> Iterator[Call]:
    """Yield calls that write `scale` (a - y) into `out`.

    It is the gradient of half the squared error for a, and that of
    cross-entropy for the sums of a sigmoid or softmax with outputs a.
    """
    yield np.subtract, a, y, out
    yield np.multiply, out, scale, out
