"""Cells with numbers: small ones are written as so many of a power of ten."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFont

from tests.ui.hosting import hosted
from visualizer.scenes.window import Grid
from visualizer.ui.drawing import Canvas
from visualizer.ui.maps.number_grid import NumberGrid
from visualizer.ui.theme import load_theme


@pytest.fixture
def write(qtbot):
    canvas = hosted(qtbot, Canvas)
    drawing = NumberGrid(canvas)

    def texts(values, limit, title="sent back", side=60.0):
        grid = Grid(title, np.array([values]), limit)
        drawing.lay_out(grid, 0.0, 100.0, side, load_theme("dark"))
        font = QFont()
        drawing.write(font, font, title, 10.0)
        drawing.draw(grid, None, None, True)
        items = sorted(
            canvas.scene().items(), key=lambda item: (item.y() > 90, item.x())
        )
        shown = [item.text() for item in items if item.type() == 9]
        return [text for text in shown if text]

    return texts


def test_usual_numbers_have_two_decimals(write):
    assert write([0.5, -0.25, 1.0], 1.0) == ["sent back", "0.50", "−0.25", "1.00"]


def test_small_numbers_are_so_many_of_a_power_of_ten(write):
    found = write([0.00388, -0.0002, 0.0], 0.00388)
    assert found == ["sent back ·10⁻³", "3.88", "−0.20", "0.00"]
    found = write([4e-9, -4e-10, 0.0], 4e-9)
    assert found == ["sent back ·10⁻⁹", "4.00", "−0.40", "0.00"]


def test_of_a_title_without_room_the_power_stays(write):
    found = write([0.00388, 0.0, 0.0], 0.00388, "a name that is much too long", 24.0)
    assert found[0] == "·10⁻³"
