from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt

from tests.ui.canvas.example_graphs import layers_of
from visualizer.scenes.intents import AddLayer, OpenLayer, RemoveLayer, ResizeLayer
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


def test_the_title_of_a_hidden_layer_opens_its_card(strip, qtbot) -> None:
    button = strip.headers[2].title_button
    assert button.text() == "3 neurons"
    assert button.accessibleName() == "Settings of layer 2"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert strip.intents == [OpenLayer(2), OpenLayer(2)]
    for number in (0, 3):
        assert not strip.headers[number].title_button.isVisible()


def test_what_a_layer_has_of_its_own_stands_below_its_title(strip) -> None:
    line, stacked = strip.line_height(), strip.stacked_height()
    layers = list(layers_of((2, 4, 3, 1)))
    layers[1] = msgspec.structs.replace(layers[1], details="ReLU · dropout 20 %")
    strip.set_layers(tuple(layers), True)
    taller = strip.line_height()
    assert taller > line
    assert strip.stacked_height() - stacked == taller - line
    strip.resize(760, taller)
    strip.place(CENTERS, stacked=False)
    told = strip.details[1]
    assert told.isVisible()
    assert told.full_text() == "ReLU · dropout 20 %"
    assert abs(told.geometry().center().x() - CENTERS[1]) <= 1
    assert told.geometry().top() >= strip.headers[1].geometry().bottom()
    assert told.geometry().bottom() <= strip.height()
    assert not strip.details[2].isVisible()
    # The line stays with these columns: nothing jumps when a word goes.
    strip.set_layers(layers_of((2, 4, 3, 1)), True)
    assert strip.line_height() == taller
    strip.set_layers(layers_of((2, 5, 3, 1)), True)
    assert strip.line_height() == line
