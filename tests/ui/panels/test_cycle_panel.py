"""The training loop in the Playground: closed until asked for, in three steps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.language import LANGUAGES
from visualizer.scenes.cycle import CycleScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.cycle_panel import CyclePanel


@pytest.fixture
def stage(qtbot):
    found = Stage(qtbot, "circle", epochs=1, size=LARGE)
    found.window.show_panel("cycle")
    found.settle()
    return found


def test_it_draws_the_training_loop():
    assert panels["cycle"] is CyclePanel
    assert CyclePanel.scene_class is CycleScene


def test_all_of_it_is_shown_at_first(stage):
    view = stage.panel("cycle").view
    assert view.texts("input")
    assert view.texts("layer 2")[0] == "output"
    assert view.texts("weights 0")[1] == "12"
    assert view.texts("loss")
    assert view.texts("optimizer")[0] == "optimizer · SGD"


def test_its_steps_add_to_each_other(stage):
    panel = stage.panel("cycle")
    panel.chips.chip("weights").setFocus(Qt.FocusReason.TabFocusReason)
    stage.press(panel.chips.chip("weights"))
    assert panel.view.texts("prediction")
    assert not panel.view.texts("loss")
    assert not panel.view.texts("optimizer")
    stage.press(panel.chips.chip("loss"))
    assert panel.view.texts("target")
    assert not panel.view.texts("optimizer")
    stage.press(panel.chips.chip("feedback"))
    assert panel.view.texts("optimizer")


@pytest.mark.window
@pytest.mark.parametrize("panel", ["cycle", "plan"])
def test_panels_of_the_training_loop_are_readable(qtbot, panel):
    stage = Stage(qtbot, "circle", epochs=1)
    problems = []
    for size in (SMALL, LARGE):
        stage.window.resize(size)
        for language in LANGUAGES:
            stage.window.set_language(language)
            stage.window.show_panel(panel)
            stage.settle()
            problems += [
                f"{language} at {size.toTuple()}: {problem}"
                for problem in checks.problems_of(stage.window.panel(panel))
            ]
    assert not problems


def test_a_long_word_becomes_smaller_before_it_is_cut(qtbot):
    stage = Stage(qtbot, "circle", epochs=1)
    stage.window.show_panel("cycle")
    stage.settle()
    assert stage.panel("cycle").view.texts("prediction")[0] == "prediction"
