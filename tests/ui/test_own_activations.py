"""A neuron's own activation, chosen in its card."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from tests.ui.stages import LARGE, Stage
from visualizer.exhibits.playground.layer_settings import NeuronSettings
from visualizer.scenes.intents import NeuronRef, Select


def test_an_activation_is_chosen_in_the_neurons_card(qtbot: Any) -> None:
    stage = Stage(qtbot, "circle", epochs=1, size=LARGE)
    box = stage.panel("neuron").function_box
    assert not box.isVisible()
    stage.click(stage.panel("network").view, stage.neuron(1, 2))
    stage.glance()
    assert box.isVisible()
    assert (box.chosen_key(), box.accessibleName()) == ("", "Activation of this neuron")
    box.activated.emit(box.findData("relu"))
    stage.glance()
    (own,) = stage.settings.neurons
    assert isinstance(own, NeuronSettings)
    assert (own.layer, own.neuron, own.activation.key) == (1, 2, "relu")
    assert "1 own f" in stage.header_texts()
    assert stage.session.update > 0
    stage.window.actions_.trigger("undo")
    stage.glance()
    assert (stage.settings.neurons, box.chosen_key()) == ((), "")


def test_the_palette_leads_the_keyboard_to_it(qtbot: Any) -> None:
    stage = Stage(qtbot, "circle", size=LARGE)
    stage.window.actions_.trigger("neuron_activation")
    assert stage.window.banner.text() == "Select a hidden neuron first."
    stage.window.view.ask(Select(NeuronRef(2, 0)))
    stage.glance()
    stage.window.actions_.trigger("neuron_activation")
    box = stage.panel("neuron").function_box
    assert box.hasFocus()
    stage.key(Qt.Key.Key_Down)
    stage.glance()
    assert stage.settings.neurons[0].activation.key == box.chosen_key() != ""
