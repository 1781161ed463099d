"""The training loop as a page of Inside: live numbers, each of which can be asked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.stages import LARGE, Stage, problems_in_all_looks
from visualizer.scenes.numbers import significant
from visualizer.scenes.why import Quantity

pytestmark = pytest.mark.window

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def stage(qtbot):
    stage = Stage(qtbot, "inside-loop", epochs=4, size=LARGE)
    stage.settle()
    return stage


def loss_of(stage):
    view = stage.panel("cycle").view
    return view.texts("loss")[-1]


def test_the_picture_is_a_page_of_inside(qtbot):
    stage = Stage(qtbot, "inside-one-pass", epochs=1)
    stage.window.choose_exhibit("inside-loop")
    stage.settle()
    assert stage.window.view.exhibit.key == "inside-loop"
    assert stage.panel("cycle").isVisible()


def test_its_numbers_are_those_of_the_present_run(stage, qtbot):
    before = loss_of(stage)
    stage.window.actions_.trigger("step_forward")
    stage.settle()
    qtbot.waitUntil(lambda: loss_of(stage) != before, timeout=2000)
    frame = stage.session.snapshot().frame
    assert loss_of(stage) == significant(frame.loss, 3)


@pytest.mark.parametrize(
    ("box", "asked"),
    [
        ("loss", Quantity("loss")),
        ("prediction", Quantity("activation", 3, 0)),
        ("weights 1", Quantity("sum", 2)),
        ("optimizer", Quantity("update", 1, 0, 0)),
    ],
)
def test_a_click_on_a_box_opens_what_made_it(stage, box, asked):
    view = stage.panel("cycle").view
    stage.click(view, view.place_of(box).toPoint())
    stage.settle()
    assert stage.window.view.watch.trail == (asked,)
    why = stage.panel("why")
    assert why.isVisible()
    assert why.cells


def test_keys_go_from_box_to_box_and_open_one(stage):
    panel = stage.panel("cycle")
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    for key, box in (
        (Qt.Key.Key_Right, "input"),
        (Qt.Key.Key_Right, "layer 0"),
        (Qt.Key.Key_Left, "input"),
        (Qt.Key.Key_Left, "optimizer"),
        (Qt.Key.Key_Up, "loss"),
    ):
        stage.key(key, ALT)
        assert panel.view.pointed() == box
    assert panel.accessibleDescription() == f"loss, {loss_of(stage)}"
    stage.key(Qt.Key.Key_Return)
    stage.settle()
    assert stage.window.view.watch.trail == (Quantity("loss"),)


def test_what_is_not_drawn_yet_is_not_asked(stage):
    panel = stage.panel("cycle")
    stage.press(panel.chips.chip("weights"))
    assert "loss" not in panel.view.asking()
    panel.view.point_at("loss")
    assert panel.view.pointed() == ""


def test_a_network_is_taken_there_and_back(qtbot):
    stage = Stage(qtbot, "circle", epochs=2)
    weights = stage.session.learner.state[0].copy()
    for action, key in (
        ("look_at_loop", "inside-loop"),
        ("look_inside", "inside"),
        ("look_at_loop", "inside-loop"),
        ("look_outside", "playground"),
    ):
        assert stage.window.actions_.book.action(action).isEnabled()
        stage.window.actions_.trigger(action)
        stage.settle()
        assert stage.window.view.exhibit.key == key
        assert (stage.session.learner.state[0] == weights).all()


@pytest.mark.parametrize("theme", ["dark", "light", "contrast"])
def test_it_is_readable(qtbot, theme):
    stage = Stage(qtbot, "inside-loop", epochs=3, theme=theme)
    assert not problems_in_all_looks(stage, stage.window.panel("cycle"))
