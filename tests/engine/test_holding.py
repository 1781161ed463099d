"""Parameters that are held, neurons that are off, networks that are exchanged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine.builders import learner_of
from visualizer.engine.activations import activations
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.layers.silence import Silence
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.optimizers import optimizers

HELD = (0, 3, 17)
LIMITS = {"clip_norm": 0.05, "clip_value": 0.02}


def learner_with(key: str, **options: Any) -> SupervisedLearner:
    optimizer = optimizers[key]()
    limits = {} if optimizer.closed_loop else LIMITS
    return learner_of(
        optimizer=optimizer,
        **{"l1": 0.01, "l2": 0.02, "max_norm": 0.5, **limits, **options},
    )


def walk(learner: SupervisedLearner, updates: int) -> None:
    for _ in range(updates):
        learner.step()


def configure(learner: SupervisedLearner, **options: Any) -> None:
    rates = (learner.batch_size, learner.learning_rate, learner.l1, learner.l2)
    limits = {
        "clip_value": learner.clip_value,
        "clip_norm": learner.clip_norm,
        "max_norm": learner.max_norm,
    }
    learner.configure(learner.optimizer, *rates, **{**limits, **options})


@pytest.mark.parametrize("key", optimizers.keys())
def test_held_parameters_stay_to_the_bit_with_every_optimizer(key: str) -> None:
    learner = learner_with(key)
    walk(learner, 7)
    before = learner.state.copy()
    configure(learner, held=HELD)
    walk(learner, 200)
    held = np.isin(np.arange(before.shape[1]), HELD)
    assert learner.state[:, held].tobytes() == before[:, held].tobytes()
    moved = learner.state[0] != before[0]
    # A random search may keep what it has for a while, but not everything.
    assert moved[~held].any()
    assert np.isfinite(learner.state).all()


def test_what_is_let_go_moves_again() -> None:
    learner = learner_with("adam", held=HELD)
    walk(learner, 20)
    before = learner.state[0].copy()
    configure(learner)
    walk(learner, 1)
    assert (learner.state[0, list(HELD)] != before[list(HELD)]).all()


def test_what_is_held_counts_in_no_norm() -> None:
    free, some = (learner_of(clip_norm=1e-3), learner_of(clip_norm=1e-3, held=HELD))
    start = free.state[0].copy()
    walk(free, 1)
    walk(some, 1)
    step = np.linalg.norm(some.state[0] - start) / some.learning_rate
    # All of the length that is allowed goes to the others.
    assert step == pytest.approx(1e-3, rel=1e-2)
    assert np.linalg.norm(free.state[0] - start) == pytest.approx(
        np.linalg.norm(some.state[0] - start), rel=1e-2
    )


def test_held_gradient_descent_is_descent_in_the_other_coordinates() -> None:
    learner, other = learner_of(held=HELD), learner_of()
    walk(learner, 30)
    for _ in range(30):
        kept = other.state[0, list(HELD)].copy()
        other.step()
        other.state[0, list(HELD)] = kept
    np.testing.assert_allclose(learner.state[0], other.state[0], rtol=1e-12)


def test_nothing_is_added_to_a_plan_that_holds_nothing() -> None:
    learner = learner_of()
    plain = len(learner.update_plan)
    configure(learner, held=HELD)
    assert len(learner.update_plan) == plain + 2
    configure(learner)
    assert len(learner.update_plan) == plain


@pytest.mark.parametrize("places", [(-1,), (3, 10_000)])
def test_places_that_are_none_are_refused(places: tuple[int, ...]) -> None:
    with pytest.raises(IndexError, match=r"held .*allowed: 0 to 34"):
        learner_of(held=places)


def network_like(learner: SupervisedLearner, *further: Any) -> Sequential:
    first, *others = learner.network.layers
    return Sequential(3, (first, *further, *others))


def test_silent_neurons_are_those_without_outgoing_weights() -> None:
    learner = learner_of()
    configure(learner, network=network_like(learner, Silence((1, 3))))
    measured = learner.evaluate()
    cut = learner_of()
    cut.parameters.weights[1][[1, 3]] = 0.0
    assert measured.train_loss == pytest.approx(cut.evaluate().train_loss, rel=1e-12)
    before = learner.parameters.blocks[0].copy()
    walk(learner, 10)
    after = learner.parameters.blocks[0]
    np.testing.assert_array_equal(after[:, [1, 3]], before[:, [1, 3]])
    assert (after[:, [0, 2]] != before[:, [0, 2]]).all()


def test_a_silent_neuron_is_silent_where_its_sum_is_no_number() -> None:
    network = Sequential(1, (Dense(2), Silence((0,)), Dense(1)))
    learner = learner_of()
    trace = Trace(network, type(learner.parameters)(network.shapes, np.dtype("f8")), 1)
    trace.layers[0].block[:] = [[np.nan, 2.0], [0.0, 0.0]]
    trace.set_inputs(np.array([[3.0]]))
    trace.forward.run()
    assert trace.layers[1].a[:, 0].tolist() == [0.0, 6.0]


def test_neurons_that_are_none_cannot_be_silenced() -> None:
    with pytest.raises(ValueError, match="cannot be switched off; allowed: 0 to 1"):
        Sequential(1, (Dense(2), Silence((2,)), Dense(1)))


def test_another_network_of_the_same_parameters_goes_on_and_comes_back() -> None:
    learner, plain = learner_of(), learner_of()
    network = learner.network
    walk(learner, 5)
    walk(plain, 5)
    configure(learner, network=network_like(learner, Dropout(0.5)))
    assert learner.evaluate() == plain.evaluate()
    checkpoint = learner.checkpoint()
    walk(learner, 9)
    after = learner.state.tobytes()
    learner.restore(checkpoint)
    walk(learner, 9)
    assert learner.state.tobytes() == after
    learner.restore(checkpoint)
    configure(learner, network=network)
    walk(learner, 9)
    walk(plain, 9)
    assert learner.state.tobytes() == plain.state.tobytes() != after


def test_a_network_of_other_parameters_is_refused() -> None:
    learner = learner_of()
    tanh = activations["tanh"]()
    with pytest.raises(ValueError, match="needs a learner of its own"):
        configure(learner, network=Sequential(3, (Dense(5, tanh), Dense(1, tanh))))
