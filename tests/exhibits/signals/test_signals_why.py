"""The size of each layer's signal leads to the numbers that it is of."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from tests.exhibits.plain_step import PLACES, PlainStep
from tests.exhibits.signals.builders import (
    frame_of,
    learner_of,
    look,
    scene_of,
    signals,
)
from visualizer.exhibits.signals import Signals
from visualizer.exhibits.why.explanation import explain
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.why import SIZES, AskWhy, Quantity
from visualizer.session.session import Session

NETWORKS: dict[str, dict[str, Any]] = {
    "plain": {"depth": 3, "width": 4},
    "deep": {"depth": 12, "width": 8, "activation": "sigmoid"},
    "batch": {"depth": 3, "width": 4, "normalization": "batch"},
    "layer": {"depth": 2, "width": 4, "normalization": "layer"},
    "residual": {"depth": 4, "width": 4, "residual": True},
}


def session_of(name: str, updates: int = 2) -> Session:
    session = signals(**NETWORKS[name])
    session.advance(updates)
    return session


def step_of(session: Session, *trail: Quantity) -> StepPass:
    look(session, trail=trail)
    step = frame_of(session).step
    assert step is not None
    return step


@pytest.mark.parametrize("name", NETWORKS)
def test_each_size_is_made_by_its_neurons_and_these_by_examples(name: str) -> None:
    session = session_of(name)
    step = step_of(session)
    sizes = frame_of(session).sizes
    count = len(step.layers)
    asked = [
        *(("size", layer, sizes.forward[layer]) for layer in range(count)),
        *(("wish_size", n, sizes.backward[n - 1]) for n in range(1, count)),
        ("request_size", count, sizes.backward[-1]),
        *(("average_size", n, sizes.weights[n - 1]) for n in range(1, count + 1)),
    ]
    for what, layer, shown in asked:
        quantity = Quantity(what, layer)
        made = explain(step, quantity)
        assert made.value == pytest.approx(float(shown), rel=1e-12)
        assert made.combined() == pytest.approx(made.value, rel=1e-12)
        assert len(made.terms) == step.sizes[layer]
        for term in made.terms:
            own = term.parts[0].quantity
            assert own is not None
            part = explain(step, own)
            assert part.combined() == pytest.approx(part.value, abs=1e-12)
            # From here to activations, gradients and weights by themselves.
            single = part.terms[0].parts[0].quantity
            assert single is not None
            assert single.what not in SIZES
            onward = explain(step, single)
            if onward.terms:
                assert onward.combined() == pytest.approx(onward.value, abs=1e-12)


def test_a_size_is_the_root_of_the_mean_square_in_a_plain_loop() -> None:
    session = session_of("plain")
    step = step_of(session)
    block = learner_of(session).parameters.blocks[0]
    squares = []
    for number in step.numbers[:-1]:
        x = learner_of(session).train.x[:, number]
        for neuron in range(4):
            z = float(x @ block[:-1, neuron] + block[-1, neuron])
            squares.append(math.tanh(z) ** 2)
    wanted = math.sqrt(sum(squares) / len(squares))
    assert step.value(Quantity("size", 1)) == pytest.approx(wanted, abs=1e-12)
    assert len(squares) == 4 * step.batch > 200


@pytest.mark.parametrize("name", ["plain", "batch", "residual"])
def test_the_gradients_behind_sizes_are_central_differences(name: str) -> None:
    step = step_of(session_of(name))
    plain = PlainStep(step, list(range(step.shown)))
    compared = 0
    for layer in range(1, len(step.layers) + 1):
        for what in PLACES:
            for example in (0, 11):
                asked = Quantity(what, layer, 0, example=example)
                if step.has(asked):
                    wanted = plain.by_difference(asked)
                    assert step.value(asked) == pytest.approx(wanted, abs=1e-6), asked
                    compared += 1
    assert compared > 12


def test_numbers_lead_to_no_update_that_another_batch_makes() -> None:
    session = session_of("plain")
    step = step_of(session)
    assert step.has(Quantity("average", 1, 0, 0))
    assert not step.has(Quantity("update", 1, 0, 0))
    theta = learner_of(session).parameters.flat.copy()
    step_of(session, Quantity("size", 2))
    assert np.array_equal(learner_of(session).parameters.flat, theta)


def test_it_is_read_again_only_where_something_changed() -> None:
    session = session_of("plain")
    first = step_of(session)
    assert step_of(session) is first
    assert step_of(session, Quantity("size", 1)) is not first
    second = step_of(session)
    session.advance(1)
    assert step_of(session) is not second


def test_dots_are_asked_and_a_layer_begins_a_trail() -> None:
    session = session_of("deep")
    forward, backward = (scene_of(session, way) for way in ("forward", "backward"))
    step = step_of(session)
    for scene in (forward, backward):
        assert len(scene.asks) == len(scene.sizes)
        for asked, size in zip(scene.asks, scene.sizes, strict=True):
            assert step.value(asked) == pytest.approx(float(size), rel=1e-12)
    taken = session.snapshot()
    one, other = forward.asks[3], replace(forward.asks[3], neuron=0)
    for asked, trail in ((one, (one,)), (other, (one, other)), (one, (one,))):
        answer = Signals().respond(
            AskWhy(asked), taken.experiment.settings, taken.watch, taken.frame
        )
        assert answer is not None
        assert answer[1].trail == trail
        look(session, trail=trail)
        taken = session.snapshot()
    scene = scene_of(session, "why")
    assert scene.trail == ("size rms(a⁽³⁾)",)


def test_without_a_question_it_is_the_last_hidden_layer() -> None:
    session = session_of("deep")
    assert scene_of(session, "why").result_label == "size rms(a⁽¹²⁾)"
