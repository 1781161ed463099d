"""How much worse unseen examples are answered than learnt ones."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class Gap(Measure):
    """Test loss minus training loss."""

    key = "gap"
    title = "test loss minus training loss"
    rank = 30

    def value(self, course: Course) -> float:
        return course.now.test_loss - course.now.train_loss
