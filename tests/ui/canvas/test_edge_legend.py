from __future__ import annotations

import pytest

from visualizer.ui.canvas.edge_legend import EdgeLegend
from visualizer.ui.canvas.ink import ink_of
from visualizer.ui.theme import load_theme

SAMPLES = ((-16, "−2"), (-8, "−1"), (8, "+1"), (16, "+2"))


@pytest.fixture
def legend(qtbot):
    legend = EdgeLegend()
    qtbot.addWidget(legend)
    legend.set_ink(ink_of(load_theme("dark")))
    legend.resize(700, 24)
    legend.set_content(SAMPLES, "weights", "")
    legend.show()
    return legend


def test_it_names_samples_and_signs(legend) -> None:
    assert legend.shown_texts == [
        "weights",
        "−2",
        "−1",
        "+1",
        "+2",
        "blue positive",
        " · ",
        "orange negative",
    ]


def test_a_narrow_line_drops_weak_samples_first(legend) -> None:
    legend.resize(370, 24)
    texts = legend.shown_texts
    assert "−2" in texts
    assert "+2" in texts
    assert "+1" not in texts
    assert "orange negative" in texts


def test_a_rule_comes_first(legend) -> None:
    legend.set_content(SAMPLES, "weights", "the 10 strongest of 24 edges")
    assert legend.shown_texts[0] == "the 10 strongest of 24 edges"
    assert legend.toolTip() == "weights\nthe 10 strongest of 24 edges"


def test_words_give_way_to_the_last_samples(legend) -> None:
    legend.set_content(SAMPLES, "weights, on one scale for the whole run", "")
    legend.resize(330, 24)
    texts = legend.shown_texts
    assert texts[:2] == ["−2", "+2"]
    assert legend.toolTip() == "weights, on one scale for the whole run"


def test_samples_are_drawn_in_the_colors_of_the_edges(legend) -> None:
    image = legend.grab().toImage()
    colors = {
        image.pixelColor(x, image.height() // 2).name() for x in range(image.width())
    }
    pens = ink_of(load_theme("dark")).edges(False)
    assert pens[0].color().name() in colors
    assert pens[-1].color().name() in colors
