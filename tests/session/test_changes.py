"""Live changes, branches, edits, drags, undo and redo."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.session.builders import (
    change,
    digest,
    session_of,
    settings_of,
    small_session,
)
from visualizer.datasets.circle import Circle
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.playground import Playground
from visualizer.scenes.intents import MoveOnSurface
from visualizer.session import commands as do
from visualizer.session.session import Session


def way(session: Session, updates: int) -> list[Any]:
    """Advance and return what every update left behind."""
    stations = [digest(session)]
    for _ in range(updates):
        session.advance(1)
        stations.append(digest(session))
    return stations


def marks(session: Session, run: int | None = None) -> list[tuple[int, str, str]]:
    shown = session.snapshot()
    number = shown.run if run is None else run
    view = next(view for view in shown.runs if view.number == number)
    return [(mark.update, str(mark.text), mark.kind) for mark in view.marks]


LIVE: tuple[dict[str, Any], ...] = (
    {"learning_rate": 0.1},
    {"batch_size": 7},
    {"batch": "full"},
    {"batch": "single"},
    {"l1": 0.01},
    {"l2": 0.03},
    {"optimizer": SGD(momentum=0.9)},
    {"optimizer": SGD(momentum=0.9, nesterov=True)},
)
REBUILT: tuple[dict[str, Any], ...] = (
    {"hidden": (3, 3)},
    {"dataset": Circle(noise=0.2)},
    {"optimizer": Adam()},
    {"seed": 7},
    {"draws": "tf_playground", "link_seed": "0.5"},
    {"train_share": 0.7},
    {"precision": "float64"},
    {"reshuffle": False},
    {"features": ("x1", "x2", "x1*x2")},
)


# Live changes.


@pytest.mark.parametrize("changes", LIVE, ids=repr)
def test_a_live_change_goes_on_in_the_same_run(changes: dict[str, Any]) -> None:
    session = session_of()
    session.advance(30)
    learner, at = session.learner, digest(session)
    change(session, **changes)
    shown = session.snapshot()
    assert session.learner is learner, "nothing is rebuilt"
    assert digest(session)[:3] == at[:3]
    assert (shown.run, len(shown.runs)) == (0, 1)
    for name, value in changes.items():
        assert getattr(shown.experiment.settings, name) == value
    (mark,) = marks(session)
    assert mark[0] == 30
    assert mark[2] == "change"
    assert shown.undo_label == mark[1]


@pytest.mark.parametrize("changes", LIVE, ids=repr)
def test_a_live_change_is_repeated_at_the_right_update(
    changes: dict[str, Any],
) -> None:
    session = session_of()
    before = settings_of(session)
    stations = way(session, 21)
    change(session, **changes)
    stations += way(session, 60)[1:]
    assert len(set(stations)) == len(stations)
    for start in (0, 5, 20, 21, 22, 40):
        session.execute(do.Seek(start))
        wanted = replace(before, **changes) if start >= 21 else before
        assert settings_of(session) == wanted
        for update in range(start, len(stations)):
            # At the update of the change the coming batch may differ in size.
            assert digest(session)[:3] == stations[update][:3], (start, update)
            session.advance(1)
    assert session.update == session.tip == len(stations)


def test_arriving_at_a_change_shows_the_coming_batch_as_changed() -> None:
    session = session_of()
    session.advance(10)
    change(session, batch_size=4, learning_rate=0.2)
    session.advance(10)
    for start in (0, 9, 10):
        session.execute(do.Seek(start))
        session.advance(10 - start)
        assert session.snapshot().batch_size == 4
        assert session.learner.learning_rate == 0.2
        session.execute(do.Step("example", 3))
        assert (session.update, session.snapshot().collected) == (10, 3)
    session.execute(do.Seek(9))
    assert session.snapshot().batch_size == 10


def test_a_live_change_acts_as_on_a_learner_alone() -> None:
    session = session_of(optimizer=SGD(momentum=0.5))
    settings = settings_of(session)
    session.advance(33)
    change(session, learning_rate=0.2, l2=0.1, batch_size=4)
    session.advance(50)
    exhibit = Playground()
    learner = exhibit.build(settings)
    learner.run(25)
    learner.run(8)
    exhibit.configure(
        learner, replace(settings, learning_rate=0.2, l2=0.1, batch_size=4)
    )
    for _ in range(50):
        learner.step()
    assert digest(session)[0] == learner.state.tobytes()
    assert session.learner.position == learner.position


def test_changing_to_the_same_is_no_change() -> None:
    session = session_of()
    session.advance(5)
    change(session)
    assert session.snapshot().undo_label == ""
    assert marks(session) == []


def test_a_live_change_is_undone_and_done_again_where_the_run_stands() -> None:
    session = session_of()
    session.advance(30)
    change(session, learning_rate=0.1)
    session.advance(30)
    at = digest(session)
    session.execute(do.Undo())
    assert settings_of(session).learning_rate == 0.03
    assert digest(session) == at, "the network stays"
    assert session.learner.learning_rate == 0.03
    session.advance(10)
    session.execute(do.Redo())
    assert settings_of(session).learning_rate == 0.1
    assert (session.snapshot().run, session.update) == (0, 70)
    assert session.snapshot().redo_label == ""
    assert [mark[0] for mark in marks(session)] == [30, 60, 70]


def test_several_changes_at_one_update_leave_the_last() -> None:
    session = session_of()
    session.advance(10)
    for rate in (0.1, 0.3, 0.2):
        change(session, learning_rate=rate)
    stations = way(session, 20)
    session.execute(do.Seek(3))
    session.advance(27)
    assert digest(session) == stations[-1]
    for rate in (0.3, 0.1, 0.03):
        session.execute(do.Undo())
        assert settings_of(session).learning_rate == rate


def test_a_change_before_the_first_update_is_the_runs_own() -> None:
    session = session_of()
    change(session, learning_rate=0.3)
    stations = way(session, 20)
    session.execute(do.Seek(0))
    assert settings_of(session).learning_rate == 0.3
    assert way(session, 20) == stations


# Drags.


def test_a_drag_is_one_change() -> None:
    session = session_of()
    session.advance(10)
    for step in range(1, 9):
        change(session, gesture=5, learning_rate=0.03 + 0.01 * step)
        session.advance(2)
    shown = session.snapshot()
    assert shown.undo_label == "Learning rate 0.03 → 0.11"
    assert marks(session) == [(24, "Learning rate 0.03 → 0.11", "change")]
    stations = way(session, 10)
    session.execute(do.Seek(10))
    session.advance(26)
    assert digest(session) == stations[-1]
    session.execute(do.Undo())
    assert settings_of(session).learning_rate == 0.03
    assert session.snapshot().undo_label == ""


def test_a_drag_back_to_the_start_leaves_no_mark() -> None:
    session = session_of()
    session.advance(10)
    for rate in (0.05, 0.1, 0.03):
        change(session, gesture=5, learning_rate=rate)
    assert marks(session) == []
    assert settings_of(session).learning_rate == 0.03


def test_marks_of_earlier_drags_stay() -> None:
    session = session_of()
    for gesture, update in ((1, 5), (2, 15)):
        session.advance(5)
        change(session, gesture=gesture, l2=0.1)
        session.advance(5)
        change(session, l2=0.0)
        assert session.update == update + 5
    label = "L2 rate 0 → 0.1"
    assert [mark[0] for mark in marks(session) if mark[1] == label] == [5, 15]


def test_two_drags_are_two_changes() -> None:
    session = session_of()
    session.advance(10)
    change(session, gesture=1, learning_rate=0.1)
    change(session, gesture=2, learning_rate=0.2)
    session.execute(do.Undo())
    assert settings_of(session).learning_rate == 0.1


def test_drags_of_different_kinds_may_have_the_same_number() -> None:
    """Sliders, cards and the surface count their drags each for themselves."""
    session = session_of()
    session.advance(20)
    while session.work(float("inf")):
        pass
    change(session, gesture=1, train_share=0.6)
    session.advance(20)
    while session.work(float("inf")):
        pass
    session.execute(do.Edit(1, 0, 0, 1.0, gesture=1))
    session.execute(do.PutAt(MoveOnSurface((0.3, 0.1), 1), gesture=1))
    shown = session.snapshot()
    assert [view.number for view in shown.runs] == [0, 1, 2, 3]
    for run in (2, 1, 0):
        session.execute(do.Undo())
        assert session.snapshot().run == run
    assert session.snapshot().undo_label == ""


def test_a_drag_of_what_needs_a_new_run_leaves_one_run() -> None:
    session = session_of()
    session.advance(10)
    there = digest(session)
    for step in range(1, 6):
        change(session, gesture=3, train_share=0.5 + 0.05 * step)
        session.advance(2)
    shown = session.snapshot()
    assert len(shown.runs) == 2
    assert shown.undo_label == "Train share 0.5 → 0.75"
    assert settings_of(session).train_share == 0.75
    session.execute(do.Undo())
    assert digest(session) == there
    assert session.snapshot().undo_label == ""
    session.execute(do.Redo())
    assert settings_of(session).train_share == 0.75
    assert session.update == 2


def test_a_drag_in_the_past_is_one_branch() -> None:
    session = session_of()
    session.advance(40)
    session.execute(do.Seek(20))
    for step in range(1, 6):
        change(session, gesture=3, learning_rate=0.03 + 0.01 * step)
    shown = session.snapshot()
    assert (len(shown.runs), shown.run) == (2, 1)
    assert shown.undo_label == "Learning rate 0.03 → 0.08"
    session.execute(do.Undo())
    assert (session.snapshot().run, session.update, session.tip) == (0, 20, 40)


# Branches.


def test_a_change_in_the_past_branches_and_leaves_a_ghost() -> None:
    session = session_of()
    stations = way(session, 60)
    session.execute(do.Seek(25))
    change(session, learning_rate=0.2)
    shown = session.snapshot()
    assert (shown.run, shown.update, shown.tip) == (1, 25, 25)
    ghost, branch = shown.runs
    assert (ghost.tip, branch.first, branch.parent) == (60, 25, 0)
    assert digest(session) == stations[25]
    assert marks(session) == [(25, "Learning rate 0.03 → 0.2", "branch")]
    branched = way(session, 30)
    assert branched[1] != stations[26]
    # Along the present line, before the branch, stands what the ghost did.
    for update in (0, 10, 24):
        session.execute(do.Seek(update))
        assert digest(session) == stations[update]
    for update in (25, 26, 55):
        session.execute(do.Seek(update))
        assert digest(session) == branched[update - 25]
    session.execute(do.Undo())
    assert (session.snapshot().run, session.update) == (0, 25)
    session.advance(35)
    assert digest(session) == stations[60], "the old future comes back"
    session.execute(do.Redo())
    assert (session.snapshot().run, session.update) == (1, 55)
    assert digest(session) == branched[30]


def test_playing_goes_across_the_borders_of_runs() -> None:
    session = session_of()
    expected = way(session, 20)
    for number in range(4):
        if number % 2:
            session.execute(do.Edit(1, 0, number % 4, 0.5 * number))
        else:
            session.execute(do.Seek(session.update - 3))
            change(session, learning_rate=0.05 * (number + 1))
        del expected[session.update :]
        expected += way(session, 13)
    assert len(session.runs.line()) == 5
    # All at once, one by one, and from every start.
    session.execute(do.Seek(0))
    session.advance(len(expected) - 1)
    assert digest(session) == expected[-1]
    for start in range(0, len(expected), 7):
        session.execute(do.Seek(start))
        for update in range(start, len(expected)):
            assert digest(session) == expected[update], (start, update)
            if update < len(expected) - 1:
                session.advance(1)
    assert session.update == session.tip


def test_a_step_over_a_branch_point_and_back_shows_the_edited_network() -> None:
    session = session_of()
    session.advance(10)
    session.execute(do.Edit(1, 0, 0, 1.5))
    edited = digest(session)
    session.execute(do.Step("batch", -1))
    session.execute(do.Step("batch", 1))
    assert digest(session) == edited
    session.execute(do.Seek(4))
    session.advance(6)
    assert digest(session) == edited


def test_branches_at_the_very_first_update() -> None:
    session = session_of()
    session.advance(30)
    session.execute(do.Seek(0))
    change(session, learning_rate=0.3)
    branched = way(session, 10)
    session.execute(do.Seek(0))
    assert settings_of(session).learning_rate == 0.3
    assert way(session, 10) == branched
    session.execute(do.Undo())
    assert (session.snapshot().run, session.update) == (0, 0)
    assert settings_of(session).learning_rate == 0.03


def test_returning_to_any_run() -> None:
    session = session_of()
    first = way(session, 30)
    session.execute(do.Seek(10))
    change(session, learning_rate=0.2)
    second = way(session, 30)
    session.execute(do.Reset())
    session.advance(5)
    session.execute(do.Return(0, 28))
    assert digest(session) == first[28]
    assert (session.snapshot().run, session.tip) == (0, 30)
    session.execute(do.Return(1, 35))
    assert digest(session) == second[25]
    session.execute(do.Return(1, 5))
    assert digest(session) == first[5]
    assert session.snapshot().run == 1
    session.execute(do.Return(1, 999))
    assert session.update == 40
    session.advance(1)
    assert session.tip == 41, "the run goes on where it ended"


@pytest.mark.parametrize("changes", REBUILT, ids=repr)
def test_what_cannot_change_live_starts_a_new_run(changes: dict[str, Any]) -> None:
    session = session_of()
    session.advance(12)
    there, learner = digest(session), session.learner
    change(session, **changes)
    shown = session.snapshot()
    assert session.learner is not learner
    assert (shown.run, shown.update, shown.runs[1].parent) == (1, 0, None)
    assert shown.undo_label != ""
    session.advance(4)
    session.execute(do.Undo())
    assert digest(session) == there
    session.execute(do.Redo())
    assert session.update == 4
    for name, value in changes.items():
        assert getattr(settings_of(session), name) == value


# Edits.


def test_an_edit_branches_and_resets_the_optimizer() -> None:
    session = session_of(optimizer=Adam())
    session.advance(17)
    before = session.learner.state[0].copy()
    there = digest(session)
    place = session.learner.locate(2, 3, 1)
    session.execute(do.Edit(2, 3, 1, -0.75))
    shown = session.snapshot()
    assert (shown.run, shown.update, shown.runs[1].parent) == (1, 17, 0)
    assert session.learner.state[0, place] == np.float32(-0.75)
    others = np.arange(before.size) != place
    np.testing.assert_array_equal(session.learner.state[0, others], before[others])
    np.testing.assert_array_equal(session.learner.state[1:], 0.0)
    np.testing.assert_array_equal(session.learner.scalars, 1.0)
    assert marks(session) == [(17, "edit of a weight", "edit")]
    edited = way(session, 20)
    session.execute(do.Undo())
    assert digest(session) == there
    session.execute(do.Redo())
    assert digest(session) == edited[20]
    session.execute(do.Seek(17))
    assert way(session, 20) == edited


def test_a_bias_is_edited() -> None:
    session = session_of()
    session.execute(do.Edit(1, None, 2, 0.25))
    learner = session.learner
    assert learner.state[0, learner.locate(1, None, 2)] == 0.25


def test_a_dragged_edit_is_one_branch() -> None:
    session = session_of()
    session.advance(10)
    there = digest(session)
    for step in range(8):
        session.execute(do.Edit(1, 0, 0, 0.1 * step, gesture=4))
    shown = session.snapshot()
    assert len(shown.runs) == 2
    assert shown.frame.layers[0].weights[0, 0] == np.float32(0.7)
    assert list(shown.runs[1].updates) == [10]
    assert shown.runs[1].values[0, 0] == shown.metrics.train_loss
    stations = way(session, 15)
    session.execute(do.Seek(2))
    session.advance(23)
    assert digest(session) == stations[15]
    session.execute(do.Undo())
    assert digest(session) == there
    assert session.snapshot().undo_label == ""


def test_an_edit_dragged_while_running_is_repeated_to_the_bit() -> None:
    session = session_of(optimizer=Adam())
    session.advance(5)
    stations = [digest(session)]
    for step in range(12):
        session.execute(do.Edit(1, 0, 0, 0.1 * step, gesture=4))
        stations[-1] = digest(session)
        stations += way(session, step % 4)[1:]
    stations += way(session, 40)[1:]
    assert len(session.runs) == 2
    for start in range(len(stations)):
        session.execute(do.Seek(5 + start))
        assert digest(session) == stations[start]
    session.execute(do.Seek(5))
    for station in stations:
        assert digest(session) == station
        session.advance(1)
    session.execute(do.Seek(5))
    session.advance(len(stations) - 1)
    assert digest(session) == stations[-1]


def test_an_edit_in_the_past_keeps_the_old_future() -> None:
    session = session_of()
    stations = way(session, 40)
    session.execute(do.Seek(15))
    session.execute(do.Edit(1, 0, 0, 2.0))
    assert (session.update, session.tip) == (15, 15)
    session.execute(do.Undo())
    session.advance(25)
    assert digest(session) == stations[40]


def test_edits_at_the_same_update_follow_one_another() -> None:
    session = session_of()
    session.advance(10)
    states = [digest(session)]
    for value in (0.5, 1.0, 1.5):
        session.execute(do.Edit(1, 0, 0, value))
        states.append(digest(session))
    session.advance(3)
    session.execute(do.Seek(10))
    assert digest(session) == states[-1]
    session.execute(do.Seek(8))
    session.advance(2)
    assert digest(session) == states[-1]
    for state in reversed(states[:-1]):
        session.execute(do.Undo())
        assert digest(session) == state


def test_an_edit_at_the_first_update_of_a_run() -> None:
    session = session_of()
    session.execute(do.Edit(1, 0, 0, 0.5))
    stations = way(session, 10)
    session.execute(do.Seek(0))
    assert way(session, 10) == stations
    session.execute(do.Undo())
    assert session.snapshot().run == 0
    session.advance(10)
    assert digest(session) != stations[10]


def test_a_point_of_the_surface_is_put_and_undone() -> None:
    session = session_of()
    session.advance(100)
    while session.work(float("inf")):
        pass
    there = digest(session)
    surface = session.snapshot().frame.surface
    wanted = (surface.marker[0] + 0.5, surface.marker[1] - 0.25)
    for share in (0.3, 0.7, 1.0):
        at = tuple(
            here + share * (there - here)
            for here, there in zip(surface.marker, wanted, strict=True)
        )
        session.execute(do.PutAt(MoveOnSurface(at, 6), gesture=6))  # type: ignore[arg-type]
    shown = session.snapshot()
    assert len(shown.runs) == 2
    assert shown.undo_label == "move on the surface"
    assert shown.frame.surface.marker == pytest.approx(wanted, abs=1e-5)
    np.testing.assert_array_equal(session.learner.state[1:], 0.0)
    session.execute(do.Undo())
    assert digest(session) == there


def test_a_wish_for_nowhere_is_no_change() -> None:
    session = session_of()
    session.execute(do.PutAt("somewhere"))
    session.execute(do.PutAt(MoveOnSurface((1.0, 1.0), 1), gesture=1))
    assert session.snapshot().undo_label == "", "no plane has been laid yet"


# Undo and redo.


def test_undo_and_redo_of_nothing() -> None:
    session = session_of()
    session.advance(3)
    at = digest(session)
    session.execute(do.Undo())
    session.execute(do.Redo())
    assert digest(session) == at


def test_a_new_change_forgets_what_could_be_done_again() -> None:
    session = session_of()
    session.execute(do.Edit(1, 0, 0, 1.0))
    session.execute(do.Undo())
    assert session.snapshot().redo_label == "edit of a weight"
    change(session, learning_rate=0.3)
    assert session.snapshot().redo_label == ""


def test_a_long_row_of_undo_and_redo_ends_where_it_began() -> None:
    session = small_session()
    states = []
    for number in range(12):
        session.advance(3 + number)
        states.append((session.snapshot().run, digest(session)))
        if number % 3 == 0:
            session.execute(do.Edit(1, 0, 0, 0.1 * number))
        elif number % 3 == 1:
            session.execute(do.Reset())
        else:
            change(session, hidden=(2 + number,))
    session.advance(4)
    last = session.snapshot().run, digest(session)
    for state in reversed(states):
        session.execute(do.Undo())
        assert (session.snapshot().run, digest(session)) == state
    assert session.snapshot().undo_label == ""
    for state in [*states[1:], last]:
        session.execute(do.Redo())
        assert (session.snapshot().run, digest(session)) == state
    assert session.snapshot().redo_label == ""


def test_undo_has_a_depth() -> None:
    session = small_session()
    for number in range(230):
        change(session, learning_rate=0.01 + 0.001 * number)
        session.advance(1)
    count = 0
    nothing: frozenset[str] = frozenset()
    while session.snapshot(nothing).undo_label:
        session.execute(do.Undo())
        count += 1
    assert count == 200


def test_undo_goes_on_playing() -> None:
    session = session_of()
    session.advance(20)
    session.execute(do.Play())
    session.execute(do.Reset())
    assert session.playing
    session.execute(do.Undo())
    assert session.playing
    assert session.update == 20
    session.tick(0.1, 1.0)
    assert session.tip > 20
