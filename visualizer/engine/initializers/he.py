"""He initial weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import (
    Initializer,
    distribution_setting,
    initializers,
    spread,
)


@initializers.register
@dataclass(frozen=True)
class He(Initializer):
    """w ~ N(0, 2 / n_in), biases 0; made for rectified units.

    Half of a rectified unit's answers are 0: twice the variance makes up for it.
    Uniform weights of that variance lie in [-r, r) with r = sqrt(6 / n_in).

    References: He, Zhang, Ren & Sun (2015), equation 10.

    Examples
    --------
    >>> weights = He().weights(200, 100, np.random.default_rng(1))
    >>> weights.shape, round(float(weights.var()), 3)
    ((100, 200), 0.01)
    """

    key = "he"
    title = "He"
    rank = 30

    distribution: str = distribution_setting("normal")

    def weights(self, n_in: int, n_out: int, random: np.random.Generator) -> Array:
        return spread(self.distribution, 2.0, n_in, (n_out, n_in), random)

    def variance(self, n_in: int, n_out: int) -> float:
        return 2.0 / n_in
