"""Formulas on a canvas: where they stand, and that they are what is typeset."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.typesetting import Stroke, Writing, ink_of, lay_out
from visualizer.ui.typography import application_font


@pytest.fixture
def shape(qapp):
    font = application_font()
    font.setPixelSize(20)
    shape = FormulaShape()
    shape.dress(font, QColor("red"))
    return shape


@pytest.mark.parametrize("text", ["∂C/∂a", "z₁⁽²⁾", "slope", "√x + 1"])
def test_it_has_the_ink_of_the_formula_that_is_typeset(shape, text):
    shape.place(text, 0.0, 0.0)
    font = application_font()
    font.setPixelSize(20)
    box = lay_out(text, font, math.inf)
    path = shape.path()
    for one in box.drawn:
        if isinstance(one, Writing):
            ink = ink_of(one.text, one.font).translated(one.x, one.y)
            assert path.intersects(ink)
        else:
            assert isinstance(one, Stroke)
            middle = QPointF(*one.points[-1]) + QPointF(*one.points[-2])
            assert path.contains(middle / 2.0)
    bounds = path.boundingRect()
    # The corner of a root reaches a little farther.
    assert bounds.top() >= -box.ascent - 2.0
    assert bounds.bottom() <= box.descent + 2.0
    assert bounds.right() <= box.width + 2.0


@pytest.mark.parametrize(
    ("align", "share"), [("left", 0), ("center", 0.5), ("right", 1)]
)
def test_it_stands_where_it_is_placed(shape, align, share):
    taken = shape.place("∂C/∂a", 100.0, 50.0, align)
    assert taken == shape.advance_of("∂C/∂a")
    assert shape.text() == "∂C/∂a"
    rect = shape.drawn_rect()
    assert rect.left() == pytest.approx(100.0 - share * taken, abs=2.0)
    assert rect.center().y() == pytest.approx(50.0, abs=2.0)
    assert shape.height_of("∂C/∂a") > 1.5 * shape.height_of("a")


def test_it_becomes_smaller_where_room_is_scarce(shape):
    wide = shape.place("∂C/∂a = f′(z)", 10.0, 20.0)
    assert shape.place("∂C/∂a = f′(z)", 10.0, 20.0, width=wide / 2) == wide / 2
    assert shape.drawn_rect().width() <= wide / 2
    shape.place("", 10.0, 20.0)
    assert not shape.isVisible()


def test_another_font_makes_it_anew(shape):
    shape.place("∂C/∂a", 0.0, 0.0)
    before = shape.drawn_rect().width()
    larger = application_font()
    larger.setPixelSize(40)
    shape.dress(larger, QColor("red"))
    shape.place("∂C/∂a", 0.0, 0.0)
    assert shape.drawn_rect().width() == pytest.approx(2.0 * before, rel=0.1)
