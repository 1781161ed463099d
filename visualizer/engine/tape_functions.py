"""Activations and losses, written in the single operations of a tape.

Each is written down here once more, from its formula and not from the engine's
calls, so that both can be held against each other. Which operations there are does
not depend on the numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import singledispatch

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.activations.elu import ELU
from visualizer.engine.activations.gaussian import Gaussian
from visualizer.engine.activations.gelu import GELU
from visualizer.engine.activations.hard_sigmoid import HardSigmoid
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.activations.linear import Linear
from visualizer.engine.activations.mish import Mish
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.selu import SELU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.sine import Sine
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.activations.softplus import Softplus
from visualizer.engine.activations.swish import Swish
from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.activations.threshold import Threshold
from visualizer.engine.losses import Loss
from visualizer.engine.losses.binary_cross_entropy import BinaryCrossEntropy
from visualizer.engine.losses.cosine import Cosine
from visualizer.engine.losses.exponential import Exponential
from visualizer.engine.losses.half_squared import HalfSquared
from visualizer.engine.losses.hellinger import Hellinger
from visualizer.engine.losses.hinge import Hinge
from visualizer.engine.losses.huber import Huber
from visualizer.engine.losses.itakura_saito import ItakuraSaito
from visualizer.engine.losses.kl_divergence import KLDivergence
from visualizer.engine.losses.least_squares_gan import LeastSquaresGAN
from visualizer.engine.losses.mean_absolute import MeanAbsolute
from visualizer.engine.losses.mean_squared import MeanSquared
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.tape import (
    Node,
    absolute,
    applied,
    erf,
    exp,
    log,
    maximum,
    minimum,
    positive_or,
    product,
    sin,
    softplus,
    sqrt,
    step,
    tanh,
    total,
)
from visualizer.language import tr

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805

Nodes = Sequence[Node]


class TapeError(ValueError):
    """Something cannot be written in single operations; the message names it."""


def activated(activation: Activation, sums: Nodes) -> list[Node]:
    """Return the answers of a layer's neurons to their sums.

    Raises
    ------
    TapeError
        If the activation is a function of several sums that is not known here.
    """
    if isinstance(activation, Softmax):
        return _softmax(sums)
    if activation.neurons is None and not activation.elementwise:
        raise TapeError(
            tr(
                "activation {key} cannot be written in single operations; allowed: "
                "functions of one sum, and softmax",
                key=activation.key,
            )
        )
    return [answer(activation.of(number), z) for number, z in enumerate(sums)]


def _softmax(sums: Nodes) -> list[Node]:
    # The greatest sum is taken away as a plain number, which changes no share.
    top = sums[0].tape.given(max(z.value for z in sums), "max z")
    powers = [exp(z - top) for z in sums]
    whole = total(powers)
    return [power / whole for power in powers]


@singledispatch
def answer(activation: Activation, z: Node) -> Node:
    """Return the answer of one neuron to its sum.

    What has no formula of its own here is one operation, with its own derivative.
    """

    def at(value: float) -> float:
        return float(activation(np.array([[value]]))[0, 0])

    def slope_at(value: float) -> float:
        return float(activation.derivative(np.array([[value]]))[0, 0])

    return applied(activation.title, z, at, slope_at)


@answer.register
def _(activation: Linear, z: Node) -> Node:
    return z


@answer.register
def _(activation: Tanh, z: Node) -> Node:
    return tanh(z)


@answer.register
def _(activation: Sigmoid, z: Node) -> Node:
    return logistic(z)


@answer.register
def _(activation: ReLU, z: Node) -> Node:
    return maximum(z, 0.0)


@answer.register
def _(activation: LeakyReLU, z: Node) -> Node:
    return positive_or(z, z * activation.alpha)


@answer.register
def _(activation: ELU, z: Node) -> Node:
    return positive_or(z, (exp(z) - 1.0) * activation.alpha)


@answer.register
def _(activation: SELU, z: Node) -> Node:
    return positive_or(z, (exp(z) - 1.0) * SELU_ALPHA) * SELU_SCALE


@answer.register
def _(activation: Softplus, z: Node) -> Node:
    return softplus(z * activation.beta) / activation.beta


@answer.register
def _(activation: Mish, z: Node) -> Node:
    return z * tanh(softplus(z))


@answer.register
def _(activation: Swish, z: Node) -> Node:
    return z * logistic(z * activation.beta)


@answer.register
def _(activation: GELU, z: Node) -> Node:
    if activation.approximate:
        inner = tanh((z + z**3 * 0.044715) * math.sqrt(2.0 / math.pi))
    else:
        inner = erf(z / math.sqrt(2.0))
    return z * (inner + 1.0) / 2.0


@answer.register
def _(activation: HardSigmoid, z: Node) -> Node:
    return minimum(maximum(z + 3.0, 0.0), 6.0) / 6.0


@answer.register
def _(activation: Sine, z: Node) -> Node:
    return sin(z)


@answer.register
def _(activation: Gaussian, z: Node) -> Node:
    return exp(-(z**2))


@answer.register
def _(activation: Threshold, z: Node) -> Node:
    return step(z)


def logistic(u: Node) -> Node:
    """Return 1 / (1 + exp(-u))."""
    return 1.0 / (exp(-u) + 1.0)


@singledispatch
def distance(loss: Loss, outputs: Nodes, targets: Nodes) -> Node:
    """Return the loss of one example from its outputs and targets.

    Raises
    ------
    TapeError
        If the loss has no formula here.
    """
    raise TapeError(
        tr(
            "loss {key} cannot be written in single operations; allowed: {keys}",
            key=loss.key,
            keys=", ".join(_written_losses()),
        )
    )


def _written_losses() -> list[str]:
    known = [member for member in distance.registry if member is not object]
    return sorted(member.key for member in known if issubclass(member, Loss))


@distance.register
def _(loss: MeanSquared, outputs: Nodes, targets: Nodes) -> Node:
    return _squares(outputs, targets)


@distance.register
def _(loss: HalfSquared, outputs: Nodes, targets: Nodes) -> Node:
    return _squares(outputs, targets) / 2.0


@distance.register
def _(loss: LeastSquaresGAN, outputs: Nodes, targets: Nodes) -> Node:
    return _squares(outputs, targets) / 2.0


@distance.register
def _(loss: MeanAbsolute, outputs: Nodes, targets: Nodes) -> Node:
    return total([absolute(a - y) for a, y in zip(outputs, targets, strict=True)])


@distance.register
def _(loss: Exponential, outputs: Nodes, targets: Nodes) -> Node:
    return exp(_squares(outputs, targets) / loss.tau) * loss.tau


@distance.register
def _(loss: Huber, outputs: Nodes, targets: Nodes) -> Node:
    parts = []
    for a, y in zip(outputs, targets, strict=True):
        size = absolute(a - y)
        small = minimum(size, loss.delta)
        parts.append(small * (size - small / 2.0))
    return total(parts)


@distance.register
def _(loss: Hinge, outputs: Nodes, targets: Nodes) -> Node:
    return total(
        [maximum(1.0 - y * a, 0.0) for a, y in zip(outputs, targets, strict=True)]
    )


@distance.register
def _(loss: BinaryCrossEntropy, outputs: Nodes, targets: Nodes) -> Node:
    parts = []
    for a, y in zip(outputs, targets, strict=True):
        parts += [y * log(a), (1.0 - y) * log(1.0 - a)]
    return -total(parts)


@distance.register
def _(loss: SoftmaxCrossEntropy, outputs: Nodes, targets: Nodes) -> Node:
    goals = list(targets)
    if loss.smoothing:
        share = loss.smoothing / len(goals)
        goals = [y * (1.0 - loss.smoothing) + share for y in goals]
    return -_cross(outputs, goals)


@distance.register
def _(loss: KLDivergence, outputs: Nodes, targets: Nodes) -> Node:
    return _cross(targets, targets) - _cross(outputs, targets)


@distance.register
def _(loss: Hellinger, outputs: Nodes, targets: Nodes) -> Node:
    roots = [sqrt(a) - sqrt(y) for a, y in zip(outputs, targets, strict=True)]
    return total([root**2 for root in roots]) / 2.0


@distance.register
def _(loss: ItakuraSaito, outputs: Nodes, targets: Nodes) -> Node:
    ratios = [y / a for a, y in zip(outputs, targets, strict=True)]
    return total([ratio - log(ratio) - 1.0 for ratio in ratios])


@distance.register
def _(loss: Cosine, outputs: Nodes, targets: Nodes) -> Node:
    lengths = product(outputs, outputs) * product(targets, targets)
    return 1.0 - product(outputs, targets) / sqrt(lengths)


def _squares(outputs: Nodes, targets: Nodes) -> Node:
    return total([(a - y) ** 2 for a, y in zip(outputs, targets, strict=True)])


def _cross(outputs: Nodes, targets: Nodes) -> Node:
    """Return Σ_k y_k ln a_k."""
    return total([y * log(a) for a, y in zip(outputs, targets, strict=True)])
