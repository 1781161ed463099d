"""How many neurons are copies of another one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.session.measures import Course, Measure, measures

ALIKE = 1e-4
"""Answers no further apart than this, anywhere, are the same."""


@measures.register
@dataclass(frozen=True, slots=True)
class EqualNeurons(Measure):
    """Share of the hidden neurons that answer as another one of their layer, 0 … 1.

    Neurons that start equal get equal gradients and stay equal for ever.

    References: Goodfellow, Bengio & Courville (2016), section 8.4.
    """

    key = "equal_neurons"
    title = "share of hidden neurons equal to another one"
    rank = 100

    def value(self, course: Course) -> float:
        equal = hidden = 0
        for layer in course.trained().layers[:-1]:
            apart = np.abs(layer.a[:, None] - layer.a[None]).max(axis=2)
            np.fill_diagonal(apart, np.inf)
            equal += int((apart.min(axis=1) <= ALIKE).sum())
            hidden += len(layer.a)
        return equal / hidden if hidden else 0.0
