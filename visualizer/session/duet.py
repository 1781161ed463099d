"""Two experiments side by side, trained in lockstep; or one alone.

At the right stands a session of its own, with its own runs, undo and ghosts. What
moves through time is done to both, so that both always show the same update; all
else is done to the side that it is meant for. Like a session, a duet is
synchronous and deterministic.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from visualizer.exhibits import StepUnit
from visualizer.language import Phrase, tr
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.pace import Pace
from visualizer.session.runs import Reached
from visualizer.session.session import Session
from visualizer.session.snapshot import (
    Edition,
    PairSnapshot,
    Snapshot,
    Status,
    panels_of,
)

if TYPE_CHECKING:
    from visualizer.session.archive import SessionArchive


SHARED = (do.Play, do.Pause, do.Step, do.Seek, do.SetPace, do.Reset)
"""Commands that are for both sides."""

MOST_STRIDE = 64
STRIDE_SECONDS = 0.002
"""Updates that one side does before the other follows, and how long they may take."""


class Duet:
    """Holds the present session and, during a comparison, a second one.

    Parameters
    ----------
    session : Session
        The present session: the left side; it outlives every comparison.
    clock : callable
        Seconds; for deadlines alone.

    Attributes
    ----------
    left : Session
    right : Session or None
        None while nothing is compared.
    """

    def __init__(
        self, session: Session, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.left = session
        self.right: Session | None = None
        self._shared: dict[int, Reached] = {}
        self._active = session
        self._clock = clock
        self._serial = 0
        self._handled = 0
        self._stride = 1

    # What the worker asks.

    @property
    def sides(self) -> tuple[Session, ...]:
        """The sessions that go on: one, or the left and the right one."""
        return (self.left,) if self.right is None else (self.left, self.right)

    @property
    def playing(self) -> bool:
        """Whether any side runs on."""
        return any(side.playing for side in self.sides)

    @property
    def pace(self) -> Pace:
        """The rung of the speed ladder, which is the same for both."""
        return self.left.pace

    @property
    def status(self) -> Status:
        """How the session is; that of a side which failed before the other's."""
        failed = (s.status for s in self.sides if s.status.condition == "failed")
        return next(failed, self.left.status)

    @property
    def serial(self) -> int:
        """Changes with everything that a snapshot would show."""
        return self._serial + sum(side.serial for side in self.sides)

    @property
    def edition(self) -> Edition:
        """Changes with everything that a project file would keep, of both sides."""
        restored, changes = self.left.edition
        right = 0 if self.right is None else self.right.edition[1]
        return restored, changes + right

    @property
    def tip(self) -> int:
        """Last update that both sides have; a side that diverged counts no more."""
        going = [side.tip for side in self.sides if not side.ends_diverged]
        return min(going) if going else max(side.tip for side in self.sides)

    # Commands.

    def execute(self, command: do.Command) -> None:
        """Carry out a command, on both sides or on the one that it is for.

        Raises
        ------
        ValueError
            If it asks for what is not allowed; nothing has happened.
        """
        self._handled += 1
        self._serial += 1
        match command:
            case do.Compare(work, run):
                self._compare(work, run)
            case do.EndCompare(keep_right):
                self._require_right()
                self.end(keep_right)
            case do.On(place, inner):
                self._on(place, inner)
            case do.Restore():
                self.end()
                self._tell(self.left, command)
            case do.Export(deliver, history_bytes):
                deliver(self.export(history_bytes))
            case do.Recall():
                self._tell(self.left, command)
            case do.Step(unit, count) if self.right is not None:
                self._step(unit, count)
            case do.Seek(update) if self.right is not None:
                self._seek(update)
            case _ if isinstance(command, SHARED):
                for side in self.sides:
                    self._tell(side, command)
            case _:
                self._on(0, command)

    def end(self, keep_right: bool = False) -> None:
        """End the comparison; what the right side did stays as runs of the left one.

        Parameters
        ----------
        keep_right : bool
            Whether the moment of the right side is then the present one.
        """
        right = self.right
        if right is None:
            return
        self.right, self._active = None, self.left
        self._serial += right.serial + 1
        self.left.absorb(right, self._shared, keep_right)

    def export(self, history_bytes: int) -> SessionArchive:
        """Return what is kept in a file: the left side, and the right one's runs."""
        archive = self.left.export(history_bytes)
        if self.right is None:
            return archive
        other = self.right.export(history_bytes)
        joined = archive.joined(other, self._shared, history_bytes)
        return replace(joined, edition=self.edition)

    def _compare(
        self, work: Experiment | SessionArchive | None, run: int | None
    ) -> None:
        left = self.left
        playing = left.playing
        if work is not None:
            right, shared = self._session_of(work), {}
        else:
            if run is not None and run not in left.runs:
                raise ValueError(tr("There is no run {number}.", number=run + 1))
            if run is not None:
                self._require_same_exhibit(left.runs[run].experiment)
            right, shared = left.twin(run), left.runs.reached()
        right.watch = (self.right or left).watch
        self.end()
        # The copy that was just made does not know of what has now been absorbed.
        self.right, self._shared = right, shared
        target = min(left.update, self.tip)
        for side in self.sides:
            self._tell(side, do.Seek(target))
            self._tell(side, do.Play() if playing else do.Pause())

    def _session_of(self, work: Experiment | SessionArchive) -> Session:
        """Return a session for the right side that starts or goes on."""
        archive = None if isinstance(work, Experiment) else work
        experiment = work if isinstance(work, Experiment) else work.experiment()
        self._require_same_exhibit(experiment)
        right = Session(experiment, self.left.runs.limit, self._clock)
        right.runs.present.began = Phrase("comparison")
        if archive is not None:
            right.restore(archive)
        right.execute(do.SetPace(self.left.pace.key))
        return right

    def _on(self, place: int, command: do.Command) -> None:
        """Carry a command out on one side, and let the other one come along."""
        if place and self.right is None and isinstance(command, do.Look):
            # It was sent before the comparison ended.
            return
        session = self.left if place == 0 else self._require_right()
        other = self.right if place == 0 else self.left
        if other is None:
            self._tell(session, command)
            return
        before, played = session.update, session.playing
        self._tell(session, command)
        if session.exhibit_class is not other.exhibit_class:
            # What was compared is left: undo, a run or a preset led elsewhere.
            self.end(keep_right=place == 1)
            return
        if isinstance(command, do.PlayUntil):
            self._tell(other, do.DropGoal())
        if session.update != before:
            self._seek(session.update)
        if session.playing != played:
            self._tell(other, do.Play() if session.playing else do.Pause())

    def _require_right(self) -> Session:
        if self.right is None:
            raise ValueError(tr("Nothing is being compared."))
        return self.right

    def _require_same_exhibit(self, experiment: Experiment) -> None:
        """Refuse what cannot be laid beside the left side."""
        own = self.left.exhibit_class
        if experiment.exhibit != own.key:
            raise ValueError(
                tr(
                    "Exhibit {other} cannot stand beside {own}; allowed: "
                    "experiments of the same exhibit",
                    other=tr(experiment.exhibit_class().title),
                    own=tr(own.title),
                )
            )

    def _tell(self, session: Session, command: do.Command) -> None:
        self._active = session
        session.execute(command)

    # Time.

    def tick(self, elapsed: float, budget: float) -> None:
        """Advance as the pace asks, for `budget` seconds at most; see `Session`."""
        leader = next((side for side in self.sides if side.playing), None)
        if self.right is None or leader is None:
            self.left.tick(elapsed, budget)
            return
        deadline = self._clock() + budget
        unit, beats = leader.beats(elapsed)
        if unit == "batch":
            self.advance(beats, deadline)
        else:
            for _ in range(beats or 0):
                self._walk(unit, forward=True)
        self._halt_together()

    def advance(self, updates: int | None = None, deadline: float = math.inf) -> int:
        """Do updates on both sides in turn, until their number or the deadline.

        A side that diverges stays where it is and the other one goes on. Where
        one side reaches its goal both stop.

        Returns
        -------
        int
            Updates done.
        """
        done, most = 0, math.inf if updates is None else updates
        while done < most:
            began = self._clock()
            count = self._together(int(min(most - done, self._stride)))
            done += count
            now = self._clock()
            # How many at a time changes nothing of what comes out.
            if now - began > STRIDE_SECONDS:
                self._stride = max(1, self._stride // 2)
            elif count == self._stride:
                self._stride = min(MOST_STRIDE, 2 * self._stride)
            if not count or now >= deadline or self._stands():
                break
        return done

    def _together(self, count: int) -> int:
        """Let the sides that are well do some updates; return how many were done."""
        # Who has a goal goes first: the other one must not go beyond it.
        well = sorted(self._well(), key=lambda side: not side.has_goal)
        if not well:
            return 0
        start = max(side.update for side in well)
        target = start + count
        for side in well:
            self._active = side
            side.advance(target - side.update)
            if side.status.condition == "ok":
                target = side.update
        return max(side.update for side in well) - start

    def _stands(self) -> bool:
        """Return whether a side that is well was stopped, by its goal."""
        return self.playing and any(not side.playing for side in self._well())

    def _halt_together(self) -> None:
        if self._stands():
            for side in self.sides:
                self._tell(side, do.Pause())

    def _well(self) -> list[Session]:
        return [side for side in self.sides if side.status.condition == "ok"]

    def _walk(self, unit: StepUnit, forward: bool) -> None:
        """Move one station; with batches of two sizes one side waits for the other."""
        sides = self._well() if forward else list(self.sides)
        if sides:
            choose = min if forward else max
            at = choose(side.update for side in sides)
            for side in sides:
                if side.update == at:
                    self._active = side
                    side.walk(unit, forward)

    def _step(self, unit: StepUnit, count: int) -> None:
        for side in self.sides:
            self._tell(side, do.Pause())
        if unit not in ("batch", "epoch"):
            for _ in range(abs(count)):
                self._walk(unit, forward=count > 0)
            return
        first, *others = sorted(
            self._well() or self.sides, key=lambda side: -side.update
        )
        self._tell(first, do.Step(unit, count))
        if count < 0:
            self._seek(first.update)
            return
        for side in others:
            if first.status.condition != "ok":
                self._tell(side, do.Step(unit, count))
            else:
                self._active = side
                side.advance(first.update - side.update)

    def _seek(self, update: int) -> None:
        """Show an update on both sides, as far as both have it."""
        target = min(update, self.tip)
        for side in self.sides:
            if side.update != min(target, side.tip) or side.is_walking:
                self._tell(side, do.Seek(target))

    def work(self, seconds: float) -> bool:
        """Do background work for both sides; return whether there was any."""
        worked = False
        share = seconds / len(self.sides)
        for side in self.sides:
            self._active = side
            worked = side.work(share) or worked
        return worked

    def fail(self, cause: str) -> None:
        """Note that an error stopped the side that was at work; both pause."""
        for side in self.sides:
            side.execute(do.Pause())
        self._active.fail(cause)

    # Looking.

    def snapshot(self, panels: frozenset[str] | None = None) -> Snapshot | PairSnapshot:
        """Capture the present moment of one side, or of both.

        Parameters
        ----------
        panels : frozenset of str, optional
            Panels that wait for it, those of the right side with
            `snapshot.RIGHT` before their names; all those in sight when absent.
        """
        marks = self.serial, self._handled, self.edition
        left = self.left.snapshot(panels_of(panels, 0)).stamped(*marks)
        if self.right is None:
            return left
        right = self.right.snapshot(panels_of(panels, 1)).stamped(*marks)
        return PairSnapshot(left, right, self.tip)
