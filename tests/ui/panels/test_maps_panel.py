from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor

from tests.ui.stages import LARGE, SMALL, Stage, move, texts_of
from visualizer.scenes.intents import NeuronRef, Select, SetOption
from visualizer.scenes.maps import MapsScene
from visualizer.ui.maps.cells import cell_pictures
from visualizer.ui.panels import panels
from visualizer.ui.panels.maps_panel import MapsPanel
from visualizer.ui.theme import THEMES, load_theme

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "convolution-digits", size=LARGE)


def maps_of(stage):
    return stage.panel("network").stage


def place_of(stage, layer, picture, row, cell):
    """Return where a value of a map is drawn."""
    drawing = maps_of(stage)
    number = next(
        n
        for n, c in enumerate(drawing.columns)
        if c.kind == "maps" and c.layer == layer
    )
    box = drawing.places[number].boxes[picture]
    rows, cells = drawing.columns[number].values.shape[1:]
    return QPoint(
        round(box.left() + (cell + 0.5) / cells * box.width()),
        round(box.top() + (row + 0.5) / rows * box.height()),
    )


def click(stage, place):
    stage.click(maps_of(stage), place)
    stage.glance()


def selection(stage):
    return stage.session.watch.selection


def test_it_draws_maps_scenes():
    assert panels["maps"] is MapsPanel
    assert MapsPanel.scene_class is MapsScene


@pytest.mark.parametrize("theme", THEMES)
def test_zero_has_the_color_of_the_panel_and_signs_their_own(qapp, theme):
    dress = load_theme(theme)
    values = np.array([[[0.0, 2.0], [-2.0, np.nan]]])
    (picture,) = cell_pictures(values, np.array([2.0]), dress)
    image = picture.toImage()
    colors = [image.pixelColor(x, y).name() for y in (0, 1) for x in (0, 1)]
    panel = QColor(dress.panel).name()
    assert colors[1:3] == [QColor(dress.positive).name(), QColor(dress.negative).name()]
    assert colors[0] == colors[3]
    near = QColor(colors[0])
    wanted = QColor(panel)
    assert abs(near.red() - wanted.red()) <= 2
    assert abs(near.blue() - wanted.blue()) <= 2


@pytest.mark.parametrize(
    ("layer", "picture", "row", "cell", "index"),
    [
        (1, 3, 2, 5, 3 * 64 + 2 * 8 + 5),
        (2, 7, 3, 0, 7 * 16 + 3 * 4),
        (3, 15, 1, 2, 15 * 16 + 4 + 2),
        (4, 0, 1, 1, 3),
    ],
)
def test_a_click_selects_the_value_under_it(stage, layer, picture, row, cell, index):
    click(stage, place_of(stage, layer, picture, row, cell))
    assert selection(stage) == NeuronRef(layer, index)


def test_a_click_on_a_class_opens_its_sum(stage):
    click(stage, maps_of(stage).class_box(7).center().toPoint())
    assert selection(stage) == NeuronRef(6, 7)
    assert stage.panel("neuron").view.bar_boxes


def test_a_click_on_a_kernel_selects_in_its_map(stage):
    click(stage, place_of(stage, 1, 0, 2, 3))
    box = maps_of(stage).places[1].boxes[5]
    click(stage, box.center().toPoint())
    assert selection(stage) == NeuronRef(1, 5 * 64 + 2 * 8 + 3)


def test_a_click_on_the_strip_watches_that_example(stage):
    click(stage, maps_of(stage).strip_boxes[4].center().toPoint())
    assert stage.session.watch.example == 4
    assert maps_of(stage)._drawn.subtitle.startswith("training example 5")


def test_brackets_step_through_the_examples(stage):
    stage.key(Qt.Key.Key_BracketRight)
    stage.key(Qt.Key.Key_BracketRight)
    stage.glance()
    assert stage.session.watch.example == 2
    stage.key(Qt.Key.Key_BracketLeft)
    assert stage.session.watch.example == 1


