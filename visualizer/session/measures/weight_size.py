"""How long the weights have become."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class WeightSize(Measure):
    """Root mean square of all weights, biases apart."""

    key = "weight_size"
    title = "root mean square of the weights"
    rank = 110

    def value(self, course: Course) -> float:
        weights = course.supervised.parameters.weights
        squares = sum(float(np.square(w, dtype=np.float64).sum()) for w in weights)
        return float(np.sqrt(squares / sum(w.size for w in weights)))
