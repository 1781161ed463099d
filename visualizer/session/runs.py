"""The tree of runs: what was tried, and the line of it that is present.

A run ends where it was left; whoever returns finds it there. The present run
and its ancestors form the present line, along which the timeline moves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from visualizer.engine.arrays import Array, read_only
from visualizer.engine.learner import Learner
from visualizer.scenes.curve import Mark
from visualizer.session.commands import Command
from visualizer.session.experiment import Experiment
from visualizer.session.history import Curve, Keyframes, Updates
from visualizer.session.snapshot import RunView

Gesture = tuple[type[Command], int]
"""Kind and number of the commands that one drag gives."""


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
            self.experiment.exhibit,
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

    @property
    def bytes_used(self) -> int:
        """Bytes that the checkpoints of all runs take."""
        return sum(run.keyframes.bytes_used for run in self._runs.values())

    def add(self, experiment: Experiment, parent: int | None, learner: Learner) -> Run:
        """Let a new run begin where a learner is; it becomes the present one."""
        if self._present is not None:
            self._rest(self._present)
        keyframes = self.begin(learner)
        run = Run(next(self._numbers), experiment, parent, keyframes)
        run.tip = learner.update
        self._runs[run.number] = run
        self._present = run
        return run

    def begin(self, learner: Learner) -> Keyframes:
        """Return the memory of a run that begins where a learner is."""
        return Keyframes(learner.checkpoint(), self.room(), learner.keyframe_spacing)

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

    def trail(self, learner: Learner, most: int) -> tuple[Updates, Array]:
        """Return the present line up to the learner's moment.

        Parameters
        ----------
        learner : Learner
        most : int
            Moments at most, but for one more a run; evenly thinned.

        Returns
        -------
        int array (N,), array (N, P)
            Updates and parameters, oldest first; the last row is now.
        """
        now = learner.update
        updates, rows = [], []
        line = [run for run in self.line() if run.first <= now]
        length = max(1, now - line[0].first)
        for run in line:
            stop = min(self.segment_end(run), now)
            share = -(-most * (stop - run.first) // length)
            if share > 0:
                states, at = run.keyframes.path(stop, share)
                rows.append(states)
                updates.append(at)
        rows.append(read_only(learner.state[:1]))
        updates.append(np.array([now]))
        return np.concatenate(updates), np.concatenate(rows)

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
