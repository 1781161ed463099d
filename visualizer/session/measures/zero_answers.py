"""How much of the data hidden neurons answer with nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class ZeroAnswers(Measure):
    """Share of all answers of hidden neurons to training examples that are exactly 0.

    Where a rectifier answers 0, what lay apart along its weights comes to lie on one
    place: the data are folded there. Smooth activations never do that.
    """

    key = "zero_answers"
    title = "share of hidden answers that are exactly 0"
    rank = 75

    def value(self, course: Course) -> float:
        answers = [layer.a for layer in course.trained().layers[:-1]]
        silent = sum(a.size - int(np.count_nonzero(a)) for a in answers)
        all_ = sum(a.size for a in answers)
        return silent / all_ if all_ else 0.0
