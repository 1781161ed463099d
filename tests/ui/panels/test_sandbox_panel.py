from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.scenes.sandbox import SandboxScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.sandbox_panel import SandboxPanel


@pytest.fixture
def stage(qtbot):
    found = Stage(qtbot, "convolution-digits", size=LARGE)
    found.window.show_panel("sandbox")
    found.glance()
    found.glance()
    return found


def sandbox(stage):
    return stage.session.watch.sandbox


def type_into(stage, place, text):
    panel = stage.panel("sandbox")
    stage.click(panel.view, panel.view.cell_box(place).center().toPoint())
    assert panel.field.isVisible()
    panel.field.selectAll()
    stage.qtbot.keyClicks(panel.field, text)
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    stage.glance()


def test_it_draws_sandbox_scenes():
    assert panels["sandbox"] is SandboxPanel
    assert SandboxPanel.scene_class is SandboxScene


def test_a_cell_is_clicked_and_typed(stage):
    type_into(stage, 4, "-2.5")
    assert sandbox(stage).kernel[4] == -2.5
    assert not stage.panel("sandbox").field.isVisible()
    assert "−2.5" in texts_of(stage.panel("sandbox").view)


@pytest.mark.parametrize("text", ["abc", "1e9", "", "nan"])
def test_nonsense_is_told_and_changes_nothing(stage, text):
    before = sandbox(stage)
    panel = stage.panel("sandbox")
    panel.edit(1)
    panel.field.setText(text)
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    stage.glance()
    assert sandbox(stage) == before
    assert any("row 1, column 2" in each for each in texts_of(panel.view))


def test_lists_choose_kernel_and_steps(stage):
    panel = stage.panel("sandbox")
    for name, key in (("stride", "2"), ("padding", "1"), ("dilation", "3")):
        panel.choice(name).chosen.emit(key)
        stage.glance()
        assert getattr(sandbox(stage), name) == int(key)
    panel.choice("size").chosen.emit("5")
    stage.glance()
    assert sandbox(stage).side == 5


def test_arrows_and_enter_reach_every_cell(stage):
    panel = stage.panel("sandbox")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        stage.qtbot.keyClick(panel, key)
    assert panel.field.isVisible()
    panel.field.setText("7")
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Return)
    stage.glance()
    assert sandbox(stage).kernel[4] == 7.0
    assert stage.session.update == 0


def test_the_watched_image_can_be_taken(stage):
    panel = stage.panel("sandbox")
    stage.press(panel.header_widgets()[0].chip("image"))
    stage.glance()
    assert sandbox(stage).source == "image"
    image = stage.session.snapshot().frame.image
    assert panel._drawn.picture.shape == image.shape


@pytest.mark.parametrize("size", [SMALL, LARGE, QSize(960, 600)])
@pytest.mark.parametrize("side", ["3", "7"])
def test_no_text_is_clipped_or_overlaps(qtbot, size, side):
    stage = Stage(qtbot, "convolution-digits", size=size)
    stage.window.show_panel("sandbox")
    stage.glance()
    stage.glance()
    panel = stage.panel("sandbox")
    panel.choice("size").chosen.emit(side)
    panel.choice("stride").chosen.emit("4")
    stage.glance()
    room = panel.view.sceneRect().adjusted(-2, -3, 2, 3)
    items = [
        item
        for item in panel.view.scene().items()
        if item.type() == 9 and item.isVisible() and item.text()
    ]
    boxes = [item.sceneBoundingRect() for item in items]
    for item, box in zip(items, boxes, strict=True):
        assert room.contains(box), item.text()
    for number, box in enumerate(boxes):
        for other, rest in zip(items[number + 1 :], boxes[number + 1 :], strict=True):
            common = box.intersected(rest)
            met = common.height() > 4 and common.width() > 2
            assert not met, (items[number].text(), other.text())


def test_every_part_is_explained(stage):
    assert all(name and text for name, text in stage.panel("sandbox").explanation())


def test_escape_leaves_a_cell_as_it_was(stage):
    panel, before = stage.panel("sandbox"), sandbox(stage)
    panel.edit(2)
    panel.field.setText("5")
    stage.qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    stage.glance()
    assert not panel.field.isVisible()
    assert sandbox(stage) == before


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_photograph_is_no_negative_in_any_theme(qtbot, theme):
    stage = Stage(qtbot, "convolution-digits", size=LARGE, theme=theme)
    stage.window.show_panel("sandbox")
    stage.glance()
    stage.glance()
    view = stage.panel("sandbox").view
    image = view._before.pixmap().toImage()
    picture = stage.panel("sandbox")._drawn.picture
    brightest = np.unravel_index(picture.argmax(), picture.shape)
    darkest = np.unravel_index(picture.argmin(), picture.shape)
    shades = [
        image.pixelColor(int(column), int(row)).lightness()
        for row, column in (brightest, darkest)
    ]
    written = [255 * picture.max(), 255 * picture.min()]
    assert shades == pytest.approx(written, abs=1.0)
    assert shades[0] - shades[1] > 150


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["small", "large"])
def test_the_kernel_and_its_name_are_whole(qtbot, size):
    stage = Stage(qtbot, "convolution-digits", size=size)
    stage.window.show_panel("sandbox")
    stage.settle()
    panel = stage.panel("sandbox")
    room = panel.view.viewport().rect().toRectF()
    assert all(room.contains(panel.view.cell_box(place)) for place in range(9))
    assert not checks.problems_of(panel)
