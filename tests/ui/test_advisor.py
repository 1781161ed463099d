"""What the banner says about a run, and what its buttons do."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt

from tests.exhibits.test_playground_detectors import PROVOKING
from tests.session.builders import experiment_of
from tests.ui.stages import Stage
from visualizer.session import commands as do

pytestmark = pytest.mark.window


def troubled(qtbot, key):
    preset, epochs, changes = PROVOKING[key]
    return Stage(qtbot, experiment_of(preset, **changes), epochs=epochs)


def test_it_is_quiet_while_all_is_well(qtbot):
    stage = Stage(qtbot, "circle", epochs=60)
    assert not stage.window.banner.isVisible()


def test_it_says_what_goes_wrong_and_tries_what_helps(qtbot):
    stage = troubled(qtbot, "diverging")
    banner = stage.window.banner
    assert banner.isVisible()
    assert banner.text().startswith("Diverging: the loss is ")
    before = stage.settings.learning_rate
    button = banner.buttons()[0]
    assert button.text() == "Halve the learning rate"
    stage.press(button)
    stage.settle()
    assert stage.settings.learning_rate == before / 2
    stage.send(do.Undo())
    stage.settle()
    assert stage.settings.learning_rate == before


def test_what_was_dismissed_is_not_said_again_in_this_run(qtbot):
    stage = troubled(qtbot, "saturation")
    banner = stage.window.banner
    assert banner.text().startswith("Saturation in layer 1")
    banner.dismiss()
    stage.session.advance(5)
    stage.settle()
    assert not banner.isVisible()
    stage.send(do.Reset())
    stage.settle()
    assert banner.text().startswith("Saturation in layer 1")


def test_its_words_stand_still_while_the_run_plays(qtbot):
    stage = troubled(qtbot, "plateau")
    banner = stage.window.banner
    said = banner.text()
    assert said.startswith("Plateau")
    stage.session.playing = True
    stage.session.advance(50)
    stage.settle()
    assert banner.text() == said


def test_another_message_is_not_pushed_aside(qtbot):
    stage = troubled(qtbot, "plateau")
    stage.window.say("error", "something else")
    stage.settle()
    assert stage.window.banner.text() == "something else"
    stage.window.banner.dismiss()
    stage.settle()
    assert stage.window.banner.text().startswith("Plateau")


def test_it_goes_where_it_no_longer_holds(qtbot):
    stage = troubled(qtbot, "plateau")
    assert stage.window.banner.isVisible()
    stage.send(do.Seek(0))
    stage.settle()
    assert not stage.window.banner.isVisible()


def test_it_neither_comes_nor_goes_under_a_hand(qtbot):
    stage = troubled(qtbot, "plateau")
    banner, column = stage.window.banner, stage.window.view.column
    for update, seen in ((0, True), (stage.session.tip, False)):
        qtbot.mousePress(column, Qt.MouseButton.LeftButton)
        stage.send(do.Seek(update))
        stage.settle()
        assert banner.isVisible() is seen
        qtbot.mouseRelease(column, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda seen=seen: banner.isVisible() is not seen)


def test_it_follows_the_language(qtbot):
    stage = troubled(qtbot, "plateau")
    stage.window.set_language("zh")
    stage.settle()
    assert stage.window.banner.text().startswith("平台期")
    assert [b.text() for b in stage.window.banner.buttons()] == [
        "学习率变为三倍",
        "改用 Adam",
    ]


def test_it_can_be_switched_off(qtbot):
    stage = troubled(qtbot, "plateau")
    stage.window.actions_.trigger("option:advise")
    stage.settle()
    assert not stage.window.banner.isVisible()
    stage.window.actions_.trigger("option:advise")
    stage.settle()
    assert stage.window.banner.text().startswith("Plateau")


def test_what_is_shown_stays_before_what_is_more_important(qtbot):
    stage = troubled(qtbot, "plateau")
    banner = stage.window.banner
    frame = stage.session.snapshot().frame
    finding = replace(frame.details.findings[0], key="diverging", amount=3.0)
    details = replace(frame.details, findings=(finding, *frame.details.findings))
    shown = replace(stage.session.snapshot(), frame=replace(frame, details=details))
    stage.window.show_snapshot(shown)
    assert banner.text().startswith("Plateau")
    banner.dismiss()
    stage.window.show_snapshot(shown)
    assert banner.text().startswith("Diverging")
