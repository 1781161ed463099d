"""A whole network on a tape: each product, sum and answer of each example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, require_shape
from visualizer.engine.layers.dense import Dense
from visualizer.engine.losses import Loss
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.engine.tape import Node, Tape, total
from visualizer.engine.tape_functions import TapeError, activated, distance
from visualizer.language import tr

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")

Grid = tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class ExampleNodes:
    """What one example goes through.

    Attributes
    ----------
    inputs, targets : tuples of Node
    sums, answers : tuples of tuples of Node
        z and a of each neuron, layer by layer.
    loss : Node
    """

    inputs: tuple[Node, ...]
    targets: tuple[Node, ...]
    sums: Grid
    answers: Grid
    loss: Node


@dataclass(frozen=True, slots=True)
class NetworkTape:
    """A network and its examples on one tape, backward pass done.

    Attributes
    ----------
    tape : Tape
    weights : tuple of grids of Node
        By layer, source and destination.
    biases : tuple of tuples of Node
        By layer and destination.
    examples : tuple of ExampleNodes
    loss : Node
        The mean over the examples.
    """

    tape: Tape
    weights: tuple[Grid, ...]
    biases: Grid
    examples: tuple[ExampleNodes, ...]
    loss: Node

    def gradient(self) -> Array:
        """Return ∂loss/∂θ (P,), in the order of the engine's flat parameters."""
        rows = []
        for weights, biases in zip(self.weights, self.biases, strict=True):
            rows += [node for row in (*weights, biases) for node in row]
        return np.array([node.gradient for node in rows])


def record(
    network: Sequential, parameters: Parameters, x: Array, y: Array, loss: Loss
) -> NetworkTape:
    """Send examples through a dense network on a tape, forward and back.

    Parameters
    ----------
    network : Sequential
        Of dense layers alone.
    parameters : Parameters
    x, y : arrays (inputs, B), (outputs, B)
    loss : Loss

    Raises
    ------
    TapeError
        If a layer, an activation or the loss cannot be written in single
        operations.
    ShapeError
        If the examples do not fit the network.
    """
    count = x.shape[1]
    require_shape("x", x, (network.inputs, count))
    require_shape("y", y, (network.sizes[-1], count))
    layers = dense_layers(network)
    tape = Tape()
    weights, biases = _parameters(tape, parameters)
    examples = [
        _example(tape, layers, weights, biases, x[:, number], y[:, number], loss)
        for number in range(count)
    ]
    mean = total([example.loss for example in examples])
    if count > 1:
        mean = mean / float(count)
    mean.named("C")
    tape.backward(mean)
    return NetworkTape(tape, weights, biases, tuple(examples), mean)


def dense_layers(network: Sequential) -> list[Dense]:
    """Return the layers of a network that is dense throughout.

    Raises
    ------
    TapeError
        If another layer is among them.
    """
    layers = []
    for number, layer in enumerate(network.layers, start=1):
        if not isinstance(layer, Dense):
            raise TapeError(
                tr(
                    "layer {number} is {key}, which cannot be written in single "
                    "operations; allowed: dense",
                    number=str(number),
                    key=layer.key,
                )
            )
        layers.append(layer)
    return layers


def symbol(letter: str, layer: int, *numbers: int) -> str:
    """Return a letter with its layer raised and its numbers lowered, counted from 1.

    Examples
    --------
    >>> symbol("w", 2, 0, 2)
    'w₁₃⁽²⁾'
    """
    places = "".join(str(number + 1) for number in numbers)
    raised = f"({layer})".translate(_SUPERSCRIPTS) if layer else ""
    return f"{letter}{places.translate(_SUBSCRIPTS)}{raised}"


def _parameters(tape: Tape, parameters: Parameters) -> tuple[tuple[Grid, ...], Grid]:
    weights: list[Grid] = []
    biases: list[tuple[Node, ...]] = []
    for layer, block in enumerate(parameters.blocks, start=1):
        weights.append(
            tuple(
                tuple(
                    tape.number(value, symbol("w", layer, source, neuron))
                    for neuron, value in enumerate(row)
                )
                for source, row in enumerate(block[:-1])
            )
        )
        biases.append(
            tuple(
                tape.number(value, symbol("b", layer, neuron))
                for neuron, value in enumerate(block[-1])
            )
        )
    return tuple(weights), tuple(biases)


def _example(
    tape: Tape,
    layers: Sequence[Dense],
    weights: tuple[Grid, ...],
    biases: Grid,
    x: Array,
    y: Array,
    loss: Loss,
) -> ExampleNodes:
    inputs = tuple(tape.given(value, symbol("x", 0, n)) for n, value in enumerate(x))
    signals = inputs
    sums: list[tuple[Node, ...]] = []
    answers: list[tuple[Node, ...]] = []
    for number, layer in enumerate(layers, start=1):
        rows, shifts = weights[number - 1], biases[number - 1]
        sums.append(
            tuple(
                total(
                    [row[n] * a for row, a in zip(rows, signals, strict=True)] + [b]
                ).named(symbol("z", number, n))
                for n, b in enumerate(shifts)
            )
        )
        signals = tuple(
            a.named(symbol("a", number, n))
            for n, a in enumerate(activated(layer.activation, sums[-1]))
        )
        answers.append(signals)
    targets = tuple(tape.given(value, symbol("y", 0, n)) for n, value in enumerate(y))
    return ExampleNodes(
        inputs, targets, tuple(sums), tuple(answers), distance(loss, signals, targets)
    )
