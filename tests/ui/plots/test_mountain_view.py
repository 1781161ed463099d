import re

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtGui import QImage

from tests.ui.hosting import hosted
from tests.ui.stages import move
from visualizer.language import Phrase
from visualizer.scenes.surface import GhostPath
from visualizer.scenes.terrain import (
    GhostTrail,
    Ground,
    MountainScene,
    PointOnCurve,
    ProfileScene,
    RunnerPath,
)
from visualizer.ui.picture_export import render
from visualizer.ui.plots.mountain import View
from visualizer.ui.plots.mountain_view import MountainView
from visualizer.ui.plots.profile_view import ProfileView
from visualizer.ui.theme import load_theme

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


def bowl(**changes):
    x, y = np.linspace(-2.0, 2.0, 41), np.linspace(-1.0, 1.0, 31)
    heights = x[None, :] ** 2 + y[:, None] ** 2
    path = np.column_stack((np.linspace(-1.5, 0.0, 20), np.linspace(0.8, 0.0, 20)))
    runner = RunnerPath(0, "one", path, (path**2).sum(axis=1), None, selected=True)
    ground = Ground(x, y, heights, 0.0, 5.0, False)
    scene = MountainScene("m", "", ground, (runner,), (-1.5, 0.8, 2.89), None)
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def view(qtbot):
    made = hosted(qtbot, MountainView)
    made.resize(400, 300)
    made.set_theme(load_theme("dark"))
    made.set_scene(bowl())
    return made


def test_stems_stand_where_the_ground_is_and_end_at_the_true_height(view):
    assert view.stem_count() == 0
    stems = np.array([[0.0, 0.0, 0.0, 2.5], [1.0, 0.5, 1.25, 2.0], [9.0, 0.0, 1, 2]])
    view.set_scene(bowl(stems=stems))
    assert view.stem_count() == 2, "one stands beside the mountain"
    path = view._stems.path()
    foot, tip = path.elementAt(0), path.elementAt(1)
    assert foot.x == pytest.approx(tip.x)
    assert tip.y < foot.y - 20.0
    mountain = view._mountain
    px, py, _ = mountain.project(np.zeros(1), np.zeros(1), np.array([2.5]))
    assert (tip.x, tip.y) == pytest.approx((float(px[0]), float(py[0])))


def left(**changes):
    """Return a run that was left, over the ground of the bowl."""
    at = np.array([[-1.5, 0.5], [0.2, 0.5], [1.0, 0.5], [9.0, 0.0]])
    heights = np.append((at[:3] ** 2).sum(axis=1), np.nan)
    ghost = GhostPath(4, 70, Phrase("branch"), at[: changes.pop("points", 3)])
    return GhostTrail(ghost, heights[: len(ghost.path)])


def middle_of(line):
    x, y = line
    return QPoint(round((x[0] + x[1]) / 2), round((y[0] + y[1]) / 2))


def test_a_run_that_was_left_lies_on_the_mountain_and_turns_with_it(view):
    ghost = left()
    view.set_scene(bowl(ghosts=(ghost,)))
    for degrees in (0.0, 35.0):
        view.turn(degrees, 0.0)
        ((x, y),) = view.ghosts.lines()
        px, py, _ = view._mountain.project(*ghost.path.path.T, ghost.heights)
        assert x[-3:] == pytest.approx(px)
        assert y[-3:] == pytest.approx(py)
    assert view.ghosts.texts() == ["branch"]
    view.set_scene(bowl(ghosts=(left(points=4),)))
    ((x, y),) = view.ghosts.lines()
    assert np.isnan(y[-1]), "what is beside the mountain does not hang in the air"
    view.set_scene(bowl())
    assert view.ghosts.lines() == []
    assert view.ghosts.texts() == []


def test_what_such_a_run_did_behind_the_mountain_is_dashed(view):
    wall = np.exp(-8.0 * np.linspace(-1.0, 1.0, 31) ** 2)
    x, y = np.linspace(-2.0, 2.0, 41), np.linspace(-1.0, 1.0, 31)
    ground = Ground(x, y, np.repeat(wall[:, None], 41, axis=1), 0.0, 1.0, False)
    along = np.column_stack((np.linspace(-1.0, 1.0, 9), np.full(9, 0.8)))
    trail = GhostTrail(GhostPath(4, 70, "", along), np.full(9, wall[-4]))
    view.set_scene(bowl(ground=ground, runners=(), ghosts=(trail,)))
    view._look(View(0.0, 15.0, 1.0))
    ((x, y),) = view.ghosts.lines()
    assert np.isnan(y[-9:]).all(), "nothing of it is in front"
    pieces = np.isfinite(y[:-9])
    assert pieces.sum() > 10
    assert not pieces.all()


