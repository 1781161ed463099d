from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

from visualizer.ui.canvas.thumbnails import gray_picture, levels_of, pictures
from visualizer.ui.theme import load_theme


def test_values_become_levels_and_what_is_no_number_is_neutral() -> None:
    levels = levels_of(np.array([-5.0, -1.0, 0.0, 1.0, np.inf]))
    assert levels.tolist() == [0, 0, 128, 255, 255]
    assert levels_of(np.array([np.nan, 1.0])).tolist() == [128, 255]


def test_high_y_stands_above(qapp) -> None:
    maps = np.zeros((1, 6, 6))
    maps[0, 5] = 1.0  # the highest y
    maps[0, 0] = -1.0
    theme = load_theme("dark")
    (picture,) = pictures(levels_of(maps), theme.signed_table(), 6, 6)
    image = picture.toImage()
    assert image.pixelColor(3, 0) == theme.color("positive")
    assert image.pixelColor(3, 5) == theme.color("negative")


def test_an_image_runs_from_the_control_to_the_text(qapp) -> None:
    theme = load_theme("light")
    image = gray_picture(np.array([[0.0, 1.0]]), theme).toImage()
    assert image.pixelColor(0, 0) == QColor(theme.control)
    assert image.pixelColor(1, 0) == QColor(theme.text)
