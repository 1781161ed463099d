"""Planes through the values of a layer, in which all examples can be drawn.

A layer of one neuron is a line, one of two is a plane itself. Of more, two neurons
are shown, or the plane in which the training examples are spread out most. The
latter is turned so that the examples lie as they do in the inputs: without that, a
picture could be upside down after any update.

References: Pearson (1901), On lines and planes of closest fit; Schönemann (1966),
"A generalized solution of the orthogonal Procrustes problem".
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.chart import principal_plane

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0

SPREAD = 0.8
"""How far from the middle the examples of a single neuron are spread, at most."""


class Plane(Struct, frozen=True, eq=False):
    """A plane through the values of n neurons.

    Attributes
    ----------
    origin : array (n,)
    basis : array (n, 2)
        Values v lie at (v - origin) @ basis.
    neurons : pair of int or None
        The two neurons along its axes; None for the principal plane.
    kept : float
        Share of the variance of the training examples within it.
    """

    origin: Array
    basis: Array
    neurons: tuple[int, int] | None
    kept: float

    def places(self, values: Array) -> Array:
        """Return the places (N, 2) of values (n, N)."""
        places: Array = (values.T - self.origin) @ self.basis
        return places


def neuron_plane(values: Array, neurons: tuple[int, int]) -> Plane:
    """Return the plane of two neurons.

    Parameters
    ----------
    values : array (n, N)
        Of the training examples.
    neurons : pair of int
        Two different ones.
    """
    size = len(values)
    basis = np.zeros((size, 2))
    basis[neurons, (0, 1)] = 1.0
    variances = values.var(axis=1)
    total = float(variances.sum())
    kept = float(variances[list(neurons)].sum()) / total if total else 1.0
    return Plane(np.zeros(size), basis, neurons, kept)


def layer_plane(values: Array, toward: Array) -> Plane:
    """Return the principal plane of a layer, turned toward other places.

    Of all turns and reflections R within the plane the one that makes
    Σ ‖places R - toward‖² least, both around their means.

    Parameters
    ----------
    values : array (n, N)
        Of the training examples; n at least 2.
    toward : array (N, 2)
        Where the same examples lie in the inputs.
    """
    mean, basis, kept = principal_plane(values.T)
    places = (values.T - mean) @ basis
    left, _, right = np.linalg.svd(places.T @ (toward - toward.mean(axis=0)))
    return Plane(mean, basis @ left @ right, None, kept)


def spread_out(values: Array) -> Array:
    """Return places (N, 2) of the values (N,) of a single neuron.

    Up the plane nothing is shown: examples are spread there, each at a place of its
    own, so that they do not hide one another.
    """
    up = (np.arange(1, len(values) + 1) * GOLDEN) % 1.0
    return np.column_stack((values, SPREAD * (2.0 * up - 1.0)))


def border_within(
    plane: Plane, weights: Array, bias: float, reach: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the ends of the line in a plane on which wᵀ v + b = 0.

    Parameters
    ----------
    plane : Plane
    weights : array (n,)
    bias : float
    reach : float
        How far from the point of the line next to the origin its ends are.

    Returns
    -------
    pair of places or None
        None where the sum does not change within the plane.
    """
    across = weights @ plane.basis
    size = float(across @ across)
    if not size > 0.0 or not math.isfinite(size):
        return None
    foot = -(float(weights @ plane.origin) + bias) * across / size
    way = reach * np.array([-across[1], across[0]]) / math.sqrt(size)
    (x, y), (u, v) = (foot - way).tolist(), (foot + way).tolist()
    return (x, y), (u, v)
