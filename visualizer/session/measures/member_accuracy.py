"""How many answers of one of those who learn side by side are right."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, Part, measures
from visualizer.settings import setting


@measures.register
@dataclass(frozen=True, slots=True)
class MemberAccuracy(Measure):
    """Share of right answers, 0 … 1; not a number for regression."""

    key = "member_accuracy"
    title = "accuracy of one of several"
    rank = 220

    member: int = setting(1, minimum=1, maximum=8)
    part: Part = setting("test")

    def text(self) -> str:
        if self.part == "train":
            return Phrase("training accuracy of number {number}", number=self.member)
        return Phrase("test accuracy of number {number}", number=self.member)

    def value(self, course: Course) -> float:
        found = course.member(self.member)
        return found.train_accuracy if self.part == "train" else found.test_accuracy
