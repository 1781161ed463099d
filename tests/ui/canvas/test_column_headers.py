from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.canvas.example_graphs import layers_of
from visualizer.scenes.intents import AddLayer, RemoveLayer, ResizeLayer
from visualizer.ui.canvas.column_headers import (
    MOST_LAYERS,
    MOST_UNITS,
    ColumnHeaders,
)
from visualizer.ui.theme import load_theme

CENTERS = [60, 260, 460, 680]


@pytest.fixture
def strip(qtbot):
    strip = ColumnHeaders()
    qtbot.addWidget(strip)
    strip.set_theme(load_theme("dark"))
    strip.resize(760, 40)
    strip.set_layers(layers_of((2, 4, 3, 1)), True)
    strip.place(CENTERS, stacked=False)
    strip.show()
    strip.intents = []
    strip.intent.connect(strip.intents.append)
    return strip


def test_buttons_say_what_is_wanted(strip, qtbot) -> None:
    minus, plus, close = strip.headers[2].buttons
    for button in (minus, plus, close, strip.add_button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert strip.intents == [
        ResizeLayer(2, 2),
        ResizeLayer(2, 4),
        RemoveLayer(2),
        AddLayer(),
    ]


def test_a_button_keeps_the_focus_while_the_network_changes(strip, qtbot) -> None:
    plus = strip.headers[1].buttons[1]
    plus.setFocus()
    qtbot.keyClick(plus, Qt.Key.Key_Return)
    strip.set_layers(layers_of((2, 5, 3, 1)), True)
    strip.place(CENTERS, stacked=False)
    assert strip.headers[1].buttons[1] is plus
    qtbot.keyClick(plus, Qt.Key.Key_Return)
    assert strip.intents == [ResizeLayer(1, 5), ResizeLayer(1, 6)]


def test_limits_disable_buttons(strip) -> None:
    strip.set_layers(layers_of((2, 1, MOST_UNITS, 1)), True)
    assert not strip.headers[1].buttons[0].isEnabled()
    assert strip.headers[1].buttons[1].isEnabled()
    assert strip.headers[2].buttons[0].isEnabled()
    assert not strip.headers[2].buttons[1].isEnabled()
    assert strip.add_button.isEnabled()
    strip.set_layers(layers_of((2, *[3] * MOST_LAYERS, 1)), True)
    assert not strip.add_button.isEnabled()


def test_input_and_output_have_no_buttons(strip) -> None:
    for header in (strip.headers[0], strip.headers[-1]):
        assert not any(button.isVisible() for button in header.buttons)


def test_what_cannot_be_edited_has_no_buttons(strip) -> None:
    strip.set_layers(layers_of((2, 4, 3, 1)), False)
    assert not strip.add_button.isVisible()
    for header in strip.headers:
        assert not any(button.isVisible() for button in header.buttons)


@pytest.mark.parametrize("stacked", [False, True])
def test_headers_do_not_touch(strip, stacked) -> None:
    assert strip.fits_in_line(CENTERS)
    strip.place(CENTERS, stacked)
    boxes = [header.geometry() for header in strip.headers]
    if not stacked:
        boxes.append(strip.add_button.geometry())
    for index, box in enumerate(boxes):
        assert strip.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[index + 1 :])


def test_narrow_columns_need_two_lines(strip) -> None:
    narrow = [60, 140, 220, 300]
    assert not strip.fits_in_line(narrow)
    strip.place(narrow, stacked=True)
    boxes = [header.geometry() for header in strip.headers]
    for index, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[index + 1 :])


def test_every_button_has_a_name(strip) -> None:
    buttons = [b for header in strip.headers[1:-1] for b in header.buttons]
    names = [button.accessibleName() for button in (*buttons, strip.add_button)]
    assert all(names)
    assert len(set(names)) == len(names)
