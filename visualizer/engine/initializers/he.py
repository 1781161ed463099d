"""He initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import Initializer, initializers


@initializers.register
@dataclass(frozen=True)
class He(Initializer):
    """w ~ N(0, 2 / n_in), biases 0; made for rectified units.

    References: He, Zhang, Ren & Sun (2015), equation 10.
    """

    key = "he"
    title = "He"
    rank = 30

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        drawn: Array = random.standard_normal((n_out, n_in)) * np.sqrt(2.0 / n_in)
        return drawn
