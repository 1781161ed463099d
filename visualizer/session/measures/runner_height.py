"""How high one of those who descend is."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, measures
from visualizer.settings import setting


@measures.register
@dataclass(frozen=True, slots=True)
class RunnerHeight(Measure):
    """Height above the floor, or above 0 without one; infinite where it is no number.

    With `mean` it is that of the mean of its places.
    """

    key = "runner_height"
    title = "height of a runner above the floor"
    rank = 200

    runner: int = setting(1, minimum=1, maximum=8)
    mean: bool = setting(False)

    def text(self) -> str:
        if self.mean:
            return Phrase(
                "height of the mean of runner {number} above the floor",
                number=self.runner,
            )
        return Phrase("height of runner {number} above the floor", number=self.runner)

    def value(self, course: Course) -> float:
        learner = course.runners
        height = float(learner.heights()[self.runner - 1])
        if self.mean:
            average = learner.average(self.runner - 1)
            if average is None:
                return math.inf
            height = learner.height_at(float(average[0]), float(average[1]))
        above = height - (learner.floor or 0.0)
        return above if math.isfinite(above) else math.inf
