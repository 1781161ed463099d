"""Sheets as they are drawn: colors of cells, thinned lines, ends of what is seen."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from visualizer.scenes.stations import Axis, Sheet
from visualizer.ui.stations.region import Region, in_sight
from visualizer.ui.stations.sheet_item import ends_text, thinned
from visualizer.ui.stations.sheet_picture import colors_of, picture_of
from visualizer.ui.theme import THEMES, load_theme

GROUND = QColor("#123456")


def sheet(kind, values, low=-1.0, high=1.0, **further):
    return Sheet("", kind, "", np.array(values, dtype=float), low, high, **further)


def test_colors_are_those_of_the_pixels():
    values = [[[0, 128, 255], [1, 2, 3]]]
    found = colors_of(sheet("colors", values, 0, 255), load_theme("dark"))
    np.testing.assert_array_equal(found, values)


@pytest.mark.parametrize(("kind", "channel"), [("red", 0), ("green", 1), ("blue", 2)])
def test_a_channel_has_its_color_alone(kind, channel):
    found = colors_of(sheet(kind, [[0, 51, 255]], 0, 255), load_theme("dark"))
    expected = np.zeros((1, 3, 3))
    expected[0, :, channel] = [0, 51, 255]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("name", THEMES)
def test_signs_have_the_colors_of_the_theme(name):
    theme = load_theme(name)
    found = colors_of(sheet("signed", [[-9.0, 1.0, np.nan]]), theme)
    for color, role in zip(found[0], ("negative", "positive"), strict=False):
        wanted = theme.color(role)
        assert color.tolist() == [wanted.red(), wanted.green(), wanted.blue()]
    panel = theme.color("panel")
    near = found[0, 2].astype(int) - [panel.red(), panel.green(), panel.blue()]
    assert np.abs(near).max() <= 2


def rgb(image, x, y):
    color = image.pixelColor(x, y)
    return [color.red(), color.green(), color.blue()]


def test_from_near_each_cell_is_a_field_and_beyond_is_ground():
    colors = np.array([[[10, 0, 0], [20, 0, 0]], [[30, 0, 0], [40, 0, 0]]], np.uint8)
    image = picture_of(colors, (-1.0, 0.0, 2.0, 2.0), 30, 20, GROUND)
    assert rgb(image, 5, 5) == [0x12, 0x34, 0x56]
    assert [rgb(image, x, y)[0] for x, y in ((15, 5), (25, 5), (15, 15), (25, 15))] == [
        *(10, 20, 30, 40)
    ]


def test_from_far_a_pixel_is_the_mean_of_its_cells():
    colors = np.zeros((2, 8, 3), np.uint8)
    colors[:, ::2] = 100
    image = picture_of(colors, (0.0, 0.0, 8.0, 2.0), 4, 1, GROUND)
    assert [rgb(image, x, 0) for x in range(4)] == [[50, 50, 50]] * 4


def test_a_thinned_line_keeps_what_stands_out():
    values = np.zeros(10_000)
    values[[1_234, 5_678]] = 3.0, -2.0
    places, heights = thinned(values, 100)
    assert len(places) <= 220
    assert {3.0, -2.0} <= set(heights.tolist())
    assert (np.diff(places) >= 0).all()
    np.testing.assert_array_equal(values[places.astype(int)], heights)


def test_a_short_line_is_drawn_as_it_is():
    values = np.arange(7.0)
    places, heights = thinned(values, 100)
    np.testing.assert_array_equal(places, values)
    np.testing.assert_array_equal(heights, values)


def test_ends_are_said_in_the_units_of_the_axes():
    time, level = Axis(0.0, 2.0, "s", 2), Axis(0.0, 800.0, "Hz")
    both = sheet("signed", np.zeros((8, 4)), across=time, up=level)
    assert ends_text(both, in_sight(both, Region())) == "0.00 … 2.00 s · 0 … 800 Hz"
    # The lower quarter: row 0 is the highest frequency.
    low = Region(0.5, 0.75, 1.0, 1.0)
    assert ends_text(both, in_sight(both, low)) == "1.00 … 2.00 s · 0 … 200 Hz"
    near = Region(0.5, 0.0, 0.5005, 1.0)
    assert ends_text(both, in_sight(both, near)).startswith("1.000 … 1.001 s")


def test_cells_are_counted_from_1():
    axis = Axis(1, 10, "words", counted=True)
    words = sheet("plain", np.zeros((10, 1)), up=axis)
    assert ends_text(words, in_sight(words, Region())) == "1 … 10 words"
    part = Region(0.0, 0.25, 1.0, 0.5)
    assert ends_text(words, in_sight(words, part)) == "3 … 5 words"
