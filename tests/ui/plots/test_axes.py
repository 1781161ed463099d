import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from tests.ui.hosting import hosted
from visualizer.ui.plots.axes import Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.ticks import Tick, linear_ticks
from visualizer.ui.theme import load_theme


@pytest.fixture
def axes(qtbot):
    canvas = hosted(qtbot, PlotCanvas)
    made = Axes(canvas)
    made.canvas = canvas
    made.dress(load_theme("dark"), canvas.font())
    ticks = linear_ticks(-2.0, 2.0, 4), linear_ticks(0.0, 10.0, 5)
    area = QRectF(0.0, 0.0, 400.0, 300.0)
    made.lay_out(area, (-2.0, 2.0), (0.0, 10.0), ticks, ("x", "y"), 12.0)
    return made


def test_ends_of_the_ranges_are_corners_of_the_plot(axes):
    rect = axes.rect
    assert axes.to_pixels(-2.0, 0.0) == rect.bottomLeft()
    assert axes.to_pixels(2.0, 10.0) == rect.topRight()
    assert QRectF(0.0, 0.0, 400.0, 300.0).contains(rect)


def test_pixels_lead_back_to_their_coordinate(axes):
    x, _ = axes.pixels(np.array([0.7]), np.array([3.0]))
    assert axes.x_at(QPointF(float(x[0]), 0.0)) == pytest.approx(0.7)


def test_ticks_stand_at_their_values_clear_of_the_name(axes):
    shown = {text.text(): text for text in axes._ticks.shown()}
    assert {"−2", "0", "1", "10"} <= set(shown)
    middle = shown["0"].mapRectToScene(shown["0"].boundingRect()).center()
    assert middle.x() < axes.rect.center().x() + 1.0
    assert "2" not in {
        t.text() for t in axes._ticks.shown() if t.y() > axes.rect.bottom()
    }


def test_named_places_are_written_where_there_is_room(axes):
    names = ("linear", "sigmoid", "a long name indeed", "tanh", "rectified")
    ticks = [Tick(float(at), name) for at, name in enumerate(names)]
    area = QRectF(0.0, 0.0, 300.0, 200.0)
    axes.lay_out(area, (-0.4, 4.4), (0.0, 1.0), (ticks, ()), ("", "y"), 40.0)
    shown = list(axes._ticks.shown())
    texts = [text.text() for text in shown]
    assert "rectified" in texts, "beyond the plot, where no name of the axis stands"
    assert "a long name indeed" not in texts
    boxes = [text.mapRectToScene(text.boundingRect()) for text in shown]
    assert all(area.contains(box.center()) for box in boxes)
    for one, other in itertools.pairwise(boxes):
        assert one.right() <= other.left()
