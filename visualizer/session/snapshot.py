"""What the session's thread hands to the window: one moment, frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from visualizer.engine.learner import Metrics
from visualizer.scenes.curve import Mark
from visualizer.session.experiment import Experiment
from visualizer.session.history import Floats, Updates

if TYPE_CHECKING:
    from visualizer.session.seed_study import SeedsView


Edition = tuple[int, int]
"""How often a session was replaced by an archive, and changes since then."""


Condition = Literal["ok", "diverged", "failed"]

RIGHT = "right:"
"""Stands before the names of panels of the right side of a comparison."""


def panels_of(names: frozenset[str] | None, side: int) -> frozenset[str] | None:
    """Return the panels of the left (0) or right (1) side, by their own names."""
    if names is None:
        return None
    right = {name for name in names if name.startswith(RIGHT)}
    if side == 0:
        return frozenset(names - right)
    return frozenset(name.removeprefix(RIGHT) for name in right)


class Status(Struct, frozen=True):
    """Whether the run is well.

    Attributes
    ----------
    condition : "ok", "diverged" or "failed"
    update : int
        Where it was noticed.
    cause : str
        For "failed": the error in words.
    """

    condition: Condition = "ok"
    update: int = 0
    cause: str = ""


class RunView(Struct, frozen=True, eq=False):
    """One run, as the timeline shows it; the same object while it stays as it is.

    Attributes
    ----------
    number : int
    parent : int or None
        The run that it branched from; None when it started afresh.
    first, tip : int
        First and last update of its own.
    updates : int array (N,)
    values : array (4, N)
        Training and test loss, training and test accuracy.
    marks : tuple of Mark
    name : str
        Given by a person; empty for none.
    hidden : bool
        Whether it was taken away.
    origin : int or None
        The run that was present when it began; None of the first.
    began : str
        What it began with, as a `Phrase`: a changed setting, a reset.
    differs : str
        What of its settings differs from those of the present run, as a
        `Phrase`; empty where nothing does.
    experiment : Experiment
        With the settings in force at its end.
    """

    number: int
    parent: int | None
    first: int
    tip: int
    updates: Updates
    values: Floats
    marks: tuple[Mark, ...]
    name: str
    hidden: bool
    origin: int | None
    began: str
    differs: str
    experiment: Experiment


class Recipe(Struct, frozen=True):
    """How to come to the moment shown by training alone.

    Attributes
    ----------
    start : Experiment
    changes : tuple of (update, settings)
        Live changes on the way there and to the bookmarks, in order.
    update : int
    bookmarks : tuple of int
        Those of the run, in the order in which they were made.
    names : tuple of (update, name)
        Of those bookmarks to which a person gave one.
    """

    start: Experiment
    changes: tuple[tuple[int, Any], ...]
    update: int
    bookmarks: tuple[int, ...] = ()
    names: tuple[tuple[int, str], ...] = ()


class Snapshot(Struct, frozen=True):
    """The session at one moment; arrays are read-only or owned by it.

    Attributes
    ----------
    serial : int
        Counts the changes of the session; equal serials mean nothing moved.
    handled : int
        Commands carried out or refused so far.
    experiment : Experiment
        With the settings in force at this moment.
    run : int
        Number of the present run.
    runs : tuple of RunView
        All runs, oldest first.
    update, tip : int
        Moment shown, and last update of the present line.
    epoch : float
        Passes through the training set done, in fractions.
    updates_per_epoch : int
    collected : int
        Examples of the coming batch walked through.
    batch_size : int
    playing : bool
    pace : str
        Key of the rung of the speed ladder.
    updates_per_second : float
        Measured; 0 while paused.
    metrics : Metrics
        As of `metrics_update`, which is at most an epoch or a fifth of a
        second old while running, and now when paused.
    metrics_update : int
    status : Status
    undo_label, redo_label : str
        What undo and redo would take back and do, as a `Phrase` to be
        translated where it is shown; empty when nothing.
    panels : frozenset of str
        Panels that the frame was captured for.
    frame : object
        The exhibit's frame.
    watch : object
        What the frame was captured for.
    history_bytes, history_limit : int
    recipe : Recipe or None
        None where parameters were edited on the way.
    goal : str
        Where the run is to pause by itself, as a `Phrase`; empty for nowhere.
    reached : str
        The goal at which the run paused, as long as it stays there.
    seeds : SeedsView or None
        Runs of the same experiment with other seeds; the same object as long as
        nothing about them has changed.
    edition : pair of int
        How often the session was replaced by an archive, and changes since then
        that a project file would keep.
    """

    serial: int
    handled: int
    experiment: Experiment
    run: int
    runs: tuple[RunView, ...]
    update: int
    tip: int
    epoch: float
    updates_per_epoch: int
    collected: int
    batch_size: int
    playing: bool
    pace: str
    updates_per_second: float
    metrics: Metrics
    metrics_update: int
    status: Status
    undo_label: str
    redo_label: str
    panels: frozenset[str]
    frame: Any
    watch: Any
    history_bytes: int
    history_limit: int
    recipe: Recipe | None
    goal: str
    reached: str
    seeds: SeedsView | None
    edition: Edition

    def stamped(self, serial: int, handled: int, edition: Edition) -> Snapshot:
        """Return this with the counts of what the session is a part of."""
        return replace(self, serial=serial, handled=handled, edition=edition)


class PairSnapshot(Struct, frozen=True):
    """Both sides of a comparison at one moment.

    Attributes
    ----------
    left, right : Snapshot
    tip : int
        Last update that both sides have; a side that diverged counts no more.
    """

    left: Snapshot
    right: Snapshot
    tip: int

    @property
    def sides(self) -> tuple[Snapshot, Snapshot]:
        """Both of them."""
        return self.left, self.right

    @property
    def playing(self) -> bool:
        """Whether any side runs on."""
        return self.left.playing or self.right.playing

    @property
    def update(self) -> int:
        """Update shown; a side that diverged shows an earlier one."""
        return max(self.left.update, self.right.update)
