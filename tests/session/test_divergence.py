"""Runs that grow without bound, and the ways back."""

import math

import numpy as np
import pytest

from tests.session.builders import change, digest, session_of, settings_of
from visualizer.session import commands as do
from visualizer.session.session import Session


def diverging(rate: float = 100.0) -> Session:
    """Return a linear regression whose learning rate is far too high."""
    session = session_of("reg-plane", learning_rate=0.01)
    session.advance(40)
    change(session, learning_rate=rate)
    session.execute(do.Play())
    return session


def test_divergence_is_noticed_and_pauses() -> None:
    session = diverging()
    done = session.advance(10_000)
    assert 0 < done < 200
    assert session.status.condition == "diverged"
    assert session.status.update == session.update == session.tip
    assert not session.playing
    shown = session.snapshot()
    assert shown.status == session.status
    assert not (math.isfinite(shown.metrics.train_loss)) or (
        shown.metrics.train_loss >= 1e6
    )


def test_nothing_goes_forward_from_there() -> None:
    session = diverging()
    session.advance(10_000)
    update = session.update
    assert session.advance(10) == 0
    session.execute(do.Play())
    assert not session.playing
    for unit in ("batch", "epoch", "example", "layer"):
        session.execute(do.Step(unit))  # type: ignore[arg-type]
    assert session.update == update
    assert session.snapshot().collected == 0


@pytest.mark.parametrize("unit", ["batch", "epoch", "example", "layer"])
def test_stepping_back_works(unit: str) -> None:
    session = diverging()
    session.advance(10_000)
    update = session.update
    session.execute(do.Step(unit, -1))  # type: ignore[arg-type]
    assert session.update < update or session.snapshot().collected > 0


def test_seeking_back_and_forth_over_it() -> None:
    session = diverging()
    session.advance(10_000)
    end = digest(session)
    session.execute(do.Seek(40))
    assert session.status.condition == "ok"
    session.execute(do.Play())
    session.advance(10_000)
    assert digest(session) == end
    assert session.status.condition == "diverged"
    assert not session.playing
    session.execute(do.Seek(session.tip))
    assert session.status.condition == "diverged"


def test_going_back_returns_to_the_last_good_moment() -> None:
    session = diverging()
    session.advance(10_000)
    tip = session.tip
    session.execute(do.GoBack())
    run = session.snapshot().runs[0]
    loss = run.values[0]
    good = run.updates[loss <= 2.0 * np.nanmin(loss)]
    assert session.update == good[-1] <= 41
    assert session.status.condition == "ok"
    assert (session.snapshot().run, session.tip) == (0, tip)


def test_going_back_from_a_settled_run_does_not_go_far() -> None:
    session = session_of("reg-plane")
    session.advance(20_000)
    changed = session.update
    change(session, learning_rate=10.0)
    session.advance(10_000)
    assert session.status.condition == "diverged"
    run = session.snapshot().runs[0]
    # The lowest loss of all, a matter of rounding, lies before.
    assert run.updates[np.nanargmin(run.values[0])] < changed - 1000
    session.execute(do.GoBack())
    assert changed - 100 <= session.update <= changed


def test_going_back_and_halving_branches() -> None:
    session = diverging()
    session.advance(10_000)
    session.execute(do.GoBack(halve_learning_rate=True))
    shown = session.snapshot()
    assert shown.run == 1
    assert shown.status.condition == "ok"
    assert settings_of(session).learning_rate in (0.005, 50.0)
    session.execute(do.Undo())
    assert session.snapshot().run == 0


def test_undoing_the_change_that_led_there_goes_back_to_before_it() -> None:
    session = diverging()
    session.advance(10_000)
    lost = digest(session)
    session.execute(do.Undo())
    assert (session.status.condition, session.update) == ("ok", 40)
    assert settings_of(session).learning_rate == 0.01
    session.execute(do.Play())
    assert session.advance(100) == 100
    assert session.status.condition == "ok"
    session.execute(do.Redo())
    assert session.status.condition == "diverged"
    assert digest(session) == lost
    session.execute(do.Undo())
    assert (session.status.condition, session.update) == ("ok", 140)


def test_halving_again_and_again_ends_well() -> None:
    # Without hidden layers the loss diverges from the very first update.
    session = session_of("reg-plane", learning_rate=10.0)
    for _ in range(20):
        session.advance(500)
        if session.status.condition == "ok":
            break
        before = settings_of(session).learning_rate
        session.execute(do.GoBack(halve_learning_rate=True))
        assert settings_of(session).learning_rate == before / 2.0
    assert session.status.condition == "ok"
    assert session.snapshot().metrics.train_loss < 0.1


def test_halving_stops_at_the_least_learning_rate() -> None:
    session = session_of(learning_rate=1e-6)
    session.advance(5)
    with pytest.raises(ValueError, match="learning_rate: 5e-07 is out of range"):
        session.execute(do.GoBack(halve_learning_rate=True))


@pytest.mark.parametrize("updates", [0, 20])
def test_going_back_from_an_edit_that_blew_up(updates: int) -> None:
    session = session_of("reg-plane")
    session.advance(updates)
    there = digest(session)
    session.execute(do.Edit(1, 0, 0, 1e30))
    assert session.status.condition == "diverged"
    session.execute(do.GoBack())
    assert session.status.condition == "ok"
    assert session.update <= updates
    session.execute(do.Return(0, updates))
    assert digest(session) == there


def test_a_drag_through_huge_values_recovers() -> None:
    session = session_of("reg-plane")
    session.advance(10)
    for value in (1.0, 1e30, 0.5):
        session.execute(do.Edit(1, 0, 0, value, gesture=2))
    assert session.status.condition == "ok"
    assert session.advance(5) == 5


def test_reset_and_undo_lead_out() -> None:
    session = diverging()
    session.advance(10_000)
    session.execute(do.Reset())
    assert session.status.condition == "ok"
    session.execute(do.Undo())
    assert session.status.condition == "diverged"


def test_numbers_of_a_diverged_network_are_shown_without_warnings() -> None:
    for precision in ("float32", "float64"):
        session = session_of("reg-plane", learning_rate=100.0, precision=precision)
        session.advance(10_000)
        for _ in range(3):
            with np.errstate(all="ignore"):
                session.learner.run(25)
            shown = session.snapshot()
            settings = shown.experiment.settings
            scenes = session._exhibit.scenes(
                shown.frame, settings, shown.watch, shown.watch.visible
            )
            assert "network" in scenes


def test_neurons_that_are_not_a_number_are_told() -> None:
    session = session_of("reg-plane", learning_rate=100.0)
    session.advance(10_000)
    with np.errstate(all="ignore"):
        for _ in range(10):
            session.learner.run(60)
    assert not np.isfinite(session.learner.state[0]).all()
    troubles = session.snapshot().frame.details.troubles
    assert [trouble for _, trouble in troubles] == ["not_finite"]


def test_a_failure_is_shown_with_the_last_frame() -> None:
    session = session_of()
    session.advance(10)
    frame = session.snapshot().frame
    session.execute(do.Play())
    session.fail("RuntimeError: broken")
    shown = session.snapshot()
    assert shown.status.condition == "failed"
    assert (shown.status.cause, shown.status.update) == ("RuntimeError: broken", 10)
    assert not shown.playing
    assert shown.frame is frame
    assert session.advance(5) == 0
    session.execute(do.Seek(7))
    assert session.snapshot().status.condition == "ok"
    assert session.advance(5) == 5
