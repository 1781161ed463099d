"""How many hidden neurons no example moves any more."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.session.measures import Course, Measure, measures


@measures.register
@dataclass(frozen=True, slots=True)
class DeadNeurons(Measure):
    """Share of the hidden neurons that answer 0 to each training example, 0 … 1."""

    key = "dead_neurons"
    title = "share of dead hidden neurons"
    rank = 70

    def value(self, course: Course) -> float:
        answers = [layer.a for layer in course.trained().layers[:-1]]
        dead = sum(int((~a.any(axis=1)).sum()) for a in answers)
        hidden = sum(a.shape[0] for a in answers)
        return dead / hidden if hidden else 0.0
