"""How many answers are right."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, Part, measures
from visualizer.settings import setting


@measures.register
@dataclass(frozen=True, slots=True)
class AccuracyNow(Measure):
    """Share of right answers, 0 … 1; not a number for regression."""

    key = "accuracy"
    title = "accuracy"
    rank = 20

    part: Part = setting("train")

    def text(self) -> str:
        return Phrase("training accuracy" if self.part == "train" else "test accuracy")

    def value(self, course: Course) -> float:
        now = course.now
        return now.train_accuracy if self.part == "train" else now.test_accuracy
