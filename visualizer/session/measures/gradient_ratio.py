"""How much smaller the gradient is in the first layer than in the last."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class GradientRatio(Measure):
    """Root mean square of ∂C/∂w in the first layer over that in the last.

    Of the whole training set, without penalties.

    References: Hochreiter (1991); Glorot & Bengio (2010), section 4.2.
    """

    key = "gradient_ratio"
    title = "gradient of the first layer over that of the last"
    rank = 80

    def value(self, course: Course) -> float:
        weights = course.trained(backward=True).grad.weights
        first, last = (
            float(np.sqrt(np.square(w, dtype=np.float64).mean()))
            for w in (weights[0], weights[-1])
        )
        return first / last if last > 0.0 else math.inf
