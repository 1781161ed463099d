"""The thread: frames on demand, commands, failures, and a clean end."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.session.builders import digest, experiment_of
from visualizer.session import commands as do
from visualizer.session.mailbox import Mailbox
from visualizer.session.pace import PACE_BY_KEY
from visualizer.session.session import Session
from visualizer.session.snapshot import Snapshot, Status
from visualizer.session.worker import CALM, Worker

ALL_PANELS = frozenset({"network", "output", "neuron", "loss", "surface", "details"})

PATIENCE = 20.0
"""Seconds after which a thread that does not answer fails a test."""


class Slot(Mailbox):
    """A mailbox whose window sleeps until a snapshot is there."""

    def __init__(self) -> None:
        super().__init__()
        self._arrived = threading.Event()

    def put(self, snapshot: Snapshot) -> None:
        super().put(snapshot)
        self._arrived.set()

    def arrives(self, seconds: float = PATIENCE) -> bool:
        return self._arrived.wait(seconds)

    def answers(self, seconds: float) -> bool:
        """Ask for a snapshot, and tell whether one comes."""
        self._arrived.clear()
        self.ask(ALL_PANELS)
        return self.arrives(seconds)

    def next(self, panels: frozenset[str] = ALL_PANELS) -> Snapshot:
        """Ask for a snapshot and wait for it."""
        self._arrived.clear()
        self.ask(panels)
        assert self.arrives(), "no snapshot came"
        snapshot = self.take()
        assert snapshot is not None
        return snapshot

    def until(self, wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """Ask again and again until a snapshot is as wanted."""
        stop = time.monotonic() + PATIENCE
        while time.monotonic() < stop:
            snapshot = self.next()
            if wanted(snapshot):
                return snapshot
        raise AssertionError("no snapshot was as wanted")


class Desk:
    """A worker with its mailbox, and what it refused."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.mailbox = Slot()
        self.refused: list[str] = []
        self.refusal = threading.Event()
        self.worker = Worker(session, self.mailbox, self._refuse)
        self.worker.start()

    def _refuse(self, text: str) -> None:
        self.refused.append(text)
        self.refusal.set()

    def send(self, *commands: do.Command) -> None:
        for command in commands:
            self.mailbox.send(command)


Start = Callable[..., Desk]


@pytest.fixture
def start() -> Iterator[Start]:
    desks: list[Desk] = []

    def begin(key: str = "circle", **changes: Any) -> Desk:
        desks.append(Desk(Session(experiment_of(key, **changes))))
        return desks[-1]

    yield begin
    for desk in desks:
        desk.worker.stop()


def test_a_frame_comes_when_it_is_asked_for(start: Start) -> None:
    desk = start()
    shown = desk.mailbox.next()
    assert (shown.update, shown.playing) == (0, False)
    assert desk.mailbox.take() is None, "a snapshot is taken once"


def test_frames_come_only_when_asked_for(start: Start) -> None:
    desk = start()
    desk.mailbox.next()
    desk.mailbox._arrived.clear()
    desk.send(do.SetPace("full"), do.Play())
    assert not desk.mailbox.arrives(0.05)
    assert desk.mailbox.until(lambda shown: shown.update > 100).playing


def test_no_second_frame_of_the_same_moment(start: Start) -> None:
    desk = start()
    nothing: frozenset[str] = frozenset()
    desk.send(do.Look(replace(desk.session.watch, visible=nothing)))
    shown = desk.mailbox.until(lambda shown: shown.watch.visible == nothing)
    desk.mailbox._arrived.clear()
    desk.mailbox.ask(ALL_PANELS)
    assert not desk.mailbox.arrives(0.05), "nothing has happened"
    desk.send(do.Step("batch"))
    assert desk.mailbox.arrives(), "the wish stands until something happens"
    after = desk.mailbox.take()
    assert after is not None
    assert (after.update, after.serial > shown.serial) == (1, True)
    assert desk.mailbox.next(frozenset({"network"})).panels == {"network"}


def test_playing_and_pausing(start: Start) -> None:
    desk = start()
    desk.send(do.SetPace("full"), do.Play())
    shown = desk.mailbox.until(lambda shown: shown.update > 500)
    assert shown.playing
    assert desk.mailbox.until(lambda shown: shown.updates_per_second > 0.0)
    desk.send(do.Pause())
    shown = desk.mailbox.until(lambda shown: not shown.playing)
    assert shown.metrics_update == shown.update


def test_slow_and_fast_rungs_move_on(start: Start) -> None:
    desk = start()
    for pace in ("product", "slow", "moderate"):
        desk.send(do.SetPace(pace), do.Play())
        before = desk.mailbox.until(lambda shown, pace=pace: shown.pace == pace)

        def moved(shown: Snapshot, before: Snapshot = before) -> bool:
            return (shown.update, shown.collected, shown.frame.phase) != (
                before.update,
                before.collected,
                before.frame.phase,
            )

        assert desk.mailbox.until(moved).playing


