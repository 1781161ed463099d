"""Where one of those who descend is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, measures
from visualizer.settings import setting

AXES = ("x", "y")


@measures.register
@dataclass(frozen=True, slots=True)
class RunnerPlace(Measure):
    """One coordinate: which of two valleys it is in, on which side of a ridge."""

    key = "runner_place"
    title = "place of a runner"
    rank = 210

    runner: int = setting(1, minimum=1, maximum=8)
    axis: Literal["x", "y"] = setting("x")

    def text(self) -> str:
        return Phrase("{axis} of runner {number}", axis=self.axis, number=self.runner)

    def value(self, course: Course) -> float:
        return float(course.runners.places[self.runner - 1, AXES.index(self.axis)])
