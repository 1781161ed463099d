"""Goals: where a run is to stop by itself, one file each.

A goal is looked at where the run is measured: at the points of its curve and at
the end of each epoch. A run that is trained again stops at the same update.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from msgspec import Struct

from visualizer.engine.learner import Metrics, Position
from visualizer.registry import Registry
from visualizer.settings import setting

Part = Literal["train", "test"]
"""The examples that a loss or an accuracy is of."""


class Station(Struct, frozen=True):
    """A moment at which a run was measured.

    Attributes
    ----------
    position : Position
    metrics : Metrics
    """

    position: Position
    metrics: Metrics

    @property
    def ends_epoch(self) -> bool:
        """Whether an epoch ends here."""
        return self.position.seen == 0 and self.position.epoch > 0


class Goal(ABC):
    """Interface of goals; a member is a frozen dataclass of its settings.

    Attributes
    ----------
    measured : bool
        Whether it is about what a run achieves, rather than about its length.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    measured: ClassVar[bool] = True

    @abstractmethod
    def text(self) -> str:
        """Say the goal in a few words, as a `Phrase`."""

    @abstractmethod
    def look(self, seen: Any, station: Station) -> tuple[Any, bool]:
        """Look at a station.

        Parameters
        ----------
        seen : object
            What the last look returned; None at first.
        station : Station

        Returns
        -------
        seen : object
            What to remember until the next look.
        reached : bool
        """

    def refusal(self, station: Station) -> str:
        """Say why a run at a station cannot be played to the goal; empty if it can."""
        return ""

    def last_update(self) -> int | None:
        """Return the update at which the goal is, where that is known."""
        return None


goals: Registry[Goal] = Registry("goal", "visualizer.session.goals")


@dataclass(frozen=True)
class RunUntil:
    """What is asked before a run is played to a goal."""

    goal: Goal = setting(
        factory=lambda: goals["epoch"](),
        title="Stop",
        registry=goals,
        common=True,
        help="Where the run pauses by itself.",
    )


def measured_part(station: Station, kind: str, part: Part) -> float:
    """Return a loss or an accuracy; NaN where the run has none.

    Parameters
    ----------
    station : Station
    kind : "loss" or "accuracy"
    part : "train" or "test"
    """
    value: float = getattr(station.metrics, f"{part}_{kind}")
    return value
