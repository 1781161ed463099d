"""Neurons that start equal stay equal, until one of them is nudged."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exhibits.signals.builders import (
    frame_of,
    learner_of,
    look,
    scene_of,
    signals,
)
from visualizer.exhibits.signals.twins_scene import COLUMNS, NUDGE
from visualizer.session import commands as do


@pytest.mark.parametrize("initializer", ["constant", "zeros"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_equal_neurons_stay_equal(initializer: str, activation: str) -> None:
    session = signals(activation, initializer, depth=3, width=5)
    session.advance(300)
    for block in learner_of(session).parameters.blocks[:3]:
        first = block[:, :1].repeat(5, axis=1)
        np.testing.assert_allclose(block, first, rtol=1e-9, atol=1e-12)
    twins = frame_of(session).twins
    assert twins is not None
    assert twins.apart < 1e-9
    told = ("all 5 have equal weights", "equal but for rounding: ")
    assert scene_of(session, "twins").subtitle.startswith(told)
    assert frame_of(session).health.equal.tolist() == [1.0, 1.0, 1.0]


def test_a_nudge_parts_them_for_good() -> None:
    session = signals("tanh", "constant", depth=1, width=4, learning_rate=0.3)
    session.advance(100)
    scene = scene_of(session, "twins")
    target = scene.target
    before = learner_of(session).parameters.weights[0][0, 0]
    assert scene.nudged == pytest.approx(before + NUDGE)
    session.execute(
        do.Edit(target.layer, target.source, target.destination, scene.nudged)
    )
    assert frame_of(session).twins.apart == pytest.approx(NUDGE)
    assert scene_of(session, "twins").subtitle == "up to 0.050 apart"
    session.advance(1000)
    assert frame_of(session).twins.apart > 10.0 * NUDGE
    session.execute(do.Undo())
    assert frame_of(session).twins.apart < 1e-9


def test_drawn_neurons_differ_from_the_first_moment() -> None:
    session = signals("tanh", "lecun", depth=2, width=4)
    twins = frame_of(session).twins
    weights = learner_of(session).parameters.weights[0]
    apart = max(
        abs(row[one] - row[other])
        for row in weights
        for one in range(4)
        for other in range(4)
    )
    assert twins.apart == pytest.approx(apart)


def test_the_past_is_that_of_the_run() -> None:
    session = signals("tanh", "constant", depth=2, width=3)
    session.advance(64)
    twins = frame_of(session).twins
    again = signals("tanh", "constant", depth=2, width=3)
    for place, update in enumerate(twins.updates.tolist()):
        again.execute(do.Seek(0))
        again.advance(update)
        weights = learner_of(again).parameters.weights[0]
        np.testing.assert_array_equal(twins.weights[place], weights)
    assert twins.updates[0] == 0
    assert twins.updates[-1] == 64


def test_strips_show_the_weights_of_their_moment() -> None:
    session = signals("tanh", "lecun", depth=2, width=3)
    session.advance(200)
    look(session, layer=2)
    twins = frame_of(session).twins
    scene = scene_of(session, "twins")
    assert scene.layer_text == "layer 2"
    assert [twin.name for twin in scene.twins] == ["neuron 1", "neuron 2", "neuron 3"]
    assert scene.twins[1].past.shape == (3, COLUMNS)
    np.testing.assert_array_equal(scene.twins[1].past[:, 0], twins.weights[0, :, 1])
    np.testing.assert_array_equal(scene.twins[1].past[:, -1], scene.twins[1].present)
    middle = int(np.searchsorted(twins.updates, 100, side="right")) - 1
    shown = scene.twins[2].past[:, COLUMNS // 2]
    np.testing.assert_array_equal(shown, twins.weights[middle, :, 2])
    assert scene.limit == pytest.approx(np.abs(twins.weights).max())


def test_of_many_neurons_the_first_are_shown_and_all_are_compared() -> None:
    session = signals("tanh", "constant", depth=2, width=40)
    session.execute(do.Edit(2, 30, 39, 5.0))
    look(session, layer=2)
    twins = frame_of(session).twins
    assert twins.weights.shape[1:] == (8, 6)
    assert (twins.sources, twins.neurons) == (40, 40)
    assert twins.apart == pytest.approx(4.5)
    assert "the first 6 of 40 neurons" in scene_of(session, "twins").notes[1]


def test_a_layer_that_is_no_longer_there_is_the_last_one() -> None:
    session = signals(depth=3, width=3)
    look(session, layer=9)
    assert frame_of(session).twins.layer == 3


@pytest.mark.parametrize("normalization", ["none", "batch"])
def test_weights_of_a_residual_layer_are_found(normalization: str) -> None:
    session = signals(depth=3, width=4, residual=True, normalization=normalization)
    learner = learner_of(session)
    block = {"none": 1, "batch": 3}[normalization]
    value = learner.parameters.weights[block][3, 2]
    assert learner.state[0][learner.locate(2, 3, 2)] == value
    with pytest.raises(IndexError, match="layer 4; allowed: 0 to 3"):
        learner.locate(5, 0, 0)
