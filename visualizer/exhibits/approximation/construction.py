"""The network that a person builds by hand, from steps that are steep sigmoids.

A hidden neuron σ(w (x - s)) is a step at s = -b/w. Two of them, with h and -h to the
output, are a bump. In two dimensions a bump in x and a bump in y go into a neuron of
a second hidden layer, whose threshold lets it answer only where both are: a tower.

References: Nielsen (2015), "Neural Networks and Deep Learning", chapter 4.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.network import Sequential, Trace, dense_network
from visualizer.engine.parameters import Parameters
from visualizer.exhibits.approximation.settings import SIDES, ApproximationSettings


def sigmoid_network(inputs: int, hidden: tuple[int, ...]) -> Sequential:
    """Return a network of sigmoids whose single output is a plain sum."""
    return dense_network(
        inputs, hidden, 1, activations["sigmoid"](), activations["linear"]()
    )


def construct(settings: ApproximationSettings) -> tuple[Sequential, Parameters]:
    """Return network and parameters of what is built by hand."""
    if settings.inputs == "one":
        return _bumps(settings)
    return _towers(settings)


def from_built(settings: ApproximationSettings) -> ApproximationSettings:
    """Return settings whose training starts from what is built by hand now."""
    _, parameters = construct(settings)
    first = tuple(parameters.flat.tolist())
    return replace(settings, start="built", first=first)


def _bumps(settings: ApproximationSettings) -> tuple[Sequential, Parameters]:
    """Return a network with a neuron for each step and two for each bump."""
    places, heights = [], []
    for piece in settings.pieces:
        places.append(piece.left)
        heights.append(piece.height)
        if piece.right is not None:
            places.append(piece.right)
            heights.append(-piece.height)
    network = sigmoid_network(1, (len(places),))
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    steps, output = parameters.blocks
    steps[0] = settings.weight
    steps[1] = -settings.weight * np.array(places)
    output[:-1, 0] = heights
    output[-1, 0] = settings.base
    return network, parameters


def _towers(settings: ApproximationSettings) -> tuple[Sequential, Parameters]:
    """Return a network with four steps and a neuron behind them for each tower."""
    count = len(settings.towers)
    network = sigmoid_network(2, (SIDES * count, count))
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    steps, bumps, output = parameters.blocks
    bumps[-1] = -settings.gain * settings.threshold
    output[-1, 0] = settings.base
    for number, tower in enumerate(settings.towers):
        own = slice(SIDES * number, SIDES * (number + 1))
        places = np.array([tower.left, tower.right, tower.bottom, tower.top])
        steps[:2, own] = np.kron(np.eye(2), np.ones(2)) * settings.weight
        steps[2, own] = -settings.weight * places
        bumps[own, number] = settings.gain * np.array([1.0, -1.0, 1.0, -1.0])
        output[number, 0] = tower.height
    return network, parameters


def answered(network: Sequential, parameters: Parameters, x: Array) -> Trace:
    """Return inputs (inputs, M) on their way forward through a network."""
    trace = Trace(network, parameters, x.shape[1])
    trace.set_inputs(x)
    # Far from a steep step exp overflows to infinity, and its sigmoid is 0 as it is.
    with np.errstate(over="ignore"):
        trace.forward.run()
    return trace


def contributions(parameters: Parameters, trace: Trace) -> Array:
    """Return what each neuron of the last hidden layer adds to the output (H, M)."""
    hidden, output = trace.layers[-2].a, parameters.blocks[-1]
    found: Array = output[:-1] * hidden
    return found


@lru_cache(maxsize=8)
def owners(settings: ApproximationSettings) -> tuple[int, ...]:
    """Return of each step built by hand which piece it belongs to."""
    return tuple(
        number
        for number, piece in enumerate(settings.pieces)
        for _ in range(1 if piece.right is None else 2)
    )


def stages(tower: int, parameters: Parameters, trace: Trace) -> Array:
    """Return how a tower comes about (8, M).

    Its four steps, those that lead down with their sign; the bump in x and the bump
    in y; their sum; and what the neuron makes of it.
    """
    own = slice(SIDES * tower, SIDES * (tower + 1))
    steps = trace.layers[0].a[own] * np.array([[1.0], [-1.0], [1.0], [-1.0]])
    across, up = steps[0] + steps[1], steps[2] + steps[3]
    found: Array = np.stack([*steps, across, up, across + up, trace.layers[1].a[tower]])
    return found
