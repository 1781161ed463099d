"""How large signals are in a wide network of random weights, layer by layer.

A sum of many independent weights times activations is nearly normal, with mean b and
variance n Var(w) E[a²]. So the size of a layer's signals follows from that of the
layer before by integrals over a normal distribution. For linear layers and, because
weights are as often positive as negative, for rectifiers without biases this holds
at any width, as a mean over many draws; for others it is an approximation that wide
layers come close to. On the way back it also takes gradients to be independent of
what came forward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array

NODES = 400
REACH = 8.0
"""Integrals over a normal distribution go from -8 to 8 deviations."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What an activation makes of normal sums; equal only to itself.

    Attributes
    ----------
    mean, square : arrays (B,)
        E[f(z)] and E[f(z)²].
    slope : array (B,)
        E[f'(z)²].
    """

    mean: Array
    square: Array
    slope: Array


@dataclass(frozen=True, slots=True, eq=False)
class SignalTheory:
    """Root mean squares expected in each layer; equal only to itself.

    Attributes
    ----------
    forward : array (L + 1,)
        Of the inputs and of the activations of the hidden layers 1 … L.
    backward : array (L + 1,)
        Of ∂C/∂a of the hidden layers 1 … L and of ∂C/∂z of the output.
    """

    forward: Array
    backward: Array


@cache
def _normal() -> tuple[Array, Array]:
    """Return places and weights (NODES, 1) that integrate over N(0, 1).

    They are the middles of equal intervals: none lies at 0, where many activations
    have a kink, and on both sides of it lie as many.
    """
    edges = np.linspace(-REACH, REACH, NODES + 1)
    places = (0.5 * (edges[1:] + edges[:-1]))[:, None]
    weights = np.exp(-0.5 * places * places)
    return places, weights / weights.sum()


def normal_moments(activation: Activation, mean: float, variance: Array) -> Moments:
    """Return moments of f(z) and f'(z) for z ~ N(mean, variance).

    Parameters
    ----------
    activation : Activation
        Elementwise.
    mean : float
    variance : array (B,)
    """
    places, weights = _normal()
    z = mean + np.sqrt(variance) * places
    a, slope = activation(z), activation.derivative(z)
    return Moments(
        (weights * a).sum(axis=0),
        (weights * a * a).sum(axis=0),
        (weights * slope * slope).sum(axis=0),
    )


def signal_theory(
    activation: Activation,
    sizes: Sequence[int],
    variances: Sequence[float],
    bias: float,
    inputs: Array,
    outputs: Array,
    residual: bool = False,
) -> SignalTheory:
    """Follow the size of signals through a network and back.

    For each example, with q = n_in Var(w) p, p = E[a²] of the layer before:
    p ← E[f(z)²] over z ~ N(b, q). Back, g ← n_out Var(w) E[f'(z)²] g for
    g = E[(∂C/∂a)²]. With a way around each layer but the first, where m = E[a]:
    p ← p + E[f(z)²] + 2 m E[f(z)], and g ← (1 + n_out Var(w) E[f'(z)²]) g.

    References: LeCun, Bottou, Orr & Müller (1998), section 4.6; Glorot & Bengio
    (2010), equations 5 and 6; He, Zhang, Ren & Sun (2015), equations 9 and 14;
    Poole et al. (2016), equation 3; Schoenholz et al. (2017), equation 9; Yang &
    Schoenholz (2017) for the way around.

    Parameters
    ----------
    activation : Activation
        Of all hidden layers; elementwise.
    sizes : sequence of L + 2 ints
        Of the input, of each hidden layer and of the output.
    variances : sequence of L + 1 floats
        Var(w) of the weights into each hidden layer and into the output.
    bias : float
        Value of every bias.
    inputs : array (B,)
        Mean square of each example's inputs.
    outputs : array (B,)
        Mean square of each example's ∂C/∂z at the output.
    residual : bool
        Whether there is a way around each hidden layer but the first.

    Returns
    -------
    SignalTheory
    """
    depth = len(sizes) - 2
    square, mean = inputs, np.zeros_like(inputs)
    forward, passed = [inputs.mean()], []
    for layer in range(depth):
        variance = sizes[layer] * variances[layer] * square
        moments = normal_moments(activation, bias, variance)
        around = residual and layer > 0
        square = moments.square + (square + 2.0 * mean * moments.mean) * around
        mean = moments.mean + mean * around
        forward.append(square.mean())
        passed.append(moments.slope)
    back = outputs * sizes[-1] * variances[-1]
    backward = [outputs.mean(), back.mean()]
    for layer in range(depth - 1, 0, -1):
        back = back * (residual + sizes[layer + 1] * variances[layer] * passed[layer])
        backward.append(back.mean())
    return SignalTheory(np.sqrt(forward), np.sqrt(backward[::-1]))
