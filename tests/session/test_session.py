"""Playing, stepping, seeking and resetting, without a thread."""

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.session.builders import (
    Clock,
    change,
    digest,
    experiment_of,
    session_of,
    settings_of,
    small_session,
    theta,
)
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits import DETAILS
from visualizer.exhibits.playground import Playground
from visualizer.scenes.graph import Phase
from visualizer.session import commands as do
from visualizer.session.pace import PACES
from visualizer.session.session import Session
from visualizer.settings import SettingError

UNITS = ("product", "neuron", "layer", "example", "batch", "epoch")


def fresh_learner(session: Session, updates: int) -> Any:
    """Return a learner trained from the start without any session."""
    learner = Playground().build(settings_of(session))
    for _ in range(updates):
        learner.step()
    return learner


# Playing.


def test_a_session_starts_paused_at_the_first_moment() -> None:
    session = session_of()
    shown = session.snapshot()
    assert not shown.playing
    assert (shown.update, shown.tip, shown.run, shown.epoch) == (0, 0, 0, 0.0)
    assert (shown.pace, shown.updates_per_second) == ("moderate", 0.0)
    assert (shown.undo_label, shown.redo_label) == ("", "")
    assert shown.status.condition == "ok"
    assert shown.updates_per_epoch == 25
    assert shown.batch_size == 10
    session.tick(1.0, 1.0)
    assert session.update == 0


def test_training_in_a_session_is_training_alone() -> None:
    session = session_of()
    session.advance(333)
    learner = fresh_learner(session, 333)
    assert digest(session)[0] == learner.state.tobytes()
    assert session.snapshot().metrics == learner.evaluate()


def test_ten_epochs_a_second() -> None:
    session = session_of()
    session.execute(do.Play())
    session.tick(0.0, 1.0)
    assert session.update == 1, "the first beat comes at once"
    session.tick(0.1, 1.0)
    assert session.update == 26
    for _ in range(100):
        session.tick(0.001, 1.0)
    assert session.update == pytest.approx(51, abs=1)


def test_what_cannot_be_caught_up_is_forgotten() -> None:
    session = session_of()
    session.execute(do.Play())
    session.tick(60.0, 1.0)
    assert session.update == 62, "a quarter of a second of 250 updates a second"


@pytest.mark.parametrize(
    ("pace", "seconds", "updates"), [("slow", 0.5, 1), ("update", 2.0, 1)]
)
def test_slow_rungs_beat_steadily(pace: str, seconds: float, updates: int) -> None:
    session = session_of()
    session.execute(do.SetPace(pace))
    session.execute(do.Play())
    session.tick(0.0, 1.0)
    for number in range(1, 6):
        session.tick(0.9 * seconds, 1.0)
        assert session.update == number
        session.tick(0.1 * seconds + 1e-9, 1.0)
        assert session.update == number + updates


def test_full_speed_works_until_the_budget_is_used_up() -> None:
    clock = Clock(beat=0.001)
    session = session_of(clock=clock)
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    session.tick(0.0, 0.05)
    # A stretch between two checkpoints is not interrupted.
    assert 0.05 <= clock.now <= 0.06
    assert session.update > 40


def test_a_pace_by_example_collects_gradients() -> None:
    session = session_of()
    session.execute(do.SetPace("example"))
    session.execute(do.Play())
    seen = []
    for _ in range(12):
        session.tick(1.0, 1.0)
        seen.append((session.update, session.snapshot().collected))
    assert seen == [*((0, n) for n in range(1, 10)), (1, 0), (1, 1), (1, 2)]


def test_a_faster_pace_ends_the_walk() -> None:
    for pace in ("full", "moderate", "slow"):
        session = session_of(clock=Clock(beat=0.001))
        session.execute(do.Step("example", 8))
        session.execute(do.SetPace(pace))
        session.execute(do.Play())
        session.tick(1.0, 0.01)
        assert session.update > 0
        assert session.snapshot().collected == 0


def test_pausing_and_playing_on() -> None:
    session = session_of()
    session.execute(do.Play())
    session.tick(0.1, 1.0)
    session.execute(do.Pause())
    at = session.update
    session.tick(1.0, 1.0)
    assert session.update == at
    session.execute(do.Play())
    session.tick(0.0, 1.0)
    assert session.update == at + 1


