"""Whether the loss grew without bound."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class Divergence(Measure):
    """1 if the run has diverged, else 0."""

    key = "divergence"
    title = "divergence"
    rank = 60
    asks_whether = True

    def value(self, course: Course) -> float:
        return float(course.diverged)
