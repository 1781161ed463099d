from PySide6.QtGui import QFont, QFontMetricsF

from visualizer.ui.typography import (
    BASE_PIXELS,
    application_font,
    load_fonts,
    sized,
    tabular,
)


def test_bundled_families_come_latin_first_and_each_once(qapp):
    families = load_fonts()
    assert families == ("Neuronaut Sans", "Neuronaut Sans SC")


def test_every_sign_of_a_mixed_text_has_a_glyph(qapp):
    every = set("h₄⁽²⁾ −0.02 ∂C/∂a Σ × 损失曲面学习率梯度下降")
    metrics = [QFontMetricsF(QFont(family)) for family in load_fonts()]
    drawn = {sign for sign in every if any(m.inFontUcs4(ord(sign)) for m in metrics)}
    assert drawn == every
    assert application_font().families() == list(load_fonts())


def test_font_scale_gives_pixels(qapp):
    assert application_font().pixelSize() == BASE_PIXELS
    assert application_font(1.5).pixelSize() == round(1.5 * BASE_PIXELS)
    assert sized(application_font(), 2.0).pixelSize() == 2 * BASE_PIXELS


def test_sized_keeps_to_points_where_a_font_has_no_pixels(qapp):
    font = QFont()
    font.setPointSizeF(10.0)
    assert sized(font, 1.5).pointSizeF() == 15.0


def test_tabular_figures_have_one_width(qapp):
    metrics = QFontMetricsF(tabular(application_font()))
    widths = {round(metrics.horizontalAdvance(4 * digit), 3) for digit in "0123456789"}
    assert len(widths) == 1
