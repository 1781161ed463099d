"""The loss surface: laid, refined, kept or laid anew, and walked upon."""

import math
import time
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import (
    frame_of,
    learner_of,
    look,
    scene_of,
    session_of,
)
from tests.session.builders import change
from visualizer.engine.arrays import Array
from visualizer.engine.landscape import Surface
from visualizer.exhibits.playground import surface as module
from visualizer.exhibits.playground.frame import SurfaceView
from visualizer.exhibits.playground.surface import GRIDS
from visualizer.scenes.intents import MoveOnSurface, WeightRef
from visualizer.session import commands as do
from visualizer.session.session import Session

AXES = (WeightRef(1, 0, 1), WeightRef(2, None, 0))


def finish(session: Session) -> SurfaceView:
    """Work until there is nothing more to do; return the surface."""
    while session.work(math.inf):
        pass
    view = frame_of(session).surface
    assert view is not None
    return view


def work_rows(session: Session, rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work until a number of rows are filled, by a clock that counts them."""
    done = 0
    fill_row = module.Surface.fill_row

    def count(surface: Surface) -> None:
        nonlocal done
        done += 1
        fill_row(surface)

    monkeypatch.setattr(module.Surface, "fill_row", count)
    monkeypatch.setattr(module, "time", SimpleNamespace(perf_counter=lambda: done))
    session.work(rows)
    monkeypatch.undo()
    assert done <= rows


def loss_at(session: Session, theta: Array) -> float:
    learner = learner_of(session)
    kept = learner.parameters.flat.copy()
    learner.parameters.flat[:] = theta
    loss = learner.evaluate().train_loss
    learner.parameters.flat[:] = kept
    return loss


@pytest.fixture
def session() -> Session:
    session = session_of(precision="float64")
    session.advance(200)
    return session


# Laying and refining.


def test_before_any_work_there_is_no_surface(session: Session) -> None:
    assert frame_of(session).surface is None
    scene = scene_of(session, "surface")
    assert scene.values is None
    assert scene.subtitle == "being laid"


def test_it_is_refined_to_the_finest_grid(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, float]] = []
    serials = []
    for _ in range(200):
        work_rows(session, 1, monkeypatch)
        view = frame_of(session).surface
        assert view is not None
        side = 0 if view.values is None else len(view.values)
        seen.append((side, view.progress))
        serials.append(view.serial)
    sides = [side for side, _ in seen]
    assert sorted(set(sides)) == [0, *GRIDS]
    assert sides == sorted(sides)
    progress = [share for _, share in seen]
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert serials == sorted(serials)
    assert len(set(serials)) == 4, "the serial changes with the values alone"
    assert not session.work(math.inf)


@pytest.mark.parametrize("kind", ["path", "random", "weights"])
def test_the_surface_is_the_loss_of_the_training_set(
    session: Session, kind: Any
) -> None:
    look(session, surface=kind, axes=AXES)
    view = finish(session)
    assert view.kind == kind
    assert view.values is not None
    assert view.values.shape == (GRIDS[-1], GRIDS[-1])
    assert np.isfinite(view.values).all()
    study = session.observer._surface  # type: ignore[attr-defined]
    plane = study._laid.plane
    for row, column in ((0, 0), (10, 40), (48, 3)):
        theta = plane.point(view.a[column], view.b[row])
        assert view.values[row, column] == pytest.approx(
            loss_at(session, theta), rel=1e-9
        )


def test_the_label_is_honest(session: Session) -> None:
    view = finish(session)
    assert view.parameters == learner_of(session).state.shape[1] == 25
    assert view.examples == 250
    assert view.laid_at == 200
    path = session._moment().path()
    offset = path - path[-1]
    plane = session.observer._surface._laid.plane  # type: ignore[attr-defined]
    basis = np.linalg.qr(np.stack([plane.u, plane.v]).T)[0]
    inside = offset @ basis
    share = 1.0 - (inside**2).sum() / (offset**2).sum()
    assert view.outside == pytest.approx(share, abs=1e-9)
    assert view.marker_loss == session.snapshot().metrics.train_loss
    scene = scene_of(session, "surface")
    assert scene.details[0] == "2-D slice of the loss of 25 parameters"
    assert "n = 250" in scene.details[2]
    assert scene.subtitle.startswith("principal plane of the path")


def test_the_path_ends_at_the_marker_in_the_middle_of_its_loss(
    session: Session,
) -> None:
    view = finish(session)
    np.testing.assert_allclose(view.marker, view.path[-1])
    np.testing.assert_allclose(view.marker, 0.0, atol=1e-9)
    assert view.surface_loss == pytest.approx(view.marker_loss, rel=0.2)
    assert len(view.path) == len(session._moment().path())
    for place, (low, high) in enumerate(
        ((view.a[0], view.a[-1]), (view.b[0], view.b[-1]))
    ):
        assert (view.path[:, place] > low).all()
        assert (view.path[:, place] < high).all()


def test_under_the_marker_the_surface_is_read_between_the_points() -> None:
    a, b = np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0])
    values = np.array([[0.0, 1.0, 4.0], [2.0, 3.0, 6.0]])
    at = module._at
    assert at(values, a, b, (0.0, 0.0)) == 0.0
    assert at(values, a, b, (2.0, 2.0)) == 6.0
    assert at(values, a, b, (1.5, 1.0)) == 3.5
    assert math.isnan(at(values, a, b, (2.1, 0.0)))
    assert math.isnan(at(None, a, b, (0.0, 0.0)))


def test_contours_lie_at_their_levels(session: Session) -> None:
    view = finish(session)
    assert (np.diff(view.levels) > 0).all()
    assert len(view.contours) == len(view.levels)
    assert any(view.contours)
    assert view.values is not None
    for level, lines in zip(view.levels, view.contours, strict=True):
        for line in lines:
            assert line.shape[1] == 2
            for x, y in line[:: max(1, len(line) // 5)]:
                # Ends lie on the border, or a rounding beyond it.
                at = (
                    float(np.clip(x, view.a[0], view.a[-1])),
                    float(np.clip(y, view.b[0], view.b[-1])),
                )
                under = module._at(view.values, view.a, view.b, at)
                assert under == pytest.approx(level, rel=0.05, abs=0.02)


def test_levels_are_even_in_the_logarithm() -> None:
    levels = module._levels(np.array([[1e-3, 10.0], [np.nan, 1.0]]))
    ratios = levels[1:] / levels[:-1]
    np.testing.assert_allclose(ratios, ratios[0])
    narrow = module._levels(np.array([1.0, 2.0]))
    np.testing.assert_allclose(np.diff(narrow), np.diff(narrow)[0])
    assert module._levels(np.array([1.0, 1.0])).size == 0
    assert module._levels(np.array([np.nan])).size == 0


def test_the_two_weights_are_their_own_coordinates(session: Session) -> None:
    look(session, surface="weights", axes=AXES)
    view = finish(session)
    learner = learner_of(session)
    theta = learner.state[0]
    expected = [theta[learner.locate(a.layer, a.source, a.destination)] for a in AXES]
    np.testing.assert_allclose(view.marker, expected)
    assert view.axes == AXES
    scene = scene_of(session, "surface")
    assert (scene.x_label, scene.y_label) == ("x₁ → h₂⁽¹⁾", "bias h₁⁽²⁾")
    assert scene.axes_options == (scene.x_label, scene.y_label)
    assert "23 parameters are held fixed" in scene.details[1]


@pytest.mark.parametrize(
    "axes",
    [
        None,
        (WeightRef(9, 0, 0), WeightRef(1, 0, 0)),
        (WeightRef(1, 0, 0), WeightRef(1, 7, 0)),
        (WeightRef(1, 0, 0), WeightRef(1, 0, 0)),
    ],
)
def test_axes_that_cannot_be_are_replaced(session: Session, axes: Any) -> None:
    look(session, surface="weights", axes=axes)
    view = finish(session)
    assert view.axes == (WeightRef(1, 0, 0), WeightRef(1, None, 0))
    assert all(scene_of(session, "surface").axes_options)


def test_random_directions_follow_from_the_seed_and_the_dice(
    session: Session,
) -> None:
    look(session, surface="random")
    first = finish(session).values
    look(session, surface="random", surface_serial=1)
    second = finish(session).values
    look(session, surface="random", surface_serial=0)
    again = finish(session).values
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("kind", ["path", "random", "weights"])
@pytest.mark.parametrize("hidden", [(), (1,), (64, 64)])
def test_every_kind_of_every_network(kind: Any, hidden: tuple[int, ...]) -> None:
    session = session_of(hidden=hidden, features=("x1",))
    session.advance(3)
    look(session, surface=kind)
    for _ in range(5):
        session.work(0.01)
    assert frame_of(session).surface is not None


def test_images_have_a_surface_too() -> None:
    session = session_of("digits")
    session.advance(20)
    session.work(0.05)
    view = frame_of(session).surface
    assert view is not None
    assert view.examples == 1437


# Kept or laid anew.


def test_it_is_laid_anew_on_pause_after_training(session: Session) -> None:
    finish(session)
    session.execute(do.Play())
    session.advance(100)
    session.work(math.inf)
    view = frame_of(session).surface
    assert view is not None
    assert (view.laid_at, view.stale) == (200, False), "frozen while running"
    np.testing.assert_allclose(view.marker, view.path[-1])
    assert not np.allclose(view.marker, 0.0)
    session.execute(do.Pause())
    assert finish(session).laid_at == 300


def test_it_stays_while_an_earlier_moment_is_shown(session: Session) -> None:
    before = finish(session)
    session.execute(do.Seek(100))
    finish(session)
    view = frame_of(session).surface
    assert view is not None
    assert (view.laid_at, view.serial) == (200, before.serial)
    np.testing.assert_allclose(view.path[-1], view.marker)
    session.execute(do.Seek(200))
    np.testing.assert_allclose(finish(session).marker, 0.0, atol=1e-9)


def test_a_change_of_kind_lays_another(session: Session) -> None:
    first = finish(session)
    look(session, surface="random")
    second = finish(session)
    look(session, surface_serial=5)
    third = finish(session)
    assert first.serial < second.serial < third.serial


def test_the_old_map_stands_until_a_new_one_is_there(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Map, path, marker and label always belong to the same plane."""
    before = finish(session)
    look(session, surface="weights", axes=AXES)
    for _ in range(GRIDS[0] - 1):
        work_rows(session, 1, monkeypatch)
        view = frame_of(session).surface
        assert view is not None
        assert (view.kind, view.serial, view.laid_at) == ("path", before.serial, 200)
        np.testing.assert_array_equal(view.path, before.path)
        assert view.surface_loss == before.surface_loss
        assert view.progress < 1.0
    work_rows(session, 1, monkeypatch)
    view = frame_of(session).surface
    assert view is not None
    assert view.kind == "weights"
    assert view.serial == before.serial + 1
    assert view.values is not None
    assert len(view.values) == GRIDS[0]


def test_two_weights_are_outdated_as_soon_as_the_others_move(
    session: Session,
) -> None:
    look(session, surface="weights", axes=AXES)
    assert not finish(session).stale
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    session.advance(1)
    session.work(math.inf)
    view = frame_of(session).surface
    assert view is not None
    assert (view.stale, view.laid_at) == (True, 200)
    assert scene_of(session, "surface").stale
    session.execute(do.Pause())
    view = finish(session)
    assert (view.stale, view.laid_at) == (False, 201)
    session.execute(do.Seek(50))
    assert finish(session).laid_at == 50


@pytest.mark.parametrize("kind", ["path", "random"])
def test_whole_planes_are_never_outdated(session: Session, kind: Any) -> None:
    look(session, surface=kind)
    finish(session)
    session.execute(do.Play())
    session.advance(50)
    view = frame_of(session).surface
    assert view is not None
    assert not view.stale


def test_leaving_the_map_while_running_lays_another(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(session)
    learner = learner_of(session)
    plane = session.observer._surface._laid.plane  # type: ignore[attr-defined]
    session.execute(do.Play())
    session.advance(1)
    learner.parameters.flat[:] += 50.0 * plane.u
    session.work(math.inf)
    assert frame_of(session).surface.laid_at == 200, "not before two seconds"  # type: ignore[union-attr]
    later = SimpleNamespace(perf_counter=lambda: time.perf_counter() + 10.0)
    monkeypatch.setattr(module, "time", later)
    session.work(math.inf)
    assert frame_of(session).surface.laid_at == 201  # type: ignore[union-attr]


def test_a_plane_that_does_not_hold_the_path_gives_way_while_running(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = session_of(precision="float64")
    assert finish(session).laid_at == 0
    session.execute(do.Play())
    seconds = 0.0
    later = SimpleNamespace(perf_counter=lambda: time.perf_counter() + seconds)
    monkeypatch.setattr(module, "time", later)

    def go_to(update: int, passed: float) -> tuple[float, SurfaceView]:
        nonlocal seconds
        session.advance(update - session.update)
        seconds += passed
        before = frame_of(session).surface
        session.work(math.inf)
        after = frame_of(session).surface
        assert before is not None
        assert after is not None
        return before.outside, after

    outside, view = go_to(30, module.SOON)
    assert outside > module.MOST_OUTSIDE
    assert (view.laid_at, view.outside < 0.2) == (30, True)
    # Then it is kept until the path is twice as long and most of it lies outside.
    assert go_to(60, 9.0)[1].laid_at == 30
    outside, view = go_to(200, 0.0)
    assert outside > module.MOST_OUTSIDE
    assert (view.laid_at, view.outside < 0.2) == (200, True)


def test_a_network_that_is_not_a_number_lays_none(session: Session) -> None:
    before = finish(session)
    learner_of(session).parameters.flat[:] = np.nan
    look(session, surface="random")
    assert not session.work(math.inf)
    view = frame_of(session).surface
    assert view is not None
    assert view.serial == before.serial


def test_a_hidden_surface_takes_no_time(session: Session) -> None:
    look(session, visible=frozenset({"network"}))
    assert not session.work(math.inf)
    assert session.snapshot(frozenset({"network"})).frame.surface is None


# Walking upon it.


@pytest.mark.parametrize("kind", ["path", "random", "weights"])
def test_the_network_goes_where_the_marker_is_put(session: Session, kind: Any) -> None:
    look(session, surface=kind, axes=AXES)
    view = finish(session)
    wanted = (view.marker[0] + 0.7, view.marker[1] - 0.4)
    session.execute(do.PutAt(MoveOnSurface(wanted, 1), gesture=1))
    view = finish(session)
    np.testing.assert_allclose(view.marker, wanted, atol=1e-9)
    assert view.surface_loss == pytest.approx(view.marker_loss, rel=0.3)


def test_what_lies_outside_the_plane_stays(session: Session) -> None:
    finish(session)
    session.advance(30)
    theta = learner_of(session).state[0].copy()
    study = session.observer._surface  # type: ignore[attr-defined]
    plane = study._laid.plane
    at = tuple(plane.coordinates(theta[None])[0])
    away = study.resolve((at[0] + 1.0, at[1] + 2.0))
    np.testing.assert_allclose(
        away - theta, plane.u + 2.0 * plane.v, rtol=1e-6, atol=1e-9
    )
    np.testing.assert_allclose(study.resolve(at), theta, atol=1e-12)
    # There and back, in one drag, is where it was.
    session.execute(do.PutAt(MoveOnSurface((at[0] + 1.0, at[1] + 2.0), 1), gesture=1))
    session.execute(do.PutAt(MoveOnSurface(at, 1), gesture=1))
    np.testing.assert_allclose(learner_of(session).state[0], theta, atol=1e-12)


def test_the_plane_stays_during_a_drag(session: Session) -> None:
    before = finish(session)
    for step in range(5):
        wish = MoveOnSurface((0.1 * step, 0.0), 3)
        session.execute(do.PutAt(wish, gesture=3))
        view = finish(session)
        assert view.serial == before.serial
        np.testing.assert_allclose(view.marker, (0.1 * step, 0.0), atol=1e-9)


def test_other_wishes_lead_nowhere(session: Session) -> None:
    assert session.observer.resolve("up") is None


# Runs that were left.


def test_the_path_of_a_run_that_was_left_lies_in_the_same_plane(
    session: Session,
) -> None:
    session.execute(do.Seek(100))
    change(session, learning_rate=0.3)
    session.advance(50)
    look(session, surface="weights", axes=AXES)
    view = finish(session)
    (ghost,) = view.ghosts
    assert (ghost.run, ghost.tip, ghost.text) == (0, 200, "Learning rate 0.3 → 0.03")
    (line,) = (g.line for g in session.runs.ghosts(view.parameters))
    learner = learner_of(session)
    columns = [learner.locate(a.layer, a.source, a.destination) for a in AXES]
    # In the plane of two weights these are their own coordinates.
    np.testing.assert_allclose(ghost.path, line[:, columns])
    assert scene_of(session, "surface").ghosts is view.ghosts


def test_ghosts_are_projected_once(session: Session) -> None:
    session.execute(do.Seek(100))
    change(session, learning_rate=0.3)
    first = finish(session).ghosts
    session.execute(do.Play())
    session.advance(30)
    view = frame_of(session).surface
    assert view is not None
    assert view.ghosts is first
    session.execute(do.Pause())
    look(session, surface="random")
    assert finish(session).ghosts is not first
