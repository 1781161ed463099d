"""Links of TensorFlow Playground that go in and out of the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication

from tests.ui.stages import Stage
from visualizer.files.tf_playground_link import read_link
from visualizer.scenes.intents import EditParameter, SetOption, WeightRef
from visualizer.session import commands as do
from visualizer.ui.links import link_in

LINK = (
    "https://playground.tensorflow.org/#activation=relu&dataset=xor&noise=10"
    "&networkShape=3,2&seed=0.48211&showTestData=false&discretize=true"
)
BAD = LINK + "&learningRate=fast"
SENTENCE = "learningRate: 'fast' is not allowed; allowed: from 0.000001 to 100"
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot)


def clipboard() -> Any:
    return QGuiApplication.clipboard()


def is_open(stage: Stage) -> bool:
    """Tell whether the link is what runs, as it wants to be looked at."""
    stage.settle()
    watch = stage.window.view.watch
    assert stage.session.watch == watch
    return (
        stage.settings == read_link(LINK).experiment.settings
        and (watch.show_test, watch.discretize) == (False, True)
        and stage.window.windowTitle().startswith("TensorFlow Playground 0.48211")
    )


def as_it_was(stage: Stage) -> bool:
    """Tell whether the run that was there goes on."""
    stage.settle()
    return (
        stage.settings.dataset.key == "circle"
        and stage.window.windowTitle().startswith("circle")
        and len(stage.session.runs.views()) == 1
    )


def drop(stage: Stage, data: QMimeData) -> bool:
    """Drag data over the window and let go; return whether it was taken."""
    none, copy = Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    left = Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, data, left, none)
    enter.ignore()
    stage.window.dragEnterEvent(enter)
    if enter.isAccepted():
        stage.window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    return enter.isAccepted()


def with_text(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    return data


def with_address(address: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(address)])
    return data


# In.


def test_a_link_is_pasted(stage):
    clipboard().setText(f"\n {LINK} ")
    stage.key(Qt.Key.Key_V, CONTROL)
    assert is_open(stage)
    assert not stage.window.banner.isVisible()


def test_a_bad_link_that_is_pasted_changes_nothing(stage):
    clipboard().setText(BAD)
    stage.key(Qt.Key.Key_V, CONTROL)
    assert stage.window.banner.text() == SENTENCE
    assert as_it_was(stage)


def test_other_texts_are_not_pasted(stage):
    clipboard().setText("# a title")
    stage.key(Qt.Key.Key_V, CONTROL)
    assert stage.window.banner.text() == (
        "There is no link of TensorFlow Playground, no table and no picture to paste."
    )
    assert as_it_was(stage)


def test_an_empty_clipboard_is_told(stage):
    clipboard().clear()
    for name in ("paste", "paste_data"):
        stage.window.actions_.trigger(name)
        assert stage.window.banner.isVisible()
        stage.window.banner.dismiss()
    assert as_it_was(stage)


def test_what_is_pasted_into_a_field_stays_there(stage):
    stage.window.actions_.trigger("commands")
    clipboard().setText(LINK)
    stage.key(Qt.Key.Key_V, CONTROL)
    assert stage.window.actions_.palette.field().text() == LINK
    assert as_it_was(stage)


@pytest.mark.parametrize("data", [with_text, with_address])
def test_a_link_is_dropped(stage, data):
    assert drop(stage, data(LINK))
    assert is_open(stage)


def test_the_seed_is_dropped_as_it_is_encoded(stage):
    assert drop(stage, with_address("https://playground.tensorflow.org/#seed=a%20b"))
    stage.settle()
    assert stage.settings.link_seed == "a%20b"


def test_a_bad_link_that_is_dropped_changes_nothing(stage):
    assert drop(stage, with_text(BAD))
    assert stage.window.banner.text() == SENTENCE
    assert as_it_was(stage)


def test_other_addresses_and_texts_change_nothing(stage):
    assert drop(stage, with_address("https://example.org/a"))
    assert "is no link of TensorFlow Playground" in stage.window.banner.text()
    assert not drop(stage, with_text("hello"))
    assert as_it_was(stage)


def test_what_has_no_effect_is_told(stage):
    stage.window.links.open(LINK + "&hideText=true")
    assert stage.window.banner.text() == "hideText: has no effect here."
    stage.window.links.open(LINK)
    assert not stage.window.banner.isVisible()


def test_opening_a_link_can_be_undone(stage):
    stage.session.advance(20)
    stage.window.links.open(LINK)
    assert is_open(stage)
    stage.window.send(do.Undo())
    stage.settle()
    assert stage.settings.dataset.key == "circle"
    assert stage.session.update == 20


def test_a_new_seed_gives_other_weights_and_reset_the_same(stage):
    stage.window.links.open(LINK)
    stage.settle()
    first = stage.session.learner.state[0].copy()
    stage.window.actions_.trigger("reset")
    stage.settle()
    assert (stage.session.learner.state[0] == first).all()
    stage.window.actions_.trigger("new_seed")
    stage.settle()
    assert stage.settings.link_seed == "0.48212"
    assert (stage.session.learner.state[0] != first).any()


# The card.


def test_a_link_is_typed_into_the_card(stage, qtbot):
    clipboard().setText("something else")
    stage.key(Qt.Key.Key_O, CONTROL | SHIFT)
    sheet = stage.window.links.sheet
    assert sheet.isVisible()
    assert sheet.field().hasFocus()
    assert sheet.field().text() == ""
    qtbot.keyClicks(sheet.field(), BAD)
    qtbot.keyClick(sheet.field(), Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert sheet.trouble() == SENTENCE
    assert sheet.field().accessibleDescription() == SENTENCE
    assert as_it_was(stage)
    for _ in "&learningRate=fast":
        qtbot.keyClick(sheet.field(), Qt.Key.Key_Backspace)
    assert sheet.trouble() == ""
    qtbot.keyClick(sheet.field(), Qt.Key.Key_Return)
    assert not sheet.isVisible()
    assert is_open(stage)


def test_the_link_on_the_clipboard_is_offered(stage, qtbot):
    clipboard().setText(LINK)
    stage.window.actions_.trigger("open_link")
    sheet = stage.window.links.sheet
    assert sheet.field().selectedText() == LINK
    stage.press(sheet._open)
    assert not sheet.isVisible()
    assert is_open(stage)


def test_a_run_goes_on_behind_the_card(stage):
    stage.window.send(do.Play())
    stage.window.actions_.trigger("open_link")
    stage.session.advance(5)
    stage.glance()
    assert stage.session.playing
    stage.key(Qt.Key.Key_Escape)
    assert not stage.window.links.sheet.isVisible()
    assert stage.session.playing


def test_the_card_grows_with_what_is_wrong(stage):
    sheet = stage.window.links.sheet
    stage.window.actions_.trigger("open_link")
    before = sheet.height()
    for child in (sheet.field(), sheet._open, sheet._close):
        assert sheet.rect().contains(child.geometry())
        assert child.height() >= child.sizeHint().height()
    sheet.field().setText("#networkShape=" + "1," * 40)
    stage.key(Qt.Key.Key_Enter)
    assert sheet.height() > before
    assert stage.window.rect().contains(sheet.geometry())
    stage.window.set_language("zh")
    assert sheet.trouble() == ""
    assert sheet._open.text() == "打开"
    assert sheet.field().accessibleName() == "链接"


def test_the_palette_finds_what_links_are_for(stage):
    palette = stage.window.actions_.palette
    for typed, name in (
        ("open link", "open_link"),
        ("网址", "open_link"),
        ("url", "open_link"),
        ("copy link", "copy_link"),
        ("paste", "paste"),
    ):
        palette.open_palette()
        palette.field().setText(typed)
        assert name in palette.shown_names()[:3], typed
        palette.close_overlay()


# Out.


def test_an_experiment_is_copied_as_a_link(stage):
    stage.window.links.open(LINK)
    stage.settle()
    stage.window.actions_.trigger("copy_link")
    opened = read_link(clipboard().text())
    assert opened.experiment.settings == stage.settings
    assert opened.options == {"show_test": False, "discretize": True}
    assert stage.window.banner.text() == "The link is on the clipboard."
    stage.window.view.ask(SetOption("discretize", False))
    stage.settle()
    stage.window.actions_.trigger("copy_link")
    assert not read_link(clipboard().text()).options["discretize"]


def test_a_link_says_no_change_on_the_way(stage):
    stage.window.links.open(LINK)
    stage.settle()
    stage.session.advance(10)
    settings = replace(stage.settings, learning_rate=0.1)
    stage.window.send(do.Change(settings))
    stage.settle()
    stage.window.actions_.trigger("copy_link")
    assert "without what was changed on the way" in stage.window.banner.text()
    assert read_link(clipboard().text()).experiment.settings == settings
    stage.window.links.open(LINK)
    stage.settle()
    stage.window.view.ask(EditParameter(WeightRef(1, 0, 0), 2.0, 1))
    stage.settle()
    stage.window.actions_.trigger("copy_link")
    assert "without what was changed on the way" in stage.window.banner.text()


def test_what_no_link_says_is_listed(stage):
    clipboard().setText("before")
    stage.window.actions_.trigger("copy_link")
    sheet = stage.window.actions_.licenses
    assert sheet.isVisible()
    lines = sheet.text().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("Loss: Mean squared error is set; TensorFlow")
    assert clipboard().text() == "before"


def test_a_link_is_found_in_what_is_dragged():
    assert link_in(with_text(LINK)) == LINK
    assert link_in(with_address(LINK)) == LINK
    assert link_in(with_address("https://example.org/")) == ""
    assert link_in(QMimeData()) == ""
