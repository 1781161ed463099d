from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt

from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.scenes.intents import NeuronRef, Select, SetOption
from visualizer.scenes.window import WindowScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.window_panel import WindowPanel


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "convolution-digits", epochs=1, size=LARGE)


def select(stage, layer, index):
    stage.window.view.ask(Select(NeuronRef(layer, index)))
    stage.glance()
    # Numbers change at most five times a second.
    stage.panel("neuron").view.lay_out()


def index(stage):
    return stage.session.watch.selection.index


def test_it_draws_window_scenes():
    assert panels["window"] is WindowPanel
    assert WindowPanel.scene_class is WindowScene


def test_numbers_of_the_engine_are_written(stage):
    select(stage, 1, 27)
    cell = stage.session.snapshot().frame.cell
    texts = texts_of(stage.panel("neuron").view)
    for value in (*cell.patch.ravel(), *cell.kernel.ravel()):
        assert f"{value:.2f}".replace("-", "−") in texts or abs(value) < 0.005
    assert f"{cell.z:.3f}".replace("-", "−") in texts


def test_buttons_slide_the_kernel_and_stop_it(stage, qtbot):
    select(stage, 1, 5)
    back, play, on = stage.panel("neuron").header_widgets()[1:4]
    stage.press(on)
    stage.press(on)
    stage.glance()
    stage.press(back)
    stage.glance()
    assert index(stage) == 6
    panel = stage.panel("neuron")
    stage.press(play)
    assert panel.sliding
    stage.glance()
    start = index(stage)

    def slid():
        stage.glance()
        return index(stage) > start + 1

    qtbot.waitUntil(slid)
    stage.press(play)
    assert not panel.sliding


def test_sliding_ends_when_nobody_looks(stage):
    panel = stage.panel("neuron")
    panel.toggle_slide()
    assert panel.sliding
    panel.hide()
    assert not panel.sliding


def test_keys_slide_the_kernel_from_anywhere(stage):
    select(stage, 1, 5)
    stage.key(Qt.Key.Key_N)
    stage.glance()
    assert index(stage) == 6
    stage.key(Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert index(stage) == 5


def test_a_subtotal_opens_its_products_by_hand_and_by_key(stage):
    select(stage, 3, 20)
    panel = stage.panel("neuron")
    assert len(panel.view.bar_boxes) == 8
    stage.click(panel.view, panel.view.bar_boxes[5].center().toPoint())
    assert stage.session.watch.channel == 5
    stage.glance()
    panel.setFocus()
    stage.qtbot.keyClick(panel, Qt.Key.Key_Down)
    assert stage.session.watch.channel == 6


def test_backward_shows_what_is_sent_back(stage):
    select(stage, 1, 20)
    chips = stage.panel("neuron").header_widgets()[4]
    stage.press(chips.chip("backward"))
    stage.glance()
    assert stage.session.watch.backward
    assert "sent back" in texts_of(stage.panel("neuron").view)
    select(stage, 2, 5)
    stage.press(chips.chip("collected"))
    stage.glance()
    assert stage.session.watch.collected
    assert "kernel, turned" in texts_of(stage.panel("neuron").view)
    stage.press(chips.chip("forward"))
    stage.glance()
    assert not stage.session.watch.backward


def test_a_hint_stands_where_nothing_is_selected(stage):
    panel = stage.panel("neuron")
    stage.window.actions_.trigger("clear_selection")
    stage.glance()
    assert not panel.view.isVisible()
    select(stage, 1, 3)
    assert panel.view.isVisible()


OPTIONS = ("backward", "collected")


@pytest.mark.parametrize("size", [SMALL, LARGE, QSize(960, 640)])
def test_no_text_is_clipped_or_overlaps(qtbot, size):
    stage = Stage(qtbot, "convolution-digits", epochs=1, size=size)
    for count in range(len(OPTIONS) + 1):
        for number, option in enumerate(OPTIONS):
            stage.window.view.ask(SetOption(option, number < count))
        for selected in ((1, 0), (2, 9), (3, 100), (6, 4)):
            select(stage, *selected)
            problems = problems_of(stage.panel("neuron").view)
            assert not problems, (OPTIONS[:count], selected)


def problems_of(view):
    room = view.sceneRect().adjusted(-2, -3, 2, 3)
    items = [
        item
        for item in view.scene().items()
        if item.type() == 9 and item.isVisible() and item.text()
    ]
    assert items
    boxes = [item.sceneBoundingRect() for item in items]
    problems = [
        f"{item.text()!r} leaves the panel"
        for item, box in zip(items, boxes, strict=True)
        if not room.contains(box)
    ]
    for number, box in enumerate(boxes):
        for other, rest in zip(items[number + 1 :], boxes[number + 1 :], strict=True):
            common = box.intersected(rest)
            if common.height() > 4 and common.width() > 2:
                problems.append(f"{items[number].text()!r} meets {other.text()!r}")
    return problems


def test_every_part_is_explained(stage):
    assert all(name and text for name, text in stage.panel("neuron").explanation())
