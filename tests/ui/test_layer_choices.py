"""Layers, neurons and weights with choices of their own, by hand in the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.ui.stages import Stage
from visualizer.engine.activations import activations
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.session.experiment import preset

SHIFT = Qt.KeyboardModifier.ShiftModifier


def stage_of(qtbot: Any, **changes: Any) -> Stage:
    circle = preset("circle")
    settings = replace(circle.settings, **{"hidden": (4, 4), **changes})
    return Stage(qtbot, circle.with_settings(settings), epochs=2)


@pytest.fixture
def stage(qtbot):
    return stage_of(qtbot)


def click_edge(stage: Stage, weight: WeightRef) -> None:
    view = stage.panel("network").view
    place = view.edges.point(view.edges.number(weight), 0.35)
    stage.click(view, view.mapFromScene(QPointF(*place)))
    stage.glance()


def test_a_layer_gets_its_own_activation_from_its_title(stage) -> None:
    panel = stage.panel("network")
    stage.press(panel.headers.headers[2].title_button)
    stage.glance()
    card = panel.layer_card
    assert card.isVisible()
    assert card.card.title == "Layer 2: 4 neurons"
    update = stage.session.update
    choices = card.activation
    index = choices.findData("relu")
    choices.activated.emit(index)
    stage.glance()
    relu = activations["relu"]()
    assert stage.settings.layers == (LayerSettings(), LayerSettings(activation=relu))
    assert stage.session.update == update
    assert panel.headers.details[2].full_text() == "ReLU"
    # Still open: more can be chosen; then the arcs are drawn.
    stage.press(card.residual)
    stage.glance()
    assert stage.settings.layers[1].residual
    assert panel.view.skips.layers == 1
    stage.press(card.close_button)
    stage.glance()
    assert card.isHidden()
    for expected in ((LayerSettings(), LayerSettings(activation=relu)), ()):
        stage.window.actions_.trigger("undo")
        stage.glance()
        assert stage.settings.layers == expected
    assert not panel.headers.details[2].isVisible()


def test_a_weight_is_locked_on_its_card_and_stays(stage) -> None:
    weight = WeightRef(2, 1, 3)
    click_edge(stage, weight)
    view = stage.panel("network").view
    stage.press(view.card.lock_button)
    stage.glance()
    assert stage.settings.locked == ((2, 1, 3),)
    assert view.locks.count == 1
    place = stage.session.learner.locate(2, 1, 3)
    before = stage.theta
    stage.session.advance(100)
    stage.glance()
    after = stage.theta
    assert after[place] == before[place]
    assert (after != before).sum() == after.size - 1
    stage.key(Qt.Key.Key_L, SHIFT)
    stage.glance()
    assert stage.settings.locked == ()
    assert view.locks.count == 0
    stage.session.advance(1)
    assert stage.theta[place] != after[place]


def test_a_neuron_is_frozen_and_switched_off(stage) -> None:
    view = stage.panel("network").view
    stage.click(view, stage.neuron(1, 2))
    stage.settle()
    assert stage.session.watch.selection == NeuronRef(1, 2)
    neuron = stage.panel("neuron")
    stage.press(neuron.power_button)
    stage.glance()
    assert stage.settings.disabled == ((1, 2),)
    stage.key(Qt.Key.Key_F, SHIFT)
    stage.glance()
    assert stage.settings.frozen == ((1, 2),)
    assert view.locks.count == 2
    row = stage.session.snapshot().frame.layers[0]
    assert row.a[2] == 0.0
    stage.key(Qt.Key.Key_D, SHIFT)
    stage.glance()
    assert stage.settings.disabled == ()
    assert stage.session.snapshot().frame.layers[0].a[2] != 0.0
    stage.window.actions_.trigger("undo")
    stage.window.actions_.trigger("undo")
    stage.glance()
    assert (stage.settings.frozen, stage.settings.disabled) == ((), ((1, 2),))
    assert len(stage.session.runs.views()) == 1


@pytest.mark.parametrize(
    ("action", "selection", "sentence"),
    [
        ("lock", None, "Select a weight or a bias first."),
        ("lock", NeuronRef(1, 0), "Select a weight or a bias first."),
        ("freeze", None, "Select a hidden neuron or an output first."),
        ("freeze", NeuronRef(0, 1), "Select a hidden neuron or an output first."),
        ("disable", NeuronRef(3, 0), "Select a hidden neuron first."),
        ("layer:7", None, "There is no hidden layer 7."),
    ],
)
def test_without_the_right_selection_it_is_said_what_is_missing(
    stage, action: str, selection: Any, sentence: str
) -> None:
    stage.window.view.watch = replace(stage.window.view.watch, selection=selection)
    before = stage.settings
    stage.window.actions_.trigger(action)
    stage.glance()
    assert stage.window.banner.text() == sentence
    assert stage.settings == before


def test_the_palette_opens_a_layer(stage) -> None:
    stage.window.actions_.trigger("layer:1")
    stage.glance()
    card = stage.panel("network").layer_card
    assert card.card.layer == 1
    assert card.activation.hasFocus()
    assert not card.residual.isEnabled()
    assert card.note_text() == "needs 2 neurons, as before it"


def test_escape_closes_the_card_and_a_selection_takes_its_place(stage) -> None:
    card = stage.panel("network").layer_card
    for leave in (
        lambda: stage.window.actions_.trigger("clear_selection"),
        lambda: click_edge(stage, WeightRef(1, 0, 3)),
    ):
        stage.window.actions_.trigger("layer:2")
        stage.glance()
        assert card.isVisible()
        leave()
        stage.glance()
        assert card.isHidden()


def test_choices_go_along_when_the_network_changes_its_shape(qtbot) -> None:
    stage = stage_of(
        qtbot,
        layers=(LayerSettings(dropout=0.1), LayerSettings(residual=True)),
        frozen=((1, 3), (2, 0)),
        locked=((2, 3, 0), (2, 0, 0)),
    )
    headers = stage.panel("network").headers.headers
    minus, _, _ = headers[1].buttons
    stage.press(minus)
    stage.glance()
    assert stage.settings.hidden == (3, 4)
    assert stage.settings.layers == (LayerSettings(dropout=0.1), LayerSettings())
    assert stage.settings.frozen == ((2, 0),)
    assert stage.settings.locked == ((2, 0, 0),)
    stage.window.actions_.trigger("undo")
    stage.glance()
    assert stage.settings.frozen == ((1, 3), (2, 0))


def test_a_clipped_gradient_is_said_above_the_network(qtbot) -> None:
    stage = stage_of(qtbot, clip_norm=0.001)
    subtitle = stage.panel("network")._heading[1]
    assert subtitle.startswith("gradient clipped to ")
