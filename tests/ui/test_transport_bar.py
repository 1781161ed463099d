from itertools import pairwise

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from tests.ui.hosting import dressed, hosted
from visualizer.scenes.transport import Readout, TransportScene
from visualizer.ui.theme import load_theme
from visualizer.ui.transport_bar import TransportBar

ENGLISH = TransportScene(
    playing=False,
    can_go_back=True,
    can_go_forward=False,
    step_units=(("example", "example"), ("batch", "batch"), ("epoch", "epoch")),
    step_unit="batch",
    paces=(
        ("product", "one product"),
        ("update", "one update"),
        ("slow", "slow (2 updates/s)"),
        ("epochs", "10 epochs/s"),
        ("full", "as fast as possible"),
    ),
    pace="epochs",
    readouts=(
        Readout("epoch", "Epoch", "412", "99,999"),
        Readout("train_loss", "Loss · train", "0.0213", "0.0000"),
        Readout("test_loss", "Loss · test", "0.0341", "0.0000"),
        Readout("accuracy", "Test accuracy", "98.4 %", "100.0 %"),
        Readout("pace", "Updates / s", "31,400", "999,999"),
    ),
)
CHINESE = msgspec.structs.replace(
    ENGLISH,
    step_units=(("example", "样本"), ("batch", "批次"), ("epoch", "轮次")),
    paces=(
        ("product", "一次乘积"),
        ("update", "一次更新"),
        ("slow", "慢速（2 更新/秒）"),
        ("epochs", "10 轮次/秒"),
        ("full", "尽可能快"),
    ),
    readouts=tuple(
        msgspec.structs.replace(readout, name=name)
        for readout, name in zip(
            ENGLISH.readouts,
            ("轮次", "训练损失", "测试损失", "测试准确率", "更新/秒"),
            strict=True,
        )
    ),
)


@pytest.fixture
def bar(qtbot, qapp):
    with dressed(qapp):
        bar = hosted(qtbot, TransportBar, (1700, 80))
        bar.set_theme(load_theme("dark"))
        bar.set_scene(ENGLISH)
        bar.resize(1500, 56)
        yield bar


@pytest.mark.parametrize("name", ["to_start", "step_back", "play_pause"])
def test_buttons_tell_their_action(qtbot, bar, name):
    with qtbot.waitSignal(bar.action_triggered) as caught:
        qtbot.mouseClick(bar.button(name), Qt.MouseButton.LeftButton)
    assert caught.args == [name]


def test_present_button_tells_its_action(qtbot, bar):
    with qtbot.waitSignal(bar.action_triggered) as caught:
        qtbot.mouseClick(bar.present_button(), Qt.MouseButton.LeftButton)
    assert caught.args == ["present"]


def test_what_cannot_be_done_is_disabled(bar):
    enabled = {
        name: bar.button(name).isEnabled()
        for name in ("to_start", "step_back", "play_pause", "step_forward", "to_end")
    }
    assert enabled == {
        "to_start": True,
        "step_back": True,
        "play_pause": True,
        "step_forward": False,
        "to_end": False,
    }


def test_big_button_shows_what_a_press_would_do(bar):
    paused = bar.button("play_pause").icon().cacheKey()
    bar.set_scene(msgspec.structs.replace(ENGLISH, playing=True))
    assert bar.button("play_pause").icon().cacheKey() != paused
    bar.set_scene(ENGLISH)
    assert bar.button("play_pause").icon().cacheKey() == paused


def test_unit_is_chosen_by_chip(qtbot, bar):
    assert bar.steps().chosen_key() == "batch"
    with qtbot.waitSignal(bar.step_unit_chosen) as caught:
        qtbot.mouseClick(bar.steps().chip("epoch"), Qt.MouseButton.LeftButton)
    assert caught.args == ["epoch"]


