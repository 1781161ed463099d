"""Whether the loss grew without bound."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class Divergence(Measure):
    """1 if the run has diverged, else 0."""

    key = "divergence"
    title = "divergence (1 yes, 0 no)"
    rank = 60

    def value(self, course: Course) -> float:
        return float(course.diverged)
