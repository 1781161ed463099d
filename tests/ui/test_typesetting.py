"""Formulas are laid out as they are written on paper."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from visualizer.ui.typesetting import Box, Stroke, Writing, ink_of, lay_out
from visualizer.ui.typography import application_font


@pytest.fixture
def font(qapp):
    font = application_font()
    font.setPixelSize(20)
    return font


def texts(box: Box) -> dict[str, Writing]:
    return {one.text: one for one in box.drawn if isinstance(one, Writing)}


def strokes(box: Box) -> list[Stroke]:
    return [one for one in box.drawn if isinstance(one, Stroke)]


def ink(writing: Writing) -> QRectF:
    return ink_of(writing.text, writing.font).translated(writing.x, writing.y)


def test_parts_of_a_fraction_stand_over_each_other(font):
    box = lay_out("x / y", font, math.inf)
    found = texts(box)
    (line,) = strokes(box)
    height = line.points[0][1]
    assert ink(found["x"]).bottom() < height < ink(found["y"]).top()
    assert ink(found["x"]).center().x() == pytest.approx(
        ink(found["y"]).center().x(), abs=1.5
    )
    assert line.points[0][0] < ink(found["y"]).left()
    assert line.points[1][0] > ink(found["y"]).right()
    assert box.ascent >= -ink(found["x"]).top()
    assert box.descent >= ink(found["y"]).bottom()


def test_indices_are_smaller_lower_and_do_not_touch_powers(font):
    found = texts(lay_out("x₁⁽²⁾", font, math.inf))
    low, high, base = ink(found["1"]), ink(found["2"]), ink(found["x"])
    assert found["1"].font.pixelSize() < 20 == found["x"].font.pixelSize()
    assert low.top() > high.bottom()
    assert low.bottom() > base.bottom()
    assert high.top() < base.top()
    assert low.left() >= base.right() - 1.0


def test_a_sum_has_its_index_below(font):
    found = texts(lay_out("Σⱼ x", font, math.inf))
    assert ink(found["j"]).top() > ink(found["Σ"]).bottom()
    assert found["Σ"].font.pixelSize() > 20
    assert ink(found["x"]).left() > ink(found["Σ"]).right()


def test_a_root_covers_what_is_under_it(font):
    box = lay_out("√(v + ε)", font, math.inf)
    found, (root,) = texts(box), strokes(box)
    top = min(y for _, y in root.points)
    assert top < ink(found["v"]).top()
    assert root.points[-1][0] >= ink(found["ε"]).right()


@pytest.mark.parametrize(("line", "curved"), [("ŝ", False), ("s̃", True), ("s̄", False)])
def test_marks_stand_over_their_letter(font, line, curved):
    box = lay_out(line, font, math.inf)
    letter, (mark,) = ink(texts(box)["s"]), strokes(box)
    assert mark.curved == curved
    assert max(y for _, y in mark.points) < letter.top()
    assert box.ascent > -min(y for _, y in mark.points)


def test_parentheses_grow_with_what_is_in_them(font):
    low = lay_out("(x)", font, math.inf)
    high = lay_out("f(x / y)", font, math.inf)
    assert set(texts(low)) == {"(", "x", ")"}
    sides = [one for one in strokes(high) if one.curved]
    assert len(sides) == 2
    for side in sides:
        ys = [y for _, y in side.points]
        assert min(ys) < ink(texts(high)["x"]).top()
        assert max(ys) > ink(texts(high)["y"]).bottom()


def test_letters_slant_and_names_of_functions_do_not(font):
    found = texts(lay_out("ln z = 2", font, math.inf))
    slanted = {text: one.font.italic() for text, one in found.items()}
    assert slanted == {"ln": False, "z": True, "=": False, "2": False}


def test_long_formulas_are_broken_before_operators(font):
    line = "z = a₁ + a₂ + a₃ + a₄ + a₅ + a₆"
    one = lay_out(line, font, math.inf)
    room = one.width / 2.0
    broken = lay_out(line, font, room)
    assert broken.width <= room
    assert broken.height > 1.8 * one.height
    assert len(texts(broken)) == len(texts(one))
    # The base line is that of the first line.
    assert texts(broken)["z"].y == 0.0
    firsts = {}
    for writing in (each for each in broken.drawn if isinstance(each, Writing)):
        if writing.text in "=+za":
            firsts.setdefault(writing.y, writing.text)
    assert len(firsts) > 1
    assert set(list(firsts.values())[1:]) == {"+"}


def test_it_is_painted_in_its_box_and_sharp_at_twice_the_scale(font):
    box = lay_out("−∂C/∂a₁⁽²⁾ = Σⱼ √(v + ε) / f(x / y)²", font, math.inf)
    side = 3
    for scale in (1, 2):
        width = math.ceil(box.width) + 2 * side
        height = math.ceil(box.height) + 2 * side
        image = QImage(width * scale, height * scale, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        painter.scale(scale, scale)
        box.paint(painter, side, side + box.ascent, QColor("black"))
        painter.end()
        dark = [
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).value() < 128
        ]
        xs, ys = {x for x, _ in dark}, {y for _, y in dark}
        edge = (side - 2) * scale
        assert min(xs) >= edge
        assert min(ys) >= edge
        assert max(xs) < image.width() - edge
        assert max(ys) < image.height() - edge
        assert max(ys) - min(ys) > 0.7 * box.height * scale


def test_a_file_gets_a_drawing_with_texts(font):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    box = lay_out("tanh z / 2", font, math.inf)
    box.paint(painter, 0.0, 20.0, QColor("#123456"))
    painter.end()
    said = bytes(buffer.data().data()).decode()
    assert said.count("<text") == len(texts(box))
    assert "<image" not in said
    assert "#123456" in said
