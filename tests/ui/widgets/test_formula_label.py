"""A formula keeps its text, fits its room, and wears the theme."""

import math

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QPalette

from tests.ui.hosting import hosted
from visualizer.ui.widgets.formula_label import LEAST_SHARE, FormulaLabel

LINE = "z₁⁽²⁾ = w₁₁ · a₁ + w₁₂ · a₂ + w₁₃ · a₃ + b₁"


def make(qtbot, **options):
    return hosted(qtbot, lambda host: FormulaLabel(LINE, parent=host, **options))


def test_its_text_is_what_is_read_aloud(qtbot):
    label = make(qtbot)
    assert label.text() == label.accessibleName() == label.full_text() == LINE
    label.set_text("a / b")
    assert label.text() == label.accessibleName() == "a / b"


def test_it_takes_more_lines_where_it_is_narrow(qtbot):
    label = make(qtbot)
    wide = label.sizeHint()
    assert label.heightForWidth(wide.width()) <= wide.height() + 1
    assert label.heightForWidth(wide.width() // 2) > 1.7 * wide.height()
    assert label.minimumSizeHint().width() < wide.width() // 2
    label.resize(wide.width() // 2, 200)
    assert label.box().width <= label.width()
    assert not label.is_clipped()


def test_on_one_line_it_shrinks_and_then_tells_the_whole(qtbot):
    label = make(qtbot, wraps=False)
    wide = label.sizeHint().width()
    label.resize(wide, 30)
    assert label.share() == 1.0
    assert label.toolTip() == ""
    label.resize(round(0.8 * wide), 30)
    assert label.share() == pytest.approx(0.8, abs=0.05)
    assert label.toolTip() == ""
    label.resize(round(0.4 * wide), 30)
    assert label.share() == LEAST_SHARE
    assert label.toolTip() == LINE


def test_it_is_drawn_in_the_color_of_its_text(qtbot):
    label = make(qtbot)
    label.resize(label.sizeHint())
    for color in (QColor("#d02040"), QColor("#2040d0")):
        palette = QPalette(label.palette())
        palette.setColor(QPalette.ColorRole.WindowText, color)
        palette.setColor(QPalette.ColorRole.Window, QColor("white"))
        label.setPalette(palette)
        image = label.grab().toImage()
        found = {
            image.pixelColor(x, y).hue()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).saturation() > 150
        }
        assert found
        assert max(abs(hue - color.hue()) for hue in found) <= 2


def test_on_one_line_it_stands_on_the_base_line_of_texts(qtbot):
    label = make(qtbot, wraps=False)
    label.set_text("x")
    metrics = QFontMetricsF(label.font())
    assert label.sizeHint().height() == math.ceil(metrics.ascent() + metrics.descent())
    label.set_text("x / y")
    assert label.sizeHint().height() > metrics.height()