@pytest.mark.parametrize("pace", PACES, ids=lambda pace: pace.key)
def test_every_rung_moves_on(pace: Any) -> None:
    session = small_session(clock=Clock(beat=1e-4))
    session.execute(do.SetPace(pace.key))
    session.execute(do.Play())
    before = session.snapshot()
    for _ in range(3):
        session.tick(2.0, 0.02)
    after = session.snapshot()
    moved = after.update > before.update or after.collected > 0
    assert moved or after.frame.phase is not None
    assert after.pace == pace.key


def test_an_unknown_pace_is_refused() -> None:
    session = session_of()
    with pytest.raises(ValueError, match=r"pace 'warp' is unknown; allowed: product"):
        session.execute(do.SetPace("warp"))
    assert session.snapshot().pace == "moderate"


def test_an_unknown_command_is_an_error_of_the_program() -> None:
    with pytest.raises(TypeError, match="unknown command"):
        session_of().execute(do.Command())


def test_the_speed_is_measured_while_playing() -> None:
    clock = Clock()
    session = session_of(clock=clock)
    session.execute(do.Play())
    for _ in range(20):
        clock.now += 0.1
        session.tick(0.1, 1.0)
    assert session.snapshot().updates_per_second == pytest.approx(250.0, rel=0.02)
    session.execute(do.Pause())
    assert session.snapshot().updates_per_second == 0.0


def test_read_outs_change_five_times_a_second_at_most() -> None:
    clock = Clock()
    session = session_of(clock=clock)
    session.execute(do.Play())
    session.snapshot()
    seen = []
    for _ in range(40):
        clock.now += 0.05
        # Within an epoch, far from the start, nothing is measured for the curve.
        session._metrics_update = -1
        before = session._metrics_update
        session.snapshot()
        seen.append(session._metrics_update != before)
    assert sum(seen) == pytest.approx(10, abs=1)


# Stepping.


def place(session: Session) -> tuple[Any, ...]:
    shown = session.snapshot()
    return (digest(session), shown.collected, shown.frame.phase, shown.frame.example)


@pytest.mark.parametrize("unit", UNITS)
def test_steps_back_retrace_the_steps_forward(unit: Any) -> None:
    session = small_session()
    # Walking by the unit shows its example; begin the way back in the same.
    session.execute(do.Step(unit, 1))
    steps = 60 if unit in ("product", "neuron", "layer") else 20
    way = [place(session)]
    for _ in range(steps):
        session.execute(do.Step(unit, 1))
        way.append(place(session))
    assert len({repr(station) for station in way}) == len(way)
    for station in reversed(way[:-1]):
        session.execute(do.Step(unit, -1))
        assert place(session) == station


@pytest.mark.parametrize("unit", UNITS)
def test_steps_back_stop_at_the_start(unit: Any) -> None:
    session = small_session()
    session.execute(do.Step(unit, 3))
    session.execute(do.Step(unit, -50))
    assert session.update == 0
    assert session.snapshot().collected == 0
    session.execute(do.Step(unit, -1))
    assert session.update == 0


@pytest.mark.parametrize("unit", UNITS)
def test_many_steps_at_once_are_steps_one_by_one(unit: Any) -> None:
    first, second = small_session(), small_session()
    first.execute(do.Step(unit, 7))
    for _ in range(7):
        second.execute(do.Step(unit, 1))
    assert place(first) == place(second)


@pytest.mark.parametrize("unit", UNITS)
def test_a_step_pauses(unit: Any) -> None:
    session = small_session()
    session.execute(do.Play())
    session.execute(do.Step(unit))
    assert not session.playing


def test_gradients_are_collected_and_the_weights_move_at_the_end() -> None:
    session = session_of()
    start = digest(session)
    for collected in range(1, 10):
        session.execute(do.Step("example"))
        shown = session.snapshot()
        assert (shown.collected, shown.batch_size) == (collected, 10)
        assert digest(session) == start
        assert shown.frame.example == shown.frame.order[collected]
    session.execute(do.Step("example"))
    assert (session.update, session.snapshot().collected) == (1, 0)
    assert digest(session)[0] == fresh_learner(session, 1).state.tobytes()


def test_a_walk_through_one_example_passes_every_station() -> None:
    session = small_session()
    for unit, stations in (("layer", 4), ("neuron", 8), ("product", 13)):
        session.execute(do.Reset())
        phases = []
        for _ in range(stations):
            session.execute(do.Step(unit))  # type: ignore[arg-type]
            phases.append(session.snapshot().frame.phase)
        assert tuple(phases) == session.observer.phases(unit)  # type: ignore[arg-type]
        session.execute(do.Step(unit))  # type: ignore[arg-type]
        shown = session.snapshot()
        assert (shown.frame.phase, shown.collected) == (None, 1)
    assert phases[0] == Phase("forward", 1, 0, 0)
    assert phases[-1] == Phase("backward", 1, 2)


