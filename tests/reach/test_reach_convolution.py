"""A convolutional network reads the digits as well as it should."""

import statistics
from collections.abc import Callable

import numpy as np
import pytest

from tests.tables import TABLE
from visualizer.datasets.digits import Digits
from visualizer.datasets.split import split
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams

pytestmark = pytest.mark.reach

SEEDS = range(5)
GOALS = {1: 0.66, 5: 0.95, 20: 0.97}
"""Least median of the test accuracy after so many epochs."""

SPREAD = 0.007
"""How far medians of five seeds stray on the way; the last one must not."""

NETWORK = Sequential(
    64,
    (
        Convolution(8, 3, padding="same", activation=ReLU()),
        MaxPooling(),
        Convolution(16, 3, padding="same", activation=ReLU()),
        MaxPooling(),
        Flatten(),
        Dense(10, Softmax()),
    ),
    (1, 8, 8),
)


def learner_of(seed: int) -> SupervisedLearner:
    streams = RandomStreams(seed)
    uniform = streams.generator(Purpose.SPLIT).random
    examples = Digits().generate(uniform)
    train, test = (
        Samples(part.inputs.T, np.eye(10)[:, labels], labels)
        for part in split(examples, 0.8, uniform, stratify=True)
        for labels in [part.targets.astype(np.int64)]
    )
    parameters = Parameters(NETWORK.shapes, np.dtype(np.float32))
    NETWORK.initialize(parameters, Xavier(), streams.generator(Purpose.WEIGHTS))
    return SupervisedLearner(
        NETWORK,
        SoftmaxCrossEntropy(),
        Adam(),
        train,
        test,
        batch_size=32,
        learning_rate=3e-3,
        streams=streams,
        parameters=parameters,
    )


def accuracies(seed: int) -> list[float]:
    """Return the test accuracy after each epoch."""
    learner = learner_of(seed)
    assert learner.parameters.flat.size == 1898
    assert learner.test.count == 360
    found = []
    for _ in range(max(GOALS)):
        learner.run(learner.updates_per_epoch)
        found.append(learner.evaluate().test_accuracy)
    return found


def test_digits_are_read(record_property: Callable[[str, str], None]) -> None:
    found = [accuracies(seed) for seed in SEEDS]
    medians = {
        epochs: statistics.median(each[epochs - 1] for each in found)
        for epochs in GOALS
    }
    lines = [
        "CNN on 8x8 digits, test accuracy in %",
        "epochs " + " ".join(f"seed {seed}" for seed in SEEDS) + " median   goal",
    ]
    for epochs, goal in GOALS.items():
        cells = [each[epochs - 1] for each in found] + [medians[epochs], goal]
        lines.append(
            f"{epochs:>6} " + " ".join(f"{100.0 * cell:>6.1f}" for cell in cells)
        )
    record_property(TABLE, "\n".join(lines))
    assert all(medians[epochs] >= goal - SPREAD for epochs, goal in GOALS.items())
    assert medians[20] >= GOALS[20]
