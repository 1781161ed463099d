"""The learner of the page Signals."""

from __future__ import annotations

import numpy as np

from visualizer.datasets import Examples
from visualizer.datasets.scaling import ScalingStep, Standardize
from visualizer.datasets.split import split
from visualizer.engine.arrays import dtype_of
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.signals.network import (
    SignalsNetwork,
    build_network,
    draw_weights,
)
from visualizer.exhibits.signals.settings import SignalsSettings

TRAIN_SHARE = 0.5

MEASURED_EACH_UPDATE = 5_000
"""Parameters up to which measuring takes about as long as an update."""


class SignalsLearner(SupervisedLearner):
    """A supervised learner that knows its layers as they are shown.

    Attributes
    ----------
    shown : SignalsNetwork
    """

    shown: SignalsNetwork

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        columns = self.shown.columns
        if not 1 <= layer <= len(columns):
            raise IndexError(f"layer {layer - 1}; allowed: 0 to {len(columns) - 1}")
        return super().locate(columns[layer - 1].first + 1, source, destination)


def build(settings: SignalsSettings) -> SignalsLearner:
    """Make data, network and learner; everything follows from the seed."""
    streams = RandomStreams(settings.seed)
    drawn = settings.dataset.generate(streams.generator(Purpose.DATA).random)
    uniform = streams.generator(Purpose.SPLIT).random
    train, test = split(drawn, TRAIN_SHARE, uniform, stratify=True)
    scaling = Standardize().fit(train.inputs)
    shown = build_network(settings)
    parameters = Parameters(shown.layers.shapes, dtype_of("float64"))
    draw_weights(
        shown,
        parameters,
        settings.initializer,
        settings.scale,
        streams.generator(Purpose.WEIGHTS),
    )
    learner = SignalsLearner(
        shown.layers,
        BinaryCrossEntropy(),
        settings.optimizer,
        _samples(train, scaling),
        _samples(test, scaling),
        batch_size=min(settings.batch_size, len(train)),
        learning_rate=settings.learning_rate,
        streams=streams,
        parameters=parameters,
    )
    learner.shown = shown
    learner.measuring_pause = 1 + parameters.flat.size // MEASURED_EACH_UPDATE
    return learner


def configure(learner: SignalsLearner, settings: SignalsSettings) -> None:
    """Give the learner the live settings."""
    size = min(settings.batch_size, learner.examples)
    learner.configure(settings.optimizer, size, settings.learning_rate, 0.0, 0.0)


def _samples(part: Examples, scaling: ScalingStep) -> Samples:
    labels = (part.targets > 0.0).astype(np.int64)
    inputs = np.ascontiguousarray(scaling.apply(part.inputs).T)
    return Samples(inputs, labels.astype(np.float64)[None, :], labels)
