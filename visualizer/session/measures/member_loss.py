"""The loss of one of those who learn side by side."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, Part, measures
from visualizer.settings import setting


@measures.register
@dataclass(frozen=True, slots=True)
class MemberLoss(Measure):
    """Mean loss of an example; infinite where it is no number.

    What is not learned from are, in a study, the examples to choose by.
    """

    key = "member_loss"
    title = "loss of one of several"
    rank = 210

    member: int = setting(1, minimum=1, maximum=8)
    part: Part = setting("test")

    def text(self) -> str:
        if self.part == "train":
            return Phrase("training loss of number {number}", number=self.member)
        return Phrase("validation loss of number {number}", number=self.member)

    def value(self, course: Course) -> float:
        found = course.member(self.member)
        loss = found.train_loss if self.part == "train" else found.test_loss
        return loss if math.isfinite(loss) else math.inf
