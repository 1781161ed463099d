"""The plan in the Playground: closed until asked for, then run call by call."""

from __future__ import annotations

import pytest

from tests.ui.stages import LARGE, Stage
from visualizer.scenes.plan import PlanScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.plan_panel import PlanPanel


@pytest.fixture
def stage(qtbot):
    found = Stage(qtbot, "circle", epochs=1, size=LARGE)
    found.window.show_panel("plan")
    found.glance()
    found.glance()
    return found


def row_of(stage, number):
    table = stage.panel("plan").table
    return [table.item(number, column).text() for column in range(4)]


def test_it_draws_plans():
    assert panels["plan"] is PlanPanel
    assert PlanPanel.scene_class is PlanScene


def test_it_is_closed_until_asked_for(qtbot):
    stage = Stage(qtbot, "circle", size=LARGE)
    assert "plan" not in stage.window.view.watch.visible
    assert not stage.panel("plan").isVisible()


def test_buttons_run_one_call_after_another(stage):
    panel = stage.panel("plan")
    start, back, on, end = panel.buttons()
    assert not start.isEnabled()
    assert not back.isEnabled()
    assert row_of(stage, 0)[2] == ""
    stage.press(on)
    stage.glance()
    assert row_of(stage, 0)[1] == "Z⁽¹⁾ = W⁽¹⁾ᵀ X + b⁽¹⁾"
    assert row_of(stage, 0)[2] != ""
    assert row_of(stage, 1)[2] == ""
    stage.press(end)
    stage.glance()
    assert not on.isEnabled()
    assert row_of(stage, panel.table.rowCount() - 1)[2] != ""
    stage.press(back)
    stage.glance()
    assert on.isEnabled()
    stage.press(start)
    stage.glance()
    assert row_of(stage, 0)[2] == ""


def test_a_click_on_a_row_runs_up_to_its_end(stage):
    table = stage.panel("plan").table
    table.cellClicked.emit(3, 1)
    stage.glance()
    assert row_of(stage, 3)[2] != ""
    assert row_of(stage, 4)[2] == ""
