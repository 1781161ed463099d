from __future__ import annotations

import itertools

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QGraphicsSimpleTextItem, QLabel, QWidget

from visualizer.language import set_language
from visualizer.scenes.curve import Mark, Series, TimelineScene
from visualizer.scenes.intents import Seek
from visualizer.ui.theme import THEMES, load_theme
from visualizer.ui.timeline import Timeline


def a_scene(tip=1000, **changes):
    x = np.arange(tip + 1.0)
    ghost = np.arange(400.0)
    scene = TimelineScene(
        title="Timeline",
        hint="drag to rewind the whole network",
        series=(
            Series("", "ghost", ghost, 0.5 + 0.0 * ghost, 1),
            Series("train", "train", x, np.exp(-x / 300.0) + 0.01, 2),
        ),
        tip=tip,
        cursor=tip,
        run=2,
        marks=(Mark(200, "rate 0.1→0.03", "change"), Mark(600, "+ layer", "branch")),
        updates_per_epoch=25,
        x_label="epoch",
        position_text=f"update {tip:,}",
    )
    return msgspec.structs.replace(scene, **changes)


@pytest.fixture
def window(qtbot):
    # Of another size than the timeline, as in the program.
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1300, 300)
    return window


@pytest.fixture
def timeline(window, qtbot):
    timeline = Timeline(window)
    timeline.set_theme(load_theme("dark"))
    timeline.resize(900, 132)
    timeline.set_scene(a_scene())
    window.show()
    qtbot.waitExposed(window)
    return timeline


@pytest.fixture
def intents(timeline):
    caught = []
    timeline.intent.connect(caught.append)
    return caught


def at(timeline, update):
    return timeline.strip.place_of(update).toPoint()


def texts(timeline):
    items = timeline.strip.scene().items()
    return [i.text() for i in items if is_text(i) and i.isVisible() and i.text()]


def is_text(item):
    return isinstance(item, QGraphicsSimpleTextItem)


def labels(timeline):
    return [label.text() for label in timeline.findChildren(QLabel)]


def handle_x(timeline):
    """Return where the accent of the handle is brightest on the strip's foot."""
    image = timeline.strip.grab().toImage()
    ratio = image.devicePixelRatio()
    y = round(at(timeline, 0).y() * ratio)
    accent = load_theme("dark").color("accent")
    columns = [
        x
        for x in range(image.width())
        if abs(image.pixelColor(x, y).red() - accent.red()) < 30
        and abs(image.pixelColor(x, y).blue() - accent.blue()) < 30
        and abs(image.pixelColor(x, y).green() - accent.green()) < 30
    ]
    return sum(columns) / len(columns) / ratio


def test_it_says_what_the_scene_says(timeline):
    shown = labels(timeline)
    assert "Timeline" in shown
    assert "drag to rewind the whole network" in shown
    assert "update 1,000" in shown
    assert timeline.accessibleName() == "Timeline"
    assert timeline.accessibleDescription() == "update 1,000"


def test_the_axis_counts_epochs_in_round_steps(timeline):
    ticks = [text for text in texts(timeline) if text.isdigit()]
    assert "0" in ticks
    assert "40" in ticks
    assert "epoch" in texts(timeline)


def test_marks_stand_over_the_strip_as_flags(timeline):
    assert {"rate 0.1→0.03", "+ layer"} <= set(texts(timeline))


def test_pressing_on_the_strip_asks_for_that_moment(timeline, intents, qtbot):
    qtbot.mouseClick(
        timeline.strip.viewport(), Qt.MouseButton.LeftButton, pos=at(timeline, 500)
    )
    (intent,) = intents
    assert intent.run is None
    assert abs(intent.update - 500) <= 2


def test_a_drag_is_heard_once_in_a_turn_and_ends_where_the_hand_is(
    timeline, intents, qtbot, qapp
):
    viewport = timeline.strip.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(timeline, 900))
    qapp.processEvents()
    intents.clear()
    for update in range(890, 299, -10):
        timeline.strip.dragged.emit(timeline.strip.place_of(update))
    assert intents == []
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at(timeline, 300))
    assert [abs(intent.update - 300) <= 2 for intent in intents] == [True]


def test_the_handle_cannot_leave_the_run(timeline, intents, qtbot):
    viewport = timeline.strip.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at(timeline, 500))
    qtbot.mouseMove(viewport, QPoint(viewport.width() - 2, 40))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: intents[-1:] == [Seek(1000)])
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(0, 40))
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton)
    assert intents[-1] == Seek(0)


def test_the_handle_follows_the_hand_before_the_window_does(timeline, qtbot):
    before = handle_x(timeline)
    assert before == pytest.approx(at(timeline, 1000).x(), abs=2)
    qtbot.mousePress(
        timeline.strip.viewport(), Qt.MouseButton.LeftButton, pos=at(timeline, 400)
    )
    assert handle_x(timeline) == pytest.approx(at(timeline, 400).x(), abs=2)


def test_a_press_on_a_flag_goes_to_its_very_moment(timeline, intents, qtbot):
    item = next(
        item
        for item in timeline.strip.scene().items()
        if is_text(item) and item.text() == "+ layer"
    )
    place = item.sceneBoundingRect().center().toPoint()
    qtbot.mouseClick(timeline.strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert intents == [Seek(600)]


def test_home_and_end_go_to_the_ends_and_other_keys_pass(timeline, intents, qtbot):
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: intents == [Seek(0)])
    qtbot.keyClick(timeline, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: intents == [Seek(0), Seek(1000)])
    qtbot.keyClick(timeline, Qt.Key.Key_PageDown)
    qtbot.keyClick(timeline, Qt.Key.Key_Right)
    assert len(intents) == 2


