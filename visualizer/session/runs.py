"""The tree of runs: what was tried, and the line of it that is present.

A run ends where it was left; whoever returns finds it there. The present run
and its ancestors form the present line, along which the timeline moves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from visualizer.engine.arrays import Array, read_only
from visualizer.engine.learner import Checkpoint, Learner
from visualizer.scenes.curve import Mark
from visualizer.session.commands import Command
from visualizer.session.experiment import Experiment
from visualizer.session.history import Curve, Keyframes
from visualizer.session.snapshot import RunView

Gesture = tuple[type[Command], int]
"""Kind and number of the commands that one drag gives."""

PATH_POINTS = 300


@dataclass(slots=True)
class Run:
    """One run: where it started, what changed on the way, what is remembered."""

    number: int
    experiment: Experiment
    parent: int | None
    keyframes: Keyframes
    curve: Curve = field(default_factory=Curve)
    tip: int = 0
    changes: list[tuple[int, Any]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    gesture: Gesture | None = None

    @property
    def first(self) -> int:
        """Update at which the run starts."""
        return self.keyframes.start.position.update

    def settings_at(self, update: int) -> Any:
        """Return the settings in force for the update after `update`."""
        settings = self.experiment.settings
        for when, changed in self.changes:
            if when <= update:
                settings = changed
        return settings

    def view(self) -> RunView:
        """Return the run as the timeline shows it."""
        updates, values = self.curve.arrays()
        return RunView(
            self.number,
            self.parent,
            self.first,
            self.tip,
            updates,
            values,
            tuple(self.marks),
        )


class RunTree:
    """All runs of a session by number; one of them is present.

    Parameters
    ----------
    limit : int
        Bytes for the checkpoints of all runs together.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._runs: dict[int, Run] = {}
        self._numbers = itertools.count()
        self._present: Run | None = None

    @classmethod
    def of(cls, limit: int, runs: Iterable[Run], present: int) -> RunTree:
        """Return a tree of runs that were kept, within the memory allowed."""
        tree = cls(limit)
        tree._runs = {run.number: run for run in runs}
        tree._numbers = itertools.count(max(tree._runs) + 1)
        for run in tree._runs.values():
            if run.number != present:
                tree._rest(run)
        tree.enter(present)
        return tree

    def __len__(self) -> int:
        return len(self._runs)

    def __iter__(self) -> Iterator[int]:
        return iter(self._runs)

    def __contains__(self, number: object) -> bool:
        return number in self._runs

    @property
    def present(self) -> Run:
        """The run that goes on when the session plays."""
        assert self._present is not None
        return self._present

    def every(self) -> tuple[Run, ...]:
        """Return all runs, oldest first."""
        return tuple(self._runs.values())

    @property
    def bytes_used(self) -> int:
        """Bytes that the checkpoints of all runs take."""
        return sum(run.keyframes.bytes_used for run in self._runs.values())

    def add(self, experiment: Experiment, parent: int | None, start: Checkpoint) -> Run:
        """Let a new run begin at a checkpoint; it becomes the present one."""
        if self._present is not None:
            self._rest(self._present)
        run = Run(
            next(self._numbers), experiment, parent, Keyframes(start, self.room())
        )
        run.tip = start.position.update
        self._runs[run.number] = run
        self._present = run
        return run

    def enter(self, number: int) -> bool:
        """Make a run the present one; return whether it was another.

        Raises
        ------
        ValueError
            If there is no such run.
        """
        if number not in self._runs:
            raise ValueError(f"run {number} is unknown")
        run = self._runs[number]
        if run is self._present:
            return False
        if self._present is not None:
            self._rest(self._present)
        run.keyframes.grow(self.room())
        self._present = run
        return True

    def discard(self, run: Run) -> None:
        """Forget a run that nobody was meant to see."""
        del self._runs[run.number]

    def room(self) -> int:
        """Return the bytes that the present run may take."""
        return max(self.limit // 2, self.limit - self.bytes_used)

    def line(self) -> list[Run]:
        """Return the present run's ancestors and itself, oldest first."""
        line = [self.present]
        while line[0].parent is not None:
            line.insert(0, self._runs[line[0].parent])
        return line

    def segment_at(self, update: int) -> Run:
        """Return the run of the present line that holds an update."""
        return next(run for run in reversed(self.line()) if run.first <= update)

    def segment_end(self, segment: Run) -> int:
        """Return the update at which the present line leaves a run."""
        line = self.line()
        place = line.index(segment)
        return line[place + 1].first if place + 1 < len(line) else segment.tip

    def path(self, learner: Learner) -> Array:
        """Return parameters along the present line up to the learner's moment.

        Returns
        -------
        array (N, P)
            Thinned, oldest first; the last row is now.
        """
        now = learner.update
        rows = []
        line = [run for run in self.line() if run.first <= now]
        length = max(1, now - line[0].first)
        for run in line:
            stop = min(self.segment_end(run), now)
            share = -(-PATH_POINTS * (stop - run.first) // length)
            if share > 0:
                rows.append(run.keyframes.path(stop, share)[0])
        rows.append(read_only(learner.state[:1]))
        return np.concatenate(rows)

    def views(self) -> tuple[RunView, ...]:
        """Return all runs as the timeline shows them, oldest first."""
        return tuple(run.view() for run in self._runs.values())

    def _rest(self, run: Run) -> None:
        """Let a run that is left take less memory, down to half for all."""
        ghosts = list(self._runs.values())
        run.keyframes.shrink(self.limit // 4)
        while sum(ghost.keyframes.bytes_used for ghost in ghosts) > self.limit // 2:
            largest = max(ghosts, key=lambda ghost: ghost.keyframes.bytes_used)
            before = largest.keyframes.bytes_used
            largest.keyframes.shrink(before // 2)
            if largest.keyframes.bytes_used == before:
                break
