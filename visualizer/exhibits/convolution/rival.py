"""The dense network of the well-known films, trained beside on the same images.

References: Nielsen (2015), "Neural networks and deep learning", chapter 1, whose
digits are read by dense layers of sigmoid neurons.
"""

from __future__ import annotations

import time
from bisect import bisect_right

import numpy as np
from msgspec import Struct

from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.network import dense_network
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits import Moment
from visualizer.exhibits.convolution.data import ConvolutionData
from visualizer.exhibits.convolution.settings import ConvolutionSettings

HIDDEN = (16, 16)
UPDATES_AT_ONCE = 10


class RivalView(Struct, frozen=True, eq=False):
    """How far the dense network has come.

    Attributes
    ----------
    sizes : tuple of int
        Values of its input and of each layer.
    parameters : int
    update : int
        After which it was measured last, not beyond the moment shown.
    accuracy : float
        Share of the test images that it then said right.
    present : float
        The same of the convolution as last measured at that update or before.
    weights : array (neurons, rows, columns)
        What each neuron of its first layer weighs the pixels with, at its own
        latest update.
    """

    sizes: tuple[int, ...]
    parameters: int
    update: int
    accuracy: float
    present: float
    weights: Array


class Rival:
    """Trains the dense network in the time that is left, up to the moment shown.

    Data, optimizer, learning rate, batches and seed are those that the run began
    with.

    Parameters
    ----------
    settings : ConvolutionSettings
    data : ConvolutionData
    """

    def __init__(self, settings: ConvolutionSettings, data: ConvolutionData) -> None:
        pixels, classes = data.train.x.shape[0], len(data.class_names)
        network = dense_network(pixels, HIDDEN, classes, Sigmoid(), Softmax())
        streams = RandomStreams(settings.seed)
        parameters = Parameters(network.shapes, dtype_of(settings.precision))
        random = streams.generator(Purpose.WEIGHTS)
        network.initialize(parameters, settings.initializer, random)
        self._shape = data.image_shape
        self._learner = SupervisedLearner(
            network,
            SoftmaxCrossEntropy(),
            settings.optimizer,
            data.train,
            data.test,
            batch_size=min(settings.batch_size, data.train.count),
            learning_rate=settings.learning_rate,
            l2=settings.l2,
            reshuffle=settings.reshuffle,
            streams=streams,
            parameters=parameters,
        )
        self._measured = [0]
        self._accuracies = [self._learner.evaluate().test_accuracy]

    def work(self, moment: Moment, deadline: float) -> bool:
        """Train until the deadline; return whether there was anything to do."""
        learner = self._learner
        if learner.update >= moment.update:
            return False
        while learner.update < moment.update:
            most = min(UPDATES_AT_ONCE, moment.update - learner.update)
            ended = learner.run(most)
            if ended or learner.update == moment.update:
                self._measured.append(learner.update)
                self._accuracies.append(learner.evaluate().test_accuracy)
            if time.perf_counter() >= deadline:
                break
        return True

    def view(self, moment: Moment) -> RivalView:
        """Return how it stands beside the convolution at a moment."""
        place = bisect_right(self._measured, moment.update) - 1
        update = self._measured[place]
        updates, values = moment.curve()
        known = np.searchsorted(updates, update, side="right") - 1
        network = self._learner.network
        weights = self._learner.parameters.blocks[0][:-1].T
        return RivalView(
            sizes=network.sizes,
            parameters=self._learner.parameters.flat.size,
            update=update,
            accuracy=self._accuracies[place],
            present=float(values[3, known]) if known >= 0 else float("nan"),
            weights=weights.reshape(-1, *self._shape).copy(),
        )