def test_arrows_move_over_maps_and_columns(stage):
    stage.window.view.ask(Select(NeuronRef(1, 27)))
    stage.glance()
    panel = stage.panel("network")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    shift = Qt.KeyboardModifier.ShiftModifier
    plain = Qt.KeyboardModifier.NoModifier
    for key, modifiers, expected in (
        (Qt.Key.Key_Right, plain, NeuronRef(1, 28)),
        (Qt.Key.Key_Down, plain, NeuronRef(1, 36)),
        (Qt.Key.Key_Down, shift, NeuronRef(1, 64 + 36)),
        (Qt.Key.Key_Right, shift, NeuronRef(2, 16 + 3 * 4 + 3)),
        (Qt.Key.Key_Right, plain, NeuronRef(2, 16 + 3 * 4 + 3)),
        (Qt.Key.Key_Left, shift, NeuronRef(1, 64 + 3 * 8 + 3)),
    ):
        stage.qtbot.keyClick(panel, key, modifiers)
        stage.glance()
        assert selection(stage) == expected
    # Elsewhere the same keys step in time.
    assert stage.session.update == 0


def test_the_value_under_the_pointer_is_written(stage):
    place = place_of(stage, 1, 2, 4, 4)
    move(maps_of(stage).viewport(), place, Qt.MouseButton.NoButton)
    texts = texts_of(maps_of(stage))
    assert any(text.startswith("map 3 [5, 5] = ") for text in texts)


def test_switches_show_gradients_and_other_color_ranges(stage):
    panel = stage.panel("network")
    chips, ranges = panel.header_widgets()
    stage.press(chips.chip("gradients"))
    stage.glance()
    assert stage.session.watch.gradients
    assert "∂loss/∂input" in texts_of(maps_of(stage))
    ranges.chosen.emit("all")
    stage.glance()
    assert stage.session.watch.color_range == "all"
    stage.window.actions_.trigger("option:gradients")
    stage.window.actions_.trigger("color_range:map")
    assert not stage.session.watch.gradients
    assert stage.session.watch.color_range == "map"


@pytest.mark.parametrize("size", [SMALL, LARGE, QSize(960, 600)])
def test_nothing_overlaps_or_leaves_the_panel(qtbot, size):
    stage = Stage(qtbot, "convolution-digits", epochs=1, size=size)
    for gradients in (False, True):
        stage.window.view.ask(SetOption("gradients", gradients))
        stage.glance()
        drawing = maps_of(stage)
        room = drawing.sceneRect().adjusted(-1, -3, 1, 3)
        boxes = [box for place in drawing.places for box in place.boxes]
        boxes += drawing.strip_boxes
        for number, box in enumerate(boxes):
            assert room.contains(box)
            assert not any(box.intersects(other) for other in boxes[number + 1 :])
        columns = drawing.places
        for before, behind in pairwise(columns):
            assert before.right <= behind.left
        assert columns[-1].right < drawing.class_box(0).left()


def test_training_recolors_kernels_and_maps(stage):
    drawing = maps_of(stage)

    def look():
        return [
            item.pixmap().toImage().pixel(1, 1)
            for items in drawing._pictures[1:3]
            for item in items
        ]

    before = look()
    stage.session.advance(30)
    stage.glance()
    stage.qtbot.waitUntil(lambda: look() != before)


def test_every_part_is_explained(stage):
    assert all(name and text for name, text in stage.panel("network").explanation())


def test_in_a_narrow_panel_titles_give_way_to_maps(qtbot):
    """Beside another experiment there is half a small window for seven columns."""
    stage = Stage(qtbot, "convolution-digits", size=SMALL)
    drawing = maps_of(stage)
    drawing.setMinimumSize(0, 0)
    drawing.resize(450, 250)
    stage.glance()
    maps = [
        box
        for column, place in zip(drawing.columns, drawing.places, strict=True)
        if column.kind == "maps" and column.layer == 1
        for box in place.boxes
    ]
    assert min(box.width() for box in maps) >= 9.0
    titles = [
        name.sceneBoundingRect() for name, *_ in drawing._heads if name.isVisible()
    ]
    assert len(titles) == len(drawing.columns)
    for one, other in pairwise(titles):
        assert one.right() <= other.left()
