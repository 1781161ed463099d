"""The tree of runs: what was tried, and the line of it that is present.

A run ends where it was left; whoever returns finds it there. The present run
and its ancestors form the present line, along which the timeline moves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from visualizer.engine.arrays import Array, read_only
from visualizer.engine.learner import Learner
from visualizer.exhibits import GhostLine
from visualizer.language import Phrase
from visualizer.scenes.curve import Mark
from visualizer.session.commands import Command
from visualizer.session.experiment import Experiment
from visualizer.session.history import Curve, Floats, Keyframes, Updates
from visualizer.session.labels import Labels
from visualizer.session.snapshot import RunView
from visualizer.session.wording import describe_change

Gesture = tuple[type[Command], int]
"""Kind and number of the commands that one drag gives."""

Reached = tuple[int, int]
"""Last update of a run, and number of its changes."""

GHOST_POINTS = 100

MOST_LINES = 6
"""Runs that were left whose lines are laid over the loss surface, the newest."""


class Run(Struct):
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
    origin: int | None = None
    began: str = ""
    name: str = ""
    hidden: bool = False
    _compared: tuple[Experiment, Experiment, str] | None = None
    _viewed: tuple[tuple[object, ...], RunView] | None = None

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

    @property
    def reached(self) -> Reached:
        """How far it has come: its last update, and how many changes it had."""
        return self.tip, len(self.changes)

    @property
    def labels(self) -> Labels:
        """What a person wrote on the run."""
        marks = tuple(mark for mark in self.marks if mark.kind == "bookmark")
        return Labels(self.name, self.hidden, marks)

    def take_labels(self, labels: Labels) -> None:
        """Be written on by a person."""
        self.name, self.hidden = labels.name, labels.hidden
        others = [mark for mark in self.marks if mark.kind != "bookmark"]
        self.marks = [*others, *labels.bookmarks]
        if labels.hidden:
            # From its start it can be trained again, should it come back.
            self.keyframes.shrink(0)

    def add_labels_of(self, other: Run) -> None:
        """Be marked where another copy of the run was."""
        marked = {(mark.kind, mark.update) for mark in self.marks}
        self.marks += [m for m in other.marks if (m.kind, m.update) not in marked]
        self.name = self.name or other.name

    def experiment_at_tip(self) -> Experiment:
        """Return the experiment with the settings in force at the run's end."""
        settings = self.settings_at(self.tip)
        if settings is self.experiment.settings:
            return self.experiment
        return replace(self.experiment, settings=settings)

    def differs(self, present: Run) -> str:
        """Say what of the settings differs from those of another run."""
        mine, other = self.experiment_at_tip(), present.experiment_at_tip()
        told = self._compared
        if told is None or told[0] != mine or told[1] != other:
            same_kind = mine.exhibit == other.exhibit
            text = (
                describe_change(other.settings, mine.settings)
                if same_kind
                else Phrase(mine.exhibit_class().title)
            )
            self._compared = told = (mine, other, text)
        return told[2]

    def view(self, present: Run) -> RunView:
        """Return the run as the timeline shows it beside the present one."""
        updates, values = self.curve.arrays()
        key = (
            updates.size,
            id(values.base),
            self.tip,
            self.experiment_at_tip(),
            tuple(self.marks),
            self.name,
            self.hidden,
            self.began,
            self.differs(present),
        )
        if self._viewed is None or self._viewed[0] != key:
            view = RunView(
                number=self.number,
                parent=self.parent,
                first=self.first,
                tip=self.tip,
                updates=updates,
                values=values,
                marks=tuple(self.marks),
                name=self.name,
                hidden=self.hidden,
                origin=self.origin,
                began=self.began,
                differs=self.differs(present),
                experiment=self.experiment_at_tip(),
            )
            self._viewed = key, view
        return self._viewed[1]


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
        self._ghosts: tuple[GhostLine, ...] = ()
        self._ghosts_of: tuple[object, ...] = ()

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

    def __getitem__(self, number: int) -> Run:
        if number not in self._runs:
            raise ValueError(f"run {number} is unknown")
        return self._runs[number]

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

    def add(self, experiment: Experiment, parent: int | None, learner: Learner) -> Run:
        """Let a new run begin where a learner is; it becomes the present one."""
        origin = None
        if self._present is not None:
            self._rest(self._present)
            origin = self._present.number
        number, keyframes = next(self._numbers), self.begin(learner)
        run = Run(number, experiment, parent, keyframes, origin=origin)
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
        run = self[number]
        if run is self._present:
            return False
        if self._present is not None:
            self._rest(self._present)
        run.keyframes.grow(self.room())
        run.hidden = False
        self._present = run
        return True

    def reached(self) -> dict[int, Reached]:
        """Return how far each run has come."""
        return {run.number: run.reached for run in self._runs.values()}

    def absorb(
        self, other: RunTree, shared: Mapping[int, Reached], empty: bool
    ) -> dict[int, int]:
        """Take the runs of another tree over, which is no longer to be used.

        Parameters
        ----------
        other : RunTree
        shared : mapping of int to Reached
            Runs that both trees had in the beginning, and how far they were then.
            One that went on in the other tree is taken over as another run.
        empty : bool
            Whether its present run is taken over though it has no updates of its
            own; other runs without any are left out.

        Returns
        -------
        dict of int to int
            Numbers here by numbers there.
        """
        numbers: dict[int, int] = {}
        for run in other.every():
            mine = self._runs.get(run.number)
            if mine is not None and shared.get(run.number) == run.reached:
                mine.add_labels_of(run)
                numbers[run.number] = run.number
                continue
            kept = empty and run is other.present
            parent = None if run.parent is None else numbers.get(run.parent)
            if run.tip == run.first and not kept:
                if parent is not None:
                    numbers[run.number] = parent
                continue
            origin = self.present.number
            if run.origin is not None:
                origin = numbers.get(run.origin, origin)
            number = numbers[run.number] = next(self._numbers)
            run.number, run.parent, run.origin = number, parent, origin
            run.gesture = run._viewed = run._compared = None
            self._runs[number] = run
            self._rest(run)
        return numbers

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

    def trail(self, learner: Learner, most: int, row: int = 0) -> tuple[Updates, Array]:
        """Return the present line up to the learner's moment.

        Parameters
        ----------
        learner : Learner
        most : int
            Moments at most, but for one more a run; evenly thinned.
        row : int
            Of the state; 0 are the parameters.

        Returns
        -------
        int array (N,), array (N, P)
            Updates and that row of the state, oldest first; the last one is now.
        """
        now = learner.update
        updates, rows = [], []
        line = [run for run in self.line() if run.first <= now]
        length = max(1, now - line[0].first)
        for run in line:
            stop = min(self.segment_end(run), now)
            share = -(-most * (stop - run.first) // length)
            if share > 0:
                states, at = run.keyframes.path(stop, share, row=row)
                rows.append(states)
                updates.append(at)
        rows.append(read_only(learner.state[row : row + 1]))
        updates.append(np.array([now]))
        return np.concatenate(updates), np.concatenate(rows)

    def curve(self, now: int) -> tuple[Updates, Floats]:
        """Return what was measured along the present line up to an update.

        Returns
        -------
        int array (N,), array (4, N)
            Updates, and metrics as in `Curve.arrays`.
        """
        line, parts = self.line(), []
        for place, run in enumerate(line):
            updates, values = run.curve.arrays()
            stop = int(np.searchsorted(updates, now, side="right"))
            if place + 1 < len(line):
                # The branch that begins there has measured that moment, too.
                left = np.searchsorted(updates, line[place + 1].first, side="left")
                stop = min(stop, int(left))
            parts.append((updates[:stop], values[:, :stop]))
        return (
            np.concatenate([updates for updates, _ in parts]),
            np.concatenate([values for _, values in parts], axis=1),
        )

    def views(self) -> tuple[RunView, ...]:
        """Return all runs as the timeline shows them, oldest first."""
        present = self.present
        return tuple(run.view(present) for run in self._runs.values())

    def ghosts(self, parameters: int) -> tuple[GhostLine, ...]:
        """Return the ways of the runs that were left, the newest of them.

        Of a run that the present line goes through, what came after it was left.

        Parameters
        ----------
        parameters : int
            Runs of networks with another number of them are left out.
        """
        left = self._left()
        others = [
            run
            for run in self._runs.values()
            if run is not self.present
            and not run.hidden
            and run.tip > left.get(run.number, run.first)
            and run.keyframes.start.state.shape[1] == parameters
        ][-MOST_LINES:]
        texts = [run.name or run.differs(self.present) for run in others]
        key = (
            *((run.number, run.tip, run.keyframes.spacing) for run in others),
            *(left.get(run.number) for run in others),
            *texts,
        )
        if key != self._ghosts_of:
            self._ghosts_of = key
            self._ghosts = tuple(
                GhostLine(run.number, text, run.tip, self._way(run, left))
                for run, text in zip(others, texts, strict=True)
            )
        return self._ghosts

    def _left(self) -> dict[int, int]:
        """Return at which update the present line leaves each run of it."""
        pairs = itertools.pairwise(self.line())
        return {run.number: after.first for run, after in pairs}

    def _way(self, run: Run, left: dict[int, int]) -> Array:
        """Return parameters (N, P) along a run, or along what it did when left."""
        start = left.get(run.number, run.first)
        way: Array = run.keyframes.path(run.tip + 1, GHOST_POINTS, start)[0]
        if run.number in left:
            line = self.line()
            branch = next(after for after in line if after.parent == run.number)
            way = np.concatenate([branch.keyframes.start.state[:1], way])
        return read_only(way)

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
