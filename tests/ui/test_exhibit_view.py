"""An exhibit in the window: form and panels in, settings and watch out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize

from tests.ui.stages import CLOSED, LARGE, Stage
from visualizer.scenes.intents import (
    Act,
    MoveProbe,
    NeuronRef,
    Preview,
    Seek,
    Select,
    SetOption,
    StepExample,
)
from visualizer.session import commands as do
from visualizer.ui import exhibit_view


@pytest.fixture
def stage(qtbot):
    return Stage(qtbot)


@pytest.fixture
def view(stage):
    return stage.window.view


def commands(stage, kind):
    return [command for command in stage.sent if isinstance(command, kind)]


def test_what_is_looked_at_is_told_once_for_each_change(stage, view):
    count = len(commands(stage, do.Look))
    view.ask(Select(NeuronRef(1, 1)))
    view.ask(Select(NeuronRef(1, 1)))
    looks = commands(stage, do.Look)[count:]
    assert looks[0].watch.selection == NeuronRef(1, 1)
    # The second one says that the inspector is in sight now.
    assert len(looks) == 2
    assert "neuron" in looks[1].watch.visible


def test_hovering_over_a_neuron_previews_its_answer(stage, view):
    view.ask(Preview(NeuronRef(1, 0)))
    stage.settle()
    assert stage.window.snapshot.frame.details.map_neuron == NeuronRef(1, 0)
    view.ask(Preview(None))
    stage.settle()
    assert stage.window.snapshot.frame.details.map_neuron is None


def test_an_intent_about_something_else_is_passed_on(stage, view, qtbot):
    for intent in (Seek(3), Act("go_back")):
        with qtbot.waitSignal(view.intent_left) as left:
            view.ask(intent)
        assert left.args == [intent]


def test_an_option_is_seen_without_waiting_for_the_session(stage, view):
    box = stage.panel("output")._boxes["discretize"]
    assert not box.isChecked()
    view.ask(SetOption("discretize", True))
    stage.glance()
    assert box.isChecked()


def test_edits_in_quick_succession_are_one_gesture(stage, view, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(exhibit_view.time, "monotonic", lambda: now[0])
    for seconds, rate in ((0.0, 0.1), (0.5, 0.3), (1.0, 1.0)):
        now[0] = 100.0 + seconds
        view._on_edited("learning_rate", rate, True)
    now[0] = 200.0
    view._on_edited("learning_rate", 0.01, True)
    view._on_edited("l2", 0.01, True)
    numbers = [command.gesture for command in commands(stage, do.Change)]
    assert numbers[0] == numbers[1] == numbers[2]
    assert len(set(numbers)) == 3


def test_the_form_keeps_what_was_asked_for_until_it_is_answered(stage, view):
    """An old snapshot on its way must not throw a slider back."""
    editor = view.form.editor("learning_rate")
    old = stage.session.snapshot()
    view._on_edited("learning_rate", 0.3, True)
    editor.set_value(0.3)
    stage.window.show_snapshot(old)
    assert view.settings.learning_rate == 0.3
    assert editor.labeled_slider().value() == pytest.approx(0.3)
    stage.settle()
    assert view.settings.learning_rate == 0.3


def test_a_value_that_does_not_fit_is_told_and_taken_back(qtbot):
    stage = Stage(qtbot, "reg-plane")
    view = stage.window.view
    view.choose("loss", "binary_cross_entropy")
    stage.settle()
    assert stage.window.banner.isVisible()
    assert "binary_cross_entropy" in stage.window.banner.text()
    assert view.settings.loss.key == stage.settings.loss.key == "mean_squared"


def test_another_kind_of_output_gets_another_panel_in_the_same_place(stage):
    plane = stage.panel("output")
    stage.window.choose_dataset("digits")
    stage.settle()
    classes = stage.panel("output")
    assert type(classes) is not type(plane)
    assert classes.isVisible()
    assert not plane.isVisible()
    stage.window.choose_dataset("circle")
    stage.settle()
    assert stage.panel("output") is plane
    assert plane.isVisible()


def test_what_is_put_away_stays_inside_the_window(stage):
    """A panel without a parent would outlive the window, or die at a bad time."""
    plane = stage.window.panel("output")
    stage.window.choose_dataset("digits")
    stage.settle()
    assert stage.window.isAncestorOf(plane)


def test_the_arrangement_follows_the_size_of_window_and_type(stage, view):
    assert view.compact
    stage.window.resize(LARGE)
    stage.settle()
    assert not view.compact
    stage.window.set_font_scale(1.5)
    assert view.compact
    stage.window.set_font_scale(1.0)
    stage.window.resize(QSize(1600, 800))
    stage.settle()
    assert view.compact


def test_what_is_in_sight_is_announced_as_fast_and_slow(stage, view, qtbot):
    with qtbot.waitSignal(view.sight_changed) as told:
        stage.window.show_panel("loss")
    fast, slow = told.args
    assert fast == {"network"}
    assert slow == {"output", "loss"}


def test_some_panels_are_shown_alone_for_a_time(stage, view):
    view.arrangement.set_hidden("output", True)
    view.show_only(frozenset({"network", "output"}))
    stage.settle()
    assert view.arrangement.visible_names() == ("network", "output")
    view.bring_to_front("neuron")
    assert "neuron" in view.arrangement.visible_names()
    view.show_only(None)
    stage.settle()
    assert set(view.arrangement.hidden_names()) == {"output", *CLOSED}
    assert "surface" in view.arrangement.state()["front"].values() or (
        "neuron" in view.arrangement.visible_names()
    )


def test_the_column_of_settings_can_be_put_away(stage, view):
    view.set_column_shown(False)
    assert not view.form.isVisible()
    view.set_column_shown(True)
    assert view.form.isVisible()


def test_nothing_is_asked_of_the_session_before_the_first_snapshot(qtbot):
    stage = Stage(qtbot)
    stage.window.view._snapshot = None
    count = len(stage.sent)
    for intent in (MoveProbe((0.0, 0.0)), StepExample(1), Select(None)):
        stage.window.view.ask(intent)
    assert len(stage.sent) == count
