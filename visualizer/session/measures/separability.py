"""How well the classes can be told apart behind the last hidden layer."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.engine.separation import discriminant_accuracy
from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class Separability(Measure):
    """Share of the training examples that Fisher's discriminant gets right.

    It is fitted to what the last hidden layer answers, or to the inputs where there
    is none; NaN for regression.
    """

    key = "separability"
    title = "linear separability behind the last hidden layer"
    rank = 76

    def value(self, course: Course) -> float:
        trace, train = course.trained(), course.supervised.train
        if train.labels is None:
            return math.nan
        hidden = trace.layers[:-1]
        values = hidden[-1].a if hidden else trace.x
        classes = int(train.labels.max()) + 1
        return discriminant_accuracy(
            values, train.labels, values, train.labels, classes
        )
