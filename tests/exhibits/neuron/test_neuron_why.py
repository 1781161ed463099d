"""Each number of a neuron, at any moment of its run, leads to what made it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.exhibits.inside_builders import all_quantities
from tests.exhibits.neuron.builders import (
    frame_of,
    learner_of,
    look,
    neuron,
    neuron_of,
    scene_of,
)
from tests.exhibits.plain_step import PLACES, PlainStep
from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.exhibits.neuron import Neuron
from visualizer.exhibits.neuron.settings import NeuronSettings
from visualizer.exhibits.why.explanation import explain
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.why import AskPoint, AskWhy, DataExample, LeaveWhy, Quantity
from visualizer.session import commands as do
from visualizer.session.session import Session

COST = Quantity("train_loss")

WAYS: dict[str, dict[str, Any]] = {
    "half": {"loss": losses["half_squared"]()},
    "squared": {"loss": losses["mean_squared"](), "task": "xor"},
    "entropy": {"loss": losses["binary_cross_entropy"]()},
    "huber": {"loss": losses["huber"](), "activation": activations["tanh"]()},
    "together": {"loss": losses["half_squared"](), "updates": "all"},
}


def step_of(session: Session, *trail: Quantity, **watch: Any) -> StepPass:
    look(session, trail=trail, **watch)
    step = frame_of(session).step
    assert step is not None
    return step


def answer(session: Session, intent: Any) -> Any:
    taken = session.snapshot()
    settings = taken.experiment.settings
    answered = Neuron().respond(intent, settings, taken.watch, taken.frame)
    assert answered is not None
    return answered[1]


def by_hand(theta: Any, x: Any, y: Any, cross_entropy: bool) -> float:
    """Return the mean cost of a sigmoid neuron, in a plain loop."""
    costs = []
    for inputs, target in zip(x.T.tolist(), y.tolist(), strict=True):
        z = sum(w * v for w, v in zip(theta, (*inputs, 1.0), strict=True))
        a = 1.0 / (1.0 + math.exp(-z))
        if cross_entropy:
            costs.append(-target * math.log(a) - (1 - target) * math.log(1 - a))
        else:
            costs.append(0.5 * (a - target) ** 2)
    return sum(costs) / len(costs)


@pytest.mark.parametrize("name", WAYS)
def test_the_parts_of_every_number_make_it(name: str) -> None:
    session = neuron(NeuronSettings(**WAYS[name]), 7)
    step = step_of(session, COST, Quantity("loss", example=DataExample(1)))
    explained = 0
    every = [COST, *all_quantities(step)]
    for quantity in (*every, Quantity("sum", 1, 0, example=DataExample(1))):
        made = explain(step, quantity)
        if made.terms:
            assert made.combined() == pytest.approx(made.value, abs=1e-12), quantity
            explained += 1
        for part in (part for term in made.terms for part in term.parts):
            # An example is passed once it is opened.
            opened = part.quantity is not None and quantity != COST
            assert not opened or step.has(part.quantity), quantity
    assert explained > 20


@pytest.mark.parametrize("name", WAYS)
def test_every_request_is_a_central_difference(name: str) -> None:
    step = step_of(neuron(NeuronSettings(**WAYS[name]), 7))
    batch = PlainStep(step, list(range(step.shown)))
    watched = PlainStep(step, [step.shown])
    compared = 0
    for quantity in all_quantities(step):
        if quantity.what in PLACES or quantity.what == "request":
            plain = watched if quantity.example is None else batch
            wanted = plain.by_difference(quantity)
            assert step.value(quantity) == pytest.approx(wanted, abs=1e-6), quantity
            compared += 1
    assert compared >= 10


@pytest.mark.parametrize("rule", ["descent", "perceptron"])
@pytest.mark.parametrize("updates", ["each", "all"])
def test_the_update_is_the_one_that_is_done(rule: Any, updates: Any) -> None:
    session = neuron(NeuronSettings(rule=rule, updates=updates, task="or"), 6)
    step = step_of(session)
    before = learner_of(session).theta[0].copy()
    session.advance(1)
    change = step.layers[0].change[:, 0]
    assert np.abs(change).max() > 0.0
    np.testing.assert_allclose(
        learner_of(session).theta[0] - before, change, atol=1e-15
    )


def test_the_perceptron_rule_asks_for_the_error_whatever_the_slope() -> None:
    session = neuron_of("perceptron-and", 2)
    learner = learner_of(session)
    step = step_of(session)
    for example in range(step.shown):
        made = explain(step, Quantity("sum_request", 1, 0, example=example))
        number = step.numbers[example]
        z = float(learner.theta[0] @ learner.x[:, number])
        wanted = float(learner.targets[0, number]) - (1.0 if z >= 0.0 else 0.0)
        assert made.value == wanted
        assert made.combined() == wanted
        assert "leaves out" in made.note
        rate = learner.pupils[0].learning_rate
        for source in range(2):
            asked = explain(step, Quantity("update", 1, 0, source))
            moved = rate * wanted * float(learner.x[source, number])
            assert asked.value == pytest.approx(moved, abs=1e-15)
            assert asked.combined() == pytest.approx(moved, abs=1e-12)


@pytest.mark.parametrize("number", [0, 1])
def test_each_point_of_a_cost_curve_is_made_of_its_examples(number: int) -> None:
    """Also of moments that are long past."""
    session = neuron_of("slowdown-far", 300)
    frame = frame_of(session)
    for update in (0, 1, 77, 299, 300):
        step = step_of(session, COST, point=(number, update))
        made = explain(step, COST)
        assert frame_of(session).stepped == (number, update)
        assert made.value == pytest.approx(frame.costs[update, number], abs=1e-15)
        assert made.combined() == pytest.approx(made.value, abs=1e-12)
        block = step.layers[0].dense.values[:, 0]
        learner = learner_of(session)
        wanted = by_hand(block, learner.x[:-1], learner.targets[number], bool(number))
        assert made.value == pytest.approx(wanted, abs=1e-12)
        (term,) = made.terms
        asked = term.parts[0].quantity
        assert asked is not None
        onward = explain(step_of(session, COST, asked, point=(number, update)), asked)
        assert onward.value == pytest.approx(made.value, abs=1e-12)
        assert onward.combined() == pytest.approx(made.value, abs=1e-12)


def test_only_the_present_moment_has_a_coming_update() -> None:
    session = neuron_of("and", 12)
    asked = Quantity("update", 1, 0, 0)
    assert step_of(session).has(asked)
    past = step_of(session, point=(0, 5))
    assert not past.has(asked)
    assert past.has(Quantity("average", 1, 0, 0))
    look(session, trail=(Quantity("weight", 1, 0, 0),))
    assert [ask.label for ask in scene_of(session, "why").asks][-1] == "the batch asks"


def test_points_are_opened_and_left_again() -> None:
    session = neuron_of("slowdown-far", 50)
    seen = answer(session, AskPoint(COST, 1, 20.0))
    assert (seen.trail, seen.point) == ((COST,), (1, 20))
    session.execute(do.Look(seen))
    scene = scene_of(session, "why")
    assert "Binary cross-entropy · update 20" in scene.note
    asked = scene.rows[0].cells[0].quantity
    seen = answer(session, AskWhy(asked))
    assert (seen.trail, seen.point) == ((COST, asked), (1, 20))
    session.execute(do.Look(seen))
    assert answer(session, LeaveWhy(0)).point == (1, 20)
    assert answer(session, LeaveWhy(-1)).point is None
    # The timeline is the first neuron's, and where it was sought is now.
    assert answer(session, AskWhy(COST)).point == (0, -1)


def test_what_was_not_opened_is_the_activation_of_the_neuron_looked_at() -> None:
    session = neuron_of("slowdown-near", 9)
    for number in (0, 1):
        look(session, neuron=number)
        frame = frame_of(session)
        scene = scene_of(session, "why")
        assert scene.following
        assert frame.step is not None
        value = frame.step.value(Quantity("activation", 1, 0))
        assert value == pytest.approx(frame.neurons[number].a, abs=1e-15)


def test_inputs_of_ones_own_have_no_way_back() -> None:
    session = neuron_of("and", 4)
    step = step_of(session, inputs=(0.25, -0.5))
    assert step.x[:, -1].tolist() == [0.25, -0.5]
    assert math.isnan(step.value(Quantity("desired", 1, 0)))
    assert "inputs of your own" in scene_of(session, "why").subtitle