def test_pointing_at_such_a_run_says_what_differs_and_a_click_returns_to_it(
    view, qtbot
):
    view.set_scene(bowl(ghosts=(left(),)))
    wanted = []
    view.run_wanted.connect(lambda *run: wanted.append(run))
    place = middle_of(view.ghosts.lines()[0])
    move(view.viewport(), place, NONE)
    assert view.ghosts.lit_run() == 4
    assert view._readout.texts() == [("run 5", "branch")]
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert wanted == [(4, 70)]
    turned = view.view.turn
    qtbot.mousePress(view.viewport(), LEFT, pos=place)
    move(view.viewport(), place + QPoint(40, 0), LEFT)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=place + QPoint(40, 0))
    assert view.view.turn != turned
    assert wanted == [(4, 70)], "a turn is no click"
    move(view.viewport(), QPoint(3, 3), NONE)
    assert view.ghosts.lit_run() is None
    assert not view._readout.item.isVisible()


def test_ghosts_are_drawn_again_only_when_they_or_the_view_change(view, monkeypatch):
    ghosts = (left(),)
    scene = bowl(ghosts=ghosts)
    view.set_scene(scene)
    drawn = []
    monkeypatch.setattr(view.ghosts, "show", lambda *args: drawn.append(args[0]))
    moved = msgspec.structs.replace(scene.runners[0], selected=False)
    view.set_scene(msgspec.structs.replace(scene, runners=(moved,)))
    assert drawn == []
    view.turn(5.0, 0.0)
    assert len(drawn) == 1
    view.set_scene(msgspec.structs.replace(scene, ghosts=(*ghosts, left())))
    assert len(drawn) == 2


def test_stems_turn_with_the_mountain(view):
    view.set_scene(bowl(stems=np.array([[1.0, 0.5, 1.25, 3.0]])))
    before = view._stems.path().elementAt(0)
    view.turn(40.0, 0.0)
    after = view._stems.path().elementAt(0)
    assert (before.x, before.y) != (after.x, after.y)


def test_a_curve_whose_flag_is_fixed_cannot_be_started_elsewhere(qtbot):
    point = PointOnCurve(0, "here", 1.0, 1.0, np.nan, selected=True)
    x = np.linspace(-1.0, 2.0, 31)
    scene = ProfileScene(
        *("line", "", x, x**2, "x", "y", (point,), (0.0, 0.0)),
        zero=False,
        sight=None,
        movable=False,
    )
    view = hosted(qtbot, ProfileView)
    view.resize(400, 300)
    view.set_theme(load_theme("dark"))
    view.set_scene(scene)
    moved = []
    view.start_moved.connect(moved.append)
    place = view.place_of(-0.5, 2.0).toPoint()
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(place))
    assert moved == []
    view.set_scene(msgspec.structs.replace(scene, movable=True))
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(place))
    assert moved == [pytest.approx(-0.5, abs=0.02)]


def test_while_it_turns_it_is_painted_roughly_and_finely_at_rest(view):
    assert view._painted_finely
    view.turn(10.0, 0.0)
    assert not view._painted_finely
    view.set_scene(bowl(ground=view._drawn.ground))
    assert not view._painted_finely
    view.come_to_rest()
    assert view._painted_finely
    before = view._mountain
    view.set_scene(bowl(ground=view._drawn.ground))
    assert view._mountain is before, "nothing has changed"


def test_fog_that_moves_is_painted_finely_when_it_has_settled(view):
    view.set_scene(bowl(sight=0.4))
    foggy = view._picture.pixmap().toImage()
    ground, runner = view._drawn.ground, view._drawn.runners[0]
    lost = msgspec.structs.replace(
        runner, path=np.array([[0.0, 0.0], [np.nan, np.inf]])
    )
    lost = msgspec.structs.replace(lost, heights=np.array([0.0, np.nan]))
    view.set_scene(bowl(ground=ground, sight=0.4, runners=(lost,)))
    assert not view._painted_finely
    view.come_to_rest()
    before = view._mountain
    view.set_scene(bowl(ground=ground, sight=0.4, runners=(lost,)))
    assert view._painted_finely
    assert view._mountain is before
    assert view._picture.pixmap().toImage() != foggy


def test_a_figure_gets_a_finer_picture_and_the_screen_has_its_own_back(view, tmp_path):
    host, path = view.parentWidget(), tmp_path / "mountain.svg"
    host.resize(400, 300)
    before = view._picture.pixmap().toImage()
    render(host, path)
    (content,) = re.findall(r"data:image/png;base64,([^\"]+)\"", path.read_text())
    embedded = QImage.fromData(QByteArray.fromBase64(content.encode()))
    assert embedded.size() == 3 * before.size()
    assert view._picture.pixmap().toImage() == before


def test_who_is_off_the_ground_is_not_drawn_where_he_was(view):
    assert set(view.runner_ends()) == {0}
    marker = view._lines._items[0].marker
    assert not marker.path().isEmpty()
    (runner,) = bowl().runners
    lost = msgspec.structs.replace(runner, heights=np.full(20, np.nan))
    view.set_scene(bowl(runners=(lost,), start=(-1.5, 0.8, np.nan)))
    assert not view.runner_ends()
    assert marker.path().isEmpty()
    assert not view._flag.isVisible()
