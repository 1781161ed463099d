from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from visualizer.scenes.neuron import NeuronScene
from visualizer.ui.drawing import Canvas
from visualizer.ui.inspector.activation_plot import ActivationPlot
from visualizer.ui.theme import load_theme

X = np.linspace(-4, 4, 81)
AREA = QRectF(40, 10, 300, 200)


def a_scene(x, y, z, a):
    return NeuronScene(
        title="",
        subtitle="",
        terms=(),
        rest_text="",
        product_limit=1.0,
        bias_text="",
        sum_text="",
        activation_text="",
        pre_activation=z,
        activation=a,
        activation_name="f",
        curve_x=x,
        curve_y=y,
        gradient_lines=(),
        note="",
        hint="",
    )


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    return canvas


@pytest.fixture
def plot(canvas):
    plot = ActivationPlot(canvas)
    plot.set_theme(load_theme("light"))
    plot.lay_out(AREA, QFont())
    return plot


def test_the_point_moves_with_sum_and_activation(plot):
    curve = np.tanh(X)
    plot.draw(a_scene(X, curve, 0.0, 0.0))
    middle = plot.point
    plot.draw(a_scene(X, curve, 2.0, float(np.tanh(2.0))))
    assert plot.point.x() > middle.x()
    assert plot.point.y() < middle.y()
    assert AREA.contains(plot.point)


def test_a_point_beyond_the_curve_stays_at_the_edge(plot):
    plot.draw(a_scene(X, np.maximum(X, 0), 100.0, 100.0))
    assert AREA.contains(plot.point)


@pytest.mark.parametrize(
    "curve",
    [np.zeros(81), np.full(81, np.nan), np.where(X > 0, 1.0, 0.0), 1e6 * X],
    ids=["level", "no numbers", "step", "steep"],
)
def test_curves_of_any_kind_are_drawn(plot, curve):
    plot.draw(a_scene(X, curve, 0.0, 0.0))
    assert AREA.contains(plot.point)
