"""Cards and sheets that are made when they are first asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.ui.stages import Stage
from visualizer.scenes.intents import NeuronRef, Select
from visualizer.session import commands as do
from visualizer.ui.widgets.overlay import Overlay

pytestmark = pytest.mark.window


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "circle")


def cards(stage):
    return stage.window.findChildren(Overlay)


def test_the_window_begins_without_them(stage):
    assert cards(stage) == []


def test_one_made_late_has_the_theme_and_follows_the_language(stage):
    stage.window.set_language("zh")
    stage.window.set_theme("light")
    stage.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (runs,) = cards(stage)
    assert runs.isVisible()
    assert runs.accessibleName() == "运行"
    stage.window.set_language("en")
    assert runs.accessibleName() == "Runs"


def test_one_made_late_shows_the_moment_and_those_after_it(stage):
    stage.session.advance(3)
    stage.settle()
    stage.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    runs = stage.window.actions_.controls.runs
    assert runs.runs.rowCount() == 1
    stage.send(do.Change(replace(stage.settings, learning_rate=0.01)))
    stage.send(do.Seek(1))
    stage.send(do.Branch(replace(stage.settings, learning_rate=0.02)))
    stage.settle()
    assert runs.runs.rowCount() == 2


def test_escape_closes_what_is_open_wherever_the_focus_is(stage):
    stage.window.view.ask(Select(NeuronRef(1, 0)))
    stage.settle()
    stage.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (runs,) = cards(stage)
    stage.window.focusWidget().clearFocus()
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not runs.isVisible()
    # The key did no more than that.
    assert stage.window.view.watch.selection == NeuronRef(1, 0)
    stage.qtbot.keyClick(stage.window, Qt.Key.Key_Escape)
    assert stage.window.view.watch.selection is None


def test_what_is_open_closes_with_the_window(stage):
    stage.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    (runs,) = cards(stage)
    stage.window.close()
    assert not runs.isVisible()
