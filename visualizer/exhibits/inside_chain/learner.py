"""The learner of the page Chain: three neurons, one behind the other."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import dtype_of
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses.half_squared import HalfSquared
from visualizer.engine.network import dense_network
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.inside_chain.settings import ChainSettings

NEURONS = 3
WIDEST_WEIGHT, WIDEST_BIAS = 1.8, 0.6
"""Starting values lie between minus and plus these."""


def build(settings: ChainSettings) -> SupervisedLearner:
    """Make the chain; its weights and biases follow from the seed."""
    function = settings.activation
    network = dense_network(1, (1,) * (NEURONS - 1), 1, function, function)
    parameters = Parameters(network.shapes, dtype_of("float64"))
    streams = RandomStreams(settings.seed)
    random = streams.generator(Purpose.WEIGHTS)
    for block in parameters.blocks:
        block[0, 0] = random.uniform(-WIDEST_WEIGHT, WIDEST_WEIGHT)
        block[1, 0] = random.uniform(-WIDEST_BIAS, WIDEST_BIAS)
    nothing = np.empty((1, 0))
    return SupervisedLearner(
        network,
        HalfSquared(),
        SGD(),
        Samples(np.array([[settings.x]]), np.array([[settings.y]]), None),
        Samples(nothing, nothing, None),
        batch_size=1,
        learning_rate=settings.learning_rate,
        streams=streams,
        parameters=parameters,
    )


def configure(learner: SupervisedLearner, settings: ChainSettings) -> None:
    """Give the learner the live settings."""
    learner.configure(learner.optimizer, 1, settings.learning_rate, 0.0, 0.0)
