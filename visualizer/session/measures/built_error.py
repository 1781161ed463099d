"""How far what is built by hand is from its target."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.exhibits.approximation.learner import (
    ApproximationLearner,
    error_by_hand,
)
from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class BuiltError(Measure):
    """Mean squared error of the steps, bumps or towers, whatever was trained."""

    key = "built_error"
    title = "error of what is built by hand"
    rank = 220

    def value(self, course: Course) -> float:
        learner = course.learner
        if not isinstance(learner, ApproximationLearner):
            raise ValueError("the measure needs a target that is followed by hand")
        return error_by_hand(learner.settings)
