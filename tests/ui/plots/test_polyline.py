from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem

from visualizer.ui.plots.polyline import PIECE, Polyline, path_through, polygon


@pytest.fixture
def parent(qapp):
    return QGraphicsRectItem()


def pieces(parent):
    items = [i for i in parent.childItems() if isinstance(i, QGraphicsPathItem)]
    return [item for item in items if not item.path().isEmpty()]


def points_of(item):
    path = item.path()
    elements = [path.elementAt(index) for index in range(path.elementCount())]
    return [(element.x, element.y) for element in elements]


def test_a_polygon_holds_the_coordinates(qapp):
    points = polygon(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    assert [(point.x(), point.y()) for point in points.toList()] == [(1, 3), (2, 4)]
    assert polygon(np.empty(0), np.empty(0)).isEmpty()
    assert path_through(np.empty(0), np.empty(0)).isEmpty()


def test_the_pieces_cover_every_segment(parent):
    line = Polyline(parent)
    x = np.arange(100.0)
    line.set_points(x, x**2)
    segments = set()
    for piece in pieces(parent):
        points = points_of(piece)
        assert len(points) <= PIECE + 2
        segments |= set(itertools.pairwise(points))
    wanted = [(float(value), float(value**2)) for value in x]
    assert set(itertools.pairwise(wanted)) == segments


def test_a_gap_is_not_bridged(parent):
    line = Polyline(parent)
    y = np.ones(6)
    y[3] = np.nan
    line.set_points(np.arange(6.0), y)
    assert [points_of(piece) for piece in pieces(parent)] == [
        [(0, 1), (1, 1), (2, 1)],
        [(4, 1), (5, 1)],
    ]


def test_a_growing_line_leaves_its_finished_pieces_alone(parent):
    line = Polyline(parent)
    x = np.arange(200.0)
    line.set_points(x[:150], x[:150])
    before = [item.path() for item in pieces(parent)]
    first = pieces(parent)[0]
    first.setPath(path_through(np.array([7.0, 8.0]), np.array([7.0, 8.0])))
    line.set_points(x, x)
    assert points_of(pieces(parent)[0]) == [(7.0, 7.0), (8.0, 8.0)]
    assert len(pieces(parent)) > len(before)


def test_a_shorter_line_hides_what_is_over(parent):
    line = Polyline(parent)
    x = np.arange(200.0)
    line.set_points(x, x)
    line.set_points(x[:10], x[:10] + 1.0)
    assert [len(points_of(piece)) for piece in pieces(parent)] == [10]
    line.clear()
    assert not pieces(parent)


def test_all_pieces_wear_the_pen(parent):
    line = Polyline(parent)
    x = np.arange(100.0)
    line.set_points(x, x)
    line.set_pens(QPen(QPen().color(), 3.5))
    line.set_points(np.arange(300.0), np.arange(300.0))
    assert {piece.pen().widthF() for piece in pieces(parent)} == {3.5}


def test_each_pen_draws_the_whole_line_at_its_height(parent):
    line = Polyline(parent, -1.0, 2.0)
    line.set_pens(QPen(QPen().color(), 4.0), QPen(QPen().color(), 2.0))
    x = np.arange(100.0)
    line.set_points(x, x)
    seen = {(piece.zValue(), piece.pen().widthF()) for piece in pieces(parent)}
    assert seen == {(-1.0, 4.0), (2.0, 2.0)}
    for height in (-1.0, 2.0):
        mine = [piece for piece in pieces(parent) if piece.zValue() == height]
        assert {at for piece in mine for at, _ in points_of(piece)} == set(x)
