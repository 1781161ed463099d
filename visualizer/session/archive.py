"""A whole session as a value: what a project file holds of it.

Taken on the session's thread by `Session.export`, written and read elsewhere,
and brought back by `Session.restore`. Going on from it is the same, to the bit,
as never having stopped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from visualizer.engine.arrays import ShapeError, require_shape
from visualizer.engine.learner import Checkpoint, Learner, Position
from visualizer.language import tr
from visualizer.scenes.curve import Mark
from visualizer.session.experiment import Experiment, is_live
from visualizer.session.history import (
    CURVE_CAPACITY,
    Curve,
    Floats,
    KeptFrames,
    Keyframes,
    Updates,
)
from visualizer.session.labels import MOST_IN_A_NAME, is_name
from visualizer.session.pace import PACE_BY_KEY
from visualizer.session.runs import Reached, Run, RunTree

if TYPE_CHECKING:
    from visualizer.session.session import Undoable
    from visualizer.session.snapshot import Edition

Built = list[tuple[str, Any, Learner]]
"""Learners made for a check: exhibit, settings, learner."""

MOST_UPDATES = 1 << 53
"""Updates and epochs are counted exactly up to here, also where JSON is read."""


class ArchiveError(ValueError):
    """A session was not kept as sessions are; the message says where and why."""


class RunArchive(Struct, frozen=True, eq=False):
    """One run.

    Attributes
    ----------
    number : int
    parent : int or None
        The run that it branched from.
    experiment : Experiment
        What it started with.
    changes : tuple of (update, settings)
        Live changes on the way, in order.
    marks : tuple of Mark
    tip : int
        Its last update.
    frames : KeptFrames
    updates : int64 array (N,)
    values : float64 array (4, N)
        The curve: training and test loss, training and test accuracy.
    origin : int or None
        The run that was present when it began.
    began : str
        What it began with, as a `Phrase`.
    name : str
        Given by a person; empty for none.
    hidden : bool
        Whether it was taken away.
    """

    number: int
    parent: int | None
    experiment: Experiment
    changes: tuple[tuple[int, Any], ...]
    marks: tuple[Mark, ...]
    tip: int
    frames: KeptFrames
    updates: Updates
    values: Floats
    origin: int | None = None
    began: str = ""
    name: str = ""
    hidden: bool = False

    def settings(self) -> list[Any]:
        """Return all settings that were in force in the run, in their order."""
        return [self.experiment.settings, *(settings for _, settings in self.changes)]

    def run(self) -> Run:
        """Return a run that goes on from here."""
        return Run(
            self.number,
            self.experiment,
            self.parent,
            Keyframes.of(self.frames),
            Curve.of(self.updates, self.values),
            self.tip,
            list(self.changes),
            list(self.marks),
            origin=self.origin,
            began=self.began,
            name=self.name,
            hidden=self.hidden,
        )


class SessionArchive(Struct, frozen=True, eq=False):
    """A session with its whole past and its undo.

    A walk through the examples of a batch and a drag that goes on are not kept:
    they change no parameter.

    Attributes
    ----------
    runs : tuple of RunArchive
        Oldest first.
    present : int
        Number of the present run.
    moment : Checkpoint
        The moment shown.
    undo, redo : tuple of Undoable
        Oldest first; without gestures.
    pace : str
        Key of the rung of the speed ladder.
    edition : Edition
        Of the session, when it was taken.
    """

    runs: tuple[RunArchive, ...]
    present: int
    moment: Checkpoint
    undo: tuple[Undoable, ...]
    redo: tuple[Undoable, ...]
    pace: str
    edition: Edition = (0, 0)

    def tree(self, limit: int) -> RunTree:
        """Return the runs, to go on with, within a memory of so many bytes."""
        return RunTree.of(limit, (run.run() for run in self.runs), self.present)

    def joined(
        self, other: SessionArchive, shared: Mapping[int, Reached], most_bytes: int
    ) -> SessionArchive:
        """Return this with the runs of another one, which were left.

        Parameters
        ----------
        other : SessionArchive
        shared : mapping of int to Reached
            Runs that both had in the beginning, and how far they were then.
        most_bytes : int
            For the checkpoints of all runs.
        """
        runs = self.tree(most_bytes)
        runs.absorb(other.tree(most_bytes), shared, empty=False)
        return replace(self, runs=archive_of(runs, most_bytes))

    def experiment(self) -> Experiment:
        """Return what the present run started with."""
        return next(r.experiment for r in self.runs if r.number == self.present)


def archive_of(tree: RunTree, most_bytes: int) -> tuple[RunArchive, ...]:
    """Return copies of all runs, with checkpoints thinned to a number of bytes."""
    runs = tree.every()
    strides = _strides([run.keyframes for run in runs], most_bytes)
    return tuple(
        _archive_of_run(run, stride) for run, stride in zip(runs, strides, strict=True)
    )


def _archive_of_run(run: Run, stride: int) -> RunArchive:
    updates, values = run.curve.arrays()
    return RunArchive(
        run.number,
        run.parent,
        run.experiment,
        tuple(run.changes),
        tuple(run.marks),
        run.tip,
        run.keyframes.kept(stride),
        updates.copy(),
        values.copy(),
        run.origin,
        run.began,
        run.name,
        run.hidden,
    )


def _strides(frames: Sequence[Keyframes], most_bytes: int) -> list[int]:
    """Say for each run how many checkpoints to pass over, the largest first."""
    strides = [1] * len(frames)
    pinned = sum(each.bytes_used - each.count * each.row_bytes for each in frames)
    sizes = [each.count * each.row_bytes for each in frames]
    while sum(sizes) + pinned > most_bytes:
        place = max(range(len(sizes)), key=sizes.__getitem__)
        if frames[place].count <= strides[place]:
            break
        strides[place] *= 2
        rows = -(-frames[place].count // strides[place])
        sizes[place] = rows * frames[place].row_bytes
    return strides


# Checks of what comes from outside.


def check_archive(archive: SessionArchive) -> None:
    """Check that a session can go on from an archive anywhere in its past.

    Raises
    ------
    ArchiveError
        If anything does not fit, with its place.
    SettingError
        If the settings do not fit each other.
    """
    numbers: dict[int, RunArchive] = {}
    learners: Built = []
    for place, run in enumerate(archive.runs):
        where = f"runs[{place}]"
        if run.number in numbers:
            raise ArchiveError(
                tr(
                    "{place}: run {number} is there twice",
                    place=where,
                    number=run.number,
                )
            )
        if run.parent is not None and run.parent not in numbers:
            known = ", ".join(map(str, numbers)) or tr("none")
            raise ArchiveError(_refused(f"{where}.parent", run.parent, known))
        if run.origin is not None and run.origin not in numbers:
            known = ", ".join(map(str, numbers)) or tr("none")
            raise ArchiveError(_refused(f"{where}.origin", run.origin, known))
        if run.name and not is_name(run.name):
            allowed = tr("up to {most} characters", most=MOST_IN_A_NAME)
            raise ArchiveError(_refused(f"{where}.label", len(run.name), allowed))
        _check_run(run, where)
        if run.parent is not None and not (
            numbers[run.parent].frames.first <= run.frames.first
            and run.frames.first <= numbers[run.parent].tip
        ):
            parent = numbers[run.parent]
            allowed = _range(parent.frames.first, parent.tip)
            raise ArchiveError(_refused(f"{where}.start", run.frames.first, allowed))
        _check_frames(run, _learner_of(run, where, learners), where)
        numbers[run.number] = run
    _check_moment(archive, numbers, learners)


def _check_run(run: RunArchive, where: str) -> None:
    """Check what needs no learner: numbers, changes, marks, curve."""
    frames, rows = run.frames, len(run.frames.places)
    first, spacing = frames.first, frames.spacing
    if not 0 <= first <= run.tip <= MOST_UPDATES:
        raise ArchiveError(
            _refused(f"{where}.tip", run.tip, _range(first, MOST_UPDATES))
        )
    if not 1 <= spacing <= MOST_UPDATES:
        raise ArchiveError(
            _refused(f"{where}.spacing", spacing, _range(1, MOST_UPDATES))
        )
    wanted = first + spacing * np.arange(rows)
    if (frames.places[:, 0] != wanted).any() or not (
        wanted[-1] <= run.tip < first + rows * spacing
    ):
        raise ArchiveError(
            tr(
                "{place}: checkpoints do not stand at their spacing, up to the end "
                "of the run",
                place=f"{where}.places",
            )
        )
    _ascending([when for when, _ in run.changes], first, run.tip, f"{where}.changes")
    pins = [checkpoint.position.update for checkpoint in frames.pinned]
    _ascending(pins, first, run.tip, f"{where}.pins")
    for index, mark in enumerate(run.marks):
        if not first <= mark.update <= run.tip:
            place = f"{where}.marks[{index}].update"
            raise ArchiveError(_refused(place, mark.update, _range(first, run.tip)))
    if not 1 <= run.updates.size <= CURVE_CAPACITY:
        place = f"{where}.curve"
        raise ArchiveError(_refused(place, run.updates.size, _range(1, CURVE_CAPACITY)))
    _ascending(run.updates.tolist(), first, run.tip, f"{where}.curve")
    for index, (before, after) in enumerate(pairwise(run.settings())):
        if not is_live(before, after):
            raise ArchiveError(
                tr(
                    "{place}: changes more than can change while a run goes on",
                    place=f"{where}.changes[{index}]",
                )
            )


def _learner_of(run: RunArchive, where: str, known: Built) -> Learner:
    """Return a learner of a run's settings; one serves all that it can take."""
    exhibit, settings = run.experiment.exhibit, run.experiment.settings
    for other, built, learner in known:
        if other == exhibit and is_live(built, settings):
            return learner
    try:
        with np.errstate(all="ignore"):
            learner = run.experiment.exhibit_class()().build(settings)
    except (ValueError, OSError) as error:
        raise ArchiveError(f"{where}: {error}") from None
    known.append((exhibit, settings, learner))
    return learner


