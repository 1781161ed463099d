"""In the Playground the ways to ask why: key, card, inspector, and on from there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.stages import Stage
from visualizer.scenes.intents import NeuronRef, Select, WeightRef

pytestmark = pytest.mark.window


@pytest.fixture
def stage(qtbot):
    stage = Stage(qtbot, "circle", epochs=4)
    assert not stage.window.panel("why").isVisible()
    return stage


def select(stage, target):
    stage.window.view.ask(Select(target))
    stage.settle()


def test_a_key_opens_what_is_selected(stage, qtbot):
    select(stage, NeuronRef(1, 0))
    qtbot.keyClick(stage.window, Qt.Key.Key_W)
    stage.settle()
    panel = stage.panel("why")
    assert panel.isVisible()
    assert stage.window.panel("why").title().startswith("Why is this ")
    # The sum and the slope of what it goes on to are numbers to open as well.
    panel.cells[0].click()
    stage.settle()
    assert panel.trail_text()
    panel.follow_button.click()
    stage.settle()
    assert stage.window.view.watch.trail == ()


def test_the_card_of_a_weight_opens_it(stage):
    select(stage, WeightRef(2, 0, 1))
    stage.press(stage.panel("network").view.card.why_button)
    stage.settle()
    assert stage.panel("why").isVisible()
    texts = stage.panel("why").texts()
    assert any(text.startswith("next value") for text in texts)


def test_the_inspector_opens_its_neuron(stage):
    stage.window.show_panel("neuron")
    stage.settle()
    assert not stage.panel("neuron").why_button.isEnabled()
    select(stage, NeuronRef(2, 1))
    stage.press(stage.panel("neuron").why_button)
    stage.settle()
    assert stage.panel("why").isVisible()
    assert not stage.window.view.watch.trail


def test_an_exhibit_without_the_panel_does_not_offer_it(qtbot):
    other = Stage(qtbot, "descent-bowl")
    assert not other.window.actions_.book.action("ask_why").isEnabled()
