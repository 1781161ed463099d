from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsSimpleTextItem

from visualizer.scenes.classes import ClassesScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.classes_panel import ClassesPanel
from visualizer.ui.theme import THEMES, load_theme

DARK = load_theme("dark")


def a_scene(count=10, **changes):
    outputs = np.linspace(0.0, 0.2, count)
    scene = ClassesScene(
        title="Classes",
        subtitle="example 3",
        names=tuple(str(index) for index in range(count)),
        outputs=outputs,
        output_texts=tuple(f"{value:.2f}" for value in outputs),
        target=1,
        predicted=count - 1,
        train_accuracy=np.full(count, 1.0),
        test_accuracy=np.full(count, 0.5),
        image=np.linspace(0, 1, 64).reshape(8, 8),
        verdict="says 9, is 1",
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def panel(qtbot):
    panel = ClassesPanel()
    qtbot.addWidget(panel)
    panel.set_theme(DARK)
    panel.resize(360, 340)
    panel.set_scene(a_scene())
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def text_items(panel):
    return [
        item
        for item in panel.canvas.scene().items()
        if isinstance(item, QGraphicsSimpleTextItem) and item.isVisible()
    ]


def texts(panel):
    return [item.text() for item in text_items(panel)]


def count_of(image, color):
    """Count the pixels of a color."""
    words = np.frombuffer(image.constBits(), dtype=np.uint32)
    return int((words == QColor(color).rgb()).sum())


def picture_of(panel):
    image = panel.canvas.grab().toImage()
    return image.convertToFormat(image.Format.Format_RGB32)


def test_it_draws_classes_scenes():
    assert panels["classes"] is ClassesPanel
    assert ClassesPanel.scene_class is ClassesScene


@pytest.mark.parametrize("count", [3, 10, 12])
@pytest.mark.parametrize("size", [(280, 240), (330, 460), (900, 700)])
@pytest.mark.parametrize("image", [True, False])
def test_no_text_is_clipped_or_overlaps(panel, count, size, image):
    panel.resize(*size)
    scene = a_scene(count)
    panel.set_scene(scene if image else msgspec.structs.replace(scene, image=None))
    items = text_items(panel)
    assert len(items) > count
    room = panel.canvas.sceneRect().adjusted(-1, -2, 1, 2)
    boxes = [item.sceneBoundingRect() for item in items]
    for item, box in zip(items, boxes, strict=True):
        assert room.contains(box), item.text()
    for place, (item, box) in enumerate(zip(items, boxes, strict=True)):
        for other, rest in zip(items[place + 1 :], boxes[place + 1 :], strict=True):
            common = box.intersected(rest)
            met = common.height() > 3 and common.width() > 1
            assert not met, (item.text(), other.text())


def test_bars_are_as_long_as_outputs(panel):
    color = DARK.classes[5]
    outputs = np.zeros(10)
    outputs[5] = 0.4
    panel.set_scene(a_scene(outputs=outputs, predicted=5))
    short = count_of(picture_of(panel), color)
    panel.set_scene(a_scene(outputs=2 * outputs, predicted=5))
    long = count_of(picture_of(panel), color)
    assert short > 100
    assert long / short == pytest.approx(2, rel=0.1)


def test_outputs_beyond_one_get_a_longer_scale_that_stays(panel):
    table = panel.table
    wide = a_scene(outputs=np.linspace(-3, 1, 10))
    assert not table.fits(wide)
    panel.set_scene(wide)
    assert table.fits(wide)
    # The scale does not shrink again while the classes stay the same.
    assert table.fits(a_scene(outputs=np.linspace(-1, 1, 10)))
    image = picture_of(panel)
    assert count_of(image, DARK.classes[0]) > count_of(image, DARK.classes[9]) > 0


def test_the_answer_is_bold_and_the_truth_flagged(panel):
    def bold():
        return {item.text() for item in text_items(panel) if item.font().bold()}

    assert {"9", "0.20"} <= bold()
    assert "1" not in bold()
    flags = count_of(picture_of(panel), DARK.success)
    panel.set_scene(a_scene(target=-1))
    assert count_of(picture_of(panel), DARK.success) < flags


def test_more_classes_than_fit_keep_the_answer_and_the_truth(panel):
    panel.resize(280, 240)
    panel.set_scene(a_scene(40, predicted=38, target=17))
    assert {17, 38} <= set(panel.table.shown)
    assert list(panel.table.shown) == sorted(panel.table.shown)
    left_out = 40 - len(panel.table.shown)
    assert f"+ {left_out} more" in texts(panel)


def test_a_class_without_examples_has_no_accuracy(panel):
    none = np.full(10, np.nan)
    panel.resize(600, 400)
    ink = count_of(picture_of(panel), DARK.train)
    panel.set_scene(a_scene(train_accuracy=none, test_accuracy=none, target=2))
    assert "nan" not in " ".join(texts(panel)).lower()
    assert "—" in texts(panel)
    assert count_of(picture_of(panel), DARK.train) < ink


def test_outputs_that_are_no_numbers_have_no_bar(panel):
    panel.set_scene(a_scene(outputs=np.full(10, np.nan)))
    assert all(count_of(picture_of(panel), DARK.classes[i]) == 0 for i in (3, 5, 8))


def test_the_verdict_is_written_and_told_to_assistive_technology(panel):
    assert "says 9, is 1" in texts(panel)
    assert panel.canvas.accessibleDescription() == "says 9, is 1"
    panel.set_scene(a_scene(target=9, verdict="says 9, is 9"))
    assert "says 9, is 9" in texts(panel)


def test_the_picture_has_its_first_row_at_the_top(panel):
    bright = np.zeros((4, 4))
    bright[0] = 1.0
    panel.set_scene(a_scene(image=bright))
    items = panel.canvas.scene().items()
    maps = [i for i in items if i.type() == 7 and i.pixmap().width() == 4]
    image = maps[0].pixmap().toImage()
    assert image.pixelColor(0, 0).name() == DARK.text
    assert image.pixelColor(0, 3).name() == DARK.panel


def test_numbers_change_at_most_five_times_a_second(panel, qtbot):
    # Another example is written at once, which starts the interval.
    panel.set_scene(a_scene(target=4, output_texts=("0.11",) * 10))
    assert "0.11" in texts(panel)
    panel.set_scene(a_scene(target=4, output_texts=("0.22",) * 10))
    assert "0.22" not in texts(panel)
    qtbot.waitUntil(lambda: "0.22" in texts(panel))


@pytest.mark.parametrize("theme", THEMES)
def test_class_colors_are_the_themes(panel, theme):
    panel.set_theme(load_theme(theme))
    panel.set_scene(a_scene(outputs=np.full(10, 0.9)))
    image = picture_of(panel)
    for color in load_theme(theme).classes:
        assert count_of(image, color) > 50


def test_every_part_is_explained(panel):
    assert all(name and text for name, text in panel.explanation())
