import dataclasses

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from tests.ui.hosting import hosted
from visualizer.scenes.terrain import (
    Ground,
    MountainScene,
    PointOnCurve,
    ProfileScene,
    RunnerPath,
)
from visualizer.ui.plots.mountain_view import MountainView
from visualizer.ui.plots.profile_view import ProfileView
from visualizer.ui.theme import load_theme

LEFT = Qt.MouseButton.LeftButton


def bowl(**changes):
    x, y = np.linspace(-2.0, 2.0, 41), np.linspace(-1.0, 1.0, 31)
    heights = x[None, :] ** 2 + y[:, None] ** 2
    path = np.column_stack((np.linspace(-1.5, 0.0, 20), np.linspace(0.8, 0.0, 20)))
    runner = RunnerPath(0, "one", path, (path**2).sum(axis=1), None, selected=True)
    ground = Ground(x, y, heights, 0.0, 5.0, False)
    scene = MountainScene("m", "", ground, (runner,), (-1.5, 0.8, 2.89), None)
    return dataclasses.replace(scene, **changes)


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
    view.set_scene(dataclasses.replace(scene, movable=True))
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(place))
    assert moved == [pytest.approx(-0.5, abs=0.02)]
