"""How often the loss goes up instead of down."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class Rises(Measure):
    """Share of the epochs at whose end the training loss is higher, 0 … 1."""

    key = "rises"
    title = "share of epochs with rising training loss"
    rank = 50

    def value(self, course: Course) -> float:
        steps = list(pairwise(each.train_loss for each in course.epochs))
        rising = sum(after > before for before, after in steps)
        return rising / len(steps) if steps else 0.0
