"""Networks, examples and learners that the engine's tests work on."""

from __future__ import annotations

from typing import Any

import numpy as np

from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, dtype_of
from visualizer.engine.domains import DISTRIBUTIONS, POSITIVES, SHARES, SIGNS
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import Loss, losses
from visualizer.engine.network import Sequential, Trace, dense_network
from visualizer.engine.optimizers import optimizers
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import RandomStreams

OUTPUTS: dict[str, tuple[str, ...]] = {
    "mean_squared": ("linear", "tanh", "sigmoid", "softmax", "relu"),
    "half_squared": ("linear", "tanh", "relu"),
    "binary_cross_entropy": ("sigmoid", "softmax"),
    "softmax_cross_entropy": ("softmax", "sigmoid"),
    "mean_absolute": ("linear", "tanh"),
    "huber": ("linear", "tanh"),
    "hinge": ("linear", "tanh"),
    "kl_divergence": ("softmax", "sigmoid"),
    "hellinger": ("softmax", "softplus"),
    "cosine": ("linear", "sigmoid"),
    "exponential": ("linear", "tanh"),
    "itakura_saito": ("softplus", "sigmoid"),
    "least_squares_gan": ("linear", "sigmoid"),
}
"""Output activations to check with each loss, fused and not."""

PAIRS = [(loss, output) for loss in OUTPUTS for output in OUTPUTS[loss]]


def network_of(
    hidden: tuple[int, ...],
    activation: str = "tanh",
    output: str = "tanh",
    *,
    inputs: int = 3,
    outputs: int = 2,
) -> Sequential:
    return dense_network(
        inputs, hidden, outputs, activations[activation](), activations[output]()
    )


def parameters_of(
    network: Sequential, seed: int = 1, precision: str = "float64"
) -> Parameters:
    """Return drawn weights, and biases that are not 0 either."""
    random = np.random.default_rng(seed)
    parameters = Parameters(network.shapes, dtype_of(precision))
    network.initialize(parameters, Xavier(), random)
    for biases in parameters.biases:
        biases[:] = random.uniform(-0.4, 0.4, biases.shape)
    return parameters


def targets_of(loss: Loss, outputs: int, count: int, seed: int = 2) -> Array:
    random = np.random.default_rng(seed)
    if loss.domain is DISTRIBUTIONS:
        return np.eye(outputs)[:, random.integers(0, outputs, count)]
    if loss.domain in (SHARES, SIGNS):
        shares = random.integers(0, 2, (outputs, count)).astype(np.float64)
        return shares if loss.domain is SHARES else 2.0 * shares - 1.0
    y = random.uniform(-1.0, 1.0, (outputs, count))
    return 1.1 + y if loss.domain is POSITIVES else y


def examples_of(loss: Loss, inputs: int, outputs: int, count: int) -> Samples:
    x = np.random.default_rng(count).normal(size=(inputs, count))
    y = targets_of(loss, outputs, count)
    labels = None
    if loss.targets == "one_hot":
        labels = y.argmax(axis=0)
    elif outputs == 1:
        labels = (y[0] > (0.5 if loss.targets == "share" else 0.0)).astype(np.int64)
    return Samples(x, y, labels)


def mean_loss(trace: Trace, network: Sequential, loss: Loss) -> float:
    """Run a trace forward and return its mean loss."""
    trace.forward.run()
    top = trace.layers[-1]
    if loss.fuses(network.layers[-1].activation):
        return float(loss.fused_value(top.z, trace.y).mean())
    return float(loss.value(top.a, trace.y).mean())


def learner_of(
    hidden: tuple[int, ...] = (4, 3),
    loss: str = "mean_squared",
    output: str = "tanh",
    *,
    activation: str = "tanh",
    optimizer: Any = None,
    outputs: int = 1,
    examples: int = 25,
    test: int = 10,
    precision: str = "float64",
    seed: int = 1,
    **options: Any,
) -> SupervisedLearner:
    network = network_of(hidden, activation, output, outputs=outputs)
    measure = losses[loss]()
    chosen: dict[str, Any] = {"batch_size": 10, "learning_rate": 0.1, **options}
    return SupervisedLearner(
        network,
        measure,
        optimizer or optimizers["sgd"](),
        examples_of(measure, 3, outputs, examples),
        examples_of(measure, 3, outputs, test),
        streams=RandomStreams(seed),
        parameters=parameters_of(network, seed, precision),
        **chosen,
    )
