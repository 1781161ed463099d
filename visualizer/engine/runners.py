"""Learners whose parameters are the places of several who descend side by side."""

from __future__ import annotations

from abc import abstractmethod

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Learner


class RunnersLearner(Learner):
    """What all that descend on a ground in two dimensions have.

    Attributes
    ----------
    places : array (R, 2)
        View of where they are.
    """

    places: Array

    @property
    @abstractmethod
    def floor(self) -> float | None:
        """The height of the lowest minimum; None where there is none."""

    @abstractmethod
    def heights(self) -> Array:
        """Return the height of each (R,)."""

    @abstractmethod
    def height_at(self, x: float, y: float) -> float:
        """Return the height of a place."""

    def average(self, number: int) -> Array | None:
        """Return the averaged place (2,) of one of them, if it averages; from 0."""
        return None
