"""The panels of the exhibit Inside: stations, explanation, table."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from tests.ui import rendering_checks as checks
from tests.ui.stages import LARGE, SMALL, Stage
from visualizer.language import LANGUAGES
from visualizer.scenes.graph import Phase
from visualizer.scenes.intents import NeuronRef, Select, WatchExample
from visualizer.scenes.why import AskWhy, Quantity
from visualizer.session import commands as do

AVERAGE = Phase("average", 3)


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot, "inside-one-pass", size=LARGE)


def visit(stage: Any, phase: Phase | None, example: int = 0) -> None:
    stage.session.execute(do.Visit(example, phase))
    stage.glance()
    QApplication.processEvents()


def open_number(stage: Any, button: Any) -> None:
    stage.press(button)
    stage.glance()


# Stations.


def test_a_click_on_a_station_goes_there(stage):
    panel = stage.panel("walk")
    stage.press(panel.buttons[6])
    stage.glance()
    assert stage.session._moment().phase == Phase("backward", 2)
    assert [button.isChecked() for button in panel.buttons].index(True) == 6
    assert "Layer 3 asks layer 2" in panel.caption_text()


def test_arrows_go_on_and_back_by_stations(stage):
    panel = stage.panel("walk")
    for key, chosen in (
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Left, 0),
    ):
        stage.key(key)
        stage.glance()
        assert [b.isChecked() for b in panel.buttons].index(True) == chosen


def test_enter_on_a_station_goes_there(stage):
    button = stage.panel("walk").buttons[4]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    stage.glance()
    assert stage.session._moment().phase == Phase("loss", 3)
    assert button.accessibleName() == "station Loss"


def test_where_room_is_scarce_stations_have_short_names(qtbot):
    stage = Stage(qtbot, "inside-one-pass", size=SMALL)
    stage.session.execute(do.Look(stage.session.watch))
    panel = stage.panel("walk")
    panel.resize(320, panel.height())
    assert [button.text() for button in panel.buttons] == [
        *("x", "1", "2", "3", "C", "←3", "←2", "←1", "Ø", "Δ"),
    ]
    assert panel.buttons[6].toolTip() == "Back to layer 2"


def test_average_and_update_bring_the_table_to_the_front(qtbot):
    stage = Stage(qtbot, "inside-one-pass", size=SMALL)
    shown = stage.window.view.arrangement.visible_names
    assert "batch" not in shown()
    stage.press(stage.panel("walk").buttons[8])
    stage.glance()
    assert "batch" in shown()
    stage.press(stage.panel("walk").buttons[1])
    assert "network" in shown()


def test_what_is_selected_or_opened_brings_its_explanation_to_the_front(qtbot):
    stage = Stage(qtbot, "inside-one-pass", size=SMALL)
    shown = stage.window.view.arrangement.visible_names
    for asked in (Select(NeuronRef(1, 1)), AskWhy(Quantity("loss"))):
        stage.window.show_panel("output")
        assert "why" not in shown()
        stage.window.view.ask(asked)
        assert "why" in shown()


# Why.


def test_numbers_open_one_after_the_other_and_back(stage):
    visit(stage, Phase("backward", 2))
    stage.window.view.ask(Select(NeuronRef(2, 0)))
    stage.glance()
    panel = stage.panel("why")
    first = panel.texts()
    open_number(stage, panel.cells[0])
    assert stage.window.view.watch.trail == (Quantity("desired", 3, 0),)
    open_number(stage, panel.cells[-1])
    assert len(stage.window.view.watch.trail) == 2
    stage.press(panel.back_button)
    stage.glance()
    assert stage.window.view.watch.trail == (Quantity("desired", 3, 0),)
    stage.press(panel.follow_button)
    stage.glance()
    assert stage.window.view.watch.trail == ()
    assert panel.texts() == first


def test_a_number_opens_with_enter_and_keeps_the_focus(stage):
    visit(stage, Phase("loss", 3))
    panel = stage.panel("why")
    panel.cells[0].setFocus(Qt.FocusReason.TabFocusReason)
    stage.key(Qt.Key.Key_Return)
    stage.glance()
    assert stage.window.view.watch.trail == (Quantity("error", 3, 0),)
    assert panel.cells[0].hasFocus()


def test_the_whole_layer_is_a_product_of_matrices(stage):
    stage.window.view.ask(AskWhy(Quantity("sum", 2, 1)))
    stage.glance()
    panel = stage.panel("why")
    open_number(stage, panel.whole_button)
    assert "z⁽²⁾ = W⁽²⁾ᵀ · a⁽¹⁾ + b⁽²⁾" in panel.texts()
    assert len(panel.cells) == 12 + 4 + 3 + 3
    open_number(stage, panel.cells[5])
    assert stage.window.view.watch.trail[-1] == Quantity("weight", 2, 1, 1)


def test_where_room_is_scarce_the_line_below_is_there_for_what_was_opened(qtbot):
    stage = Stage(qtbot, "inside-one-pass", size=SMALL)
    panel = stage.panel("why")
    assert panel.trail_text() == ""
    stage.window.view.ask(AskWhy(Quantity("sum", 2, 1)))
    stage.glance()
    assert panel.trail_text() == "sum z₂⁽²⁾"


def test_every_number_says_what_it_is(stage):
    visit(stage, Phase("loss", 3))
    names = [cell.accessibleName() for cell in stage.panel("why").cells]
    assert all(name.endswith("how wrong: open") for name in names)


# The table.


def test_a_cell_opens_what_made_it_and_a_name_walks_with_it(stage):
    visit(stage, AVERAGE)
    panel = stage.panel("batch")
    stage.click(panel.canvas, panel.place_of(2, 1).center().toPoint())
    stage.glance()
    assert stage.window.view.watch.trail == (Quantity("request", 3, 0, 1, 2),)
    stage.click(panel.canvas, panel.place_of(5, 0).center().toPoint())
    stage.glance()
    assert stage.window.view.watch.trail[-1] == Quantity("average", 3, 0, 0)
    stage.click(panel.canvas, panel.place_of(3, -1).center().toPoint())
    stage.glance()
    assert stage.session._moment().collected == 3


def test_a_cell_that_is_not_computed_yet_does_not_open(stage):
    visit(stage, None)
    panel = stage.panel("batch")
    stage.click(panel.canvas, panel.place_of(4, 1).center().toPoint())
    assert stage.window.view.watch.trail == ()


def test_cells_are_chosen_and_opened_with_keys(stage):
    visit(stage, AVERAGE)
    panel = stage.panel("batch")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        stage.key(key)
    stage.key(Qt.Key.Key_Return)
    stage.glance()
    assert stage.window.view.watch.trail == (Quantity("request", 3, 0, 2, 0),)


def test_the_largest_changes_open(stage):
    visit(stage, AVERAGE)
    panel = stage.panel("batch")
    assert len(panel.changes) == 4
    open_number(stage, panel.changes[1])
    assert stage.window.view.watch.trail[-1].what == "update"


def test_a_layer_is_chosen_for_the_table(stage):
    panel = stage.panel("batch")
    panel.layer_box.chosen.emit("1")
    stage.glance()
    assert stage.window.view.watch.table == 1
    panel.layer_box.chosen.emit("")
    stage.glance()
    assert stage.window.view.watch.table is None


# From the Playground and back.


def test_a_network_of_the_playground_is_looked_into(qtbot):
    stage = Stage(qtbot, "circle", epochs=3)
    window = stage.window
    window.view.ask(WatchExample(17))
    stage.glance()
    weights = stage.session.learner.state[0].copy()
    book = window.actions_.book
    assert not book.action("look_outside").isEnabled()
    window.actions_.trigger("look_inside")
    stage.settle()
    assert window.view.exhibit.key == "inside"
    assert (stage.session.learner.state[0] == weights).all()
    assert window.view.watch.example == 17
    assert "example 18" in stage.panel("network")._heading[1]
    assert not book.action("look_inside").isEnabled()
    window.actions_.trigger("look_outside")
    stage.settle()
    assert window.view.exhibit.key == "playground"
    window.actions_.trigger("undo")
    window.actions_.trigger("undo")
    stage.settle()
    assert window.view.exhibit.key == "playground"
    assert stage.session.update == 3 * stage.session.learner.updates_per_epoch


def test_the_names_of_many_examples_stand_apart_above_the_average(qtbot):
    stage = Stage(qtbot, "inside-one-pass", epochs=1, size=LARGE)
    stage.window.view.change(batch_size=50)
    stage.settle()
    panel = stage.panel("batch")
    names = sorted(
        (item for pool in (panel._quiet, panel._strong) for item in pool.shown()),
        key=lambda item: item.sceneBoundingRect().center().y(),
    )
    words = ("example", "average")
    named = [item for item in names if item.text().startswith(words)]
    assert 5 <= len(named) < 31
    places = [item.sceneBoundingRect().center().y() for item in named]
    line = panel._quiet.line_height()
    assert min(b - a for a, b in pairwise(places)) > 0.9 * line
    # The average is whole, with its numbers.
    assert named[-1].text() == "average"
    average = panel.place_of(30, 0)
    assert average.bottom() <= panel.canvas.viewport().height()
    first = panel._cells[30 * len(panel._drawn.columns)][1]
    assert first.isVisible()
    assert average.contains(first.sceneBoundingRect().center())


@pytest.mark.parametrize("field", ["balanced", "method"])
def test_any_way_of_training_is_taken_apart(qtbot, field):
    stage = Stage(qtbot, "circle", epochs=1)
    chosen = {"balanced": True, "method": "tf_playground"}[field]
    stage.window.view.change(**{field: chosen})
    stage.glance()
    stage.window.actions_.trigger("look_inside")
    stage.settle()
    assert stage.window.view.exhibit.key == "inside"
    assert getattr(stage.window.view.settings, field) == chosen


# As it looks.


@pytest.mark.window
@pytest.mark.parametrize(
    ("theme", "size", "scale"),
    [
        pytest.param("dark", SMALL, 1.0, id="dark and small"),
        pytest.param("light", LARGE, 1.0, id="light and large"),
        pytest.param("contrast", QSize(1400, 900), 1.25, id="contrast and large type"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_station_is_readable(qtbot, theme, size, scale, language):
    stage = Stage(qtbot, "inside-one-pass", theme=theme, size=size)
    stage.window.set_font_scale(scale)
    stage.window.set_language(language)
    stations = (None, Phase("forward", 2), Phase("loss", 3), Phase("backward", 2))
    problems = []
    for phase in (*stations, AVERAGE):
        visit(stage, phase)
        stage.settle()
        found = checks.problems_of(stage.window)
        problems += [f"{phase}: {one}" for one in found]
    assert not problems, "\n".join(problems)


@pytest.mark.window
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_panels_say_about_themselves_is_readable(qtbot, language):
    stage = Stage(qtbot, "inside-one-pass", size=LARGE)
    stage.window.set_language(language)
    problems = []
    for name in ("walk", "why", "batch"):
        frame = stage.window.panel(name)
        frame.explain()
        QApplication.processEvents()
        problems += checks.problems_of(frame.explanation())
        frame.explanation().close_explanation()
    assert not problems
