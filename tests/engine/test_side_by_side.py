from typing import Any

import numpy as np
import pytest

from tests.engine.builders import examples_of, network_of, parameters_of
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.learner import Learner, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.lbfgs import LBFGS
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.side_by_side import SideBySide

LOSS = losses["mean_squared"]()
NETWORK = network_of((4, 3), "tanh", "tanh", outputs=1)


def learner_of(
    seed: int,
    optimizer: Any = None,
    network: Sequential = NETWORK,
    examples: int = 25,
    dtype: str = "float64",
    **changes: Any,
) -> SupervisedLearner:
    options: dict[str, Any] = {"batch_size": 10, "learning_rate": 0.1, **changes}
    return SupervisedLearner(
        network,
        LOSS,
        optimizer or SGD(),
        examples_of(LOSS, 3, 1, examples),
        examples_of(LOSS, 3, 1, 10),
        streams=RandomStreams(seed),
        parameters=parameters_of(network, seed, dtype),
        **options,
    )


@pytest.mark.parametrize("optimizer", [SGD(), SGD(momentum=0.9), Adam()], ids=repr)
@pytest.mark.parametrize("reshuffle", [True, False])
def test_the_population_does_what_the_learners_do(
    optimizer: Any, reshuffle: bool
) -> None:
    options: dict[str, Any] = {"reshuffle": reshuffle, "l1": 0.01, "l2": 0.02}
    learners = [learner_of(seed, optimizer, **options) for seed in (3, 4, 9)]
    group = SideBySide()
    assert all(group.add(learner) for learner in learners)
    population = group.population()
    for _ in range(200):
        population.run(1)
        for learner in learners:
            learner.step()
    for run, learner in enumerate(learners):
        np.testing.assert_allclose(
            population.theta(run), learner.state[0], rtol=0, atol=1e-12
        )
    measured = population.evaluate()
    np.testing.assert_allclose(
        measured.train_loss, [each.evaluate().train_loss for each in learners]
    )


def started() -> SupervisedLearner:
    learner = learner_of(5)
    learner.step()
    return learner


def dropping() -> SupervisedLearner:
    first, *others = NETWORK.layers
    return learner_of(5, network=Sequential(3, (first, Dropout(0.5), *others)))


@pytest.mark.parametrize(
    "make",
    [
        lambda: learner_of(5, Adam()),
        lambda: learner_of(5, examples=24),
        lambda: learner_of(5, batch_size=5),
        lambda: learner_of(5, reshuffle=False),
        lambda: learner_of(5, clip_norm=1.0),
        lambda: learner_of(5, max_norm=1.0),
        lambda: learner_of(5, held=(2,)),
        lambda: learner_of(5, dtype="float32"),
        lambda: learner_of(5, network=network_of((4, 4), "tanh", "tanh", outputs=1)),
        started,
        dropping,
    ],
)
def test_what_differs_in_more_than_its_seed_is_not_taken(make: Any) -> None:
    group = SideBySide()
    assert group.add(learner_of(1))
    assert not group.add(make())
    assert group.population().runs == 1


@pytest.mark.parametrize(
    "make", [lambda: learner_of(5, LBFGS()), dropping, lambda: _Own(5)]
)
def test_what_no_population_does_is_not_taken_even_as_the_first(make: Any) -> None:
    group = SideBySide()
    assert not group.add(make())
    with pytest.raises(ValueError, match="needs at least one learner"):
        group.population()


class _Own(Learner):
    """A learner of a family of its own; abstract parts are of no interest."""

    def __new__(cls, seed: int) -> "_Own":
        cls.__abstractmethods__ = frozenset()
        return super().__new__(cls)

    def __init__(self, seed: int) -> None:
        self.update = 0