def test_changing_the_unit_stays_at_the_example() -> None:
    session = session_of()
    session.execute(do.Step("example", 3))
    session.execute(do.Step("layer", 2))
    shown = session.snapshot()
    assert shown.collected == 3
    assert shown.frame.phase == Phase("forward", 2)
    session.execute(do.Step("neuron", 1))
    shown = session.snapshot()
    assert (shown.collected, shown.frame.phase) == (3, Phase("forward", 1, 0))


def test_stepping_by_batch_completes_or_abandons_a_walk() -> None:
    session = session_of()
    session.advance(5)
    session.execute(do.Step("example", 3))
    session.execute(do.Step("batch", 1))
    assert (session.update, session.snapshot().collected) == (6, 0)
    session.execute(do.Step("example", 3))
    session.execute(do.Step("batch", -1))
    assert (session.update, session.snapshot().collected) == (6, 0)
    session.execute(do.Step("example", 3))
    session.execute(do.Step("batch", -2))
    assert session.update == 5


def test_steps_by_epoch_go_to_its_borders() -> None:
    session = session_of()
    session.advance(30)
    session.execute(do.Step("epoch", 1))
    assert session.update == 50
    session.execute(do.Step("epoch", 2))
    assert session.update == 100
    session.advance(3)
    session.execute(do.Step("epoch", -1))
    assert session.update == 100
    session.execute(do.Step("epoch", -1))
    assert session.update == 75
    session.execute(do.Step("epoch", -2))
    assert session.update == 25
    session.execute(do.Step("epoch", -9))
    assert session.update == 0


def test_steps_by_epoch_find_their_way_past_other_batch_sizes() -> None:
    session = session_of()
    borders = [0]
    for size in (10, 1, 7, 100, 1, 3):
        change(session, batch_size=size)
        session.execute(do.Step("epoch", 1))
        borders.append(session.update)
    for border in reversed(borders[:-1]):
        session.execute(do.Step("epoch", -1))
        assert session.update == border
    session.execute(do.Seek(borders[-1]))
    session.execute(do.Step("epoch", -4))
    assert session.update == borders[2]


def test_a_batch_size_changed_within_an_epoch() -> None:
    session = session_of()
    session.advance(7)
    change(session, batch_size=90)
    assert session.snapshot().batch_size == 90
    session.advance(1)
    assert session.snapshot().batch_size == 90
    session.advance(1)
    assert session.learner.position.epoch == 1
    session.advance(1)
    session.execute(do.Step("epoch", -1))
    assert session.learner.position.seen == 0
    assert session.update == 9
    session.execute(do.Step("epoch", -1))
    assert session.update == 0


def test_a_smaller_batch_ends_a_walk_that_went_further() -> None:
    session = session_of()
    session.execute(do.Step("example", 8))
    change(session, batch_size=9)
    assert session.snapshot().collected == 8
    change(session, batch_size=5)
    shown = session.snapshot()
    assert (shown.collected, shown.batch_size) == (0, 5)


# Exactness.


@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9), Adam()])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_two_hundred_forward_and_two_hundred_back(
    optimizer: Any, precision: str
) -> None:
    session = small_session(optimizer=optimizer, precision=precision)
    session.advance(37)
    way = [digest(session)]
    for _ in range(200):
        session.execute(do.Step("batch", 1))
        way.append(digest(session))
    assert len(set(way)) == 201
    for station in reversed(way[:-1]):
        session.execute(do.Step("batch", -1))
        assert digest(session) == station


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_every_optimizer_goes_back_as_it_came(member: type[Optimizer]) -> None:
    session = small_session(optimizer=member())
    session.advance(37)
    way = [digest(session)]
    for _ in range(30):
        session.execute(do.Step("batch", 1))
        way.append(digest(session))
    assert way[0] != way[-1]
    for station in reversed(way[:-1]):
        session.execute(do.Step("batch", -1))
        assert digest(session) == station


def test_playing_on_from_the_past_repeats_the_future() -> None:
    session = session_of(optimizer=Adam())
    way = [digest(session)]
    for _ in range(120):
        session.advance(1)
        way.append(digest(session))
    session.execute(do.Seek(13))
    curve = session.snapshot().runs[0]
    for update in range(14, 121):
        session.advance(1)
        assert digest(session) == way[update]
    session.execute(do.Seek(50))
    session.advance(100)
    assert session.update == 150
    again = session.snapshot().runs[0]
    np.testing.assert_array_equal(
        again.updates[: len(curve.updates)], curve.updates, "nothing is noted twice"
    )
    assert (np.diff(again.updates) > 0).all()


