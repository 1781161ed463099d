from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QGraphicsPolygonItem,
    QGraphicsRectItem,
    QGraphicsSimpleTextItem,
)

from visualizer.ui.plots.flags import Flag, FlagRow
from visualizer.ui.theme import load_theme


@pytest.fixture
def parent(qapp):
    return QGraphicsRectItem()


@pytest.fixture
def row(parent):
    row = FlagRow(parent)
    font = QFont()
    font.setPixelSize(12)
    row.set_look(load_theme("dark"), font)
    return row


def show(row, *places):
    flags = [Flag(x, text, 10 * index) for index, (x, text) in enumerate(places)]
    row.show(flags, 0.0, 400.0, 0.0, 100.0)


def shown(parent, kind):
    return [i for i in parent.childItems() if isinstance(i, kind) and i.isVisible()]


def texts(parent):
    return [item.text() for item in shown(parent, QGraphicsSimpleTextItem)]


def test_texts_stand_in_full_where_there_is_room(row, parent):
    show(row, (10.0, "rate 0.1"), (200.0, "+ layer"))
    assert texts(parent) == ["rate 0.1", "+ layer"]
    assert len(shown(parent, QGraphicsPolygonItem)) == 2


def test_no_two_texts_overlap_and_all_stay_inside(row, parent):
    show(row, *((30.0 * index, f"learning rate 0.{index}") for index in range(13)))
    boxes = sorted(
        (item.sceneBoundingRect() for item in shown(parent, QGraphicsSimpleTextItem)),
        key=lambda box: box.left(),
    )
    assert boxes
    for one, other in itertools.pairwise(boxes):
        assert one.right() <= other.left()
    assert boxes[0].left() >= -1.0
    assert boxes[-1].right() <= 401.0


def test_a_cut_text_is_whole_in_the_tooltip(row, parent):
    show(row, (10.0, "a rather long text about a change"), (110.0, "b"))
    (text, _) = shown(parent, QGraphicsSimpleTextItem)
    assert text.text().endswith("…")
    assert text.toolTip() == "a rather long text about a change"


def test_the_last_text_goes_to_the_left_where_the_right_has_no_room(row, parent):
    show(row, (395.0, "bookmark A"))
    (text,) = shown(parent, QGraphicsSimpleTextItem)
    assert text.text() == "bookmark A"
    assert text.sceneBoundingRect().right() < 395.0


def test_flags_on_one_spot_become_one(row, parent):
    show(row, (50.0, "one"), (52.0, "two"), (53.0, "one"))
    assert texts(parent) == ["one, two"]
    (triangle,) = shown(parent, QGraphicsPolygonItem)
    assert triangle.toolTip() == "one\ntwo"


def test_flags_outside_are_left_out(row, parent):
    show(row, (-20.0, "before"), (500.0, "after"))
    assert texts(parent) == []


def test_a_point_on_a_flag_finds_its_moment(row):
    show(row, (10.0, "first"), (200.0, "second"))
    assert row.update_at(QPointF(215.0, row.height() / 2)) == 10
    assert row.update_at(QPointF(150.0, row.height() / 2)) is None
    show(row)
    assert row.update_at(QPointF(215.0, row.height() / 2)) is None
