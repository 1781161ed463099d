"""The learner of the page Graph."""

from __future__ import annotations

import numpy as np

from visualizer.datasets import Examples
from visualizer.datasets.split import split
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.network import dense_network
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.inside_graph.settings import GraphSettings

TRAIN_SHARE = 0.5


def build(settings: GraphSettings) -> SupervisedLearner:
    """Make data, network and learner; everything follows from the seed."""
    streams = RandomStreams(settings.seed)
    drawn = settings.dataset.generate(streams.generator(Purpose.DATA).random)
    uniform = streams.generator(Purpose.SPLIT).random
    train, test = split(drawn, TRAIN_SHARE, uniform, stratify=True)
    network = dense_network(
        2,
        (settings.width,) * settings.depth,
        settings.outputs,
        settings.activation,
        settings.output_activation,
    )
    parameters = Parameters(network.shapes, dtype_of("float64"))
    network.initialize(parameters, Xavier(), streams.generator(Purpose.WEIGHTS))
    return SupervisedLearner(
        network,
        settings.loss,
        SGD(),
        _samples(train, settings),
        _samples(test, settings),
        batch_size=min(settings.batch_size, len(train)),
        learning_rate=settings.learning_rate,
        streams=streams,
        parameters=parameters,
    )


def configure(learner: SupervisedLearner, settings: GraphSettings) -> None:
    """Give the learner the live settings."""
    size = min(settings.batch_size, learner.examples)
    learner.configure(learner.optimizer, size, settings.learning_rate, 0.0, 0.0)


def _samples(part: Examples, settings: GraphSettings) -> Samples:
    labels = (part.targets > 0.0).astype(np.int64)
    inputs = np.ascontiguousarray(part.inputs.T)
    return Samples(inputs, _targets(labels.astype(np.float64), settings), labels)


def _targets(shares: Array, settings: GraphSettings) -> Array:
    """Return the classes 0 and 1 as the loss wants them."""
    if settings.outputs == 2:
        return np.stack([1.0 - shares, shares])
    signed = settings.loss.targets in ("signed", "signs")
    return (2.0 * shares - 1.0 if signed else shares)[None, :]
