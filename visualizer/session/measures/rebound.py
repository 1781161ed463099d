"""How far the test loss has risen again."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class Rebound(Measure):
    """Test loss now over its lowest value at the end of an epoch; 1 at the lowest."""

    key = "rebound"
    title = "test loss over its lowest value"
    rank = 40

    def value(self, course: Course) -> float:
        lowest = min(each.test_loss for each in course.epochs)
        return course.now.test_loss / lowest if lowest > 0.0 else math.inf
