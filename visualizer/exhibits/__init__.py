"""Exhibits: what can be shown, one file each.

An exhibit brings its settings, builds a learner, and observes it on the
session's thread. What the observer captured becomes scenes on the window's
thread; `scenes` is a pure function.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, Generic, Literal, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Learner
from visualizer.engine.random_streams import MAX_SEED
from visualizer.language import tr
from visualizer.registry import Registry
from visualizer.scenes import Scene
from visualizer.scenes.advice import Advice
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import Intent
from visualizer.scenes.layout import Node
from visualizer.scenes.plane import PointSet, Relief
from visualizer.settings import describe

StepUnit = Literal["product", "neuron", "layer", "example", "batch", "epoch"]

Picture = PointSet | Relief | Array
"""What a tile shows; an array is an image of shares, (rows, columns) or with a third
axis of red, green and blue, the upper row first."""

Updates = npt.NDArray[np.int64]

DETAILS = "details"
"""Wished for like a panel: what costs most of a frame and changes little between
two of them, such as maps inside neurons. In between the last ones stand."""


class GhostLine(Struct, frozen=True):
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


def nothing_kept(most: int, row: int) -> Array:
    """Return no moments."""
    return np.empty((0, 0))


def nothing_measured() -> tuple[Updates, Array]:
    """Return a curve without points."""
    return np.empty(0, np.int64), np.empty((4, 0))


class Moment(Struct, frozen=True):
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
    kept : callable
        Returns (N, P) for a number of moments and a row of the state below the
        parameters: what the optimizer kept there at the moments of `trail`.
    curve : callable
        Returns the updates (N,) at which the present line was measured up to now,
        and (4, N): training and test loss, training and test accuracy.
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
    kept: Callable[[int, int], Array] = nothing_kept
    curve: Callable[[], tuple[Updates, Array]] = nothing_measured


class Terms(Struct, frozen=True):
    """What an exhibit calls the things that every exhibit has, in this language.

    Attributes
    ----------
    column : str
        Over the settings.
    counter, axis : str
        What is counted while it runs: over the read-out, and on the timeline.
    value, curve : str
        What the learner's training loss is: over the read-out, and on the timeline.
    speed : str
        What is done in a second.
    position : str or None
        Where the run is, of an ``{update}``; None where epochs matter as well.
    rewinding : str
        What the timeline takes along into the past.
    diverged : str
        What is said, of an ``{update}``, when the loss is no number any more.
    units : tuple of (StepUnit, name)
        Units to step by, the finest first.
    tested : str
        What its test loss is; empty where nothing is held back for a test.
    accuracy : str
        What the share of right answers there is; that of a test where empty.
    paces : tuple of (key, name)
        Rungs of the speed ladder that make a difference here, slowest first; all
        of them by their own titles where empty.
    explains : bool
        Whether the panel 'Why' answers for losses and accuracies.
    """

    column: str
    counter: str
    axis: str
    value: str
    curve: str
    speed: str
    position: str | None
    rewinding: str
    diverged: str
    units: tuple[tuple[StepUnit, str], ...]
    tested: str = ""
    accuracy: str = ""
    paces: tuple[tuple[str, str], ...] = ()
    explains: bool = False


F = TypeVar("F")
S = TypeVar("S")
W = TypeVar("W")


class Observer(ABC, Generic[W, F]):
    """Looks into one learner, on the session's thread.

    Attributes
    ----------
    enters : bool
        Whether a walk begins where the first example comes in, which the moment
        before it does not show.
    closing : tuple of Phase
        Stations behind the last example of a batch, before its update is done.
    """

    enters: ClassVar[bool] = False
    closing: tuple[Phase, ...] = ()

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
    page_of : str
        Key of the exhibit whose entry in the rail it shares as one of its pages;
        empty where it has an entry of its own.
    page : str
        Its short title among the pages of an entry.
    settings_class, watch_class : type
        Frozen dataclasses; what can be set, and what is being looked at.
    presented : frozenset of str
        Panels that an audience sees besides the timeline.
    first_preset : str
        Key of the experiment that a person sees first.
    first_unit : StepUnit
        What one steps by at first.
    first_pace : str
        Key of the rung of the speed ladder at first.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    icon: ClassVar[str]
    page_of: ClassVar[str] = ""
    page: ClassVar[str] = ""
    settings_class: ClassVar[type[Any]]
    watch_class: ClassVar[type[Any]]
    presented: ClassVar[frozenset[str]]
    first_preset: ClassVar[str]
    first_unit: ClassVar[StepUnit] = "batch"
    first_pace: ClassVar[str] = "moderate"

    def terms(self) -> Terms:
        """Return what the window calls time, loss and steps here: those of training."""
        return Terms(
            column=tr("Data and learning"),
            counter=tr("Epoch"),
            axis=tr("epoch"),
            value=tr("Loss · train"),
            curve=tr("training loss"),
            speed=tr("Updates / s"),
            position=None,
            rewinding=tr(
                "drag to rewind the whole network: weights, surface and curves go too"
            ),
            diverged=tr(
                "The run diverged at update {update}: the steps were too long and "
                "the loss grew without bound."
            ),
            units=(
                ("example", tr("example")),
                ("batch", tr("batch")),
                ("epoch", tr("epoch")),
            ),
            tested=tr("Loss · test"),
        )

    @abstractmethod
    def summary(self, settings: S) -> str:
        """Describe settings in a few words for the command line, in English."""

    @abstractmethod
    def slowed(self, settings: S) -> S:
        """Return settings whose learning rates are half as large."""

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

    def reseeded(self, settings: S) -> S:
        """Return settings that begin otherwise: with the next seed."""
        seed: int = settings.seed  # type: ignore[attr-defined]
        return self.adapt(settings, {"seed": (seed + 1) % (MAX_SEED + 1)})

    def seeded(self, settings: S, seed: int) -> S:
        """Return settings of which all random numbers follow from a seed."""
        named = {name for name, _, _ in describe(self.settings_class)}
        seeds = dict.fromkeys(named & {"seed", "data_seed"}, seed)
        return self.adapt(settings, seeds)

    @abstractmethod
    def respond(
        self, intent: Intent, settings: S, watch: W, frame: F
    ) -> tuple[S, W] | None:
        """Return settings and watch after an intent; None if it is not for it.

        Raises
        ------
        SettingError
            If what is asked for does not fit.
        """

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

    def opened(self, intent: Intent, settings: S) -> tuple[str, object] | None:
        """Return what an intent opens by itself: key and settings of an exhibit."""
        return None

    def table(self, frame: F, settings: S) -> tuple[tuple[object, ...], ...]:
        """Return rows of a table for other programs, the first names the columns.

        Nothing where the exhibit has no such table; None is an empty cell.
        """
        return ()

    def side_arrangement(self, settings: S, compact: bool) -> Node:
        """Return the arrangement of one side of a comparison, half a window wide."""
        return self.arrangement(settings, True)

    def tab_titles(self) -> Mapping[str, str]:
        """Return what the tabs of panels say, where it is not the panel's own title."""
        return {}

    def place_of(self, field: str) -> tuple[str, Intent | None]:
        """Return where a setting is changed that no form shows.

        Parameters
        ----------
        field : str
            Its path, e.g. ``"layers[1].dropout"``.

        Returns
        -------
        str, Intent or None
            The panel, and what opens the place in it.
        """
        return min(self.presented), None

    def advice(self, frame: F, settings: S) -> tuple[Advice, ...]:
        """Return what goes wrong at a moment, the most important first."""
        return ()

    def previews(self, settings: S) -> Mapping[str, Mapping[str, Picture]]:
        """Return small pictures for settings chosen by picture, by field and key."""
        return {}


exhibits: Registry[Exhibit[Any, Any, Any]] = Registry("exhibit", "visualizer.exhibits")


class Face(Struct, frozen=True):
    """What the rail and lists show of an exhibit, known before it is imported.

    Attributes
    ----------
    key, title, rank, icon, page_of, page
        As in `Exhibit`, where they stand as constants in the body of the class.
    """

    key: str
    title: str
    icon: str
    rank: int = 100
    page_of: str = ""
    page: str = ""

    @property
    def entry(self) -> str:
        """Key of the exhibit in whose entry of the rail it is found."""
        return self.page_of or self.key


@cache
def faces() -> tuple[Face, ...]:
    """Return the faces of all exhibits in the order of their rank."""
    found = (msgspec.convert(each.constants, Face) for each in exhibits.outlines)
    return tuple(sorted(found, key=lambda face: (face.rank, face.key)))


def entries() -> tuple[Face, ...]:
    """Return the exhibits that have an entry in the rail."""
    return tuple(face for face in faces() if not face.page_of)


def pages(entry: str) -> tuple[Face, ...]:
    """Return the exhibits that share an entry of the rail, the first page first."""
    return tuple(face for face in faces() if face.entry == entry)
