"""The page Chain in the window: a number is dragged, and others follow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.ui.stages import LARGE, Stage
from visualizer.scenes.chain import ChainScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.chain_panel import LARGE_STEP, STEP, ChainPanel

ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "inside-chain", size=LARGE)


def line_of(stage, name):
    view = stage.panel("chain").view
    return next(line for line in view._drawn.lines if line.name == name)


def test_it_draws_chains():
    assert panels["chain"] is ChainPanel
    assert ChainPanel.scene_class is ChainScene


def test_a_weight_is_dragged_and_the_loss_follows(stage):
    view, line = stage.panel("chain").view, line_of(stage, "w₂")
    start = view.place_of(line, line.value).toPoint()
    goal = view.place_of(line, line.value + 0.8)
    stage.drag(
        view, [start, (QPointF(start) + QPointF(4, 0)).toPoint(), goal.toPoint()]
    )
    stage.glance()
    watch = stage.session.watch
    assert watch.parameter == 2
    assert watch.change == pytest.approx(0.8, abs=0.03)
    assert "→" in view.texts("C")[1]
    assert "→" not in view.texts("a₁")[1]
    assert line_of(stage, "w₂").held


def test_what_is_no_parameter_cannot_be_dragged(stage):
    view, line = stage.panel("chain").view, line_of(stage, "z₂")
    before = stage.session.watch
    start = view.place_of(line, line.value).toPoint()
    stage.drag(view, [start, view.place_of(line, 2.5).toPoint()])
    stage.glance()
    assert stage.session.watch == before


def test_keys_move_the_number_and_choose_another(stage):
    panel = stage.panel("chain")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Right, ALT)
    stage.glance()
    stage.key(Qt.Key.Key_Right, ALT | SHIFT)
    stage.glance()
    assert stage.session.watch.change == pytest.approx(STEP + LARGE_STEP)
    stage.key(Qt.Key.Key_Down, ALT)
    stage.glance()
    assert (stage.session.watch.parameter, stage.session.watch.change) == (1, 0.0)
    stage.key(Qt.Key.Key_Up, ALT)
    stage.glance()
    assert stage.session.watch.parameter == 0


def test_a_button_puts_the_number_back(stage):
    panel = stage.panel("chain")
    assert not panel.back.isEnabled()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Left, ALT)
    stage.glance()
    assert panel.back.isEnabled()
    stage.press(panel.back)
    stage.glance()
    assert stage.session.watch.change == 0.0