def _check_frames(run: RunArchive, learner: Learner, where: str) -> None:
    frames, rows = run.frames, len(run.frames.places)
    checkpoints = frames.pinned
    try:
        _require_type(frames.states, learner.state.dtype)
        require_shape("states", frames.states, (rows, *learner.state.shape))
        require_shape("scalars", frames.scalars, (rows, learner.scalars.size))
    except ShapeError as error:
        raise ArchiveError(f"{where}: {error}") from None
    # There may be hundreds of thousands: they are looked at together.
    _, epoch, seen = frames.places.T
    wrong = (epoch < 0) | (epoch > MOST_UPDATES)
    wrong |= (seen < 0) | (seen >= learner.examples)
    for index in np.flatnonzero(wrong)[:1]:
        _check_place(epoch[index], seen[index], learner, f"{where}.places[{index}]")
    for index, checkpoint in enumerate(checkpoints):
        _check_checkpoint(checkpoint, learner, f"{where}.pins[{index}]")


def _check_moment(
    archive: SessionArchive, numbers: dict[int, RunArchive], learners: Built
) -> None:
    """Check the moment shown, what can be undone, and the pace."""
    known = ", ".join(map(str, numbers))
    if archive.present not in numbers:
        raise ArchiveError(_refused("present", archive.present, known))
    if archive.pace not in PACE_BY_KEY:
        raise ArchiveError(_refused("pace", archive.pace, ", ".join(PACE_BY_KEY)))
    present = numbers[archive.present]
    segment, update = present, archive.moment.position.update
    while segment.frames.first > update and segment.parent is not None:
        segment = numbers[segment.parent]
    if not segment.frames.first <= update <= present.tip:
        allowed = _range(segment.frames.first, present.tip)
        raise ArchiveError(_refused("moment.update", update, allowed))
    learner = _learner_of(segment, "moment", learners)
    _check_checkpoint(archive.moment, learner, "moment")
    for name, stack in (("undo", archive.undo), ("redo", archive.redo)):
        for index, entry in enumerate(stack):
            if entry.run not in numbers:
                place = f"{name}[{index}].run"
                raise ArchiveError(_refused(place, entry.run, known))


