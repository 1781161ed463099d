"""The network of the Convolution exhibit, and what trains it."""

from __future__ import annotations

from math import prod
from typing import Any

from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.arrays import dtype_of
from visualizer.engine.layers import Layer
from visualizer.engine.layers.average_pooling import AveragePooling
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.engine.windows import Padding
from visualizer.exhibits.convolution.data import ConvolutionData, prepare
from visualizer.exhibits.convolution.settings import POOL, ConvolutionSettings

MEASURED_AT_ONCE = 1_000_000
"""Pixels of all training images up to which measuring is no matter of time."""

TYPICAL_BATCH = 32


class ConvolutionLearner(SupervisedLearner):
    """A supervised learner that keeps the images it was made from."""

    data: ConvolutionData

    def __init__(self, *parts: Any, **further: Any) -> None:
        super().__init__(*parts, **further)
        self.measuring_pause = _pause(self.train.x.shape[0], self.train.count)


def network_of(
    settings: ConvolutionSettings, image: tuple[int, int], classes: int
) -> Sequential:
    """Return blocks of convolution and pooling before one dense layer of classes."""
    padding: Padding = "same" if settings.padding == "same" else "valid"
    layers: list[Layer] = []
    for filters in settings.filters:
        layers.append(
            Convolution(
                filters,
                settings.kernel,
                padding=padding,
                activation=settings.activation,
            )
        )
        if settings.pooling == "max":
            layers.append(MaxPooling(POOL, POOL))
        elif settings.pooling == "average":
            layers.append(AveragePooling(POOL, POOL))
    layers += [Flatten(), Dense(classes, Softmax())]
    return Sequential(prod(image), tuple(layers), (1, *image))


def _pause(pixels: int, examples: int) -> int:
    """Return after how many updates measuring takes about as long as they did.

    An update goes forward and, twice as costly, back; measuring goes forward alone.
    """
    if pixels * examples <= MEASURED_AT_ONCE:
        return 1
    updates = max(2, examples // (3 * TYPICAL_BATCH))
    return 1 << (updates - 1).bit_length()


def build(settings: ConvolutionSettings) -> ConvolutionLearner:
    """Make data, network and learner, everything from the settings' seeds."""
    data = prepare(settings)
    network = network_of(settings, data.image_shape, len(data.class_names))
    streams = RandomStreams(settings.seed)
    parameters = Parameters(network.shapes, dtype_of(settings.precision))
    random = streams.generator(Purpose.WEIGHTS)
    network.initialize(parameters, settings.initializer, random)
    learner = ConvolutionLearner(
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
    learner.data = data
    return learner


def configure(learner: ConvolutionLearner, settings: ConvolutionSettings) -> None:
    """Give a running learner the live settings."""
    learner.configure(
        settings.optimizer,
        min(settings.batch_size, learner.examples),
        settings.learning_rate,
        0.0,
        settings.l2,
    )
