from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtWidgets import QLabel

from tests.ui.stages import LARGE, SMALL, Stage, texts_of
from visualizer.scenes.drawing import DrawingScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.drawing_panel import DrawingPanel


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "convolution-digits", epochs=5, size=LARGE)


def draw(stage, *shares):
    """Draw a stroke through places of the pad, each a share of its sides."""
    pad = stage.panel("drawing").pad
    box = pad.pad
    places = [
        QPoint(round(box.left() + x * box.width()), round(box.top() + y * box.height()))
        for x, y in shares
    ]
    stage.drag(pad, places)
    stage.glance()


def test_it_draws_drawing_scenes():
    assert panels["drawing"] is DrawingPanel
    assert DrawingPanel.scene_class is DrawingScene


def test_a_stroke_feeds_the_network_while_it_is_drawn(stage):
    draw(stage, (0.5, 0.1), (0.5, 0.4), (0.5, 0.9))
    frame = stage.session.snapshot().frame
    assert frame.example == -1
    # A straight line down fills the middle of every row.
    assert (frame.image[:, 3:5].sum(axis=1) > 0.5).all()
    assert not frame.image[:, :2].any()
    assert "says" in " ".join(texts_of(stage.panel("drawing").pad))
    before = frame.image.copy()
    draw(stage, (0.2, 0.5), (0.8, 0.5))
    after = stage.session.snapshot().frame.image
    assert not np.array_equal(before, after)


def test_clearing_goes_back_to_the_example(stage):
    draw(stage, (0.3, 0.3), (0.7, 0.7))
    clear = stage.panel("drawing").header_widgets()[-1]
    assert clear.isEnabled()
    stage.press(clear)
    stage.glance()
    assert stage.session.watch.drawing is None
    assert "draw here" in texts_of(stage.panel("drawing").pad)


def test_another_example_takes_the_strokes_away(stage):
    draw(stage, (0.3, 0.3), (0.7, 0.7))
    stage.key(Qt.Key.Key_BracketRight)
    stage.glance()
    assert stage.session.watch.drawing is None
    assert "draw here" in texts_of(stage.panel("drawing").pad)


def test_a_click_on_a_pixel_inks_it_or_cleans_it(stage):
    pad = stage.panel("drawing").pad
    image = stage.session.snapshot().frame.image
    place = int(np.argmin(image))
    stage.click(pad, pad.pixel_box(place).center().toPoint())
    stage.glance()
    assert stage.session.watch.drawing[place] == 1.0


def test_the_keyboard_reaches_every_pixel(stage):
    panel = stage.panel("drawing")
    before = stage.session.snapshot().frame.image.ravel().copy()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        stage.qtbot.keyClick(panel, key)
    after = stage.session.watch.drawing
    changed = [n for n in range(64) if after[n] != before[n]]
    assert changed == [17]
    assert stage.session.update == stage.session.tip


@pytest.mark.parametrize("size", [SMALL, LARGE, QSize(960, 600)])
def test_no_text_is_clipped_or_overlaps(qtbot, size):
    stage = Stage(qtbot, "convolution-digits", size=size)
    stage.window.show_panel("drawing")
    stage.glance()
    stage.glance()
    pad = stage.panel("drawing").pad
    room = pad.sceneRect().adjusted(-2, -3, 2, 3)
    items = [
        item
        for item in pad.scene().items()
        if item.type() == 9 and item.isVisible() and item.text()
    ]
    assert len(items) >= 3
    boxes = [item.sceneBoundingRect() for item in items]
    for item, box in zip(items, boxes, strict=True):
        assert room.contains(box), item.text()
    for number, box in enumerate(boxes):
        for other, rest in zip(items[number + 1 :], boxes[number + 1 :], strict=True):
            common = box.intersected(rest)
            met = common.height() > 4 and common.width() > 2
            assert not met, (items[number].text(), other.text())


def test_every_part_is_explained(stage):
    assert all(name and text for name, text in stage.panel("drawing").explanation())


