"""Exhibits: what can be shown, one file each.

An exhibit brings its settings, builds a learner, and observes it on the
session's thread. What the observer captured becomes scenes on the window's
thread; `scenes` is a pure function.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Learner
from visualizer.registry import Registry
from visualizer.scenes import Scene
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.plane import PointSet

StepUnit = Literal["product", "neuron", "layer", "example", "batch", "epoch"]

Updates = npt.NDArray[np.int64]

DETAILS = "details"
"""Wished for like a panel: what costs most of a frame and changes little between
two of them, such as maps inside neurons. In between the last ones stand."""


@dataclass(frozen=True, slots=True)
class GhostLine:
    """The way of a run that was left, through parameter space.

    Attributes
    ----------
    run : int
    text : str
        Its name, or what of its settings differs; a `Phrase` or a person's words.
    tip : int
        Its last update.
    line : array (N, P)
        Parameters, oldest first.
    """

    run: int
    text: str
    tip: int
    line: Array


@dataclass(frozen=True, slots=True)
class Moment:
    """When a frame is captured.

    Attributes
    ----------
    update : int
    path : callable
        Returns the parameters (N, P) along the run up to now, thinned; the last
        row is now.
    trail : callable
        The same with the updates (N,) before them, of about as many moments as it
        is asked for.
    phase : Phase or None
        Where a walk through one example stands.
    collected : int
        Examples of the coming batch already walked through.
    walking : bool
        Whether the run is stepped example by example or finer.
    train_loss : float
        As last measured.
    playing : bool
    still : bool
        Whether the run is paused or slow enough to look at every value.
    panels : frozenset of str
        Names of the panels that wait for this frame, and `DETAILS` if due.
    ghosts : callable
        Returns the lines of other runs of as many parameters: the same tuple as
        long as nothing about them has changed.
    """

    update: int
    path: Callable[[], Array]
    trail: Callable[[int], tuple[Updates, Array]]
    phase: Phase | None
    collected: int
    walking: bool
    train_loss: float
    playing: bool
    still: bool
    panels: frozenset[str]
    ghosts: Callable[[], tuple[GhostLine, ...]] = tuple


F = TypeVar("F")
S = TypeVar("S")
W = TypeVar("W")


class Observer(ABC, Generic[W, F]):
    """Looks into one learner, on the session's thread."""

    @abstractmethod
    def capture(self, watch: W, moment: Moment) -> F:
        """Return what the watched panels need, in arrays of its own."""

    @abstractmethod
    def work(self, watch: W, moment: Moment, deadline: float) -> bool:
        """Do work that no frame waits for; return whether there was any.

        Parameters
        ----------
        deadline : float
            Time (`time.perf_counter`) at which to return.
        """

    @abstractmethod
    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        """Return the stations of one example's way forward and back."""

    @abstractmethod
    def resolve(self, wish: object) -> Array | None:
        """Return the parameters that a `MoveOnSurface` or the like asks for."""


class Exhibit(ABC, Generic[S, W, F]):
    """Interface of exhibits.

    Attributes
    ----------
    icon : str
        Name of its icon in the rail.
    settings_class, watch_class : type
        Frozen dataclasses; what can be set, and what is being looked at.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    icon: ClassVar[str]
    settings_class: ClassVar[type[Any]]
    watch_class: ClassVar[type[Any]]

    @abstractmethod
    def build(self, settings: S) -> Learner:
        """Make data and learner, everything from the settings' seed."""

    @abstractmethod
    def configure(self, learner: Learner, settings: S) -> None:
        """Give a running learner the live settings."""

    @abstractmethod
    def observe(self, learner: Learner, settings: S) -> Observer[W, F]:
        """Return an observer of a learner that `build` made."""

    @abstractmethod
    def adapt(self, settings: S, changes: Mapping[str, Any]) -> S:
        """Return settings with changes, and with what the changes make necessary.

        Raises
        ------
        SettingError
            If the changes do not fit.
        """

    @abstractmethod
    def reseeded(self, settings: S) -> S:
        """Return settings that draw other initial weights."""

    @abstractmethod
    def respond(
        self, intent: Intent, settings: S, watch: W, frame: F
    ) -> tuple[S, W] | None:
        """Return settings and watch after an intent; None if it is not for it."""

    @abstractmethod
    def scenes(
        self, frame: F, settings: S, watch: W, visible: frozenset[str]
    ) -> Mapping[str, Scene]:
        """Return the scenes of the visible panels by panel name."""

    @abstractmethod
    def panels(self, settings: S) -> Mapping[str, type[Scene]]:
        """Return the scene class of each panel, so that it can be laid out."""

    @abstractmethod
    def arrangement(self, settings: S, compact: bool) -> Node:
        """Return the shipped arrangement of panels."""

    def side_arrangement(self, settings: S, compact: bool) -> Node:
        """Return the arrangement of one side of a comparison, half a window wide."""
        return self.arrangement(settings, True)

    def previews(self, settings: S) -> Mapping[str, Mapping[str, PointSet | Array]]:
        """Return small pictures for settings chosen by picture, by field and key."""
        return {}


exhibits: Registry[Exhibit[Any, Any, Any]] = Registry("exhibit", "visualizer.exhibits")
