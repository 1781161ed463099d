"""The network that training fits to the target, beside the one built by hand."""

from __future__ import annotations

import dataclasses

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.initializers import initializers
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.approximation.construction import (
    answered,
    construct,
    sigmoid_network,
)
from visualizer.exhibits.approximation.settings import ApproximationSettings
from visualizer.exhibits.approximation.targets import curve, grid, surface
from visualizer.exhibits.playground.network import Column, plain_columns

SPREAD = 2.8
"""Slope of a spread neuron, times the root of their number by the inputs.

Nguyen and Widrow's 0.7 is for tanh and inputs from -1 to 1. As tanh z = 2σ(2z) - 1,
a sigmoid asks for twice as much, and inputs from 0 to 1 for twice as much again.
"""


class ApproximationLearner(SupervisedLearner):
    """Fits a network to a target, and knows what is built by hand beside it.

    Attributes
    ----------
    settings : ApproximationSettings
        Those in force.
    columns : tuple of Column
        Its layers, as they are shown.
    """

    settings: ApproximationSettings
    columns: tuple[Column, ...]


def targets_of(settings: ApproximationSettings) -> tuple[Array, Array]:
    """Return the inputs (inputs, M) of all examples, and their targets (M,)."""
    x = grid(settings.dimensions)
    if settings.inputs == "one":
        return x, curve(settings.target, settings.drawn, x[0])
    return x, surface(settings.ground, x[0], x[1])


def build(settings: ApproximationSettings) -> ApproximationLearner:
    """Make examples and network; the weights follow from the seed."""
    x, y = targets_of(settings)
    network = sigmoid_network(settings.dimensions, settings.layers())
    streams = RandomStreams(settings.seed)
    nothing = Samples(x[:, :0], np.empty((1, 0)), None)
    learner = ApproximationLearner(
        network,
        losses["mean_squared"](),
        settings.optimizer,
        Samples(x, y[None], None),
        nothing,
        batch_size=_batch_size(settings, x.shape[1]),
        learning_rate=settings.learning_rate,
        streams=streams,
        parameters=_start(network, settings, streams.generator(Purpose.WEIGHTS)),
    )
    learner.settings = settings
    learner.columns = plain_columns(network)
    return learner


def configure(learner: ApproximationLearner, settings: ApproximationSettings) -> None:
    """Give the learner the live settings."""
    learner.settings = settings
    learner.configure(
        learner.optimizer,
        _batch_size(settings, learner.train.count),
        settings.learning_rate,
        0.0,
        0.0,
    )


def resized(
    settings: ApproximationSettings, width: int, seed: int
) -> ApproximationLearner:
    """Make the learner of a network of another width and seed.

    Of another width nothing is built by hand: its steps start spread out.
    """
    start = "spread" if settings.start == "built" else settings.start
    other = dataclasses.replace(settings, start=start, first=())
    return build(dataclasses.replace(other, width=width, seed=seed))


def error_by_hand(settings: ApproximationSettings) -> float:
    """Return the mean squared error of what is built by hand."""
    x, y = targets_of(settings)
    answers = answered(*construct(settings), x).output[0]
    return float(np.mean((answers - y) ** 2))


def _batch_size(settings: ApproximationSettings, examples: int) -> int:
    return min(settings.batch_size, examples)


def _start(
    network: Sequential, settings: ApproximationSettings, random: np.random.Generator
) -> Parameters:
    """Return where training starts.

    From small weights, from steps spread over the inputs, or from what a person built.

    References: Nguyen & Widrow (1990), "Improving the learning speed of 2-layer
    neural networks by choosing initial values of the adaptive weights".
    """
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    if settings.start == "built":
        parameters.flat[:] = settings.first
        return parameters
    network.initialize(parameters, initializers["xavier"](), random)
    if settings.start == "spread":
        first = parameters.blocks[0]
        inputs, neurons = first.shape[0] - 1, first.shape[1]
        ways = random.standard_normal((inputs, neurons))
        ways /= np.linalg.norm(ways, axis=0)
        first[:-1] = SPREAD * neurons ** (1.0 / inputs) * ways
        # The step of each neuron goes through a place among the inputs.
        places = random.uniform(0.0, 1.0, (inputs, neurons))
        first[-1] = -(first[:-1] * places).sum(axis=0)
    return parameters
