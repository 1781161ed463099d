"""Inputs that skip to every hidden layer: network, frame, scenes, choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.engine.gradient_errors import noted
from tests.exhibits.builders import frame_of, learner_of, look, scene_of, session_of
from visualizer.engine.activations import activations
from visualizer.engine.gradient_check import relative_error
from visualizer.exhibits.playground import Playground, PlaygroundSettings
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.reshaping import reshaped
from visualizer.exhibits.playground.settings import changed
from visualizer.exhibits.playground.statistics import multiplications
from visualizer.scenes.graph import source_of, sources_of, weight_between
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.session import commands as do
from visualizer.settings import SettingError


def skipping(**changes: Any) -> Any:
    given = {"hidden": (3, 2, 4), "input_skips": True, "precision": "float64"}
    return session_of(**{**given, **changes})


def by_hand(settings: Any, blocks: Any, x: Any) -> list[Any]:
    """Return what each layer answers, written out."""
    answers, before = [], x
    for number, block in enumerate(blocks):
        if 1 <= number < len(settings.hidden):
            before = np.concatenate([before, x])
        sums = block[:-1].T @ before + block[-1][:, None]
        before = np.tanh(sums)
        answers.append(before)
    return answers


def test_each_hidden_layer_gets_the_inputs_and_the_output_does_not() -> None:
    session = skipping()
    learner = learner_of(session)
    shapes = [block.shape for block in learner.parameters.blocks]
    # A row for each source and one for the bias.
    assert shapes == [(3, 3), (3 + 2 + 1, 2), (2 + 2 + 1, 4), (4 + 1, 1)]
    session.advance(40)
    settings = session.snapshot().experiment.settings
    expected = by_hand(settings, learner.parameters.blocks, learner.train.x)
    learner.evaluate()
    np.testing.assert_allclose(learner.outputs()[0], expected[-1], rtol=1e-12)
    frame = frame_of(session)
    for view, answers in zip(frame.layers, expected, strict=True):
        np.testing.assert_allclose(view.a, answers[:, frame.example], rtol=1e-12)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"disabled": ((1, 2), (2, 0))},
        {"layers": (LayerSettings(activation=activations["sine"]()),)},
        {"layers": (LayerSettings(normalization="layer"), LayerSettings())},
    ],
    ids=["plain", "disabled", "activation", "normalized"],
)
def test_gradients_are_those_of_central_differences(changes: dict[str, Any]) -> None:
    learner = learner_of(skipping(batch="full", **changes))
    theta = learner.parameters.flat
    trace = learner.new_trace(learner.train.count, backward=True)
    trace.set_inputs(learner.train.x, learner.train.y)

    def loss() -> float:
        trace.forward.run()
        return float(((trace.output - learner.train.y) ** 2).sum(axis=0).mean())

    trace.forward.run()
    trace.backward.run()
    analytic = trace.grad.flat.copy()
    numeric = np.empty_like(analytic)
    for place in range(theta.size):
        kept, step = theta[place], 3e-6
        theta[place] = kept + step
        high = loss()
        theta[place] = kept - step
        numeric[place] = (high - loss()) / (2 * step)
        theta[place] = kept
    assert noted(relative_error(analytic, numeric)) < 1e-7


def test_edges_lead_from_the_inputs_past_the_layers_between() -> None:
    session = skipping()
    session.advance(10)
    graph, frame = scene_of(session, "network"), frame_of(session)
    assert [layer.skipped for layer in graph.layers] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert [gap.shape for gap in graph.edges] == [(2, 3), (5, 2), (4, 4), (4, 1)]
    sources = sources_of(graph.layers, 2)
    assert sources == (
        *(NeuronRef(1, n) for n in range(3)),
        *(NeuronRef(0, n) for n in (0, 1)),
    )
    weights = frame.layers[1].weights
    for row, source in enumerate(sources):
        weight = weight_between(graph.layers, source, NeuronRef(2, 1))
        assert (weight.source, source_of(graph.layers, weight)) == (row, source)
        assert np.sign(graph.edges[1][row, 1]) in (0.0, np.sign(weights[row, 1]))
        look(session, selection=weight)
        card = scene_of(session, "network").card
        assert card.value == weights[row, 1]
    assert card.title == "weight x₂ → h₂⁽²⁾"
    # Nothing leads from an input to the output.
    look(session, selection=WeightRef(4, 4, 0))
    assert scene_of(session, "network").card is None


def test_the_sum_of_a_neuron_has_the_inputs_in_it() -> None:
    session = skipping()
    session.advance(5)
    look(session, selection=NeuronRef(3, 1))
    scene, frame = scene_of(session, "neuron"), frame_of(session)
    names = ["h₁⁽²⁾", "h₂⁽²⁾", "x₁", "x₂"]
    assert [term.source for term in scene.terms] == names
    total = sum(term.product for term in scene.terms) + frame.layers[2].biases[1]
    assert total == pytest.approx(frame.layers[2].z[1], rel=1e-12)


def test_a_walk_goes_through_every_product() -> None:
    session = skipping(hidden=(2, 2))
    session.execute(do.Step("product", 1))
    products = 0
    while (
        frame_of(session).phase is None
        or frame_of(session).phase.direction == "forward"
    ):
        phase = frame_of(session).phase
        products += phase is not None
        session.execute(do.Step("product", 1))
    assert products == 2 * 2 + 4 * 2 + 2 * 1


def test_an_input_s_way_past_a_layer_can_be_locked() -> None:
    session = skipping(locked=((2, 4, 1), (3, None, 0)))
    learner = learner_of(session)
    before = [block.copy() for block in learner.parameters.blocks]
    session.advance(30)
    after = learner.parameters.blocks
    moved = after[1] != before[1]
    assert not moved[4, 1]
    assert moved.sum() == moved.size - 1
    # In another shape its number would be that of a neuron.
    settings = session.snapshot().experiment.settings
    grown = reshaped(settings, (6, 2, 4), range(5))
    assert grown.locked == ((3, None, 0),)
    assert changed(settings, input_skips=False).locked == ((3, None, 0),)


def test_costs_count_all_sources() -> None:
    session = skipping()
    look(session, visible=frozenset({"statistics"}))
    shown = session.snapshot(session.watch.visible).frame.statistics
    expected = multiplications(((2, 3), (5, 2), (4, 4), (4, 1)))
    assert [(one.forward, one.backward) for one in shown.layers] == list(expected)


def test_a_way_from_layer_to_layer_goes_when_inputs_come() -> None:
    layers = (LayerSettings(residual=True), LayerSettings(residual=True))
    settings = PlaygroundSettings(hidden=(2, 2), layers=layers)
    skipped = changed(settings, input_skips=True)
    assert [own.residual for own in skipped.layers] == [True, False]
    Playground().build(skipped)
    with pytest.raises(SettingError, match=r"layers\[1\]\.residual: cannot be beside"):
        replace(settings, input_skips=True)
    look_at = session_of()
    look_at.execute(do.Change(skipped))
    look(look_at, opened=2)
    card = scene_of(look_at, "network").layer_card
    assert card.residual_note == "not beside inputs to every layer"