def test_commands_are_carried_out_in_their_order(start: Start) -> None:
    desk = start()
    desk.send(
        do.Step("batch", 30),
        do.Seek(10),
        do.Edit(1, 0, 0, 0.5),
        do.Step("batch", 5),
        do.Undo(),
    )
    shown = desk.mailbox.until(lambda shown: shown.handled == 5)
    assert (shown.run, shown.update, shown.tip) == (0, 10, 30)
    assert shown.redo_label == "edit of a weight"


def test_a_threaded_run_is_the_run_of_a_session_alone(start: Start) -> None:
    desk = start()
    desk.send(do.SetPace("full"), do.Play())
    desk.mailbox.until(lambda shown: shown.update > 300)
    desk.send(do.Pause())
    update = desk.mailbox.until(lambda shown: not shown.playing).update
    desk.worker.stop()
    alone = Session(experiment_of())
    alone.advance(update)
    assert digest(alone) == digest(desk.session)


def test_the_surface_gets_finished_while_paused(start: Start) -> None:
    desk = start()
    desk.send(do.Step("epoch", 2))
    shown = desk.mailbox.until(
        lambda shown: (
            shown.frame.surface is not None
            and shown.frame.surface.progress == 1.0
            and shown.frame.surface.laid_at == 50
        )
    )
    assert np.isfinite(shown.frame.surface.values).all()


def test_work_that_the_next_moment_throws_away_is_not_begun(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start()
    desk.send(do.Step("batch", 20))
    desk.mailbox.until(lambda shown: shown.update == 20)
    session, sought, begun = desk.session, [], []
    execute, work = session.execute, session.work

    def seek(command: do.Command) -> None:
        sought.append(time.perf_counter())
        execute(command)

    def begin(seconds: float) -> bool:
        begun.append((time.perf_counter(), len(sought)))
        return work(seconds)

    monkeypatch.setattr(session, "execute", seek)
    monkeypatch.setattr(session, "work", begin)
    for update in range(10):
        desk.send(do.Seek(update))
        time.sleep(0.01)
    desk.mailbox.until(lambda _: any(count == 10 for _, count in begun))
    assert all(at - sought[count - 1] >= CALM for at, count in begun if count)


def test_the_surface_is_worked_on_while_playing(start: Start) -> None:
    desk = start()
    desk.send(do.SetPace("full"), do.Play())
    assert desk.mailbox.until(
        lambda shown: (
            shown.playing
            and shown.frame.surface is not None
            and shown.frame.surface.values is not None
        )
    )


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (do.Edit(9, 0, 0, 1.0), "layer 8; allowed: 0 to 2"),
        (do.Edit(1, 0, 0, math.inf), "inf is not allowed; allowed: numbers from -3.4"),
        (do.Edit(1, 0, 0, 1e99), "1e+99 is not allowed; allowed: numbers from -3.4"),
        (do.Return(77, 0), "run 77 is unknown"),
        (do.SetPace("warp"), "pace 'warp' is unknown"),
    ],
)
def test_a_refused_command_is_told_and_the_run_goes_on(
    start: Start, command: do.Command, sentence: str
) -> None:
    desk = start()
    desk.send(do.Play(), command)
    assert desk.refusal.wait(PATIENCE)
    assert sentence in desk.refused[0]
    shown = desk.mailbox.until(lambda shown: shown.handled == 2)
    assert shown.status.condition == "ok"
    assert shown.playing


def test_a_value_out_of_range_is_told_with_the_range(start: Start) -> None:
    desk = start()
    settings = desk.session.snapshot().experiment.settings
    desk.send(do.Change(replace(settings, learning_rate=-1.0)))
    assert desk.refusal.wait(PATIENCE)
    (sentence,) = desk.refused
    assert "learning_rate" in sentence
    assert "from 1e-06 to 100" in sentence


