"""Normal initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers
from visualizer.settings import setting


@initializers.register
@dataclass(frozen=True)
class Normal(Initializer):
    """w ~ N(0, deviation²), biases 0.

    References: Krizhevsky, Sutskever & Hinton (2012), section 5.

    Examples
    --------
    >>> weights = Normal(deviation=2.0).weights(100, 50, np.random.default_rng(1))
    >>> weights.shape, round(float(weights.std()), 1)
    ((50, 100), 2.0)
    """

    key = "normal"
    title = "Normal"
    rank = 40

    deviation: float = setting(
        0.1, title="Standard deviation", minimum=0.0, maximum=100.0
    )

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        drawn: Array = random.standard_normal((n_out, n_in)) * self.deviation
        return drawn

    def variance(self, n_in: int, n_out: int) -> float:
        return self.deviation**2
