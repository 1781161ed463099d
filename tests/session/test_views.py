from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs

from tests.session.builders import Clock, change, session_of
from visualizer.session import commands as do
from visualizer.session.pace import PACE_BY_KEY, PACES
from visualizer.session.session import Session
from visualizer.session.views import (
    bookmarks,
    curve_scene,
    lecture_scene,
    line_of,
    timeline_scene,
    transport_scene,
)


def branched() -> Session:
    """Return a session with a ghost, a branch and an earlier run."""
    session = session_of()
    session.advance(60)
    change(session, l2=0.01)
    session.advance(40)
    session.execute(do.Seek(30))
    change(session, learning_rate=0.2)
    session.advance(50)
    return session


# Transport.


def test_the_transport_of_a_session_at_rest() -> None:
    session = session_of()
    scene = transport_scene(session.snapshot(), "batch")
    assert not scene.playing
    assert not scene.can_go_back
    assert scene.can_go_forward
    assert scene.step_unit == "batch"
    assert [key for key, _ in scene.step_units] == ["example", "batch", "epoch"]
    assert [key for key, _ in scene.paces] == [pace.key for pace in PACES]
    assert scene.pace == "moderate"
    read = {readout.key: readout.value for readout in scene.readouts}
    assert list(read) == ["epoch", "train_loss", "test_loss", "test_accuracy", "speed"]
    assert read["epoch"] == "0"
    assert read["speed"] == "–"


def test_read_outs_are_the_numbers_of_the_moment() -> None:
    session = session_of()
    session.advance(60)
    shown = session.snapshot()
    read = {r.key: r.value for r in transport_scene(shown, "batch").readouts}
    assert read["epoch"] == "2.40"
    assert float(read["train_loss"]) == pytest.approx(shown.metrics.train_loss, 5e-3)
    assert float(read["test_loss"]) == pytest.approx(shown.metrics.test_loss, 5e-3)
    assert read["test_accuracy"] == f"{100 * shown.metrics.test_accuracy:.1f} %"
    assert transport_scene(shown, "batch").can_go_back


@pytest.mark.parametrize(
    ("loss", "text"),
    [(-8.123e31, "−8.1e+31"), (8.0049e-240, "8.0e−240"), (4.751e-14, "4.75e−14")],
)
def test_a_read_out_keeps_to_its_room(loss: float, text: str) -> None:
    shown = session_of().snapshot()
    shown = structs.replace(shown, metrics=replace(shown.metrics, train_loss=loss))
    readouts = transport_scene(shown, "batch").readouts
    assert {r.key: r.value for r in readouts}["train_loss"] == text


def test_regression_reads_no_accuracy() -> None:
    scene = transport_scene(session_of("reg-plane").snapshot(), "epoch")
    assert "test_accuracy" not in [readout.key for readout in scene.readouts]


def test_a_walk_can_go_back_from_the_first_update() -> None:
    session = session_of()
    session.execute(do.Step("example"))
    assert transport_scene(session.snapshot(), "example").can_go_back


def test_a_diverged_run_cannot_go_forward() -> None:
    session = session_of("reg-plane", learning_rate=100.0)
    session.advance(1000)
    scene = transport_scene(session.snapshot(), "batch")
    assert not scene.can_go_forward
    assert scene.can_go_back
    for readout in scene.readouts:
        assert "nan" not in readout.value.lower()


@pytest.mark.parametrize(
    ("speed", "text"),
    [
        (0.0, "–"),
        (1.94, "1.9"),
        (42.3, "42"),
        (253.0, "250"),
        (31_468.0, "31,000"),
        (131_468.0, "130,000"),
    ],
)
def test_the_speed_has_two_digits(speed: float, text: str) -> None:
    shown = session_of().snapshot()
    shown = structs.replace(shown, updates_per_second=speed, playing=True)
    assert transport_scene(shown, "batch").readouts[-1].value == text


def test_epochs_are_whole_numbers_at_full_speed() -> None:
    clock = Clock()
    session = session_of(clock=clock)
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    for _ in range(4):
        clock.now += 0.1
        session.advance(33)
    shown = session.snapshot()
    assert shown.epoch == pytest.approx(5.28)
    assert transport_scene(shown, "batch").readouts[0].value == "5"


@pytest.mark.parametrize(
    ("epoch", "said"),
    [(2.4, "2.40"), (99.5, "99.50"), (432.16, "432.2"), (8666.68, "8,666"), (7.0, "7")],
)
def test_an_epoch_has_as_many_places_as_there_is_room(epoch: float, said: str) -> None:
    shown = structs.replace(session_of().snapshot(), epoch=epoch)
    (read,) = [r for r in transport_scene(shown, "batch").readouts if r.key == "epoch"]
    assert read.value == said
    assert len(said) <= len(read.widest)


