"""Schedules: how the learning rate changes while a network learns."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from visualizer.engine.optimizers import Scalars
from visualizer.registry import Registry
from visualizer.settings import setting


@dataclass(frozen=True)
class Schedule(ABC):
    """Interface of schedules.

    A schedule gives a factor on the learning rate, as a function of where
    training stands; the rate itself can still be changed at any time. What a
    schedule remembers lies in scalars that the learner owns.

    Attributes
    ----------
    constant : bool
        Whether the factor is always 1.
    start_scalars : tuple of float
        State scalars at the start.
    listens : bool
        Whether the schedule wants to know the training loss after each epoch.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    constant: ClassVar[bool] = False
    start_scalars: ClassVar[tuple[float, ...]] = ()
    listens: ClassVar[bool] = False

    @abstractmethod
    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        """Return the factor on the learning rate of one update.

        Parameters
        ----------
        update : int
            Updates done before it.
        updates_per_epoch : int
        scalars : float64 array
            What the schedule remembers.
        """

    def hear(self, loss: float, scalars: Scalars) -> None:
        """Take in the training loss after an epoch, if the schedule listens."""
        raise TypeError(f"{self.key} does not listen to losses")


def floor_setting() -> Any:
    """Make the field of the least factor that a falling rate comes to."""
    return setting(
        0.0,
        title="Least factor",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="The learning rate does not fall below this share of itself.",
    )


schedules: Registry[Schedule] = Registry("schedule", "visualizer.engine.schedules")
