"""All parameters zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class Zeros(Initializer):
    """w = 0, b = 0: the neurons of a layer stay equal for ever.

    A lesson rather than a method: with no difference between them, all get the
    same gradient.

    References: Rumelhart, Hinton & Williams (1986), on symmetry breaking.

    Examples
    --------
    >>> Zeros().weights(3, 1, np.random.default_rng(1)).tolist()
    [[0.0, 0.0, 0.0]]
    """

    key = "zeros"
    title = "Zeros"
    rank = 50

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return np.zeros((n_out, n_in))

    def variance(self, n_in: int, n_out: int) -> float:
        return 0.0