# Curves.


def test_a_curve_scene_holds_the_runs_curve() -> None:
    session = session_of()
    session.advance(100)
    shown = session.snapshot()
    scene = curve_scene(shown, log=False)
    train, test = scene.series
    assert (train.kind, test.kind) == ("train", "test")
    np.testing.assert_array_equal(train.x, shown.runs[0].updates)
    np.testing.assert_array_equal(train.y, shown.runs[0].values[0])
    np.testing.assert_array_equal(test.y, shown.runs[0].values[1])
    assert (scene.cursor, scene.log) == (100, False)
    assert curve_scene(shown, log=True).log


def test_at_rest_a_curve_leads_to_the_moment_shown() -> None:
    session = session_of()
    session.execute(do.Play())
    session.advance(5003)
    session.execute(do.Pause())
    shown = session.snapshot()
    assert shown.runs[0].updates[-1] < 5003 == shown.metrics_update
    for scene in (curve_scene(shown, log=False), timeline_scene(shown)):
        train = scene.series[0]
        assert train.x[-1] == 5003
        assert train.y[-1] == shown.metrics.train_loss
        assert len(train.x) == len(train.y) == len(shown.runs[0].updates) + 1
    assert curve_scene(shown, log=False).series[1].y[-1] == shown.metrics.test_loss
    session.execute(do.Seek(50))
    np.testing.assert_array_equal(
        timeline_scene(session.snapshot()).series[-1].x, shown.runs[0].updates
    )


def test_a_branch_is_drawn_over_its_ghost() -> None:
    session = branched()
    shown = session.snapshot()
    assert [view.number for view in line_of(shown)] == [0, 1]
    for scene in (curve_scene(shown, log=False), timeline_scene(shown)):
        ghost, present = scene.series[0], scene.series[1]
        assert (ghost.kind, ghost.run) == ("ghost", 0)
        assert (ghost.x[0], ghost.x[-1]) == (30, 100)
        assert (present.kind, present.run) == ("train", 1)
        assert (present.x[0], present.x[-1]) == (0, 80)
        assert (np.diff(present.x) > 0).all()
    old, new = shown.runs
    np.testing.assert_array_equal(
        scene.series[1].y[:30], old.values[0][old.updates < 30]
    )
    np.testing.assert_array_equal(scene.series[1].y[30:], new.values[0])


def test_marks_of_a_ghosts_future_are_not_those_of_the_line() -> None:
    session = branched()
    marks = timeline_scene(session.snapshot()).marks
    assert [(mark.update, mark.kind) for mark in marks] == [(30, "branch")]
    assert curve_scene(session.snapshot(), log=False).marks == marks
    session.execute(do.Undo())
    marks = timeline_scene(session.snapshot()).marks
    assert [(mark.update, mark.kind) for mark in marks] == [(60, "change")]


def test_the_timeline_tells_the_moment_shown() -> None:
    session = branched()
    session.execute(do.Seek(45))
    scene = timeline_scene(session.snapshot())
    assert (scene.cursor, scene.tip, scene.run) == (45, 80, 1)
    assert scene.updates_per_epoch == 25
    assert scene.position_text == "update 45 · epoch 1.8"
    session.execute(do.Step("example", 3))
    text = timeline_scene(session.snapshot()).position_text
    assert text == "update 45 · epoch 1.8 · gradient 3 of 10 collected"


def test_only_the_newest_ghosts_are_drawn() -> None:
    session = session_of()
    for _ in range(20):
        session.advance(3)
        session.execute(do.Reset())
    session.advance(3)
    series = timeline_scene(session.snapshot()).series
    assert [one.run for one in series] == [*range(8, 20), 20]


def test_regression_has_a_test_curve_too() -> None:
    session = session_of("reg-plane")
    session.advance(50)
    kinds = [one.kind for one in curve_scene(session.snapshot(), log=False).series]
    assert kinds == ["train", "test"]


# The speed ladder.


def test_the_ladder_goes_from_one_product_to_full_speed() -> None:
    keys = ["product", "neuron", "layer", "example", "update", "slow", "moderate"]
    assert list(PACE_BY_KEY) == [*keys, "full"]
    assert [pace.slow for pace in PACES] == [True] * 6 + [False] * 2


# Bookmarks, and coming back to a moment of an earlier start.


def flags(session: Session) -> list[tuple[int, str]]:
    marks = timeline_scene(session.snapshot()).marks
    return [(mark.update, mark.text) for mark in marks if mark.kind == "bookmark"]


def test_a_bookmark_is_put_and_taken_away() -> None:
    session = session_of()
    session.advance(40)
    session.execute(do.Bookmark())
    session.execute(do.Seek(10))
    session.execute(do.Bookmark())
    assert sorted(update for update, _ in flags(session)) == [10, 40]
    assert len({text for _, text in flags(session)}) == 2
    session.execute(do.Bookmark())
    assert [update for update, _ in flags(session)] == [40]


