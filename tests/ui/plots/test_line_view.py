import math

import numpy as np
import pytest

from tests.ui.hosting import hosted
from visualizer.scenes.line_plot import Dot, Line, LinePlot
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.theme import load_theme

X = np.linspace(0.0, 4.0, 9)


def plot(*lines, dots=(), **changes):
    given = {"x": (0.0, 4.0), "y": (0.0, 4.0), "x_label": "x", "y_label": "y"}
    return LinePlot(lines=lines, dots=dots, **{**given, **changes})


@pytest.fixture
def view(qtbot):
    made = hosted(qtbot, LineView)
    made.resize(400, 300)
    made.set_theme(load_theme("dark"))
    return made


def marker(view, number=0):
    return view._dots[number][1]


def test_a_dot_stands_on_its_curve_and_follows(view):
    line = Line("f", -1, X, X)
    view.set_plot(plot(line, dots=(Dot(0, 1.0, 1.0, 1.0),)))
    assert marker(view).pos() == view.place_of(1.0, 1.0)
    view.set_plot(plot(line, dots=(Dot(0, 3.0, 3.0, 1.0),)))
    assert marker(view).pos() == view.place_of(3.0, 3.0)


def test_the_tangent_has_the_slope_of_the_plot(view):
    view.set_plot(plot(Line("f", -1, X, X), dots=(Dot(0, 2.0, 2.0, 0.5),)))
    path = view._dots[0][0].path()
    first, last = path.elementAt(0), path.elementAt(1)
    unit = view.place_of(1.0, 1.0) - view.place_of(0.0, 0.0)
    slope = ((last.y - first.y) / unit.y()) / ((last.x - first.x) / unit.x())
    assert slope == pytest.approx(0.5)


@pytest.mark.parametrize("dot", [(9.0, 1.0), (1.0, math.nan), (1.0, math.inf)])
def test_a_dot_outside_is_not_drawn(view, dot):
    view.set_plot(plot(Line("f", -1, X, X), dots=(Dot(0, *dot, 1.0),)))
    assert not marker(view).isVisible()


def test_names_at_one_place_stand_apart(view):
    view.set_plot(plot(Line("one", -1, X, X), Line("two", -1, X, X)))
    assert view.names() == ["one", "two"]
    first, second = (item.pos().y() for item in view._names.shown())
    assert abs(second - first) >= 0.9 * view._names.line_height()


def test_neurons_are_named_in_a_row_over_the_plot(view):
    view.set_plot(plot(Line("one", 0, X, X), Line("two", 1, X, X)))
    first, second = view._names.shown()
    assert first.pos().y() == second.pos().y() < view._axes.rect.top()
    assert first.pos().x() < second.pos().x()
    view.set_plot(plot(Line("", 0, X, X)))
    assert view.names() == []
    assert not any(key.isVisible() for key in view._keys)


def test_growing_axes_go_by_steps(view):
    def ends(last, top):
        view.set_plot(plot(Line("", 0, X, X), x=(0.0, last), y=(0.0, top), grows=True))
        return view._axes._x[1], view._axes._y[1]

    assert ends(30.0, 1.0) == ends(31.0, 0.99)
    assert ends(30.0, 1.0)[0] < ends(60.0, 1.0)[0]
    assert ends(0.0, 0.0) == (20.0, 0.01)


def test_a_curve_is_cut_at_the_plot_and_gaps_stay(view):
    y = np.where(X == 2.0, np.nan, 10.0 * X)
    view.set_plot(plot(Line("", -1, X, y, dashed=True)))
    box = view._lines[0][1].path().boundingRect()
    assert view._axes.rect.adjusted(-1, -1, 1, 1).contains(box)


def test_fewer_lines_and_dots_leave_nothing_behind(view):
    view.set_plot(
        plot(
            Line("", 0, X, X),
            Line("", 1, X, X),
            dots=(Dot(0, 1.0, 1.0, 1.0), Dot(1, 2.0, 2.0, 1.0)),
        )
    )
    view.set_plot(plot(Line("", 0, X, X), dots=(Dot(0, 1.0, 1.0, 1.0),)))
    assert not marker(view, 1).isVisible()
    assert len(view._lines[1][0]._x) == 0