@pytest.mark.parametrize("where", ["tick", "work", "execute"])
def test_an_error_becomes_a_failure_that_is_shown(
    start: Start,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    desk = start()
    desk.mailbox.next()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(desk.session, where, broken)
    desk.send(do.Play())
    if where == "work":
        desk.send(do.Pause())
    shown = desk.mailbox.until(lambda shown: shown.status.condition == "failed")
    assert shown.status.cause == "RuntimeError: the disk is on fire"
    assert not shown.playing
    assert shown.frame is not None
    assert "the disk is on fire" in capfd.readouterr().err
    monkeypatch.undo()
    desk.send(do.Reset())
    shown = desk.mailbox.until(lambda shown: shown.run == 1)
    assert shown.status.condition == "ok"


def test_a_frame_that_cannot_be_captured_is_a_failure_with_the_last_frame(
    start: Start, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = start()
    frame = desk.mailbox.next().frame

    def broken(*_: object) -> None:
        raise IndexError("index 9 is out of bounds")

    monkeypatch.setattr(desk.session.observer, "capture", broken)
    desk.send(do.Step("batch"))
    shown = desk.mailbox.until(lambda shown: shown.status.condition == "failed")
    assert shown.frame.sizes == frame.sizes
    assert shown.status.cause == "IndexError: index 9 is out of bounds"
    capfd.readouterr()


def test_a_snapshot_that_always_fails_does_not_spin(
    start: Start, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = start()
    calls: list[float] = []
    second = threading.Event()

    def broken(*_: object) -> None:
        calls.append(time.monotonic())
        if len(calls) == 2:
            second.set()
        raise RuntimeError("no picture")

    monkeypatch.setattr(desk.session, "snapshot", broken)
    desk.mailbox.ask(ALL_PANELS)
    assert second.wait(PATIENCE)
    assert not threading.Event().wait(0.05)
    assert len(calls) <= 3
    monkeypatch.undo()
    desk.send(do.Reset())
    assert desk.mailbox.arrives()
    capfd.readouterr()


def test_numbers_that_overflow_do_not_warn_in_the_thread(
    start: Start, capfd: pytest.CaptureFixture[str]
) -> None:
    desk = start("reg-plane", learning_rate=100.0)
    desk.send(do.SetPace("full"), do.Play())
    shown = desk.mailbox.until(lambda shown: shown.status.condition == "diverged")
    assert not shown.playing
    assert capfd.readouterr().err == ""


def test_training_rests_and_goes_on_where_it_was(start: Start) -> None:
    desk = start()
    for command in (do.SetPace("full"), do.Play()):
        desk.mailbox.send(command)
    desk.mailbox.until(lambda shown: shown.update > 50)
    desk.worker.set_resting(True)
    # The turn that it is in comes to its end, and may answer.
    desk.mailbox.answers(0.2)
    update = desk.session.update
    assert not desk.mailbox.answers(0.2)
    assert desk.session.update == update
    desk.worker.set_resting(False)
    desk.mailbox.until(lambda shown: shown.update > update)


def test_a_thread_that_rests_can_be_stopped() -> None:
    worker = Worker(Session(experiment_of()), Mailbox(), lambda text: None)
    worker.set_resting(True)
    worker.start()
    worker.stop()
    assert not worker.is_alive()


@pytest.mark.parametrize("pace", ["full", "slow", None])
def test_stopping_leaves_no_thread(pace: str | None) -> None:
    before = threading.active_count()
    desk = Desk(Session(experiment_of()))
    if pace is not None:
        desk.send(do.SetPace(pace), do.Play())
    desk.mailbox.next()
    began = time.monotonic()
    desk.worker.stop()
    assert time.monotonic() - began < 2.0
    assert not desk.worker.is_alive()
    assert threading.active_count() == before
    desk.worker.stop()


def test_the_thread_is_named_and_does_not_hold_the_program() -> None:
    worker = Worker(Session(experiment_of()), Mailbox(), lambda text: None)
    assert worker.name == "session"
    assert worker.daemon


class SlowSession:
    """Frames that take long to make, on a clock of its own."""

    def __init__(self) -> None:
        self.now = 100.0
        self.playing = True
        self.pace = PACE_BY_KEY["full"]
        self.status = Status()
        self.serial = 0
        self.trained = 0.0
        self.pictured = 0.0

    def tick(self, elapsed: float, budget: float) -> None:
        self.now += budget
        self.trained += budget
        self.serial += 1

    def work(self, seconds: float) -> bool:
        return False

    def snapshot(self, panels: frozenset[str]) -> Any:
        self.now += 0.06
        self.pictured += 0.06
        return None


def test_slow_frames_leave_half_of_the_time_to_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session: Any = SlowSession()
    mailbox = Mailbox()
    worker = Worker(session, mailbox, lambda text: None)
    clock = SimpleNamespace(perf_counter=lambda: session.now)
    monkeypatch.setattr("visualizer.session.worker.time", clock)
    for _ in range(300):
        mailbox.ask(ALL_PANELS)
        worker._turn(0.004)
    assert session.pictured == pytest.approx(session.trained, rel=0.2)
    assert session.pictured > 0.0
    # At rest nothing waits.
    session.playing = False
    before = session.pictured
    session.serial += 1
    mailbox.ask(ALL_PANELS)
    monkeypatch.setattr(mailbox, "sleep", lambda seconds: None)
    worker._turn(0.004)
    assert session.pictured > before