def test_seeking_shows_the_whole_moment() -> None:
    session = session_of()
    session.advance(100)
    then = session.snapshot()
    session.advance(100)
    session.execute(do.Seek(100))
    now = session.snapshot()
    assert now.metrics == then.metrics
    assert (now.update, now.tip, now.epoch) == (100, 200, 4.0)
    assert now.metrics_update == 100
    for before, after in zip(then.frame.layers, now.frame.layers, strict=True):
        np.testing.assert_array_equal(before.weights, after.weights)
        np.testing.assert_array_equal(before.a, after.a)


def test_seeking_stays_on_the_line() -> None:
    session = session_of()
    session.advance(20)
    session.execute(do.Seek(1000))
    assert session.update == 20
    session.execute(do.Seek(-5))
    assert session.update == 0


def test_reset_gives_exactly_the_initial_weights() -> None:
    session = session_of()
    start = digest(session)
    session.advance(77)
    session.execute(do.Reset())
    assert digest(session) == start
    shown = session.snapshot()
    assert (shown.run, shown.update, shown.tip) == (1, 0, 0)
    assert len(shown.runs) == 2
    assert shown.runs[0].tip == 77, "the old run stays as a ghost"
    session.advance(77)
    assert digest(session)[0] == fresh_learner(session, 77).state.tobytes()


def test_a_reset_keeps_the_settings_in_force() -> None:
    session = session_of()
    session.advance(10)
    change(session, learning_rate=0.5)
    session.advance(10)
    session.execute(do.Reset())
    assert settings_of(session).learning_rate == 0.5
    assert session.learner.learning_rate == 0.5


def test_a_new_seed_is_another_network() -> None:
    session = session_of()
    start = theta(session)
    change(session, seed=2)
    assert session.snapshot().run == 1
    assert not np.array_equal(theta(session), start)
    data = session.snapshot().frame.data
    change(session, data_seed=2)
    assert not np.array_equal(session.snapshot().frame.data.train.x, data.train.x)


def test_reset_is_undone() -> None:
    session = session_of()
    session.advance(77)
    there = digest(session)
    session.execute(do.Reset())
    session.advance(5)
    session.execute(do.Undo())
    assert digest(session) == there
    session.execute(do.Redo())
    assert (session.snapshot().run, session.update) == (1, 5)


# What a session is made of.


def test_changes_are_counted() -> None:
    session = session_of()
    seen = [session.serial]
    for act in (
        lambda: session.execute(do.Play()),
        lambda: session.tick(0.1, 1.0),
        lambda: session.execute(do.Pause()),
        lambda: session.execute(do.Look(replace(session.watch, example=3))),
        lambda: session.advance(1),
        lambda: session.fail("for a reason"),
    ):
        act()
        seen.append(session.serial)
    assert all(after > before for before, after in pairwise(seen))
    session.snapshot()
    assert session.serial == seen[-1], "looking is no change"


def test_background_work_counts_only_while_there_is_some() -> None:
    session = session_of()
    session.advance(30)
    before = session.serial
    while session.work(math.inf):
        assert session.serial > before
        before = session.serial
    for _ in range(3):
        assert not session.work(math.inf)
    assert session.serial == before


def test_watching_changes_nothing() -> None:
    session, other = session_of(), session_of()
    for number in range(20):
        session.advance(3)
        other.advance(3)
        other.execute(do.Look(replace(other.watch, example=number, probe=(1.0, -2.0))))
        other.snapshot()
        other.work(math.inf)
    assert digest(session) == digest(other)


def test_a_snapshot_is_captured_for_the_panels_that_wait() -> None:
    session = session_of()
    shown = session.snapshot(frozenset({"network"}))
    assert shown.panels == {"network"}
    assert shown.frame.surface is None
    assert session.snapshot(frozenset({"surface"})).panels == {"surface"}


def test_details_stand_until_they_are_due() -> None:
    session = session_of()
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    first = session.snapshot(frozenset({"network"})).frame.details
    session.advance(10)
    assert session.snapshot(frozenset({"network"})).frame.details is first
    later = session.snapshot(frozenset({"network", DETAILS})).frame.details
    assert later is not first
    assert not np.array_equal(later.output_map, first.output_map)
    # At rest every frame is whole.
    session.execute(do.Pause())
    session.advance(10)
    assert session.snapshot(frozenset({"network"})).frame.details is not later


