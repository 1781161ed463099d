"""How much larger activations are in the last hidden layer than in the first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class ActivationRatio(Measure):
    """Root mean square of a in the last hidden layer over that in the first.

    Of the whole training set.

    References: Glorot & Bengio (2010), section 4.2; He, Zhang, Ren & Sun (2015),
    section 2.2.
    """

    key = "activation_ratio"
    title = "activations of the last hidden layer over those of the first"
    rank = 85

    def value(self, course: Course) -> float:
        hidden = course.trained().layers[:-1]
        if not hidden:
            return 1.0
        first, last = (
            float(np.sqrt(np.square(layer.a, dtype=np.float64).mean()))
            for layer in (hidden[0], hidden[-1])
        )
        return last / first if first > 0.0 else math.inf
