"""Small pictures of data sets."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from visualizer.scenes.plane import PointSet
from visualizer.ui.previews import SIDE, preview_pictures
from visualizer.ui.theme import load_theme

POINTS = PointSet(
    positions=np.array([[-4.0, 4.0], [4.0, -4.0]], dtype=np.float32),
    values=np.array([1.0, -1.0], dtype=np.float32),
    is_test=np.array([False, True]),
)


def colors(image, left, right, top, bottom):
    return {
        image.pixelColor(x, y).name()
        for x in range(left, right)
        for y in range(top, bottom)
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_points_are_dots_in_the_colors_of_their_signs(qapp, ratio):
    theme = load_theme("dark")
    pixmap = preview_pictures({"two": POINTS}, theme, ratio)["two"]
    assert pixmap.deviceIndependentSize().toTuple() == (SIDE, SIDE)
    image = pixmap.toImage()
    half = round(SIDE * ratio / 2)
    upper_left = colors(image, 0, half, 0, half)
    lower_right = colors(image, half, 2 * half, half, 2 * half)
    assert QColor(theme.positive).name() in upper_left
    assert QColor(theme.negative).name() in lower_right
    assert not colors(image, half, 2 * half, 0, half)


def test_a_value_between_is_paler(qapp):
    theme = load_theme("dark")
    points = PointSet(
        positions=np.array([[1.0, 1.0]], dtype=np.float32),
        values=np.array([0.2], dtype=np.float32),
        is_test=np.array([False]),
    )
    image = preview_pictures({"one": points}, theme, 1.0)["one"].toImage()
    found = colors(image, 0, SIDE, 0, SIDE)
    assert QColor(theme.positive).name() not in found
    assert found


def test_an_image_is_drawn_in_ink_on_the_ground_of_a_tile(qapp):
    theme = load_theme("light")
    picture = np.zeros((8, 8))
    picture[0, 0] = 1.0
    image = preview_pictures({"digit": picture}, theme, 1.0)["digit"].toImage()
    middle = SIDE // 2
    assert image.pixelColor(9, 9) == theme.color("text")
    assert image.pixelColor(middle, middle) == theme.color("control")


def test_a_large_data_set_is_thinned(qapp):
    positions = np.random.default_rng(1).uniform(-6, 6, (20_000, 2))
    points = PointSet(
        positions=positions.astype(np.float32),
        values=np.ones(20_000, dtype=np.float32),
        is_test=np.zeros(20_000, dtype=bool),
    )
    image = preview_pictures({"many": points}, load_theme("dark"), 1.0)[
        "many"
    ].toImage()
    clear = [
        (x, y)
        for x in range(SIDE)
        for y in range(SIDE)
        if image.pixelColor(x, y).alpha() == 0
    ]
    assert len(clear) > 0.3 * SIDE * SIDE
