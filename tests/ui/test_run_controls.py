"""Goals, branches, seeds, names and the list of runs, by mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from tests.ui.stages import LEFT, Stage
from visualizer.language import set_language
from visualizer.session import commands as do
from visualizer.session.goals.epoch import AtEpoch
from visualizer.session.goals.loss import LossBelow
from visualizer.session.seed_study import SeedSettings
from visualizer.ui.run_controls import RunControls

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot: Any) -> Stage:
    stage = Stage(qtbot, "xor")
    stage.session.advance(400)
    stage.glance()
    return stage


def controls(stage: Stage) -> RunControls:
    return stage.window.actions_.controls


def hint(stage: Stage) -> str:
    return stage.window.timeline._hint.text()


def type_into(stage: Stage, editor: Any, text: str) -> QLineEdit:
    field: QLineEdit = editor.control()
    field.setFocus()
    field.selectAll()
    stage.qtbot.keyClicks(field, text)
    return field


def branched(stage: Stage) -> None:
    """Leave run 1 at update 200 for another rate."""
    stage.session.execute(do.Seek(200))
    settings = replace(stage.settings, learning_rate=0.3)
    stage.session.execute(do.Branch(settings))
    stage.session.advance(150)
    stage.glance()


def entry(menu: QMenu, text: str) -> QAction:
    return next(a for a in menu.actions() if a.text().startswith(text))


# Goals.


def test_a_goal_is_asked_for_and_reached_by_keyboard(stage: Stage) -> None:
    card = controls(stage).until_card
    stage.key(Qt.Key.Key_U, CONTROL)
    assert card.isVisible()
    field = type_into(stage, card.form.editor("goal.epoch"), "20")
    stage.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not card.isVisible()
    assert stage.sent[-1] == do.PlayUntil(AtEpoch(20))
    stage.glance()
    assert "epoch 20" in hint(stage)
    button = stage.window.transport.button("run_until")
    assert "epoch 20" in button.accessibleName()
    stage.session.advance(100_000)
    stage.glance()
    assert hint(stage) == "stopped: epoch 20"
    assert button.accessibleName() == "Run until…"
    assert stage.session.learner.position.epoch == 20


def test_the_flag_of_the_transport_bar_opens_the_card(stage: Stage) -> None:
    stage.press(stage.window.transport.button("run_until"))
    card = controls(stage).until_card
    assert card.isVisible()
    card.form.editor("goal").control().chosen.emit("loss")
    type_into(stage, card.form.editor("goal.value"), "0.02")
    stage.press(card.go_button)
    assert stage.sent[-1] == do.PlayUntil(LossBelow("train", 0.02))


def test_a_wrong_value_keeps_the_card_open_and_says_what_is_allowed(
    stage: Stage,
) -> None:
    stage.key(Qt.Key.Key_U, CONTROL)
    card = controls(stage).until_card
    type_into(stage, card.form.editor("goal.epoch"), "-3")
    stage.press(card.go_button)
    assert card.isVisible()
    assert "at least 1" in card.form.editor("goal.epoch").error()
    assert not any(isinstance(command, do.PlayUntil) for command in stage.sent)


def test_a_goal_that_is_past_is_refused_in_a_sentence(stage: Stage) -> None:
    said: list[str] = []
    stage.window.rejected.connect(said.append)
    stage.window.send(do.PlayUntil(AtEpoch(2)))
    assert said == ["Epoch 2 is over: 16 are done; allowed: at least 17"]


def test_a_goal_is_dropped_from_the_palette(stage: Stage) -> None:
    book = stage.window.actions_.book
    assert not book.action("drop_goal").isEnabled()
    stage.window.send(do.PlayUntil(AtEpoch(50)))
    stage.glance()
    assert book.action("drop_goal").isEnabled()
    book.trigger("drop_goal")
    stage.glance()
    assert stage.session.playing
    assert "rewind" in hint(stage)


def test_escape_closes_the_card_and_gives_the_focus_back(stage: Stage) -> None:
    timeline = stage.window.timeline
    timeline.setFocus()
    stage.key(Qt.Key.Key_U, CONTROL)
    stage.key(Qt.Key.Key_Escape)
    assert not controls(stage).until_card.isVisible()
    assert stage.window.focusWidget() is timeline


# Branches.


def test_a_branch_is_made_of_the_settings_asked_for(stage: Stage) -> None:
    stage.window.send(do.Seek(200))
    stage.glance()
    stage.key(Qt.Key.Key_B, CONTROL | SHIFT)
    card = controls(stage).branch_card
    assert card.isVisible()
    assert "dataset" not in card.form.field_names()
    card.form.editor("learning_rate").labeled_slider().value_changed.emit(0.3)
    card._on_edited("learning_rate", 0.3, True)
    stage.press(card.go_button)
    stage.glance()
    shown = stage.session.snapshot()
    assert (shown.run, shown.update, len(shown.runs)) == (1, 200, 2)
    assert stage.settings.learning_rate == 0.3
    stage.key(Qt.Key.Key_Z, CONTROL)
    assert stage.session.snapshot().run == 0


def test_the_card_follows_the_moment_but_keeps_what_was_edited(stage: Stage) -> None:
    card = controls(stage).branch_card
    controls(stage).ask_branch()
    card._on_edited("l2", 0.1, True)
    stage.window.send(do.Change(replace(stage.settings, learning_rate=1.0)))
    stage.glance()
    card.answer()
    sent = stage.sent[-1]
    assert isinstance(sent, do.Branch)
    assert (sent.settings.learning_rate, sent.settings.l2) == (1.0, 0.1)


# Bookmarks.


def test_a_bookmark_is_renamed_in_place_by_a_double_click(stage: Stage) -> None:
    stage.window.send(do.Seek(200))
    stage.window.send(do.Bookmark())
    stage.glance()
    timeline = stage.window.timeline
    place = timeline.strip.flag_place(200).toPoint()
    stage.qtbot.mouseDClick(timeline.strip.viewport(), LEFT, pos=place)
    field = timeline.name_field()
    assert field.isVisible()
    assert field.text() == "bookmark A"
    stage.qtbot.keyClicks(field, "it folds.")
    stage.qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.isVisible()
    assert stage.sent[-1] == do.NameBookmark(200, "it folds.")
    stage.glance()
    book = stage.window.actions_.book
    assert book.entry("bookmark:1").title == "Go to bookmark 1: it folds."
    assert book.entry("bookmark:2").title == "Go to bookmark 2"
    stage.key(Qt.Key.Key_Z, CONTROL)
    stage.glance()
    assert book.entry("bookmark:1").title == "Go to bookmark 1: bookmark A"


def test_f2_renames_and_escape_leaves_the_name(stage: Stage) -> None:
    book = stage.window.actions_.book
    assert not book.action("rename_bookmark").isEnabled()
    stage.key(Qt.Key.Key_B, CONTROL)
    stage.glance()
    stage.key(Qt.Key.Key_F2)
    field = stage.window.timeline.name_field()
    assert field.isVisible()
    sent = len(stage.sent)
    stage.qtbot.keyClicks(field, "other")
    stage.qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert len(stage.sent) == sent


def test_the_menu_of_the_timeline(stage: Stage) -> None:
    branched(stage)
    timeline = stage.window.timeline
    menu = timeline.menu(timeline.strip.place_of(100))
    entry(menu, "Bookmark here").trigger()
    stage.glance()
    assert stage.session.snapshot().update == 100
    menu = timeline.menu(timeline.strip.flag_place(100))
    entry(menu, "Rename the bookmark").trigger()
    assert timeline.name_field().isVisible()
    entry(menu, "Remove the bookmark").trigger()
    assert stage.sent[-1] == do.RemoveBookmark(100)
    stage.glance()
    menu = timeline.menu(timeline.strip.place_of(50))
    entry(menu, "Branch here…").trigger()
    assert stage.session.snapshot().update == 50
    assert controls(stage).branch_card.isVisible()
    controls(stage).branch_card.close_overlay()
    entry(menu, "Runs…").trigger()
    assert controls(stage).runs.isVisible()


# Runs.


def test_the_list_of_runs_says_how_they_began_and_ended(stage: Stage) -> None:
    branched(stage)
    stage.key(Qt.Key.Key_L, CONTROL)
    sheet = controls(stage).runs
    first, branch = sheet.runs.rows()
    assert first[:3] == ("run 1", "the first run", "400")
    assert branch[0] == "● run 2"
    assert branch[1] == "Learning rate 0.03 → 0.3, at update 200"
    metrics = stage.session.snapshot().metrics
    assert float(branch[3]) == pytest.approx(metrics.train_loss, rel=5e-3)
    assert branch[5] == f"{100 * metrics.test_accuracy:.1f} %"


def test_enter_returns_to_a_run(stage: Stage) -> None:
    branched(stage)
    controls(stage).runs.open_sheet()
    table = controls(stage).runs.runs
    table.setCurrentCell(0, 0)
    stage.qtbot.keyClick(table, Qt.Key.Key_Return)
    stage.glance()
    shown = stage.session.snapshot()
    assert (shown.run, shown.update) == (0, 400)
    assert table.rows()[0][0] == "● run 1"


def test_a_run_is_named_in_the_list(stage: Stage) -> None:
    branched(stage)
    sheet = controls(stage).runs
    sheet.open_sheet()
    sheet.runs.setCurrentCell(0, 0)
    stage.qtbot.keyClick(sheet.runs, Qt.Key.Key_F2)
    field = sheet.runs.findChild(QLineEdit)
    assert field is not None
    stage.qtbot.keyClicks(field, "gentle")
    stage.qtbot.keyClick(field, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: stage.sent[-1:] == [do.NameRun(0, "gentle")])
    stage.glance()
    assert sheet.runs.rows()[0][0] == "gentle"


def test_a_run_is_removed_and_undo_brings_it_back(stage: Stage) -> None:
    branched(stage)
    stage.window.send(do.Return(0, 400))
    stage.glance()
    sheet = controls(stage).runs
    sheet.open_sheet()
    sheet.runs.setCurrentCell(0, 0)
    assert not sheet.button(2).isEnabled(), "the run shown stays"
    sheet.runs.setCurrentCell(1, 0)
    assert sheet.button(2).isEnabled()
    stage.press(sheet.button(2))
    stage.glance()
    assert len(sheet.runs.rows()) == 1
    stage.window.send(do.Undo())
    stage.glance()
    assert len(sheet.runs.rows()) == 2


def test_two_chosen_runs_are_compared(stage: Stage) -> None:
    branched(stage)
    sheet = controls(stage).runs
    sheet.open_sheet()
    assert not sheet.differences.isVisible()
    sheet.runs.choose(0, 1)
    assert sheet.differences.rows() == (("Learning rate", "0.03", "0.3"),)
    assert sheet.differences.isVisible()


# Seeds.


def test_seeds_are_asked_for_run_and_one_is_opened(stage: Stage) -> None:
    stage.key(Qt.Key.Key_E, CONTROL | SHIFT)
    sheet = controls(stage).seeds
    assert sheet.isVisible()
    type_into(stage, sheet.form.editor("epochs"), "3")
    sheet._on_edited("count", 4, False)
    run, opened, stop, clear = sheet.buttons
    stage.press(run)
    assert stage.sent[-1] == do.RunSeeds(SeedSettings(4, 3, LossBelow("train", 0.1)))
    assert sheet.isAncestorOf(stage.window.focusWidget())
    stage.glance()
    assert stop.isEnabled()
    assert not opened.isEnabled()
    stage.settle()
    assert [row[0] for row in sheet.table.rows()] == ["1", "2", "3", "4"]
    assert len(sheet.summary.rows()) == 3
    assert clear.isEnabled()
    assert "4 seeds" in stage.window.timeline.strip.band_text()
    sheet.table.setCurrentCell(2, 0)
    stage.qtbot.keyClick(sheet.table, Qt.Key.Key_Return)
    assert stage.sent[-1] == do.OpenSeed(3)
    assert not sheet.isVisible()
    stage.glance()
    assert stage.settings.seed == 3


def test_seeds_are_stopped_and_cleared_from_the_palette(stage: Stage) -> None:
    book = stage.window.actions_.book
    assert not book.action("seeds_stop").isEnabled()
    stage.window.send(do.RunSeeds(SeedSettings(3, 2)))
    stage.glance()
    assert book.action("seeds_stop").isEnabled()
    stage.settle()
    assert not book.action("seeds_stop").isEnabled()
    book.trigger("seeds_clear")
    stage.glance()
    assert stage.window.timeline.strip.band_text() == ""
    assert not book.action("seeds_clear").isEnabled()


# All of them.


@pytest.mark.parametrize("name", ["until_card", "branch_card", "runs", "seeds"])
def test_every_control_of_a_card_has_a_name(stage: Stage, name: str) -> None:
    branched(stage)
    card = getattr(controls(stage), name)
    action = {"until_card": "run_until", "branch_card": "branch"}.get(name, name)
    stage.window.actions_.trigger(action)
    assert card.isVisible()
    reachable = [
        widget
        for widget in card.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible()
    ]
    assert reachable
    for widget in reachable:
        text = getattr(widget, "text", str)()
        assert widget.accessibleName() or text, widget


@pytest.mark.parametrize("name", ["until_card", "branch_card", "runs", "seeds"])
def test_a_card_follows_the_language(stage: Stage, name: str) -> None:
    card = getattr(controls(stage), name)
    before = card._title.text()
    stage.window.set_language("zh")
    try:
        assert card._title.text() != before
    finally:
        stage.window.set_language("en")
        set_language("en")


def test_a_point_without_a_flag_is_not_renamed(stage: Stage) -> None:
    timeline = stage.window.timeline
    stage.qtbot.mouseDClick(
        timeline.strip.viewport(), LEFT, pos=QPointF(300.0, 30.0).toPoint()
    )
    assert not timeline.name_field().isVisible()