def test_bookmarks_have_names_of_their_own() -> None:
    session = session_of()
    for _ in range(3):
        session.advance(10)
        session.execute(do.Bookmark())
    session.execute(do.Seek(10))
    session.execute(do.Bookmark())
    session.advance(2)
    session.execute(do.Bookmark())
    names = [text for _, text in flags(session)]
    assert len(set(names)) == len(names) == 3


def test_a_recipe_leads_to_the_same_moment() -> None:
    session = session_of()
    session.advance(30)
    change(session, learning_rate=0.1)
    session.advance(12)
    change(session, batch_size=7, l1=0.001)
    session.advance(50)
    session.execute(do.Seek(81))
    recipe = session.snapshot().recipe
    assert recipe is not None
    again = Session(recipe.start)
    again.execute(do.Recall(recipe.changes, recipe.update))
    assert again.update == 81
    assert not again.playing
    assert again.learner.state.tobytes() == session.learner.state.tobytes()
    assert again.snapshot().recipe == recipe
    assert again.snapshot().undo_label == ""


def test_a_recipe_leads_to_the_same_bookmarks() -> None:
    session = session_of()
    session.advance(60)
    session.execute(do.Bookmark())
    change(session, learning_rate=0.1)
    session.advance(40)
    session.execute(do.Bookmark())
    session.execute(do.Seek(20))
    session.execute(do.Bookmark())
    state = session.learner.state.tobytes()
    recipe = session.snapshot().recipe
    assert recipe is not None
    assert (recipe.update, recipe.bookmarks) == (20, (60, 100, 20))
    again = Session(recipe.start)
    again.execute(do.Recall(recipe.changes, recipe.update, recipe.bookmarks))
    assert (again.update, again.tip) == (20, 100)
    assert not again.playing
    assert bookmarks(again.snapshot()) == bookmarks(session.snapshot())
    assert again.snapshot().recipe == recipe
    assert again.learner.state.tobytes() == state
    for one in (session, again):
        one.execute(do.Seek(100))
    assert again.learner.state.tobytes() == session.learner.state.tobytes()


def test_a_bookmark_that_cannot_be_reached_is_left_out() -> None:
    session = session_of("reg-plane", learning_rate=0.2)
    session.execute(do.Recall((), 5, (2, 5, 40_000)))
    assert session.tip < 40_000
    marks = bookmarks(session.snapshot())
    assert [mark.update for mark in marks] == [2, 5]
    assert session.update == 5


def test_an_edited_network_has_no_recipe() -> None:
    session = session_of()
    session.advance(5)
    assert session.snapshot().recipe is not None
    session.execute(do.Edit(1, 0, 0, 1.0))
    assert session.snapshot().recipe is None


# Lecture.


def test_bookmarks_are_those_of_the_present_line_in_order() -> None:
    session = session_of()
    for update in (40, 20, 60):
        session.advance(max(0, update - session.update))
        session.execute(do.Seek(update))
        session.execute(do.Bookmark())
    session.execute(do.Seek(30))
    change(session, learning_rate=0.2)
    session.advance(5)
    session.execute(do.Bookmark())
    marks = bookmarks(session.snapshot())
    # Those behind the branch belong to the ghost.
    assert [(mark.update, mark.text) for mark in marks] == [
        (20, "bookmark B"),
        (35, "bookmark D"),
    ]


@pytest.mark.parametrize(
    ("update", "here", "ahead", "behind"),
    [
        (0, None, 0, False),
        (10, 0, 1, False),
        (15, 0, 1, True),
        (30, 1, None, True),
        (40, 1, None, True),
    ],
)
def test_a_lecture_stands_among_its_moments(update, here, ahead, behind) -> None:
    session = session_of()
    for count in (10, 20):
        session.advance(count)
        session.execute(do.Bookmark())
    session.advance(10)
    session.execute(do.Seek(update))
    scene = lecture_scene(session.snapshot(), "circle", "Circle")
    assert (scene.here, scene.next, scene.can_go_back) == (here, ahead, behind)
    assert scene.experiment == "circle"
    assert scene.headline.startswith(f"Circle · update {update} · epoch ")


def test_a_moment_says_its_loss() -> None:
    session = session_of()
    session.advance(50)
    session.execute(do.Bookmark())
    measured = session.snapshot().metrics.train_loss
    session.advance(50)
    (moment,) = lecture_scene(session.snapshot(), "", "untitled").moments
    told = float(moment.text.rpartition(" ")[2])
    assert told == pytest.approx(measured, rel=0.05)
    assert (moment.update, moment.name) == (50, "bookmark A")
