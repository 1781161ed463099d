"""Every action of the window: by menu, by key, by palette, and on the key sheet."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMenu

from tests.ui.stages import Stage
from visualizer.datasets import datasets
from visualizer.language import LANGUAGES
from visualizer.session.experiment import preset_keys
from visualizer.ui.theme import THEMES
from visualizer.ui.window_actions import PANEL_TITLES

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot)


def names(stage: Stage) -> set[str]:
    return {entry.name for entry in stage.window.actions_.book.entries()}


def menus(stage: Stage) -> dict[str, QMenu]:
    found = {}
    for menu in stage.window.findChildren(QMenu):
        found.setdefault(menu.title(), menu)
    return found


def find(stage: Stage, text: str) -> str:
    """Type into the palette and return what Enter would do."""
    palette = stage.window.actions_.palette
    stage.key(Qt.Key.Key_K, CONTROL)
    assert palette.isVisible()
    if text.isascii():
        stage.qtbot.keyClicks(palette.field(), text)
    else:
        # Composed by an input method; there are no keys for it.
        palette.field().setText(text)
    name = palette.chosen_name()
    palette.close_overlay()
    return name


def test_there_is_an_action_for_everything(stage):
    known = names(stage)
    assert {f"preset:{key}" for key in preset_keys()} <= known
    assert {f"data:{member.key}" for member in datasets} <= known
    assert {f"theme:{key}" for key in THEMES} <= known
    assert {f"language:{code}" for code in LANGUAGES} <= known
    assert {f"panel:{name}" for name in PANEL_TITLES} <= known


def test_the_keys_are_those_of_the_interface(stage):
    book = stage.window.actions_.book
    wanted = {
        "play_pause": "Space",
        "step_forward": "Right",
        "step_back": "Left",
        "previous_example": "[",
        "next_example": "]",
        "previous_bookmark": "PgUp",
        "next_bookmark": "PgDown",
        "bookmark:1": "1",
        "bookmark:9": "9",
        "present": "F5",
        "blank": ".",
        "undo": "Ctrl+Z",
        "redo": "Ctrl+Shift+Z",
        "reset": "Ctrl+R",
        "commands": "Ctrl+K",
        "keys": "F1",
    }
    for name, keys in wanted.items():
        assert QKeySequence(keys) in book.action(name).shortcuts(), name


def test_no_two_actions_want_the_same_key(stage):
    taken = {}
    for entry in stage.window.actions_.book.entries():
        for keys in entry.action.shortcuts():
            assert taken.setdefault(keys.toString(), entry.name) == entry.name


def test_every_menu_entry_is_one_of_the_actions(stage):
    known = {entry.action for entry in stage.window.actions_.book.entries()}
    bar = [action.text() for action in stage.window.menuBar().actions()]
    assert bar == ["File", "Edit", "View", "Run", "Lecture", "Help"]
    for title, menu in menus(stage).items():
        for action in menu.actions():
            assert action.isSeparator() or action.menu() or action in known, title


CATEGORIES = ("File", "Edit", "Run", "View", "Lecture", "Help", "Settings")

APART = {
    # They open windows of the system or end the program.
    *("open", "save", "save_as", "export_table", "save_picture", "quit"),
    # They take their time and are tested elsewhere, as scenes and presets are.
    *("present", "larger", "smaller"),
    *("look_inside", "look_at_loop", "look_outside"),
}


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_action_can_be_triggered(qtbot, category):
    """Nothing fails, whatever is asked for first."""
    stage = Stage(qtbot, epochs=1)
    book = stage.window.actions_.book
    names = [entry.name for entry in book.entries() if entry.category == category]
    for name in names:
        if name not in APART:
            book.trigger(name)
            stage.glance()
            stage.session.playing = False
    stage.settle()
    assert names
    assert not stage.window.presenter.active


def test_every_category_of_actions_is_tried(stage):
    found = {entry.category for entry in stage.window.actions_.book.entries()}
    assert found == {*CATEGORIES, "Scenes", "Presets"}


def test_the_palette_is_opened_searched_and_obeyed_by_keyboard(stage, qtbot):
    palette = stage.window.actions_.palette
    stage.key(Qt.Key.Key_K, CONTROL)
    assert palette.isVisible()
    assert palette.field().hasFocus()
    qtbot.keyClicks(palette.field(), "spiral")
    assert palette.chosen_name() in ("preset:spiral", "data:spiral")
    qtbot.keyClick(palette.field(), Qt.Key.Key_Down)
    qtbot.keyClick(palette.field(), Qt.Key.Key_Up)
    qtbot.keyClick(palette.field(), Qt.Key.Key_Return)
    assert not palette.isVisible()
    stage.settle()
    assert stage.settings.dataset.key == "spiral"


def test_escape_closes_the_palette_and_nothing_else(stage):
    stage.window.presenter.enter()
    stage.key(Qt.Key.Key_K, CONTROL)
    stage.key(Qt.Key.Key_Escape)
    assert not stage.window.actions_.palette.isVisible()
    assert stage.window.presenter.active


def test_the_palette_knows_what_people_call_things(stage):
    stage.session.advance(5)
    stage.window.view._on_edited("learning_rate", 0.1, True)
    stage.settle()
    for typed, name in (
        ("reset", "reset"),
        ("undo", "undo"),
        ("dark", "theme:dark"),
        ("screenshot", "picture"),
        ("中文", "language:zh"),
        ("projector", "present"),
        ("eta", "field:learning_rate"),
        ("代价函数", "field:loss"),
        ("weight decay", "field:l2"),
        ("boundary", "option:discretize"),
    ):
        assert find(stage, typed) == name, typed


def test_the_palette_opens_a_field_of_the_form(stage):
    for field in ("learning_rate", "optimizer", "batch_size", "seed", "dataset"):
        stage.window.actions_.trigger(f"field:{field}")
        focused = stage.window.focusWidget()
        assert stage.window.view.form.editor(field).isAncestorOf(focused), field
        assert focused.isVisible()
    assert stage.window.view.form.is_open()


def test_the_palette_brings_a_panel_to_the_front(stage):
    view = stage.window.view
    own = view.exhibit.panels(view.settings)
    assert set(own) <= set(PANEL_TITLES)
    for name in own:
        view.arrangement.set_hidden(name, True)
        stage.window.actions_.trigger(f"panel:{name}")
        assert name in view.arrangement.visible_names()


def test_f1_shows_all_keys_and_takes_them_away_again(stage):
    stage.key(Qt.Key.Key_F1)
    sheet = stage.window.actions_.sheet
    assert sheet.isVisible()
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert {"Space", "F5", "Ctrl+K", "Play or pause", "Drag"} <= texts
    stage.key(Qt.Key.Key_F1)
    assert not sheet.isVisible()


def test_undo_says_what_it_takes_back(stage):
    action = stage.window.actions_.book.action("undo")
    redo = stage.window.actions_.book.action("redo")
    assert not action.isEnabled()
    stage.session.advance(10)
    stage.window.view._on_edited("learning_rate", 0.1, True)
    stage.settle()
    assert action.isEnabled()
    assert "Learning rate 0.03 → 0.1" in action.text()
    action.trigger()
    stage.settle()
    assert not action.isEnabled()
    assert redo.isEnabled()
    redo.trigger()
    stage.settle()
    assert stage.settings.learning_rate == 0.1


def test_redo_right_after_undo_is_not_lost(stage):
    stage.session.advance(10)
    stage.window.view._on_edited("learning_rate", 0.1, True)
    stage.settle()
    before = stage.session.snapshot()
    stage.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    # A frame from before the command says that there is nothing to redo.
    stage.window.actions_.follow(replace(before, handled=stage.window.sent - 1))
    stage.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    stage.settle()
    assert stage.settings.learning_rate == 0.1
    assert not stage.window.actions_.book.action("redo").isEnabled()


def test_what_undo_says_is_said_in_the_language_in_use(stage):
    stage.session.advance(10)
    stage.window.view._on_edited("learning_rate", 0.1, True)
    stage.window.set_language("zh")
    stage.settle()
    text = stage.window.actions_.book.action("undo").text()
    assert text.startswith("撤销")
    assert "学习率" in text
    titles = [title for title in menus(stage) if title]
    assert not any(title.isascii() for title in titles)


def test_blanking_waits_for_presenting(stage):
    book = stage.window.actions_.book
    assert not book.action("blank").isEnabled()
    stage.window.presenter.enter()
    assert book.action("blank").isEnabled()
    stage.window.presenter.leave()
    assert not book.action("blank").isEnabled()


def test_about_and_licenses_are_shown(stage):
    sheet = stage.window.actions_.licenses
    stage.window.actions_.trigger("about")
    assert sheet.isVisible()
    assert "PySide6" in sheet.text()
    sheet.close_overlay()
    stage.window.actions_.trigger("licenses")
    assert sheet.isVisible()
    assert "digits" in sheet.text().lower()
    stage.key(Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_quit_closes_the_window(stage):
    stage.key(Qt.Key.Key_Q, CONTROL)
    assert not stage.window.isVisible()
