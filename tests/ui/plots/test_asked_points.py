"""Which point of a plot the hand or the keyboard means."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from visualizer.scenes.line_plot import Dot, Line, LinePlot
from visualizer.scenes.why import AskPoint, Quantity
from visualizer.ui.plots.asked_points import REACH, AskedPoints

COST, ANSWER = Quantity("train_loss"), Quantity("activation", 1, 0)
X = np.array([0.0, 10.0, 20.0, 30.0])


def same(x, y):
    """Take coordinates for pixels."""
    return np.asarray(x, float), np.asarray(y, float)


def plot(lines=(), dots=()):
    return LinePlot(tuple(lines), tuple(dots), (0.0, 30.0), (0.0, 100.0), "x", "y")


@pytest.fixture
def two():
    lines = (
        Line("first", 0, X, np.array([0.0, 10.0, 20.0, 30.0]), asks=COST),
        Line("target", -1, X, np.full(4, 50.0), dashed=True),
        Line("second", 1, X, np.array([80.0, np.nan, 80.0, 80.0]), asks=ANSWER),
    )
    return AskedPoints(plot(lines))


def test_the_nearest_curve_and_the_nearest_of_its_points(two):
    place = two.near(QPointF(12.0, 14.0), same)
    assert two.question(place) == AskPoint(COST, 0, 10.0)
    assert two.at(place) == (10.0, 10.0)
    assert two.name(place) == "first"
    # A gap has no point, but the curve on either side of it is known.
    place = two.near(QPointF(11.0, 80.0), same)
    assert two.question(place) == AskPoint(ANSWER, 1, 20.0)


@pytest.mark.parametrize("away", [(15.0, 50.0), (15.0, 66.0), (30.0 + 2 * REACH, 30.0)])
def test_beside_all_curves_nothing_is_meant(two, away):
    assert two.near(QPointF(*away), same) is None


def test_single_points_come_before_curves():
    lines = (Line("", 0, X, np.full(4, 20.0), asks=COST),)
    asks = [AskPoint(COST, number, 11.0) for number in range(2)]
    dots = [
        Dot(0, 11.0, 24.0, np.nan, asks[0]),
        Dot(0, 11.0, 27.0, np.nan, asks[1]),
        Dot(0, 11.0, 21.0, np.nan),
        Dot(0, 4.0, np.inf, np.nan, asks[0]),
    ]
    points = AskedPoints(plot(lines, dots))
    assert points.question(points.near(QPointF(11.0, 23.0), same)) == asks[0]
    assert points.question(points.near(QPointF(12.0, 28.0), same)) == asks[1]
    assert points.question(points.near(QPointF(26.0, 22.0), same)).x == 30.0


def test_keys_go_along_a_curve_and_to_the_next_one(two):
    assert two.stepped(None, -1, 0) == (0, 3)
    assert two.stepped((0, 3), -1, 0) == (0, 2)
    assert two.stepped((0, 3), 1, 0) == (0, 3)
    assert two.stepped((0, 0), -1, 0) == (0, 0)
    assert two.stepped((0, 2), 0, -1) == (1, 2)
    assert two.stepped((1, 2), 0, -1) == (1, 2)
    assert two.stepped((1, 2), 0, 1) == (0, 2)


def test_a_place_that_is_gone_gives_way_to_the_last(two):
    assert two.known((1, 9)) == (1, 3)
    assert two.known((2, 0)) is None
    assert two.known(None) is None


def test_where_nothing_can_be_asked_there_are_no_points():
    nothing = AskedPoints(plot([Line("", 0, X, X)], [Dot(0, 1.0, 1.0, np.nan)]))
    assert not nothing
    assert nothing.near(QPointF(1.0, 1.0), same) is None
