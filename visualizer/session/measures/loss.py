"""How far the answers are from the targets."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.language import Phrase
from visualizer.session.measures import Course, Measure, Part, measures
from visualizer.settings import setting


@measures.register
@dataclass(frozen=True, slots=True)
class LossNow(Measure):
    """Mean loss without penalty; infinite where it is no number."""

    key = "loss"
    title = "loss"
    rank = 10

    part: Part = setting("train")

    def text(self) -> str:
        return Phrase("training loss" if self.part == "train" else "test loss")

    def value(self, course: Course) -> float:
        now = course.now
        loss = now.train_loss if self.part == "train" else now.test_loss
        return math.inf if math.isnan(loss) else loss
