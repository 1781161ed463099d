"""Shuffle by a uniform source, so that a split can be repeated exactly."""

from __future__ import annotations

import numpy as np

from visualizer.datasets import Indices, UniformSource


def shuffle(count: int, uniform: UniformSource) -> Indices:
    """Return the numbers 0 … count - 1 in a random order.

    From the last place to the first, each item changes places with one at
    floor(u * c) of the first c, so ``count`` numbers are drawn.

    Parameters
    ----------
    count : int
        Number of items, at least 0.
    uniform : callable
        Returns the next number of [0, 1).

    Returns
    -------
    array (count,)
        Index of the item that goes to each place.

    References
    ----------
    Durstenfeld (1964), Algorithm 235: Random permutation. The last draw, which
    cannot change anything, is kept: TensorFlow Playground makes it too.
    """
    order = list(range(count))
    for left in range(count, 0, -1):
        chosen = int(uniform() * left)
        order[left - 1], order[chosen] = order[chosen], order[left - 1]
    return np.array(order, dtype=np.intp)