def _check_checkpoint(checkpoint: Checkpoint, learner: Learner, where: str) -> None:
    try:
        _require_type(checkpoint.state, learner.state.dtype)
        require_shape("state", checkpoint.state, learner.state.shape)
        require_shape("scalars", checkpoint.scalars, learner.scalars.shape)
    except ShapeError as error:
        raise ArchiveError(f"{where}: {error}") from None
    position: Position = checkpoint.position
    _check_place(position.epoch, position.seen, learner, where)


def _check_place(epoch: int, seen: int, learner: Learner, where: str) -> None:
    if not 0 <= epoch <= MOST_UPDATES:
        raise ArchiveError(_refused(f"{where}.epoch", epoch, _range(0, MOST_UPDATES)))
    if not 0 <= seen < learner.examples:
        allowed = _range(0, learner.examples - 1)
        raise ArchiveError(_refused(f"{where}.seen", seen, allowed))


def _require_type(array: Any, dtype: Any) -> None:
    if array.dtype != dtype:
        raise ShapeError(f"state has type {array.dtype}; expected {dtype}")


def _ascending(updates: Sequence[int], first: int, last: int, where: str) -> None:
    for index, (before, after) in enumerate(pairwise([first - 1, *updates])):
        if not before < after <= last:
            allowed = _range(before + 1, last)
            raise ArchiveError(_refused(f"{where}[{index}]", after, allowed))


def _refused(where: str, value: object, allowed: str) -> str:
    return tr(
        "{place}: {value} is not allowed; allowed: {allowed}",
        place=where,
        value=value,
        allowed=allowed,
    )


def _range(low: int, high: int) -> str:
    return tr("from {low} to {high}", low=low, high=high)
