"""Points put by copying look like those that Qt draws one by one."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from visualizer.scenes.plane import PointSet
from visualizer.ui.plane_points import PointLook, paint_points
from visualizer.ui.plots.point_stamps import PointStamps
from visualizer.ui.theme import load_theme

PLACES = np.array([[20.0, 20.0], [50.0, 30.0], [80.0, 70.0], [35.0, 75.0]])
SIZE = QSizeF(100.0, 100.0)


def point_set(kind):
    values = {
        "two classes": np.array([-1.0, 1.0, 1.0, -1.0]),
        "values": np.array([-0.7, 0.1, 0.9, 0.0]),
        "classes": np.zeros(4),
    }[kind]
    classes = np.array([0, 3, 9, 1]) if kind == "classes" else None
    is_test = np.array([False, False, True, True])
    return PointSet(PLACES, values, is_test, classes)


def painted(points, look, pixmap):
    """Return the pixels of a picture in which Qt drew the points."""
    result = QPixmap(pixmap.size())
    result.setDevicePixelRatio(look.ratio)
    result.fill(Qt.GlobalColor.transparent)
    with QPainter(result) as painter:
        paint_points(painter, points, True, QPointF, look)
    return words(result)


def words(pixmap):
    form = QImage.Format.Format_ARGB32_Premultiplied
    image = pixmap.toImage().convertToFormat(form)
    return (
        np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()
    )


@pytest.fixture(params=["dark", "light"])
def theme(request, qapp):
    return load_theme(request.param)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("kind", ["two classes", "values", "classes"])
def test_they_look_as_if_qt_had_drawn_each(theme, kind, ratio):
    points, look = point_set(kind), PointLook(theme, 4.0, ratio)
    stamps = PointStamps(points, look)
    x, y = PLACES.T
    pixmap, margin = stamps.picture(np.arange(4), x, y, SIZE)
    expected = painted(points, look, pixmap)
    shift = round(margin * ratio)
    found = words(pixmap)[shift:, shift:]
    kept = expected[: found.shape[0], : found.shape[1]]
    np.testing.assert_array_equal(found, kept)
    assert (found != 0).sum() > 4 * 30 * ratio


def test_the_later_of_two_hides_the_other(theme):
    look = PointLook(theme, 4.0, 1.0)
    stamps = PointStamps(point_set("two classes"), look)
    place = np.array([50.0])
    alone, margin = stamps.picture(np.array([1]), place, place, SIZE)
    both, _ = stamps.picture(
        np.array([0, 1]), np.array([50.0, 50.0]), np.array([50.0, 50.0]), SIZE
    )
    at = round(margin) + 50
    assert words(both)[at, at] == words(alone)[at, at]


def test_points_at_an_edge_reach_beyond_it(theme):
    stamps = PointStamps(point_set("two classes"), PointLook(theme, 4.0, 1.0))
    corners = np.array([0.0, 100.0])
    pixmap, margin = stamps.picture(np.array([0, 1]), corners, corners, SIZE)
    drawn = words(pixmap) != 0
    first = round(margin)
    assert drawn[:first, :first].any()
    assert drawn[first + 100 :, first + 100 :].any()


def test_no_points_leave_a_clear_picture(theme):
    look = PointLook(theme, 4.0, 1.0)
    points = point_set("classes")
    stamps = PointStamps(points, look)
    none = np.empty(0)
    pixmap, _ = stamps.picture(np.empty(0, np.intp), none, none, SIZE)
    assert not words(pixmap).any()
    assert stamps.are_of(points, look)
    assert not stamps.are_of(point_set("classes"), look)
    assert not stamps.are_of(points, PointLook(theme, 5.0, 1.0))
    empty = PointSet(np.empty((0, 2)), none, np.empty(0, bool))
    pixmap, _ = PointStamps(empty, look).picture(np.empty(0, np.intp), none, none, SIZE)
    assert not words(pixmap).any()
