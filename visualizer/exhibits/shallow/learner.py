"""The two ways side by side: features of a person's making, and raw pixels.

Both see the same images in the same batches and are trained by the same engine;
only what they are given and what lies between input and answer differ.
"""

from __future__ import annotations

import time
from functools import lru_cache

import numpy as np

from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.in_step import InStep
from visualizer.engine.k_means import Clustering
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.network import Sequential, dense_network
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.convolution.data import ConvolutionData, prepare
from visualizer.exhibits.convolution.learner import network_of
from visualizer.exhibits.convolution.settings import ConvolutionSettings
from visualizer.exhibits.shallow.features import measured
from visualizer.exhibits.shallow.settings import DENSE, ShallowSettings

SHALLOW, DEEP = 0, 1
"""Numbers of the two members."""


class TwoWays(InStep):
    """Softmax regression on features and a network on pixels, side by side.

    Attributes
    ----------
    data : ConvolutionData
        The images and their split.
    features : tuple of Samples
        Standardized features of the training and of the test images.
    feature_seconds : float
        How long it took to measure the features of one image.
    """

    data: ConvolutionData
    features: tuple[Samples, Samples]
    feature_seconds: float
    clustering: Clustering

    def regroup(self, settings: ShallowSettings) -> None:
        """Look for as many groups as the settings say; the same number stays."""
        present = getattr(self, "clustering", None)
        if present is None or present.count != settings.clusters:
            random = RandomStreams(settings.seed).generator(Purpose.CLUSTERS)
            self.clustering = Clustering(self.data.train.x, settings.clusters, random)


def build(settings: ShallowSettings) -> TwoWays:
    """Make data, features, both networks and what trains them."""
    data = _images(settings.train_share, settings.data_seed)
    begun = time.perf_counter()
    numbers = [_numbers(data, part, settings.features) for part in ("train", "test")]
    count = data.train.count + data.test.count
    seconds = (time.perf_counter() - begun) / count
    train, test = standardized(*numbers)
    features = (
        Samples(train, data.train.y, data.train.labels),
        Samples(test, data.test.y, data.test.labels),
    )
    classes = len(data.class_names)
    shallow = dense_network(len(train), (), classes, settings.activation, Softmax())
    members = (
        _learner(settings, shallow, *features),
        _learner(settings, deep_network(settings, data), data.train, data.test),
    )
    learner = TwoWays(members, leader=DEEP)
    learner.data, learner.features = data, features
    learner.feature_seconds = seconds
    learner.regroup(settings)
    return learner


def configure(learner: TwoWays, settings: ShallowSettings) -> None:
    """Give running learners the live settings."""
    for member in learner.members:
        member.configure(
            settings.optimizer,
            min(settings.batch_size, member.examples),
            settings.learning_rate,
            0.0,
            settings.l2,
        )
    learner.check_batches()
    learner.regroup(settings)


def deep_network(settings: ShallowSettings, data: ConvolutionData) -> Sequential:
    """Return the network that is given the pixels."""
    classes = len(data.class_names)
    if settings.network == DENSE:
        hidden = (settings.units,) * settings.hidden_layers
        pixels = data.train.x.shape[0]
        return dense_network(pixels, hidden, classes, settings.activation, Softmax())
    blocks = ConvolutionSettings(activation=settings.activation)
    return network_of(blocks, data.image_shape, classes)


def standardized(train: Array, test: Array) -> tuple[Array, Array]:
    """Bring features (k, N) to mean 0 and spread 1 over the training images.

    What is the same in all of them becomes 0.
    """
    mean = train.mean(axis=1, keepdims=True)
    spread = train.std(axis=1, keepdims=True)
    spread[spread < 1e-9] = 1.0
    return (train - mean) / spread, (test - mean) / spread


@lru_cache(maxsize=2)
def _images(train_share: float, data_seed: int) -> ConvolutionData:
    wanted = ConvolutionSettings(train_share=train_share, data_seed=data_seed)
    return prepare(wanted)


def _numbers(data: ConvolutionData, part: str, keys: tuple[str, ...]) -> Array:
    samples = data.train if part == "train" else data.test
    images = samples.x.T.reshape(-1, *data.image_shape)
    return np.ascontiguousarray(measured(keys, images).T)


def _learner(
    settings: ShallowSettings, network: Sequential, train: Samples, test: Samples
) -> SupervisedLearner:
    streams = RandomStreams(settings.seed)
    parameters = Parameters(network.shapes, dtype_of(settings.precision))
    random = streams.generator(Purpose.WEIGHTS)
    network.initialize(parameters, settings.initializer, random)
    return SupervisedLearner(
        network,
        SoftmaxCrossEntropy(),
        settings.optimizer,
        train,
        test,
        batch_size=min(settings.batch_size, train.count),
        learning_rate=settings.learning_rate,
        l2=settings.l2,
        reshuffle=settings.reshuffle,
        streams=streams,
        parameters=parameters,
    )
