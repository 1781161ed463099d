"""Equal initial weights."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers
from visualizer.settings import setting


@initializers.register
@dataclass(frozen=True)
class Constant(Initializer):
    """w = value, biases 0: the neurons of a layer stay equal for ever.

    As with zeros all get the same gradient; here signals do flow.

    References: Rumelhart, Hinton & Williams (1986), on symmetry breaking.

    Examples
    --------
    >>> Constant(value=2.0).weights(3, 1, np.random.default_rng(1)).tolist()
    [[2.0, 2.0, 2.0]]
    """

    key = "constant"
    title = "Constant"
    rank = 60

    value: float = setting(0.5, title="Value", minimum=-100.0, maximum=100.0)

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return np.full((n_out, n_in), self.value)

    def variance(self, n_in: int, n_out: int) -> float:
        return math.nan