def test_snapshots_stay_as_they_are() -> None:
    session = session_of()
    session.advance(200)
    while session.work(math.inf):
        pass
    shown = session.snapshot()
    kept = repr(arrays_of(shown))
    session.advance(700)
    session.execute(do.Edit(1, 0, 0, 3.0, gesture=1))
    session.execute(do.Edit(1, 0, 0, 4.0, gesture=1))
    session.snapshot()
    session.execute(do.Seek(10))
    session.work(math.inf)
    session.snapshot()
    assert repr(arrays_of(shown)) == kept


def arrays_of(value: Any) -> Any:
    """Return all arrays within a frozen value as bytes."""
    if isinstance(value, np.ndarray):
        return value.tobytes()
    if isinstance(value, tuple):
        return [arrays_of(item) for item in value]
    slots = getattr(type(value), "__dataclass_fields__", None)
    if slots is not None:
        return [arrays_of(getattr(value, name)) for name in slots]
    return None


def test_a_point_of_the_curve_replaced_later_stays_in_old_snapshots() -> None:
    session = session_of()
    session.advance(10)
    session.execute(do.Edit(1, 0, 0, 1.0, gesture=1))
    shown = session.snapshot()
    loss = shown.runs[1].values[0, 0]
    session.execute(do.Edit(1, 0, 0, 3.0, gesture=1))
    assert shown.runs[1].values[0, 0] == loss
    assert session.snapshot().runs[1].values[0, 0] != loss


def test_a_value_out_of_range_changes_nothing() -> None:
    session = session_of()
    session.advance(10)
    before = digest(session), len(session.runs), settings_of(session)
    with pytest.raises(SettingError, match="learning_rate: -1 is out of range"):
        change(session, learning_rate=-1.0)
    with pytest.raises(IndexError, match="source 7; allowed: 0 to 1"):
        session.execute(do.Edit(1, 7, 0, 1.0))
    with pytest.raises(ValueError, match="nan is not allowed; allowed: numbers"):
        session.execute(do.Edit(1, 0, 0, math.nan))
    with pytest.raises(ValueError, match="run 9 is unknown"):
        session.execute(do.Return(9, 0))
    assert (digest(session), len(session.runs), settings_of(session)) == before
    assert session.snapshot().undo_label == ""


def test_another_experiment_is_opened_paused_and_the_old_one_returned_to() -> None:
    session = session_of()
    session.advance(50)
    there = digest(session)
    session.execute(do.Play())
    session.execute(do.Open(experiment_of("reg-plane")))
    shown = session.snapshot()
    assert not shown.playing
    assert shown.experiment.name == "reg-plane"
    assert (shown.update, shown.run) == (0, 1)
    assert shown.undo_label == "open reg-plane"
    session.advance(9)
    session.execute(do.Undo())
    assert digest(session) == there
    assert session.snapshot().experiment.name == "circle"
    session.advance(3)
    session.execute(do.Return(1, 9))
    assert settings_of(session).dataset.key == "reg-plane"


def test_the_path_leads_from_the_start_to_now() -> None:
    session = session_of()
    session.advance(100)
    session.execute(do.Edit(1, 0, 0, 2.0))
    session.advance(50)
    path = session._moment().path()
    np.testing.assert_array_equal(path[-1], session.learner.state[0])
    whole = []
    for update in range(151):
        session.execute(do.Seek(update))
        whole.append(session.learner.state[0].copy())
    places = [
        next(u for u, theta in enumerate(whole) if np.array_equal(theta, row))
        for row in path
    ]
    assert places[0] == 0
    assert places == sorted(places)
    assert max(np.diff(places)) <= 8  # the spacing of key frames
    session.execute(do.Seek(30))
    np.testing.assert_array_equal(session._moment().path()[-1], whole[30])


def test_the_path_of_a_large_network_is_shorter_while_it_trains() -> None:
    session = session_of(hidden=(64, 64, 64, 64))
    session.advance(1600)
    assert len(session._moment().path()) > 150
    session.execute(do.Play())
    playing = session._moment().path()
    assert 40 <= len(playing) <= 61
    np.testing.assert_array_equal(playing[-1], session.learner.state[0])


def test_the_path_of_a_line_of_many_runs_stays_short() -> None:
    session = session_of()
    for number in range(40):
        session.advance(200)
        session.execute(do.Edit(1, 0, 0, 0.1 * number))
    assert len(session._moment().path()) <= 300 + 41
