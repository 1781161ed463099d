"""How many weights are next to nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, measures
from visualizer.settings import setting


@measures.register
@dataclass(frozen=True, slots=True)
class ZeroWeights(Measure):
    """Share of the weights, biases apart, whose size is below a bound, 0 … 1."""

    key = "zero_weights"
    title = "share of zero weights"
    rank = 90

    bound: float = setting(0.01, minimum=0.0)

    def text(self) -> str:
        return Phrase(
            "share of weights smaller than {bound}", bound=f"{self.bound:.6g}"
        )

    def value(self, course: Course) -> float:
        weights = course.supervised.parameters.weights
        small = sum(int((np.abs(w) < self.bound).sum()) for w in weights)
        return small / sum(w.size for w in weights)
