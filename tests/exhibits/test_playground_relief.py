"""The loss surface as a mountain, the line between solutions, and sharpness."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from tests.session.builders import change
from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.scenes.intents import SurfaceKind
from visualizer.scenes.numbers import significant
from visualizer.session import commands as do
from visualizer.session.session import Session


def seen(session: Session, *panels: str) -> Session:
    """Look at panels, and work until there is nothing more to do."""
    look(session, visible=frozenset(panels))
    while session.work(math.inf):
        pass
    return session


def loss_at(session: Session, theta: Array) -> float:
    return learner_of(session).evaluate_at(theta).train_loss


@pytest.fixture
def session() -> Session:
    session = session_of("circle")
    session.advance(200)
    return session


@pytest.mark.parametrize("kind", ["path", "random", "weights"])
def test_every_plane_stands_as_a_mountain(session: Session, kind: SurfaceKind) -> None:
    look(session, surface=kind)
    seen(session, "mountain", "surface")
    frame = frame_of(session)
    assert frame.mountain is not None
    assert frame.surface is not None
    assert frame.mountain.kind == kind
    np.testing.assert_array_equal(frame.mountain.ground.heights, frame.surface.values)
    scene = scene_of(session, "mountain")
    assert scene.ground is frame.mountain.ground
    held = {
        "path": "principal plane of the path · ",
        "random": "two random directions, filter-normalized · ",
        "weights": "two weights, all others held fixed at update 200 · ",
    }
    assert scene.subtitle.startswith(held[kind])
    assert scene.subtitle.endswith(" of the path lies outside")
    assert frame_of(session).mountain.ground is scene.ground, "the same while it stands"


def test_the_path_lies_on_the_surface_and_stems_reach_the_true_loss(
    session: Session,
) -> None:
    view = frame_of(seen(session, "mountain")).mountain
    assert view is not None
    x, y, under, true = view.stems.T
    assert 2 <= len(view.stems) <= 12
    last = learner_of(session)
    # Where the plane was laid surface and truth are one.
    assert (x[-1], y[-1]) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert true[-1] == pytest.approx(loss_at(session, last.state[0]), rel=1e-6)
    assert under[-1] == pytest.approx(true[-1], rel=0.02)
    # At the start the truth is the loss of the parameters of the start.
    session.execute(do.Seek(0))
    start = loss_at(session, learner_of(session).state[0])
    session.execute(do.Seek(200))
    assert true[0] == pytest.approx(start, rel=1e-6)
    assert abs(under[0] - true[0]) > 1e-6, "the path lies outside the plane"


def test_before_it_is_laid_the_mountain_is_empty(session: Session) -> None:
    look(session, visible=frozenset({"mountain"}))
    scene = scene_of(session, "mountain")
    assert scene.subtitle == "being laid"
    assert not np.isfinite(scene.ground.heights).any()


def test_who_does_not_look_pays_nothing(session: Session) -> None:
    frame = frame_of(seen(session, "network"))
    assert frame.mountain is None
    assert frame.line is None


def test_going_back_moves_the_run_on_the_mountain(session: Session) -> None:
    seen(session, "mountain")
    whole = frame_of(session).mountain
    session.execute(do.Seek(50))
    seen(session, "mountain")
    part = frame_of(session).mountain
    assert whole is not None
    assert part is not None
    assert part.ground is whole.ground
    assert len(part.path) < len(whole.path)


def test_runs_that_were_left_lie_on_the_mountain_too(session: Session) -> None:
    look(session, surface="random")
    seen(session, "mountain", "surface")
    assert scene_of(session, "mountain").ghosts == ()
    session.execute(do.Reset())
    change(session, seed=7)
    session.advance(60)
    seen(session, "mountain", "surface")
    frame = frame_of(session)
    assert frame.mountain is not None
    assert frame.surface is not None
    ghosts = scene_of(session, "mountain").ghosts
    assert tuple(ghost.path for ghost in ghosts) == frame.surface.ghosts
    assert [ghost.path.tip for ghost in ghosts] == [200]
    for ghost in ghosts:
        (x, y), ground = ghost.path.path.T, frame.mountain.ground
        on = (x >= ground.x[0]) & (x <= ground.x[-1])
        on &= (y >= ground.y[0]) & (y <= ground.y[-1])
        assert (np.isfinite(ghost.heights) == on).all()
        assert on.any()
        for at_x, at_y, height in zip(x[on], y[on], ghost.heights[on], strict=True):
            # Bilinear is linear along each axis.
            along = [np.interp(at_x, ground.x, row) for row in ground.heights]
            assert height == pytest.approx(np.interp(at_y, ground.y, along), rel=1e-9)
    seen(session, "mountain", "surface")
    assert scene_of(session, "mountain").ghosts is ghosts, "the same while they stand"


# The line.


def test_the_line_leads_from_the_start_of_the_run_to_now(session: Session) -> None:
    view = frame_of(seen(session, "line")).line
    assert view is not None
    here = learner_of(session).state[0].copy()
    session.execute(do.Seek(0))
    start = learner_of(session).state[0].copy()
    for share in (0.0, 0.5, 1.0, 1.25):
        place = int(np.abs(view.a - share).argmin())
        at = float(view.a[place])
        there = loss_at(session, start + at * (here - start))
        assert view.losses[place] == pytest.approx(there, rel=1e-4)
    assert (view.a[0], view.a[-1]) == (-0.25, 1.25)


def test_with_another_run_the_line_leads_from_its_end(session: Session) -> None:
    end = learner_of(session).state[0].copy()
    session.execute(do.Reset())
    change(session, seed=7)
    session.advance(200)
    view = frame_of(seen(session, "line")).line
    assert view is not None
    place = int(np.abs(view.a).argmin())
    assert view.losses[place] == pytest.approx(loss_at(session, end), rel=1e-4)
    scene = scene_of(session, "line")
    assert not scene.movable
    assert scene.points[0].x == 1.0
    between = view.losses[(view.a >= 0) & (view.a <= 1)]
    ends = np.interp((0.0, 1.0), view.a, view.losses)
    assert ("no wall" in scene.subtitle) == (between.max() <= ends.max())


def test_at_the_start_there_is_no_line_yet() -> None:
    session = session_of("circle")
    seen(session, "line")
    assert frame_of(session).line is None
    assert "pause" in scene_of(session, "line").subtitle


def test_a_line_stands_while_the_run_plays_and_is_measured_on_pause(
    session: Session,
) -> None:
    before = frame_of(seen(session, "line")).line
    session.execute(do.Play())
    session.advance(50)
    seen(session, "line")
    assert frame_of(session).line is before
    session.execute(do.Pause())
    after = frame_of(seen(session, "line")).line
    assert after is not None
    assert after.update == 250


# Sharpness.


def test_sharpness_is_the_largest_eigenvalue_of_the_hessian(session: Session) -> None:
    view = frame_of(seen(session, "surface")).surface
    assert view is not None
    learner = learner_of(session)
    theta = learner.state[0].astype(np.float64)

    def loss(at: Array) -> float:
        x, y = learner.train.x.astype(np.float64), learner.train.y.astype(np.float64)
        flat, signal = at, x
        sizes = learner.network.sizes
        for n_in, n_out in itertools.pairwise(sizes):
            count = (n_in + 1) * n_out
            block, flat = flat[:count].reshape(n_in + 1, n_out), flat[count:]
            z = block[:-1].T @ signal + block[-1][:, None]
            signal = np.tanh(z)
        return float(((signal - y) ** 2).sum(axis=0).mean())

    assert loss(theta) == pytest.approx(loss_at(session, learner.state[0]), rel=1e-4)
    count, step = theta.size, 1e-3
    hessian = np.zeros((count, count))
    unit = step * np.eye(count)
    for i in range(count):
        for j in range(i + 1):
            corners = (
                loss(theta + unit[i] + unit[j])
                - loss(theta + unit[i] - unit[j])
                - loss(theta - unit[i] + unit[j])
                + loss(theta - unit[i] - unit[j])
            )
            hessian[i, j] = hessian[j, i] = corners / (4.0 * step**2)
    values = np.linalg.eigvalsh(hessian)
    largest = values[np.abs(values).argmax()]
    assert view.sharpness == pytest.approx(largest, rel=0.02)
    scene = scene_of(session, "surface")
    bound = significant(2.0 / view.sharpness, 2)
    assert scene.subtitle.endswith(f"· stable below a rate of {bound}")
    value = significant(view.sharpness, 3)
    assert scene.details[-1] == f"sharpness {value} · stable below a rate of {bound}"


def test_sharpness_belongs_to_its_moment(session: Session) -> None:
    seen(session, "surface")
    session.advance(1)
    view = frame_of(session).surface
    assert view is not None
    assert math.isnan(view.sharpness)
    assert "stable" not in scene_of(session, "surface").subtitle


@pytest.mark.parametrize(
    "layer",
    [
        LayerSettings(dropout=0.3),
        LayerSettings(normalization="batch"),
        LayerSettings(normalization="layer"),
    ],
    ids=["dropout", "batch", "layer"],
)
def test_sharpness_is_measured_of_layers_of_every_kind(
    layer: dict[str, object],
) -> None:
    session = session_of("circle", layers=(layer,))
    session.advance(30)
    view = frame_of(seen(session, "surface")).surface
    assert view is not None
    assert math.isfinite(view.sharpness)
