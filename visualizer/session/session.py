"""A session: one experiment being run, with its whole past and its undo.

A session is synchronous and deterministic: the same commands and the same
numbers of updates give the same state to the bit. The worker thread only loops
over `tick` and `snapshot`.

Runs form a tree (`visualizer.session.runs`), and the timeline moves along the
present line of it.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from visualizer.engine.learner import DIVERGED_LOSS, Checkpoint, Metrics
from visualizer.exhibits import DETAILS, Exhibit, Moment, Observer, StepUnit
from visualizer.language import Phrase, tr
from visualizer.scenes.curve import Mark
from visualizer.scenes.graph import Phase
from visualizer.session import commands as do
from visualizer.session.aim import Aim
from visualizer.session.experiment import Experiment, is_live
from visualizer.session.goals import Goal, Station
from visualizer.session.goals.epoch import AtEpoch
from visualizer.session.history import ARCHIVE_BYTES, is_epoch_measured, next_measured
from visualizer.session.labels import Labels, clean_name
from visualizer.session.pace import PACE_BY_KEY
from visualizer.session.runs import Gesture, Reached, Run, RunTree
from visualizer.session.snapshot import Edition, Recipe, Snapshot, Status
from visualizer.session.wording import describe_change
from visualizer.settings import check, describe

if TYPE_CHECKING:
    from visualizer.session.archive import SessionArchive
    from visualizer.session.seed_study import SeedSettings, SeedStudy


HISTORY_BYTES = 64 << 20
READOUT_SECONDS = 0.2
UNDO_DEPTH = 200
PATH_POINTS = 300
PATH_NUMBERS = 500_000
"""Parameters of all its moments that a path takes into account while playing."""

LEAST_PATH_POINTS = 60
LOOKING = (
    *(do.Play, do.Pause, do.Step, do.Visit, do.Seek, do.Return, do.SetPace, do.Look),
    *(do.Recall, do.Export, do.Restore),
)
"""Commands that by themselves leave a project file as it is."""


class Undoable(Struct, frozen=True):
    """One entry of the undo stack: a moment to return to, settings to restore.

    Attributes
    ----------
    label : str
    run, update : int
        Where the session was.
    settings : object or None
        For a live change: the settings to take again instead of returning.
    before : object or None
        Settings in force before the change.
    gesture : Gesture or None
    labels : Labels or None
        What stood on the run, where that is all that was changed.
    """

    label: str
    run: int
    update: int
    settings: Any = None
    before: Any = None
    gesture: Gesture | None = None
    labels: Labels | None = None


class Session:
    """Runs an experiment and remembers everything.

    Parameters
    ----------
    experiment : Experiment
    history_bytes : int
        Memory for checkpoints of all runs together.
    clock : callable
        Seconds; for the measured speed and for deadlines alone.
    """

    def __init__(
        self,
        experiment: Experiment,
        history_bytes: int = HISTORY_BYTES,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._clock = clock
        self.runs = RunTree(history_bytes)
        self._undo: list[Undoable] = []
        self._redo: list[Undoable] = []
        self._serial = 0
        self._handled = 0
        self._edition: Edition = (0, 0)
        self.playing = False
        self._paces: dict[str, str] = {}
        self._owed = 0.0
        self._speed: deque[tuple[float, int]] = deque(maxlen=64)
        self.status = Status()
        self._aim = Aim()
        self._reached: tuple[int, int, str] | None = None
        self._study: SeedStudy | None = None
        self._unit: StepUnit = "batch"
        self._collected = 0
        self._stage = 0
        self._walking = False
        self._panels: frozenset[str] = frozenset()
        self._frame: Any = None
        # Weights may be so large that the first measurement overflows.
        with np.errstate(all="ignore"):
            self._start(experiment)

    # Commands.

    def execute(self, command: do.Command) -> None:
        """Carry out a command.

        Raises
        ------
        SettingError
            If a change asks for a value out of range; nothing has happened.
        """
        self._serial += 1
        self._handled += 1
        if not isinstance(command, LOOKING):
            self._count_change()
        with np.errstate(all="ignore"):
            match command:
                case do.Play():
                    self._play()
                case do.PlayUntil(goal):
                    self._play_until(goal)
                case do.DropGoal():
                    self._aim.drop()
                case do.Pause():
                    self.playing = False
                case do.Step(unit, count):
                    self._step_by(unit, count)
                case do.Visit(example, phase):
                    self._visit(example, phase)
                case do.Seek(update):
                    self._seek(update)
                case do.Return(run, update):
                    self._return(run, update)
                case do.SetPace(key):
                    self._set_pace(key)
                case do.Change(settings, number):
                    self._change(settings, _gesture(command, number))
                case do.Open(experiment):
                    self._open(experiment)
                case do.ShowIn(key):
                    self._show_in(key)
                case do.Reset():
                    self._restart(self._experiment_now(), Phrase("reset"))
                case do.Edit(layer, source, destination, value, number):
                    gesture = _gesture(command, number)
                    self._edit(layer, source, destination, value, gesture)
                case do.PutAt(wish, number):
                    self._put_at(wish, _gesture(command, number))
                case do.Look(watch):
                    # One that was sent before another exhibit came is forgotten.
                    if isinstance(watch, self._exhibit.watch_class):
                        self.watch = watch
                case do.RunSeeds(asked):
                    self._run_seeds(asked)
                case do.StopSeeds():
                    if self._study is not None and not self._study.stop():
                        self._study = None
                case do.ClearSeeds():
                    self._study = None
                case do.OpenSeed(seed):
                    self._open_seed(seed)
                case do.GoBack(halve):
                    self._go_back(halve)
                case do.Recall(changes, update, bookmarks, names):
                    self._recall(changes, update, bookmarks, names)
                case do.Export(deliver, history_bytes):
                    deliver(self.export(history_bytes))
                case do.Restore(archive):
                    self.restore(archive)
                case do.Branch(settings):
                    self._branch_here(settings)
                case do.Bookmark():
                    self._bookmark()
                case do.NameBookmark(update, name):
                    self._name_bookmark(update, name)
                case do.RemoveBookmark(update):
                    self._remove_bookmark(update)
                case do.NameRun(number, name):
                    self._name_run(number, name)
                case do.RemoveRun(number):
                    self._remove_run(number)
                case do.Undo():
                    self._take(self._undo, self._redo)
                case do.Redo():
                    self._take(self._redo, self._undo)
                case _:
                    raise TypeError(f"unknown command {command!r}")

    # Time.

    def tick(self, elapsed: float, budget: float) -> None:
        """Advance as the pace asks, for `budget` seconds at most.

        Parameters
        ----------
        elapsed : float
            Seconds since the last tick, which the pace turns into beats.
        budget : float
            Seconds to work.
        """
        if not self.playing:
            return
        deadline = self._clock() + budget
        unit, beats = self.beats(elapsed)
        if unit == "batch":
            if beats != 0:
                self.advance(beats, deadline)
            return
        for _ in range(beats or 0):
            self.walk(unit, forward=True)
            if not self.playing:
                break

    def beats(self, elapsed: float) -> tuple[StepUnit, int | None]:
        """Return what the pace asks for after some seconds.

        Returns
        -------
        StepUnit, int or None
            A unit and how many of it; None for as many as there is time for.
        """
        if math.isinf(self.pace.rate):
            return "batch", None
        unit, rate = self.pace.unit, self.pace.rate
        if unit == "epoch":
            unit, rate = "batch", rate * self.learner.updates_per_epoch
        # What cannot be caught up within a budget is forgotten.
        self._owed = min(self._owed + elapsed * rate, max(1.0, 0.25 * rate))
        beats = int(self._owed)
        self._owed -= beats
        return unit, beats

    def walk(self, unit: StepUnit, forward: bool) -> None:
        """Move one station through the examples of the coming batch."""
        with np.errstate(all="ignore"):
            self._walk(unit, forward)
        self._serial += 1

    def advance(self, updates: int | None = None, deadline: float = math.inf) -> int:
        """Do updates until their number or the deadline is reached.

        Along a line that has a recorded future the future is repeated; beyond
        its end new history is written. Stops, paused, where the run diverges or
        the goal is reached.

        Returns
        -------
        int
            Updates done.
        """
        self._end_walk()
        done = 0
        clock, most = self._clock, math.inf if updates is None else updates
        goal = self._aim.goal
        with np.errstate(all="ignore"):
            while done < most and self.status.condition == "ok":
                done += self._stretch(int(min(most - done, 64)), deadline)
                if self._aim.goal is not goal:
                    break
                if clock() >= deadline:
                    break
        self._serial += 1
        self._speed.append((clock(), done))
        return done

    def work(self, seconds: float) -> bool:
        """Do background work for panels, then for seeds; return whether any was."""
        deadline = self._clock() + seconds
        worked, study = False, self._study
        with np.errstate(all="ignore"):
            if self.status.condition == "ok":
                worked = self.observer.work(self.watch, self._moment(), deadline)
            # Only then does a snapshot show anything new.
            self._serial += worked
            if study is not None and not worked:
                shown = study.view
                worked = study.work(deadline)
                self._serial += study.view is not shown
        return worked

    # Looking.

    @property
    def update(self) -> int:
        """Update shown now."""
        return self.learner.update

    @property
    def tip(self) -> int:
        """Last update of the present line."""
        return self.runs.present.tip

    @property
    def ends_diverged(self) -> bool:
        """Whether the present line cannot go on beyond its last update."""
        _, values = self.runs.present.curve.arrays()
        return not _is_well(float(values[0, -1]))

    @property
    def has_goal(self) -> bool:
        """Whether the run is to pause somewhere by itself."""
        return self._aim.goal is not None

    @property
    def is_walking(self) -> bool:
        """Whether examples of the coming batch were walked through."""
        return self._collected > 0 or self._stage > 0

    @property
    def exhibit_class(self) -> type[Exhibit[Any, Any, Any]]:
        """The exhibit of the present run."""
        return type(self._exhibit)

    @property
    def serial(self) -> int:
        """Changes with everything that a snapshot would show."""
        return self._serial

    @property
    def edition(self) -> Edition:
        """Changes with everything that a project file would keep."""
        return self._edition

    @property
    def history_bytes(self) -> int:
        """Bytes that the checkpoints of all runs take."""
        return self.runs.bytes_used

    def snapshot(self, panels: frozenset[str] | None = None) -> Snapshot:
        """Capture the present moment for the window.

        Parameters
        ----------
        panels : frozenset of str, optional
            Panels that wait for it; all those in sight when absent.
        """
        if panels is not None:
            self._panels = panels
        with np.errstate(all="ignore"):
            self._measure_for_readout()
            if self.status.condition != "failed" or self._frame is None:
                # After a failure the last frame stands: capturing another one
                # may be what failed.
                self._frame = self.observer.capture(self.watch, self._moment())
        learner = self.learner
        fraction = learner.position.seen / learner.examples
        return Snapshot(
            serial=self._serial,
            handled=self._handled,
            experiment=self._experiment_now(),
            run=self.runs.present.number,
            runs=self.runs.views(),
            update=learner.update,
            tip=self.runs.present.tip,
            epoch=learner.position.epoch + fraction,
            updates_per_epoch=learner.updates_per_epoch,
            collected=self._collected,
            batch_size=len(learner.upcoming()),
            playing=self.playing,
            pace=self.pace.key,
            updates_per_second=self._measured_speed(),
            metrics=self._metrics,
            metrics_update=self._metrics_update,
            status=self.status,
            undo_label=self._undo[-1].label if self._undo else "",
            redo_label=self._redo[-1].label if self._redo else "",
            panels=self._panels,
            frame=self._frame,
            watch=self.watch,
            history_bytes=self.history_bytes,
            history_limit=self.runs.limit,
            recipe=self._recipe(),
            goal="" if self._aim.goal is None else self._aim.goal.text(),
            reached=self._reached_here(),
            seeds=None if self._study is None else self._study.view,
            edition=self._edition,
        )

    def checkpoint(self) -> Checkpoint:
        """Return a copy of the learner's present state."""
        return self.learner.checkpoint()

    # Beside another session.

    def twin(self, number: int | None = None) -> Session:
        """Return a session with the same past that goes on in a run of its own.

        Parameters
        ----------
        number : int, optional
            The run at whose end it stands; this very moment when absent.
        """
        self._seal()
        archive = replace(self.export(self.runs.limit), undo=(), redo=())
        other = Session(self._experiment_now(), self.runs.limit, self._clock)
        other.restore(archive)
        other.watch = self.watch
        with np.errstate(all="ignore"):
            if number is not None:
                other._return(number, other.runs[number].tip)
            other._branch(other._experiment_now(), Phrase("comparison"))
        return other

    def absorb(
        self, other: Session, shared: Mapping[int, Reached], enter: bool
    ) -> None:
        """Take the runs of another session over; they stay as ghosts.

        Parameters
        ----------
        other : Session
            No longer to be used.
        shared : mapping of int to Reached
            Runs that both had in the beginning, and how far they were then.
        enter : bool
            Whether to go to its moment; undo comes back.
        """
        present, update = other.runs.present.number, other.update
        numbers = self.runs.absorb(other.runs, shared, empty=enter)
        restored, changes = self._edition
        # Counted on, so that no edition is ever one that was before.
        self._edition = restored, changes + other.edition[1] + 1
        self._serial += 1
        if enter:
            self._remember(Phrase("keep the right side"))
            with np.errstate(all="ignore"):
                self._return(numbers[present], update)

    def _seal(self) -> None:
        """Let a gesture that still goes on begin something new from here on."""
        self.runs.present.gesture = None
        if self._undo:
            self._undo[-1] = replace(self._undo[-1], gesture=None)

    # Runs.

    def _start(self, experiment: Experiment) -> None:
        """Begin a run from scratch and make it the present one."""
        same = self.runs and self._experiment_now().exhibit == experiment.exhibit
        self._build(experiment.exhibit_class()(), experiment.settings)
        if not same:
            self._look_anew(experiment.settings)
        self._add_run(experiment, None)

    def _look_anew(self, settings: Any) -> None:
        """Look at another exhibit: at every panel until the window says which."""
        self.watch = self._exhibit.watch_class()
        key = self._exhibit.key
        self._set_pace(self._paces.get(key, self._exhibit.first_pace))
        self._panels = frozenset(self._exhibit.panels(settings)) | {DETAILS}

    def _build(self, exhibit: Exhibit[Any, Any, Any], settings: Any) -> None:
        """Make learner and observer; where data cannot be had, all stays as it was."""
        learner = exhibit.build(settings)
        self.observer: Observer[Any, Any] = exhibit.observe(learner, settings)
        self._exhibit, self.learner = exhibit, learner
        self._built = settings
        self._configured = settings

    def _add_run(self, experiment: Experiment, parent: int | None) -> None:
        """Let a new run start at the learner's present state."""
        run = self.runs.add(experiment, parent, self.learner)
        self._enter()
        self._segment = run
        self._metrics = self.learner.evaluate()
        self._metrics_update = self.learner.update
        run.curve.append(self.learner.update, self._metrics)
        self._check_health(self._metrics)

    def _enter(self) -> None:
        self._aim.forget()
        self.status = Status()
        self._speed.clear()
        self._collected = self._stage = 0
        self._last_readout = -math.inf

    def _adopt(self, run: Run, settings: Any) -> None:
        """Make the learner fit a run's settings, rebuilding where it must."""
        if run.experiment.exhibit != self._exhibit.key:
            self._build(run.experiment.exhibit_class()(), settings)
            self._look_anew(settings)
        elif not is_live(self._built, settings):
            self._build(self._exhibit, settings)
        self._configure(settings)

    def _configure(self, settings: Any) -> None:
        if settings != self._configured:
            self._exhibit.configure(self.learner, settings)
            self._configured = settings

    def _experiment_now(self) -> Experiment:
        settings = self._segment.settings_at(self.learner.update)
        return replace(self._segment.experiment, settings=settings)

    # Files.

    def export(self, history_bytes: int = ARCHIVE_BYTES) -> SessionArchive:
        """Return copies of everything that is needed to go on later.

        Parameters
        ----------
        history_bytes : int
            Checkpoints of the past are thinned to so many bytes; every moment
            can still be shown, by repeating more updates.
        """
        from visualizer.session.archive import SessionArchive, archive_of

        undo, redo = (
            tuple(replace(e, gesture=None) for e in stack if e.run in self.runs)
            for stack in (self._undo, self._redo)
        )
        return SessionArchive(
            runs=archive_of(self.runs, history_bytes),
            present=self.runs.present.number,
            moment=self.learner.checkpoint(),
            undo=undo,
            redo=redo,
            pace=self.pace.key,
            edition=self._edition,
        )

    def restore(self, archive: SessionArchive) -> None:
        """Go on from an archive, paused; what was here before is gone.

        Raises
        ------
        ValueError
            If it does not fit its settings; nothing has happened. Archives from
            outside are checked by `check_archive` before.
        """
        runs = archive.tree(self.runs.limit)
        update = archive.moment.position.update
        segment = runs.segment_at(update)
        settings = segment.settings_at(update)
        exhibit = segment.experiment.exhibit_class()()
        learner = exhibit.build(settings)
        learner.restore(archive.moment)
        observer = exhibit.observe(learner, settings)
        if exhibit.key != self._exhibit.key:
            self.watch = exhibit.watch_class()
        self.runs, self._segment = runs, segment
        self._exhibit, self.learner, self.observer = exhibit, learner, observer
        self._built = self._configured = settings
        self._undo, self._redo = list(archive.undo), list(archive.redo)
        self._edition = (self._edition[0] + 1, 0)
        self.playing = False
        self._set_pace(archive.pace)
        self._end_walk()
        self._enter()
        self._frame = None
        self._measure_now()
        self._check_health(self._metrics)

    def _count_change(self) -> None:
        restored, changes = self._edition
        self._edition = (restored, changes + 1)

    # Moving in time.

    def _stretch(self, most: int, deadline: float) -> int:
        """Do up to `most` updates; new ones are recorded, old ones repeated."""
        learner, run = self.learner, self.runs.present
        most = self._aim.room(learner.update, most)
        if self._segment is not run or learner.update < run.tip:
            return self._repeat(most)
        self._configure(run.settings_at(learner.update))
        keyframes, clock, aim = run.keyframes, self._clock, self._aim
        per_epoch = learner.updates_per_epoch
        update = begin = learner.update
        stop = begin + most
        first_epoch = keyframes.start.position.epoch
        pause = learner.measuring_pause
        due = next_measured(update, run.first, per_epoch, pause)
        while update < stop:
            until = min(stop, keyframes.next_update)
            if update < due < until:
                until = due
            ended = learner.run(until - update)
            update = learner.update
            if update == keyframes.next_update:
                keyframes.record(learner)
            epochs = learner.position.epoch - first_epoch
            looked = aim.goal is not None and (ended or aim.is_at(update))
            if update == due or (ended and is_epoch_measured(epochs)) or looked:
                due = next_measured(update, run.first, per_epoch, pause)
                if not self._measure() or self._arrive():
                    break
            if clock() >= deadline:
                break
        run.tip = update
        self._count_change()
        return update - begin

    def _repeat(self, most: int) -> int:
        """Do up to `most` updates of a future that is known."""
        begin, end = self.update, self.runs.segment_end(self._segment)
        stop = min(end, begin + most)
        if self._aim.goal is None:
            self._replay(stop)
        else:
            stop = self._replay_looking(stop)
        if stop == end and self._segment is not self.runs.present:
            self._enter_segment(self.runs.segment_at(stop))
        if stop == self.runs.present.tip and self._segment is self.runs.present:
            self._measure_now()
            self._check_health(self._metrics)
        return stop - begin

    def _enter_segment(self, segment: Run) -> None:
        """Go on in the run that the present line goes over to here."""
        self._adopt(segment, segment.settings_at(segment.first))
        self._segment = segment
        self.learner.restore(segment.keyframes.start)

    def _replay(self, stop: int) -> None:
        """Repeat updates of the present segment up to `stop`."""
        learner, segment = self.learner, self._segment
        keyframes = segment.keyframes
        borders = {when for when, _ in segment.changes if learner.update < when < stop}
        borders.update(keyframes.pins_between(learner.update, stop))
        for border in sorted(borders | {stop}):
            self._configure(segment.settings_at(learner.update))
            while learner.update < border:
                learner.run(border - learner.update)
            pinned = keyframes.pinned(border)
            if pinned is not None:
                learner.restore(pinned)
        # The coming batch is already one of what was changed at this moment.
        self._configure(segment.settings_at(stop))

    def _replay_looking(self, stop: int) -> int:
        """Repeat updates, with a look wherever the first time had one.

        Returns
        -------
        int
            The update reached: that of the goal, or else `stop`.
        """
        learner, first = self.learner, self._segment.first
        while learner.update < stop:
            due = next_measured(
                learner.update,
                first,
                learner.updates_per_epoch,
                learner.measuring_pause,
            )
            self._replay(learner.update + 1)
            update, ended = learner.update, learner.position.seen == 0
            if update == due or ended or self._aim.is_at(update):
                self._measure_now()
                if self._arrive():
                    break
        return learner.update

    def _seek(self, update: int) -> None:
        """Show a moment of the present line."""
        self._end_walk()
        first = self.runs.line()[0].first
        update = max(first, min(update, self.runs.present.tip))
        self._jump(self.runs.segment_at(update), update)

    def _jump(self, segment: Run, update: int) -> None:
        checkpoint = segment.keyframes.before(update)
        start = checkpoint.position.update
        self._adopt(segment, segment.settings_at(start))
        self._segment = segment
        self.learner.restore(checkpoint)
        self._replay(update)
        self._aim.forget()
        self.status = Status()
        self._last_readout = -math.inf
        self._measure_now()
        self._check_health(self._metrics)

    def _return(self, number: int, update: int) -> None:
        before = self.runs.present.number
        if self.runs.enter(number):
            self._enter()
        try:
            self._seek(update)
        except ValueError:
            # Its data cannot be had any more.
            self.runs.enter(before)
            raise

    def _play(self) -> None:
        if self.status.condition == "ok":
            self._aim.drop_if_passed(self._station())
            self.playing = True
            self._owed = 1.0
            self._speed.clear()

    def _play_until(self, goal: Goal) -> None:
        check(goal)
        self._measure_now()
        self._aim.take(goal, self._station())
        self._play()

    def _station(self) -> Station:
        return Station(self.learner.position, self._metrics)

    def _arrive(self) -> bool:
        """Look for the goal where the run was just measured; pause if it is here."""
        goal = self._aim.goal
        if goal is None or not self._aim.look(self._station()):
            return False
        self._aim.drop()
        self.playing = False
        text = Phrase("stopped: {goal}", goal=goal.text())
        self._reached = self.runs.present.number, self.update, text
        mark = Mark(self.update, text, "stop")
        if mark not in self._segment.marks:
            self._segment.marks.append(mark)
        return True

    def _reached_here(self) -> str:
        """Return what the run stopped for, while it has not moved on."""
        if self._reached is None:
            return ""
        run, update, text = self._reached
        here = (run, update) == (self.runs.present.number, self.update)
        return text if here and not self.playing else ""

    def _set_pace(self, key: str) -> None:
        if key not in PACE_BY_KEY:
            allowed = ", ".join(PACE_BY_KEY)
            raise ValueError(f"pace {key!r} is unknown; allowed: {allowed}")
        self.pace = PACE_BY_KEY[key]
        self._paces[self._exhibit.key] = key
        self._owed = 0.0
        self._speed.clear()

    # Steps.

    def _step_by(self, unit: StepUnit, count: int) -> None:
        self.playing = False
        if unit == "epoch":
            self._end_walk()
            self._step_epochs(count)
        elif unit == "batch":
            if count > 0:
                self.advance(count)
            elif self._collected or self._stage:
                self._end_walk()
                self._seek(self.update + count + 1)
            else:
                self._seek(self.update + count)
        else:
            for _ in range(abs(count)):
                self._walk(unit, forward=count > 0)

    def _step_epochs(self, count: int) -> None:
        """Go to the end of an epoch, or to the start of one going back."""
        target = self.learner.position.epoch + count
        if count > 0:
            while self.learner.position.epoch < target:
                if not self.advance(1) and self.status.condition != "ok":
                    break
                if self._reached_here():
                    break
            return
        position = self.learner.position
        if position.seen:
            target += 1
        target = max(target, 0)
        low, high = self.runs.line()[0].first, self.update
        # Right where all batches were of one size; else the start is searched.
        per_epoch = self.learner.updates_per_epoch
        done = position.seen * per_epoch // self.learner.examples
        guess = high - done - (position.epoch - target) * per_epoch
        while True:
            self._seek(min(max(guess, low), high))
            position = self.learner.position
            if (position.epoch, position.seen) == (target, 0):
                return
            if position.epoch >= target:
                high = self.update - 1
            else:
                low = self.update + 1
            if low > high:
                return
            guess = (low + high) // 2

    def _walk(self, unit: StepUnit, forward: bool) -> None:
        """Move one station through the coming batch."""
        if forward and self.status.condition != "ok":
            return
        if unit != self._unit:
            self._unit = unit
            if self._collected < len(self.learner.upcoming()):
                self._stage = 0
        entering = forward and self.observer.enters and not self._walking
        self._walking = True
        if entering:
            return
        at = self._collected * self._stations() + self._stage
        at += 1 if forward else -1
        if at < 0:
            if self.update > self.runs.line()[0].first:
                self._seek(self.update - 1)
                self._walking = True
                self._stand_at(self._walk_length() - 1)
        elif at < self._walk_length():
            self._stand_at(at)
        else:
            self.advance(1)
            self._walking = True

    def _stations(self) -> int:
        """Return the number of stations of one example, its coming in included."""
        if self._unit == "example":
            return 1
        return len(self.observer.phases(self._unit)) + 1

    def _walk_length(self) -> int:
        """Return the number of stations of the coming batch."""
        examples = len(self.learner.upcoming())
        return examples * self._stations() + len(self.observer.closing)

    def _stand_at(self, place: int) -> None:
        """Stand at a station of the coming batch, counted from 0."""
        stations = self._stations()
        examples = len(self.learner.upcoming())
        self._collected = min(place // stations, examples)
        self._stage = place - self._collected * stations

    def _visit(self, example: int, phase: Phase | None) -> None:
        """Stand at a station of an example, or behind the last one."""
        self.playing = False
        self._walking, self._unit = True, "layer"
        examples = len(self.learner.upcoming())
        if phase in self.observer.closing:
            self._collected = examples
            self._stage = self.observer.closing.index(phase)
            return
        self._collected = max(0, min(example, examples - 1))
        phases = self.observer.phases(self._unit)
        # Of a network that has changed its shape meanwhile: where it comes in.
        self._stage = phases.index(phase) + 1 if phase in phases else 0

    def _end_walk(self) -> None:
        self._collected = self._stage = 0
        self._walking = False

    # Changes.

    def _is_at_tip(self) -> bool:
        """Return whether nothing recorded lies ahead."""
        run = self.runs.present
        return self._segment is run and self.update == run.tip

    def _change(self, settings: Any, gesture: Gesture | None = None) -> None:
        present = self._experiment_now()
        if not isinstance(settings, self._exhibit.settings_class):
            # Sent before another exhibit came.
            return
        changed = present.with_settings(settings)
        if settings == present.settings:
            return
        label = describe_change(present.settings, settings)
        if not is_live(present.settings, settings):
            self._restart(changed, label, gesture)
            return
        if self._is_at_tip():
            run = self.runs.present
            last = self._begun(gesture)
            if last is None:
                self._remember(label, present.settings, gesture)
            else:
                label = describe_change(last.before, settings)
                self._undo[-1] = replace(last, label=label)
                if run.marks and run.marks[-1].text == last.label:
                    run.marks.pop()
            run.changes = [c for c in run.changes if c[0] < self.update]
            if self.update == run.first and not run.changes:
                run.experiment = changed
            else:
                run.changes.append((self.update, settings))
            if label:
                run.marks.append(Mark(self.update, label, "change"))
            examples, station = len(self.learner.upcoming()), self._phase()
            self._configure(settings)
            if self._collected >= len(self.learner.upcoming()) != examples:
                # The coming batch got smaller than what was walked through.
                self._end_walk()
            elif self._collected < examples and station is not None:
                # A layer that does more or less than before has other stations.
                phases = self.observer.phases(self._unit)
                self._stage = phases.index(station) + 1 if station in phases else 0
            return
        self._remember(label, None, gesture)
        self._branch(changed, label)
        self._configure(settings)

    def _restart(
        self, experiment: Experiment, label: str, gesture: Gesture | None = None
    ) -> None:
        """Start anew; the present run stays as a ghost.

        Of all that a gesture starts, only the last run stays.
        """
        last = self._begun(gesture)
        passed = None
        kept = (list(self._undo), list(self._redo))
        if last is None:
            self._remember(label, gesture=gesture)
        else:
            label = describe_change(last.before, experiment.settings)
            self._undo[-1] = replace(last, label=label)
            passed = self.runs.present if self.runs.present.gesture == gesture else None
        self._end_walk()
        origin = self.runs.present.number if passed is None else passed.origin
        try:
            self._start(experiment)
        except ValueError:
            self._undo, self._redo = kept
            raise
        self.runs.present.gesture = gesture
        self.runs.present.origin = origin
        self.runs.present.began = label
        if passed is not None:
            self.runs.discard(passed)

    def _open(self, experiment: Experiment) -> None:
        self.playing = False
        self._aim.drop()
        self._restart(experiment, Phrase("open {name}", name=Phrase(experiment.name)))

    def _show_in(self, key: str) -> None:
        """Let a run of another exhibit begin with this moment's state."""
        present = self._experiment_now()
        experiment = replace(present, exhibit=key)
        exhibit = experiment.exhibit_class()()
        if not isinstance(present.settings, exhibit.settings_class):
            raise ValueError(
                tr(
                    "{exhibit}: it does not show networks of this kind",
                    exhibit=tr(exhibit.title),
                )
            )
        moment = self.learner.checkpoint()
        label = Phrase("show in: {exhibit}", exhibit=Phrase(exhibit.title))
        kept = (list(self._undo), list(self._redo))
        self._remember(label)
        try:
            self._build(exhibit, present.settings)
        except ValueError:
            self._undo, self._redo = kept
            raise
        self.playing = False
        self._aim.drop()
        self._end_walk()
        self.learner.restore(moment)
        self._look_anew(present.settings)
        self._add_run(experiment, None)
        self.runs.present.began = label

    def _branch(self, experiment: Experiment, label: str) -> None:
        """Let a new run start here, with this moment's state."""
        parent = self._segment.number
        self._end_walk()
        self._add_run(experiment, parent)
        self.runs.present.began = label
        self.runs.present.marks.append(Mark(self.update, label, "branch"))

    def _branch_here(self, settings: Any) -> None:
        present = self._experiment_now()
        changed = present.with_settings(settings)
        if not is_live(present.settings, settings):
            raise ValueError(
                tr(
                    "{change}: a branch goes on with this network and these data; "
                    "allowed: settings that take effect while a run goes on",
                    change=tr(describe_change(present.settings, settings)),
                )
            )
        label = describe_change(present.settings, settings) or Phrase("branch")
        self._remember(label)
        self._branch(changed, label)
        self._configure(settings)

    def _edit(
        self,
        layer: int,
        source: int | None,
        destination: int,
        value: float,
        gesture: Gesture | None,
    ) -> None:
        place = self.learner.locate(layer, source, destination)
        theta = self.learner.state[0].copy()
        most = np.finfo(theta.dtype).max
        if not abs(value) <= most:
            raise ValueError(
                tr(
                    "{value} is not allowed; allowed: numbers from {low} to {high}",
                    value=value,
                    low=f"{-most:.4g}",
                    high=f"{most:.4g}",
                )
            )
        theta[place] = value
        self._put(theta, Phrase("edit of a weight"), gesture)

    def _put_at(self, wish: object, gesture: Gesture | None) -> None:
        theta = self.observer.resolve(wish)
        if theta is not None:
            self._put(theta, Phrase("move on the surface"), gesture)

    def _put(self, theta: Any, label: str, gesture: Gesture | None) -> None:
        """Go on from other parameters; edits of one gesture are one branch."""
        run = self.runs.present
        if gesture and run.gesture == gesture and self._is_at_tip():
            self.status = Status()
            self.learner.put(theta)
            if self.update == run.first:
                run.keyframes = self.runs.begin(self.learner)
            else:
                run.keyframes.pin(self.learner.checkpoint())
            self._measure()
            return
        self._remember(label)
        experiment = self._experiment_now()
        parent = self._segment.number
        self._end_walk()
        self.learner.put(theta)
        self._add_run(experiment, parent)
        self.runs.present.gesture = gesture
        self.runs.present.began = label
        self.runs.present.marks.append(Mark(self.update, label, "edit"))

    def _recipe(self) -> Recipe | None:
        """Return how to come here by training; None if something was edited."""
        first = self.runs.line()[0]
        if self._segment is not first or first.first != 0:
            return None
        update = self.update
        marks = first.labels.bookmarks
        bookmarks = tuple(mark.update for mark in marks)
        names = tuple(
            (mark.update, mark.text)
            for mark in marks
            if not isinstance(mark.text, Phrase)
        )
        last = max((update, *bookmarks))
        changes = tuple(c for c in first.changes if c[0] <= last)
        return Recipe(first.experiment, changes, update, bookmarks, names)

    def _recall(
        self,
        changes: tuple[tuple[int, Any], ...],
        update: int,
        bookmarks: tuple[int, ...],
        names: tuple[tuple[int, str], ...],
    ) -> None:
        """Train again as a recipe says; to a file it is nothing new."""
        edition, undo = self._edition, list(self._undo)
        for when, settings in changes:
            self.advance(when - self.update)
            self._change(settings)
        last = max((update, *bookmarks))
        self.advance(last - self.update)
        self.playing = False
        for each in bookmarks:
            # A run that diverges does not come so far again.
            if each <= self.tip:
                self._seek(each)
                self._bookmark()
        for each, name in names:
            if self._bookmarked(each) is not None:
                self._name_bookmark(each, name)
        if bookmarks:
            self._seek(update)
        self._undo = undo
        self._edition = edition

    def _bookmark(self) -> None:
        """Put a bookmark at the moment shown, or take it away."""
        run, update = self._segment, self.update
        if run.labels.at(update) is not None:
            self._remove_bookmark(update)
            return
        taken = {mark.text for each in self.runs.line() for mark in each.marks}
        labels = run.labels.with_bookmark(update, taken)
        self._relabel(run, labels, labels.bookmarks[-1].text)

    def _bookmarked(self, update: int) -> Run | None:
        """Return the run of the present line with a bookmark at an update."""
        line = [run for run in self.runs.line() if self.runs.segment_end(run) >= update]
        found = (run for run in reversed(line) if run.labels.at(update) is not None)
        return next(found, None)

    def _require_bookmark(self, update: int) -> tuple[Run, Mark]:
        run = self._bookmarked(update)
        mark = None if run is None else run.labels.at(update)
        if run is None or mark is None:
            raise ValueError(
                tr(
                    "There is no bookmark at update {update} of the present line.",
                    update=f"{update:,}",
                )
            )
        return run, mark

    def _name_bookmark(self, update: int, name: str) -> None:
        run, mark = self._require_bookmark(update)
        clean = clean_name(name)
        if clean == mark.text:
            return
        label = Phrase("rename {what}", what=mark.text)
        self._relabel(run, run.labels.with_name_of(update, clean), label)

    def _remove_bookmark(self, update: int) -> None:
        run, mark = self._require_bookmark(update)
        label = Phrase("remove {what}", what=mark.text)
        self._relabel(run, run.labels.without_bookmark(update), label)

    def _name_run(self, number: int, name: str) -> None:
        run = self.runs[number]
        clean = clean_name(name) if name.strip() else ""
        if clean != run.name:
            label = Phrase("name of run {number}", number=number + 1)
            self._relabel(run, replace(run.labels, name=clean), label)

    def _remove_run(self, number: int) -> None:
        run = self.runs[number]
        if run in self.runs.line():
            raise ValueError(
                tr(
                    "Run {number} belongs to what is shown; allowed: runs that were "
                    "left",
                    number=number + 1,
                )
            )
        if not run.hidden:
            label = Phrase("remove run {number}", number=number + 1)
            self._relabel(run, replace(run.labels, hidden=True), label)

    def _relabel(self, run: Run, labels: Labels, label: str) -> None:
        """Write on a run; nothing else changes, and undo does the reverse."""
        entry = Undoable(label, run.number, self.update, labels=run.labels)
        self._push(entry)
        run.take_labels(labels)

    def _run_seeds(self, asked: SeedSettings) -> None:
        from visualizer.session.seed_study import SeedStudy

        check(asked)
        check(asked.criterion)
        experiment = self._experiment_now()
        if "seed" not in {name for name, _, _ in describe(type(experiment.settings))}:
            raise ValueError(tr("Nothing here depends on a seed."))
        self._study = SeedStudy(experiment, asked, self._clock)

    def _open_seed(self, seed: int) -> None:
        study = self._study
        if study is None or seed not in study.seeds:
            raise ValueError(tr("Seed {seed} is not among those run.", seed=seed))
        opened = study.experiment.with_settings(study.settings_of(seed))
        self._restart(opened, Phrase("open seed {seed}", seed=seed))
        self._play_until(AtEpoch(study.asked.epochs))

    def _go_back(self, halve: bool) -> None:
        """Return to the last moment at which the loss was close to its lowest.

        Close is up to twice as much: where a run has settled, the lowest loss of
        all is an accident that may lie far back.
        """
        line, found = self.runs.line(), []
        for run in line:
            updates, values = run.curve.arrays()
            inside = updates <= min(self.update, self.runs.segment_end(run))
            well = inside & np.isfinite(values[0])
            found.append((run, updates[well], values[0][well]))
        lowest = min(
            (float(loss.min()) for *_, loss in found if loss.size), default=0.0
        )
        bound = lowest + abs(lowest)
        best, update = line[0], line[0].first
        for run, updates, loss in found:
            good = updates[loss <= bound]
            # Of equal ones the later run: its settings are those that were tried.
            if good.size and int(good[-1]) >= update:
                best, update = run, int(good[-1])
        self.playing = False
        if self.runs.segment_at(update) is best:
            self._seek(update)
        else:
            # An edit took place at the best moment: go to before the edit.
            self._return(best.number, update)
        if halve:
            self._change(self._exhibit.slowed(self._experiment_now().settings))

    # Undo.

    def _begun(self, gesture: Gesture | None) -> Undoable | None:
        """Return what a gesture that goes on has put on the undo stack."""
        last = self._undo[-1] if self._undo else None
        return last if gesture and last and last.gesture == gesture else None

    def _remember(
        self, label: str, settings: Any = None, gesture: Gesture | None = None
    ) -> None:
        before = self._experiment_now().settings
        number = self.runs.present.number
        self._push(Undoable(label, number, self.update, settings, before, gesture))

    def _push(self, entry: Undoable) -> None:
        self._undo.append(entry)
        del self._undo[:-UNDO_DEPTH]
        self._redo.clear()

    def _take(self, stack: list[Undoable], other: list[Undoable]) -> None:
        """Take the last entry of one stack back and put its inverse on the other."""
        if not stack:
            return
        entry = stack.pop()
        if entry.labels is not None:
            run = self.runs[entry.run]
            other.append(replace(entry, labels=run.labels))
            run.take_labels(entry.labels)
            return
        present = self._experiment_now().settings
        if entry.settings is not None and entry.run == self.runs.present.number:
            other.append(replace(entry, settings=present, update=self.update))
            kept = (list(self._undo), list(self._redo))
            if self.status.condition == "diverged":
                # Other settings do not heal it: to where they were changed.
                self._seek(entry.update)
            self._change(entry.settings)
            self._undo, self._redo = kept
            return
        back = Undoable(entry.label, self.runs.present.number, self.update)
        try:
            self._return(entry.run, entry.update)
        except ValueError:
            stack.append(entry)
            raise
        other.append(back)

    # Measuring.

    def _measure(self) -> bool:
        """Add a point to the curve; return whether the run is still well."""
        metrics = self.learner.evaluate()
        update = self.learner.update
        self.runs.present.curve.append(update, metrics)
        self._metrics, self._metrics_update = metrics, update
        return self._check_health(metrics)

    def _measure_now(self) -> None:
        self._metrics = self.learner.evaluate()
        self._metrics_update = self.update

    def _measure_for_readout(self) -> None:
        now = self._clock()
        if not self.playing or now - self._last_readout >= READOUT_SECONDS:
            self._last_readout = now
            since = abs(self.update - self._metrics_update)
            if not self.playing or since >= self.learner.measuring_pause:
                self._measure_now()

    def _check_health(self, metrics: Metrics) -> bool:
        if _is_well(metrics.train_loss):
            return True
        self.status = Status("diverged", self.learner.update)
        self.playing = False
        return False

    def fail(self, cause: str) -> None:
        """Note that an error stopped the run, and what goes on beside it."""
        self.playing = False
        self._study = None
        self.status = Status("failed", self.learner.update, cause)
        self._serial += 1

    def _measured_speed(self) -> float:
        if not self.playing or len(self._speed) < 2:
            return 0.0
        seconds = self._clock() - self._speed[0][0]
        done = sum(count for _, count in list(self._speed)[1:])
        return done / seconds if seconds > 0 else 0.0

    def _phase(self) -> Phase | None:
        """Return the station of the walk; None where an example comes in."""
        if not self._walking:
            return None
        if self._collected == len(self.learner.upcoming()):
            return self.observer.closing[self._stage]
        if self._unit == "example" or not self._stage:
            return None
        return self.observer.phases(self._unit)[self._stage - 1]

    def _path_points(self) -> int:
        """Return how many moments a path is drawn through: fewer while it costs."""
        if not self.playing:
            return PATH_POINTS
        bearable = PATH_NUMBERS // int(self.learner.state.shape[1])
        return min(PATH_POINTS, max(LEAST_PATH_POINTS, bearable))

    def _moment(self) -> Moment:
        return Moment(
            update=self.learner.update,
            path=lambda: self.runs.trail(self.learner, self._path_points())[1],
            trail=lambda most: self.runs.trail(self.learner, most),
            kept=lambda most, row: self.runs.trail(self.learner, most, row)[1],
            phase=self._phase(),
            collected=self._collected,
            walking=self._walking,
            train_loss=self._metrics.train_loss,
            playing=self.playing,
            still=not self.playing or self.pace.slow,
            panels=self._panels,
            ghosts=lambda: self.runs.ghosts(self.learner.state.shape[1]),
            curve=lambda: self.runs.curve(self.learner.update),
        )


def _is_well(loss: float) -> bool:
    return math.isfinite(loss) and loss < DIVERGED_LOSS


def _gesture(command: do.Command, number: int) -> Gesture | None:
    """Return what tells a gesture from others, of which each kind counts its own."""
    return (type(command), number) if number else None
