from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor

from visualizer.ui.class_markers import (
    STEPS,
    STRONGEST,
    class_color,
    class_image_table,
    class_pixels,
    marker,
)
from visualizer.ui.theme import THEMES, load_theme


def test_ten_shapes_differ():
    shapes = [marker(number, 10.0) for number in range(10)]
    assert all(a != b for a, b in combinations(shapes, 2))
    areas = [shape.boundingRect() for shape in shapes]
    assert all(16 <= box.width() <= 27 and 16 <= box.height() <= 27 for box in areas)
    assert all(shape.contains(shape.boundingRect().center()) for shape in shapes)


@pytest.mark.parametrize("key", list(THEMES))
def test_a_map_runs_from_the_panel_to_the_color_of_the_class(key):
    theme = load_theme(key)
    table = class_image_table(theme, 3)
    winners = np.array([[0, 1], [2, 2]])
    pixels = class_pixels(winners, np.array([[0.0, 1.0], [1.0, np.nan]]), table)
    assert pixels[0, 0] == pixels[1, 1] == QColor(theme.panel).rgb()
    for number, pixel in ((1, pixels[0, 1]), (2, pixels[1, 0])):
        panel, full = QColor(theme.panel), class_color(theme, number)
        seen = QColor.fromRgb(int(pixel))
        for part in (QColor.red, QColor.green, QColor.blue):
            mixed = part(panel) + STRONGEST * (part(full) - part(panel))
            assert part(seen) == pytest.approx(mixed, abs=1)
    assert table.shape == (3, STEPS)
