"""Measures: numbers that say how a run stands, one file each.

The outcome that a prepared scene promises is such a number, compared with a value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Literal

from msgspec import Struct

from visualizer.engine.learner import Learner, Metrics, SupervisedLearner
from visualizer.engine.network import Trace
from visualizer.language import Phrase
from visualizer.registry import Registry

if TYPE_CHECKING:
    from visualizer.engine.in_step import InStep
    from visualizer.engine.runners import RunnersLearner


Part = Literal["train", "test"]
"""The examples that a loss or an accuracy is of."""


class Course(Struct, frozen=True):
    """A run at the moment at which it is measured.

    Attributes
    ----------
    learner : Learner
    epochs : tuple of Metrics
        At the start and at the end of each epoch so far; never empty.
    diverged : bool
        Whether it ended because the loss grew without bound.
    """

    learner: Learner
    epochs: tuple[Metrics, ...]
    diverged: bool

    @property
    def now(self) -> Metrics:
        """What was measured last."""
        return self.epochs[-1]

    @property
    def supervised(self) -> SupervisedLearner:
        """The learner, where it learns from examples with targets.

        Raises
        ------
        ValueError
            If it is of another kind, of which the measure says nothing.
        """
        if not isinstance(self.learner, SupervisedLearner):
            raise ValueError("the measure needs a network that learns from examples")
        return self.learner

    @property
    def runners(self) -> RunnersLearner:
        """The learner, where several descend side by side.

        Raises
        ------
        ValueError
            If it is of another kind, of which the measure says nothing.
        """
        from visualizer.engine.runners import RunnersLearner

        if not isinstance(self.learner, RunnersLearner):
            raise ValueError("the measure needs those who descend on a ground")
        return self.learner

    @property
    def in_step(self) -> InStep:
        """The learner, where several learn side by side.

        Raises
        ------
        ValueError
            If it is of another kind, of which the measure says nothing.
        """
        from visualizer.engine.in_step import InStep

        if not isinstance(self.learner, InStep):
            raise ValueError("the measure needs those who learn side by side")
        return self.learner

    def member(self, number: int) -> Metrics:
        """Return what is measured now of one of several; the first is 1.

        Raises
        ------
        ValueError
            If there is no such one.
        """
        found = self.in_step.standings()
        if not 1 <= number <= len(found):
            raise ValueError(f"member {number}; allowed: 1 to {len(found)}")
        return found[number - 1]

    def trained(self, backward: bool = False) -> Trace:
        """Return the training set on its way through the network, and back if asked.

        A backward pass leaves ∂C/∂θ without penalties in the trace's `grad`.
        """
        learner = self.supervised
        trace = learner.new_trace(learner.train.count, backward)
        trace.set_inputs(learner.train.x, learner.train.y)
        trace.forward.run()
        if backward:
            trace.backward.run()
        return trace


class Measure(ABC):
    """Interface of measures; a member is a frozen dataclass of its settings."""

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    asks_whether: ClassVar[bool] = False
    """Whether it is 1 where something has come to pass, which is named, and else 0."""

    def text(self) -> str:
        """Say what is measured in a few words, as a `Phrase`."""
        return Phrase(self.title)

    @abstractmethod
    def value(self, course: Course) -> float:
        """Return the number."""


measures: Registry[Measure] = Registry("measure", "visualizer.session.measures")
