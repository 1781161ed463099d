"""Convolution networks of many runs at once, against learners of their own."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.builders import parameters_of
from tests.engine.layer_examples import (
    Case,
    average_pools,
    convolutions,
    max_pools,
)
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Shape, ShapeError
from visualizer.engine.layers import Layer
from visualizer.engine.layers.average_pooling import AveragePooling
from visualizer.engine.layers.batch_normalization import BatchNormalization
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.global_average_pooling import GlobalAveragePooling
from visualizer.engine.layers.global_max_pooling import GlobalMaxPooling
from visualizer.engine.layers.layer_normalization import LayerNormalization
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.population import Population
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.stacked_layers import (
    MOST_VALUES,
    SharingDense,
    StackError,
    stacked,
    worth_stacking,
)

TOLERANCE = 1e-12
TANH, RELU, SOFTMAX = (activations[key]() for key in ("tanh", "relu", "softmax"))
IMAGE = (2, 6, 5)
CLASSES = 3

CHAINS: dict[str, tuple[Layer, ...]] = {
    "pools": (
        Convolution(3, 3, padding="same", activation=TANH),
        MaxPooling(activation=RELU),
        Convolution(4, (1, 2), activation=TANH),
        AveragePooling(2, 1, 1),
        Flatten(),
        Dense(5, TANH),
    ),
    "global mean": (Convolution(4, 2, activation=RELU), GlobalAveragePooling()),
    "global maximum": (Convolution(4, 2, (2, 1), dilation=(1, 2)), GlobalMaxPooling()),
    "pool first": (MaxPooling(3, 1, 1), Convolution(2, 2, activation=TANH), Flatten()),
    "no convolution": (AveragePooling(), Flatten(), Dense(4, TANH)),
    "normalized rows": (
        *(Convolution(2, 3, activation=TANH), Flatten(), Dense(6)),
        *(LayerNormalization(activation=TANH), Dense(4, TANH), LayerNormalization()),
    ),
}


def network_of(chain: tuple[Layer, ...], image: Shape = IMAGE) -> Sequential:
    return Sequential(int(np.prod(image)), (*chain, Dense(CLASSES, SOFTMAX)), image)


def samples_of(inputs: int, count: int, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    labels = random.integers(0, CLASSES, count)
    x = random.normal(size=(inputs, count))
    return Samples(x, np.eye(CLASSES)[:, labels], labels)


def both(
    network: Sequential,
    optimizer: Optimizer,
    examples: int = 11,
    batch: int = 4,
    runs: int = 3,
    seeds: tuple[int, ...] = (3, 3, 4, 4),
) -> tuple[Population, list[SupervisedLearner]]:
    """Return runs side by side and one by one; the last batch is smaller."""
    train, test = (samples_of(network.inputs, n, n) for n in (examples, 5))
    loss = losses["softmax_cross_entropy"]()
    rates = [0.05 / (1 + run) for run in range(runs)]
    streams = [RandomStreams(seed) for seed in seeds[:runs]]
    starts = [parameters_of(network, run) for run in range(runs)]
    shared: dict[str, Any] = {"batch_size": batch, "l2": 0.01}
    population = Population(
        *(network, loss, [optimizer] * runs, train, test),
        learning_rates=rates,
        streams=streams,
        parameters=starts,
        **shared,
    )
    learners = [
        SupervisedLearner(
            *(network, loss, optimizer, train, test),
            learning_rate=rates[run],
            streams=streams[run],
            parameters=starts[run],
            **shared,
        )
        for run in range(runs)
    ]
    return population, learners


def compare(
    network: Sequential, optimizer: Optimizer, updates: int, **options: Any
) -> None:
    population, learners = both(network, optimizer, **options)
    start = population.theta(0)
    while population.update < updates:
        population.run(updates - population.update)
    for run, learner in enumerate(learners):
        while learner.update < updates:
            learner.run(updates - learner.update)
        np.testing.assert_allclose(
            population.theta(run), learner.state[0], rtol=0.0, atol=TOLERANCE
        )
    assert not np.array_equal(population.theta(0), start)
    found = population.evaluate()
    expected = [learner.evaluate() for learner in learners]
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        np.testing.assert_allclose(
            getattr(found, name),
            [getattr(one, name) for one in expected],
            rtol=1e-10,
            atol=TOLERANCE,
        )


@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9), Adam()], ids=repr)
@pytest.mark.parametrize("chain", CHAINS)
def test_runs_are_those_of_separate_learners(chain: str, optimizer: Any) -> None:
    compare(network_of(CHAINS[chain]), optimizer, 60)


@pytest.mark.parametrize("seeds", [(3, 3, 3), (3, 4, 3)], ids=["one", "several"])
@pytest.mark.parametrize("hidden", [(), (5,), (4, 4)], ids=len)
def test_runs_of_one_seed_share_their_examples(
    hidden: tuple[int, ...], seeds: tuple[int, ...]
) -> None:
    network = Sequential(
        60, (*(Dense(units, TANH) for units in hidden), Dense(CLASSES, SOFTMAX))
    )
    compare(network, Adam(), 60, seeds=seeds)
    population, _ = both(network, Adam(), seeds=seeds)
    first = population._stacked.layers[0]
    assert isinstance(first, SharingDense) == (len(set(seeds)) == 1)


def test_a_signal_has_one_axis() -> None:
    chain = (
        *(Convolution(3, 3, 2, 1, activation=TANH), MaxPooling(3, 2, 1), Flatten()),
    )
    compare(network_of(chain, (2, 17)), SGD(), 40)


@settings(deadline=None, max_examples=25)
@given(
    first=convolutions,
    pool=st.one_of(max_pools, average_pools),
    runs=st.integers(1, 4),
    batch=st.integers(1, 4),
)
def test_any_shape(first: Case, pool: Case, runs: int, batch: int) -> None:
    (convolution, image), (pooling, _) = first, pool
    chain = (convolution, pooling, Flatten())
    try:
        network = network_of(chain, image)
    except ShapeError:
        assume(False)
        return
    compare(network, SGD(), 8, runs=runs, batch=batch)


def test_going_back_repeats_the_runs_to_the_bit() -> None:
    population, _ = both(network_of(CHAINS["pools"]), Adam())
    population.run(2)
    checkpoint = population.checkpoint()
    for _ in range(2):
        population.run(10)
    after = population.state.tobytes()
    population.restore(checkpoint)
    for _ in range(2):
        population.run(10)
    assert population.state.tobytes() == after


NORMALIZED = (
    Convolution(2, 3),
    LayerNormalization(),
    Flatten(),
)


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((Convolution(2, 3), Dropout(0.1), Flatten()), "layer 2 (dropout, linear) can"),
        ((BatchNormalization(), Flatten()), "layer 1 (batch_normalization, linear)"),
        (NORMALIZED, "layer 2 (layer_normalization, linear) cannot be stacked"),
        ((LayerNormalization(), Flatten()), "layer 1 (layer_normalization, linear)"),
        ((Convolution(2, 3, activation=SOFTMAX), Flatten()), "layer 1 (convolution, s"),
    ],
    ids=["dropout", "batch", "layer", "pictures", "softmax"],
)
def test_what_cannot_be_stacked_is_named(
    layers: tuple[Layer, ...], message: str
) -> None:
    network = network_of(layers)
    with pytest.raises(StackError) as caught:
        stacked(network, 2)
    assert str(caught.value).startswith(message)
    assert "allowed: dense, convolution" in str(caught.value)
    assert not worth_stacking(network, 1)


def test_pictures_need_a_dense_layer_behind_them() -> None:
    chain = (Convolution(CLASSES, 3), GlobalAveragePooling())
    network = Sequential(60, chain, IMAGE)
    with pytest.raises(StackError, match="no dense layer behind its convolutions"):
        stacked(network, 2)
    assert not worth_stacking(network, 1)


def test_large_pictures_are_not_worth_it_and_wide_dense_layers_are() -> None:
    network = network_of(CHAINS["pools"])
    most = MOST_VALUES // sum(network.sizes)
    assert worth_stacking(network, most)
    assert not worth_stacking(network, most + 1)
    assert worth_stacking(Sequential(1000, (Dense(100, TANH), Dense(3))), 1000)