def picture_file(folder):
    """Write a picture of a dark bar on light paper, wider than high."""
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(QColor(230, 230, 230))
    for x in range(54, 66):
        for y in range(10, 70):
            image.setPixelColor(x, y, QColor(20, 20, 20))
    path = folder / "bar.png"
    assert image.save(str(path))
    return str(path)


def dropped(stage, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(path)])
    event = QDropEvent(
        QPointF(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    stage.window.dropEvent(event)
    stage.glance()


def test_a_picture_dropped_is_read_by_the_network_in_the_frame(stage, tmp_path):
    dropped(stage, picture_file(tmp_path))
    frame = stage.session.snapshot().frame
    assert frame.example == -1
    assert (frame.image[2:6, 3:5] > 0.5).all()
    pad = stage.panel("drawing").pad
    assert pad.photo_box.width() == pytest.approx(1.5 * pad.photo_box.height(), rel=0.1)
    assert pad.crop_box.width() == pytest.approx(pad.crop_box.height(), rel=0.02)


def test_the_frame_is_dragged_and_resized(stage, tmp_path):
    dropped(stage, picture_file(tmp_path))
    pad = stage.panel("drawing").pad
    before = stage.session.watch.crop
    center = pad.crop_box.center()
    stage.drag(pad, [center.toPoint(), (center + QPointF(15, 0)).toPoint()])
    stage.glance()
    moved = stage.session.watch.crop
    assert moved[0] > before[0]
    assert moved[2] == before[2]
    pad.wheel_turned.emit(pad.crop_box.center(), 2.0)
    stage.glance()
    assert stage.session.watch.crop[2] == pytest.approx(0.81 * before[2])


def test_the_keyboard_moves_and_resizes_the_frame(stage, tmp_path):
    dropped(stage, picture_file(tmp_path))
    panel = stage.panel("drawing")
    panel.setFocus()
    _, _, width = stage.session.watch.crop
    stage.key(Qt.Key.Key_Minus)
    stage.glance()
    left, top, smaller = stage.session.watch.crop
    assert smaller == pytest.approx(width / 1.1)
    stage.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    stage.glance()
    assert stage.session.watch.crop[0] == pytest.approx(left + 0.05 * smaller)
    assert stage.session.watch.crop[1] == top


def test_what_counts_as_ink_is_chosen_and_the_picture_taken_away(stage, tmp_path):
    dropped(stage, picture_file(tmp_path))
    ink, _, clear = stage.panel("drawing").header_widgets()
    assert ink.isVisible()
    ink.chosen.emit("light")
    stage.glance()
    assert not stage.session.watch.inverted
    stage.press(clear)
    stage.glance()
    assert stage.session.watch.drawing is None
    assert not ink.isVisible()
    assert stage.panel("drawing").pad.photo_box.isNull()


def test_a_bad_picture_is_told_and_changes_nothing(stage, tmp_path):
    path = tmp_path / "bad.png"
    path.write_bytes(b"no picture")
    before = stage.session.snapshot()
    dropped(stage, str(path))
    after = stage.session.snapshot()
    assert (after.run, after.update) == (before.run, before.update)
    assert stage.session.watch.photo is None
    said = " ".join(label.text() for label in stage.window.findChildren(QLabel))
    assert "bad.png: is no picture of an allowed kind" in said


def test_the_sandbox_offers_the_picture(stage, tmp_path):
    dropped(stage, picture_file(tmp_path))
    stage.window.show_panel("sandbox")
    stage.glance()
    stage.glance()
    scene = stage.panel("sandbox")._drawn
    assert ("own", "own picture") in scene.sources
    assert scene.source == "own"


def test_the_pad_speaks_the_language_chosen(stage):
    stage.window.set_language("zh")
    stage.settle()
    texts = texts_of(stage.panel("drawing").pad)
    assert "在此绘制" in texts
    assert "draw here" not in texts


def test_shares_for_which_there_is_no_room_are_left_out_whole(qtbot):
    stage = Stage(qtbot, "convolution-digits", size=SMALL)
    (shares,) = (t for t in texts_of(stage.panel("drawing").pad) if " %" in t)
    assert not shares.endswith("…")
    assert 1 <= shares.count(" %") < 3
