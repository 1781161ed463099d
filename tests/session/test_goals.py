"""Runs that stop by themselves, against loops written out here."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from tests.session.builders import (
    digest,
    session_of,
    settings_of,
    small_session,
)
from visualizer.engine.learner import Metrics, Position
from visualizer.exhibits.playground import Playground
from visualizer.session import commands as do
from visualizer.session.goals import Goal, Station, goals
from visualizer.session.goals.accuracy import AccuracyAbove
from visualizer.session.goals.epoch import AtEpoch
from visualizer.session.goals.loss import LossBelow
from visualizer.session.goals.plateau import Plateau
from visualizer.session.goals.update import AtUpdate
from visualizer.session.session import Session
from visualizer.settings import SettingError

LONG = 6000
"""Updates after which a test gives up."""


def looks(session: Session, updates: int = LONG) -> Iterator[tuple[int, Any, Metrics]]:
    """Train a learner alone; yield update, position, metrics where a look is due.

    Due are the points of the curve (each of the first 128 updates, then half as
    many in each octave, as long as that is more than once an epoch) and the end
    of each epoch.
    """
    exhibit = Playground()
    settings = settings_of(session)
    learner = exhibit.build(settings)
    for update in range(1, updates + 1):
        ended = learner.step()
        spacing = 1
        while spacing * 128 <= update - 1:
            spacing *= 2
        within = spacing < learner.updates_per_epoch or update <= 128
        if ended or (within and update % spacing == 0):
            yield update, learner.position, learner.evaluate()


def play(session: Session, goal: Goal, chunk: int | None = None) -> int:
    """Play to a goal; return the update at which the run stopped."""
    session.execute(do.PlayUntil(goal))
    while session.playing:
        assert session.update < LONG, "the goal was missed"
        session.advance(chunk or 10_000)
    return session.update


# Where it stops.


@pytest.mark.parametrize("chunk", [None, 1, 7, 64])
@pytest.mark.parametrize("value", [0.3, 0.1, 0.02])
def test_a_run_stops_where_the_training_loss_is_first_below(
    value: float, chunk: int | None
) -> None:
    session = session_of()
    expected = next(update for update, _, m in looks(session) if m.train_loss < value)
    assert play(session, LossBelow("train", value), chunk) == expected
    assert not session.playing
    assert session.tip == expected


def test_a_run_stops_where_the_test_loss_is_first_below() -> None:
    session = session_of()
    expected = next(u for u, _, m in looks(session) if m.test_loss < 0.12)
    assert play(session, LossBelow("test", 0.12)) == expected


@pytest.mark.parametrize("part", ["train", "test"])
def test_a_run_stops_where_the_accuracy_is_first_above(part: Any) -> None:
    session = session_of("xor")
    expected = next(
        u for u, _, m in looks(session) if 100 * getattr(m, f"{part}_accuracy") > 90.0
    )
    assert play(session, AccuracyAbove(part, 90.0)) == expected


@pytest.mark.parametrize("epoch", [1, 3, 17])
def test_a_run_stops_at_the_end_of_an_epoch(epoch: int) -> None:
    session = small_session()
    session.advance(2)
    assert play(session, AtEpoch(epoch), chunk=4) == 6 * epoch
    assert session.learner.position == Position(6 * epoch, epoch, 0)


@pytest.mark.parametrize("update", [1, 63, 64, 65, 777])
def test_a_run_stops_at_an_update(update: int) -> None:
    session = session_of()
    assert play(session, AtUpdate(update)) == update


@pytest.mark.parametrize(("percent", "epochs"), [(1.0, 5), (5.0, 3), (0.0, 2)])
def test_a_run_stops_on_a_plateau(percent: float, epochs: int) -> None:
    session = session_of("xor", learning_rate=0.03)
    smoothed, best, waited, expected = math.nan, math.inf, 0, None
    for update, position, metrics in looks(session):
        if position.seen:
            continue
        loss = metrics.train_loss
        smoothed = loss if math.isnan(smoothed) else 0.7 * smoothed + 0.3 * loss
        waited += 1
        if smoothed < best * (1 - percent / 100):
            best, waited = smoothed, 0
        if waited == epochs:
            expected = update
            break
    assert expected is not None
    assert play(session, Plateau("train", percent, epochs)) == expected


def test_a_run_without_a_plateau_goes_on() -> None:
    session = session_of()
    session.execute(do.PlayUntil(Plateau("train", 0.0, 1000)))
    session.advance(3000)
    assert session.playing
    assert session.update == 3000


def test_a_goal_changes_nothing_but_where_the_run_stops() -> None:
    plain, aimed = session_of(), session_of()
    play(aimed, LossBelow("train", 0.02), chunk=13)
    plain.advance(aimed.update)
    assert digest(aimed) == digest(plain)


def test_late_epochs_are_looked_at_too() -> None:
    """Beyond 1,024 epochs a curve has points at every second end of an epoch."""
    session = small_session()
    session.advance(6 * 1030)
    session.execute(do.PlayUntil(AtEpoch(1033)))
    session.advance(1000)
    assert session.learner.position.epoch == 1033


# In a future that is known.


@pytest.mark.parametrize(
    "goal",
    [LossBelow("train", 0.1), AtEpoch(9), AtUpdate(100), Plateau("train", 20, 2)],
)
def test_a_run_trained_again_stops_at_the_same_update(goal: Goal) -> None:
    fresh = session_of()
    expected = play(fresh, goal)
    known = session_of()
    known.advance(expected + 300)
    known.execute(do.Seek(0))
    assert play(known, goal, chunk=50) == expected
    assert digest(known) == digest(fresh)
    assert known.tip == expected + 300, "the future stays"


def test_a_run_goes_from_the_known_future_into_a_new_one() -> None:
    fresh = session_of()
    expected = play(fresh, LossBelow("train", 0.05))
    session = session_of()
    session.advance(expected - 20)
    session.execute(do.Seek(10))
    assert play(session, LossBelow("train", 0.05)) == expected


# What is told.


def test_the_goal_is_shown_while_it_is_aimed_at_and_then_why_it_stopped() -> None:
    session = session_of()
    session.execute(do.PlayUntil(AtEpoch(3)))
    shown = session.snapshot()
    assert (shown.goal, shown.reached, shown.playing) == ("epoch 3", "", True)
    session.advance(10_000)
    shown = session.snapshot()
    assert (shown.goal, shown.reached) == ("", "stopped: epoch 3")
    assert [(m.update, m.text, m.kind) for m in shown.runs[0].marks] == [
        (75, "stopped: epoch 3", "stop")
    ]
    session.advance(1)
    assert session.snapshot().reached == ""


def test_stopping_there_again_leaves_one_mark() -> None:
    session = session_of()
    play(session, AtEpoch(3))
    session.execute(do.Seek(0))
    play(session, AtEpoch(3))
    assert len(session.snapshot().runs[0].marks) == 1


def test_a_pause_keeps_the_goal_and_dropping_it_lets_the_run_go_on() -> None:
    session = session_of()
    session.execute(do.PlayUntil(AtEpoch(3)))
    session.execute(do.Pause())
    assert session.snapshot().goal == "epoch 3"
    session.execute(do.Play())
    session.execute(do.DropGoal())
    session.advance(200)
    assert session.playing
    assert session.update == 200


def test_a_step_over_the_goal_stops_there() -> None:
    session = small_session()
    session.execute(do.PlayUntil(AtUpdate(4)))
    session.execute(do.Step("epoch", 2))
    assert session.update == 4
    assert session.snapshot().reached == "stopped: update 4"


def test_a_goal_that_a_hand_went_past_is_dropped() -> None:
    session = session_of()
    session.advance(500)
    session.execute(do.Seek(0))
    session.execute(do.PlayUntil(AtUpdate(100)))
    session.execute(do.Seek(400))
    session.execute(do.Play())
    session.advance(300)
    assert session.playing
    assert session.update == 700


def test_looking_back_begins_to_watch_for_a_plateau_anew() -> None:
    session = small_session(learning_rate=1e-6)
    session.execute(do.PlayUntil(Plateau("train", 5.0, 4)))
    session.advance(6 * 4)
    session.execute(do.Seek(0))
    session.execute(do.Play())
    session.advance(6 * 4)
    assert session.playing, "the first end of an epoch is the best one yet"
    session.advance(6)
    assert (session.playing, session.update) == (False, 30)


def test_an_opened_experiment_has_no_goal() -> None:
    session = session_of()
    session.execute(do.PlayUntil(AtEpoch(3)))
    session.execute(do.Open(session._experiment_now()))
    assert session.snapshot().goal == ""


def test_a_run_that_diverges_stops_before_its_goal() -> None:
    session = session_of("reg-plane", learning_rate=10.0)
    session.execute(do.PlayUntil(AtEpoch(50)))
    session.advance(10_000)
    assert session.status.condition == "diverged"
    assert session.learner.position.epoch < 50


# What is refused.


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (AtEpoch(2), "Epoch 2 is over: 2 are done; allowed: at least 3"),
        (AtUpdate(50), "Update 50 is over: 50 are done; allowed: at least 51"),
        (LossBelow("train", 5.0), r"The loss is .* already, below 5; allowed: up to"),
        (AccuracyAbove("test", 1.0), r"The accuracy is .* % already, above 1 %;"),
    ],
)
def test_what_is_reached_already_is_refused(goal: Goal, sentence: str) -> None:
    session = session_of()
    session.advance(50)
    with pytest.raises(ValueError, match=sentence):
        session.execute(do.PlayUntil(goal))
    assert not session.playing
    assert session.snapshot().goal == ""


def test_what_the_run_does_not_have_is_refused() -> None:
    session = session_of("reg-plane")
    with pytest.raises(ValueError, match="There is no accuracy here"):
        session.execute(do.PlayUntil(AccuracyAbove("train", 90.0)))


@pytest.mark.parametrize("goal", [LossBelow("test", 0.1), Plateau("test", 1.0, 5)])
def test_a_goal_of_the_test_set_needs_one(goal: Goal) -> None:
    station = Station(Position(0, 0, 0), Metrics(0.5, math.nan, 0.5, math.nan))
    assert goal.refusal(station) == (
        "There is no test loss: all examples are used for training."
    )


@pytest.mark.parametrize(
    ("goal", "field"),
    [
        (AtEpoch(0), "epoch"),
        (AtUpdate(-1), "update"),
        (LossBelow("train", -1.0), "value"),
        (AccuracyAbove("train", 101.0), "percent"),
        (Plateau("train", 1.0, 0), "epochs"),
    ],
)
def test_a_value_out_of_range_is_refused(goal: Goal, field: str) -> None:
    session = session_of()
    with pytest.raises(SettingError, match=f"{field}.* out of range; allowed"):
        session.execute(do.PlayUntil(goal))
    assert not session.playing


@pytest.mark.parametrize("key", goals.keys())
def test_every_goal_says_itself_and_begins_without_memory(key: str) -> None:
    goal = goals[key]()
    station = Station(Position(0, 0, 0), Metrics(0.5, 0.5, 0.5, 0.5))
    assert goal.text()
    assert goal.refusal(station) == ""
    assert goal.look(None, station)[1] is False
