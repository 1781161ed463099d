"""Neurons with an activation of their own: network, troubles, scenes, choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from visualizer.engine.activations import activations
from visualizer.exhibits.playground import Playground, PlaygroundSettings
from visualizer.exhibits.playground.layer_settings import LayerSettings, NeuronSettings
from visualizer.exhibits.playground.reshaping import reshaped, with_layer, with_neuron
from visualizer.exhibits.playground.settings import changed
from visualizer.scenes.intents import NeuronRef, SetActivation
from visualizer.session import commands as do
from visualizer.settings import SettingError, from_plain, to_plain

RELU, SINE = activations["relu"](), activations["sine"]()
OWN = (NeuronSettings(1, 2, RELU), NeuronSettings(2, 0, SINE))


def test_each_neuron_has_its_function() -> None:
    session = session_of(neurons=OWN, precision="float64")
    session.advance(30)
    learner = learner_of(session)
    first, second, last = learner.parameters.blocks
    x = learner.train.x
    sums = first[:-1].T @ x + first[-1][:, None]
    low = np.tanh(sums)
    low[2] = np.maximum(sums[2], 0.0)
    sums = second[:-1].T @ low + second[-1][:, None]
    high = np.tanh(sums)
    high[0] = np.sin(sums[0])
    expected = np.tanh(last[:-1].T @ high + last[-1][:, None])
    learner.evaluate()
    np.testing.assert_allclose(learner.outputs()[0], expected, rtol=1e-12)
    view, example = frame_of(session).layers[1], frame_of(session).example
    np.testing.assert_allclose(view.a, high[:, example], rtol=1e-12)
    np.testing.assert_allclose(view.slope[0], np.cos(sums[0, example]), rtol=1e-12)


def test_it_takes_effect_in_the_run_that_goes_on() -> None:
    session = session_of()
    session.advance(20)
    settings = session.snapshot().experiment.settings
    session.execute(do.Change(replace(settings, neurons=OWN)))
    assert session.update == 20
    assert len(session.snapshot().runs) == 1
    assert learner_of(session).network.layers[0].activation.of(2) == RELU
    session.execute(do.Undo())
    assert learner_of(session).network.layers[0].activation.key == "tanh"


def test_only_those_that_can_die_are_dead() -> None:
    session = session_of(
        neurons=(NeuronSettings(1, 0, RELU), NeuronSettings(1, 1, SINE))
    )
    learner = learner_of(session)
    block = learner.parameters.blocks[0]
    # All answer 0 for every example but the third, which is far from 0.
    block[:] = 0.0
    block[-1] = (-1.0, 0.0, 40.0, 0.0)
    look(session, advise=True)
    found = dict(frame_of(session).details.troubles)
    assert found[NeuronRef(1, 0)] == "dead"
    assert found[NeuronRef(1, 2)] == "saturated"
    assert NeuronRef(1, 1) not in found
    assert NeuronRef(1, 3) not in found


def test_the_inspector_shows_the_neuron_s_own_function() -> None:
    session = session_of(neurons=OWN)
    look(session, selection=NeuronRef(1, 2))
    scene = scene_of(session, "neuron")
    assert (scene.activation_name, scene.own_activation) == ("ReLU", "relu")
    assert scene.activation_text.startswith("ReLU(Σ) = ")
    np.testing.assert_allclose(scene.curve_y, np.maximum(scene.curve_x, 0.0))
    keys = [key for key, _ in scene.activations]
    assert keys[0] == ""
    assert set(keys[1:]) == {one.key for one in activations if one.elementwise}
    look(session, selection=NeuronRef(1, 1))
    scene = scene_of(session, "neuron")
    assert (scene.activation_name, scene.own_activation) == ("tanh", "")
    assert scene.activations[0] == ("", "as layer")
    look(session, selection=NeuronRef(3, 0))
    assert scene_of(session, "neuron").activations == ()
    details = [layer.details for layer in scene_of(session, "network").layers]
    assert details == ["", "1 own f", "1 own f", ""]


def test_choices_follow_their_neurons() -> None:
    settings = PlaygroundSettings(neurons=OWN)
    assert reshaped(settings, (2, 2), range(4)).neurons == (OWN[1],)
    grown = reshaped(settings, (4, 3, 2), (0, 1, None, 2, 3))
    assert grown.neurons == (OWN[0], NeuronSettings(3, 0, SINE))
    other = with_neuron(settings, 1, 2, SINE)
    assert set(other.neurons) == {NeuronSettings(1, 2, SINE), OWN[1]}
    assert with_neuron(settings, 1, 2, None).neurons == (OWN[1],)
    # Softmax needs all sums of its layer.
    softmax = activations["softmax"]()
    assert with_layer(settings, 1, activation=softmax).neurons == (OWN[1],)
    assert changed(settings, activation=softmax).neurons == ()
    layers = (LayerSettings(activation=SINE), LayerSettings())
    kept = changed(replace(settings, layers=layers), activation=softmax)
    assert kept.neurons == (OWN[0],)


def test_a_wish_becomes_a_choice() -> None:
    session = session_of()
    shown, exhibit = session.snapshot(), Playground()
    settings = shown.experiment.settings

    def wish(key: str, settings: Any) -> Any:
        intent = SetActivation(NeuronRef(2, 1), key)
        answer = exhibit.respond(intent, settings, shown.watch, shown.frame)
        assert answer is not None
        return answer[0]

    own = wish("relu", settings)
    assert own.neurons == (NeuronSettings(2, 1, RELU),)
    assert wish("", own) == settings


def test_choices_survive_a_file() -> None:
    settings = PlaygroundSettings(neurons=OWN)
    assert from_plain(PlaygroundSettings, to_plain(settings)) == settings


@pytest.mark.parametrize(
    ("neurons", "said"),
    [
        ((NeuronSettings(3, 0, RELU),), r"neurons\[0\]\.layer: 3 is out of range"),
        ((NeuronSettings(2, 2, RELU),), r"neurons\[0\]\.neuron: 2 is out of range"),
        (
            (OWN[0], NeuronSettings(1, 2, SINE)),
            r"neurons\[1\]: the neuron is named twice",
        ),
    ],
    ids=["layer", "neuron", "twice"],
)
def test_a_wrong_place_is_told(neurons: Any, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        PlaygroundSettings(neurons=neurons)


def test_a_layer_that_needs_all_sums_has_no_neuron_of_its_own() -> None:
    with pytest.raises(SettingError, match="needs all of its sums"):
        PlaygroundSettings(neurons=OWN, activation=activations["softmax"]())
