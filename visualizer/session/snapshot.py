"""What the session's thread hands to the window: one moment, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from visualizer.engine.learner import Metrics
from visualizer.scenes.curve import Mark
from visualizer.session.experiment import Experiment
from visualizer.session.history import Floats, Updates

Condition = Literal["ok", "diverged", "failed"]


@dataclass(frozen=True, slots=True)
class Status:
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


@dataclass(frozen=True, slots=True)
class RunView:
    """One run, as the timeline shows it.

    Attributes
    ----------
    number : int
    exhibit : str
        Key of the exhibit that it belongs to.
    parent : int or None
        The run that it branched from; None when it started afresh.
    first, tip : int
        First and last update of its own.
    updates : int array (N,)
    values : array (4, N)
        Training and test loss, training and test accuracy.
    marks : tuple of Mark
    """

    number: int
    exhibit: str
    parent: int | None
    first: int
    tip: int
    updates: Updates
    values: Floats
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to come to the moment shown by training alone.

    Attributes
    ----------
    start : Experiment
    changes : tuple of (update, settings)
        Live changes on the way there and to the bookmarks, in order.
    update : int
    bookmarks : tuple of int
        Those of the run, in the order in which they were made.
    """

    start: Experiment
    changes: tuple[tuple[int, Any], ...]
    update: int
    bookmarks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
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