def test_a_scene_moves_the_handle_and_dims_the_future(timeline):
    timeline.set_scene(a_scene(cursor=300))
    assert handle_x(timeline) == pytest.approx(at(timeline, 300).x(), abs=2)
    line = brightest(timeline, at(timeline, 200).x())
    dimmed = brightest(timeline, at(timeline, 600).x())
    assert dimmed < line - 40


def brightest(timeline, x):
    """Return the greatest brightness in a column of the strip, over its line."""
    image = timeline.strip.grab().toImage()
    ratio = image.devicePixelRatio()
    middle = at(timeline, 0).y()
    rows = range(round((middle - 12) * ratio), round((middle + 18) * ratio))
    return max(image.pixelColor(round(x * ratio), y).lightness() for y in rows)


def test_the_axis_grows_in_steps(timeline, qtbot):
    before = at(timeline, 500).x()
    timeline.set_scene(a_scene(tip=1010))
    qtbot.waitUntil(lambda: handle_x(timeline) > at(timeline, 1005).x() - 2)
    assert at(timeline, 500).x() == before
    timeline.set_scene(a_scene(tip=5000, run=3))
    assert at(timeline, 500).x() < before


def test_a_restart_shows_at_once_and_keeps_the_old_run(timeline):
    old = msgspec.structs.replace(a_scene().series[1], kind="ghost", name="")
    new = Series("train", "train", np.zeros(1), np.ones(1), 3)
    timeline.set_scene(a_scene(series=(old, new), tip=0, cursor=0, run=3, marks=()))
    assert handle_x(timeline) == pytest.approx(at(timeline, 0).x(), abs=2)
    # The ghost still reaches to its 1,000 updates.
    assert at(timeline, 1000).x() < timeline.strip.width()


def test_diverged_and_empty_runs_are_drawn(timeline):
    x = np.arange(100.0)
    nothing = Series("train", "train", np.empty(0), np.empty(0), 2)
    gone = Series("train", "train", x, np.full(100, np.inf), 2)
    for run, series in enumerate((nothing, gone), start=5):
        timeline.set_scene(
            a_scene(series=(series,), tip=99, cursor=99, run=run, marks=())
        )
        assert not timeline.grab().isNull()
        assert "10⁰" not in texts(timeline)


@pytest.mark.parametrize("height", [104, 132])
def test_nothing_overlaps_or_leaves_the_strip(timeline, height, qapp):
    timeline.setFixedHeight(height)
    for width in (700, 1200):
        timeline.resize(width, height)
        qapp.processEvents()
        texts = [
            item
            for item in timeline.strip.scene().items()
            if is_text(item) and item.isVisible() and item.text()
        ]
        area = timeline.strip.area().adjusted(-1, -2, 1, 2)
        assert all(area.contains(item.sceneBoundingRect()) for item in texts)
        for one, other in itertools.combinations(texts, 2):
            # A rim is the same text in the same place.
            if (one.text(), one.scenePos()) == (other.text(), other.scenePos()):
                continue
            shared = one.sceneBoundingRect().intersected(other.sceneBoundingRect())
            assert shared.width() < 2 or shared.height() < 4


def test_a_low_strip_leaves_out_the_line_of_keys(timeline, qapp):
    def keys_shown():
        return any(
            "Space" in text and label_visible(timeline, text)
            for text in labels(timeline)
        )

    assert keys_shown()
    timeline.resize(900, 92)
    qapp.processEvents()
    assert not keys_shown()


def label_visible(timeline, text):
    found = (x for x in timeline.findChildren(QLabel) if x.text() == text)
    return next(found).isVisible()


def test_the_focus_is_seen_only_when_it_came_by_keyboard(timeline):
    def outline():
        image = timeline.strip.grab().toImage()
        ratio = image.devicePixelRatio()
        left = timeline.strip.place_of(0).x() - 8.0
        y = timeline.strip.place_of(0).y()
        return image.pixelColor(round(left * ratio), round(y * ratio))

    accent = load_theme("dark").color("accent")
    plain = outline()
    tab = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    timeline.focusInEvent(tab)
    assert abs(outline().blue() - accent.blue()) < 60
    mouse = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.MouseFocusReason)
    timeline.focusInEvent(mouse)
    assert outline() == plain


@pytest.mark.parametrize("key", THEMES)
def test_every_theme_can_be_worn(timeline, key):
    timeline.set_theme(load_theme(key))
    image = timeline.strip.grab().toImage()
    corner = image.pixelColor(2, image.height() - 2)
    assert corner == load_theme(key).color("panel")


def test_a_larger_font_is_followed(timeline, qapp):
    before = timeline.sizeHint().height()
    font = timeline.font()
    font.setPixelSize(26)
    timeline.setFont(font)
    assert timeline.sizeHint().height() > 1.4 * before
    assert timeline.minimumSizeHint().height() < timeline.sizeHint().height()


def test_its_own_texts_follow_the_language(timeline, monkeypatch):
    monkeypatch.setattr(
        "visualizer.language.catalog", lambda code: {"Space play": "空格 播放"}
    )
    set_language("zh")
    try:
        timeline.retranslate()
        assert any("空格 播放" in text for text in labels(timeline))
    finally:
        set_language("en")


def test_it_explains_its_parts(timeline):
    rows = timeline.explanation()
    assert len(rows) >= 4
    assert all(name and text for name, text in rows)
