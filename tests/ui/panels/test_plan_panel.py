"""The plan in the Playground: closed until asked for, then run call by call."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt

from tests.ui.stages import LARGE, Stage
from visualizer.scenes.plan import PlanScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.plan_panel import PlanPanel
from visualizer.ui.typesetting import lay_out


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


def test_keys_run_up_to_a_row_and_tab_leaves_the_table(stage):
    panel = stage.panel("plan")
    panel.table.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        stage.key(Qt.Key.Key_Down)
    stage.key(Qt.Key.Key_Return)
    stage.glance()
    row = panel.table.currentRow()
    assert row > 0
    assert row_of(stage, row)[2] != ""
    assert row_of(stage, row + 1)[2] == ""
    stage.key(Qt.Key.Key_Tab)
    assert stage.window.focusWidget() is not panel.table


def test_a_fraction_has_the_height_that_it_needs(qtbot):
    found = Stage(qtbot, "inside-normalized", epochs=1, size=LARGE)
    found.window.show_panel("plan")
    found.settle()
    table = found.panel("plan").table
    formulas = [table.item(row, 1).text() for row in range(table.rowCount())]
    (place,) = (row for row, text in enumerate(formulas) if text.startswith("N⁽²⁾ ="))
    box = lay_out(formulas[place], table.font(), math.inf)
    assert table.rowHeight(place) > box.height > table.rowHeight(0)