def test_pace_is_a_ladder_with_words(qtbot, bar):
    assert bar.pace().value_text() == "10 epochs/s"
    track = bar.pace().slider()
    place = QPoint(track.width() - 3, track.height() // 2)
    with qtbot.waitSignal(bar.pace_chosen) as caught:
        qtbot.mouseClick(track, Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["full"]
    assert bar.pace().value_text() == "as fast as possible"


def test_each_rung_has_room_for_its_word(bar):
    for key, name in ENGLISH.paces:
        bar.set_scene(msgspec.structs.replace(ENGLISH, pace=key))
        QApplication.processEvents()
        number = bar.pace()._number
        assert number.text() == name
        assert number.width() >= number.fontMetrics().horizontalAdvance(name)


def test_scene_changes_only_what_it_must(bar):
    readout = bar.readout("epoch")
    bar.set_scene(msgspec.structs.replace(ENGLISH, playing=True))
    assert bar.readout("epoch") is readout


def overlaps_and_cuts(bar):
    """List visible children that stick out, overlap, or cut their text."""
    QApplication.processEvents()
    found = []
    children = [
        child
        for child in bar.children()
        if child.isWidgetType() and child.isVisible() and child.width() > 0
    ]
    for child in children:
        if not bar.rect().contains(child.geometry()):
            found.append(("outside", child))
    ordered = sorted(children, key=lambda child: child.x())
    for left, right in pairwise(ordered):
        if left.geometry().right() >= right.x():
            found.append(("overlap", left, right))
    for label in bar.findChildren(QLabel):
        needed = label.fontMetrics().horizontalAdvance(label.text())
        if label.isVisible() and label.width() + 1 < needed:
            found.append(("cut", label.text()))
    for button in bar.findChildren(QPushButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            found.append(("cut", button.text()))
    return found


@pytest.mark.parametrize("scene", [ENGLISH, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("width", [1500, 1380, 1280, 1180, 1060, 960, 900, 840])
def test_nothing_is_cut_or_overlaps_at_any_width(bar, scene, width):
    bar.set_scene(scene)
    bar.resize(width, 56)
    assert overlaps_and_cuts(bar) == []
    shown = bar.shown_readouts()
    assert shown == tuple(readout.key for readout in scene.readouts)[: len(shown)]


def test_the_check_sees_a_bar_that_is_too_narrow(bar):
    bar.resize(600, 56)
    assert overlaps_and_cuts(bar)


def test_wide_bar_shows_all_and_a_narrow_one_drops_the_last(bar):
    assert len(bar.shown_readouts()) == 5
    bar.resize(1060, 56)
    assert bar.shown_readouts() == ("epoch", "train_loss", "test_loss")
    bar.resize(1500, 56)
    assert len(bar.shown_readouts()) == 5


def test_the_words_at_the_controls_go_before_the_accuracy(bar):
    bar.resize(1110, 56)
    assert bar.shown_readouts()[-1] == "accuracy"
    assert bar.pace().slider().accessibleName() == "Speed"
    assert texts_in_sight(bar.pace()) == {"10 epochs/s"}
    bar.resize(1500, 56)
    assert texts_in_sight(bar.pace()) == {"10 epochs/s", "Speed"}


def texts_in_sight(widget):
    labels = widget.findChildren(QLabel)
    return {label.text() for label in labels if label.isVisible()}


@pytest.mark.parametrize("width", [1500, 1380, 1280, 1180, 1060, 960, 900, 840])
def test_the_speed_stands_apart_from_the_numbers(bar, width):
    bar.resize(width, 56)
    QApplication.processEvents()
    first = bar.readout("epoch")
    numbers = first.mapTo(bar, first.rect().topLeft()).x()
    assert numbers - bar.pace().geometry().right() > 15


def test_it_does_not_keep_the_window_from_shrinking(bar):
    assert bar.minimumSizeHint().width() < 900


def test_every_control_has_a_name(bar):
    for name in ("to_start", "step_back", "play_pause", "step_forward", "to_end"):
        assert bar.button(name).accessibleName()
    assert bar.pace().slider().accessibleName() == "Speed"
    assert bar.steps().accessibleName() == "Step by"
    assert bar.present_button().accessibleName() == "Present"
