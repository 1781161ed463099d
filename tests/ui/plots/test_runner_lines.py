import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene

from visualizer.ui.plots.runner_lines import BEHIND, RunnerLines
from visualizer.ui.theme import load_theme

pytestmark = pytest.mark.usefixtures("qapp")

RECT = QRectF(0.0, 0.0, 200.0, 100.0)
X, Y = np.linspace(10.0, 190.0, 19), np.full(19, 50.0)


@pytest.fixture
def lines():
    scene = QGraphicsScene()
    parent = QGraphicsRectItem()
    scene.addItem(parent)
    made = RunnerLines(parent)
    made.scene = scene
    made.dress(load_theme("dark"), 1.0)
    return made


def length(polyline):
    x, y = polyline._x, polyline._y
    return float(np.nansum(np.hypot(np.diff(x), np.diff(y))))


def draw(lines, hidden=None, average=None):
    lines.begin()
    lines.add(0, X, Y, RECT, True, average, hidden)
    lines.end({0})
    return lines._items[0]


def test_what_is_behind_is_dashed_and_what_is_in_front_is_not(lines):
    items = draw(lines)
    assert length(items.line) == pytest.approx(180.0)
    assert length(items.behind) == 0.0
    items = draw(lines, hidden=X > 95.0)
    assert length(items.line) == pytest.approx(80.0)
    # Of 100 pixels four of nine are drawn.
    assert length(items.behind) == pytest.approx(100.0 * 4.0 / 9.0, abs=4.0)
    assert items.behind._x.min() >= 90.0


def test_a_marker_behind_is_faint_and_can_still_be_chosen(lines):
    assert draw(lines, hidden=X < 95.0).marker.opacity() == 1.0
    assert draw(lines, hidden=X > 95.0).marker.opacity() == pytest.approx(BEHIND)
    assert lines.at(lines.ends[0], 5.0) == 0


def test_the_mean_has_a_path_of_its_own(lines):
    items = draw(lines, average=(X[:10], Y[:10] - 20.0))
    assert length(items.mean_line) == pytest.approx(90.0)
    assert items.mean.isVisible()
    assert (items.mean.pos().x(), items.mean.pos().y()) == (100.0, 30.0)
    items = draw(lines)
    assert not items.mean.isVisible()
    assert length(items.mean_line) == 0.0


def test_a_mean_beyond_the_view_has_no_marker(lines):
    items = draw(lines, average=(np.array([50.0, 500.0]), np.array([50.0, 50.0])))
    assert not items.mean.isVisible()
    assert length(items.mean_line) == pytest.approx(150.0)


def test_who_takes_no_part_any_more_goes(lines):
    items = draw(lines, hidden=X > 95.0, average=(X, Y))
    lines.begin()
    lines.end(set())
    for each in (items.line, items.behind, items.mean_line):
        assert length(each) == 0.0
