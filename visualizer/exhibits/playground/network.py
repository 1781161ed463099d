"""The Playground's network: one column of neurons for each layer on screen.

A column may take several layers of the engine: sums, their normalization,
dropout, a way around them, the silence of neurons that are off, and the inputs
that are handed on beside them. These kinds of layers are imported where a network
has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.layers import LINEAR, Layer, LayerTrace
from visualizer.engine.layers.dense import Dense
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.exhibits.playground.layer_settings import LayerSettings
from visualizer.exhibits.playground.settings import PlaygroundSettings

if TYPE_CHECKING:
    from visualizer.engine.layers.batch_normalization import BatchNormalization
    from visualizer.engine.layers.layer_normalization import LayerNormalization


def normalization_of(
    key: str,
) -> type[BatchNormalization | LayerNormalization] | None:
    """Return the layer that normalizes, by its key in the settings; None for none."""
    match key:
        case "batch":
            from visualizer.engine.layers.batch_normalization import BatchNormalization

            return BatchNormalization
        case "layer":
            from visualizer.engine.layers.layer_normalization import LayerNormalization

            return LayerNormalization
    return None


class Column(Struct, frozen=True):
    """A layer on screen, and where the engine computes it.

    Attributes
    ----------
    units : int
    activation : Activation
    first, last : int
        Its first and last layer of the engine.
    normalized : bool
        Whether the sums are normalized.
    residual : bool
        Whether what the column is given is added to what it answers.
    carries : bool
        Whether the network's inputs are handed on beside its answers.
    dropout : float
        Share of the answers that training leaves out.
    off : tuple of int
        Neurons that are switched off.
    epsilon : float
        What a normalization adds to the variance.
    """

    units: int
    activation: Activation
    first: int
    last: int
    normalized: bool
    residual: bool
    carries: bool
    dropout: float = 0.0
    off: tuple[int, ...] = ()
    epsilon: float = 0.0

    def sums(self, traces: Sequence[LayerTrace]) -> LayerTrace:
        """Return the trace of the sums Σ, whose block are weights and biases."""
        return self._branch(traces)[0]

    def answers(self, traces: Sequence[LayerTrace]) -> LayerTrace:
        """Return the trace whose z is what the activation gets, and a what it gives."""
        return self._branch(traces)[1 if self.normalized else 0]

    def mask(self, traces: Sequence[LayerTrace]) -> Array | None:
        """Return the factors (units, B) of dropout; None where nothing is left out."""
        if not self.dropout:
            return None
        return self._branch(traces)[2 if self.normalized else 1].values.get("mask")

    def output(self, traces: Sequence[LayerTrace]) -> LayerTrace:
        """Return the trace whose a the next column gets, besides what is carried."""
        return self._own(traces)[-1]

    def _own(self, traces: Sequence[LayerTrace]) -> Sequence[LayerTrace]:
        own = traces[self.first : self.last + 1]
        return own[0].inner if self.carries else own

    def _branch(self, traces: Sequence[LayerTrace]) -> Sequence[LayerTrace]:
        own = self._own(traces)
        return own[0].inner if self.residual else own


def plain_columns(network: Sequential) -> tuple[Column, ...]:
    """Return the columns of a network of dense layers and nothing else."""
    sizes = network.sizes[1:]
    return tuple(
        Column(units, layer.activation, place, place, False, False, False)
        for place, (units, layer) in enumerate(zip(sizes, network.layers, strict=True))
    )


class PlaygroundNetwork(Struct, frozen=True):
    """A network with its columns, the last being the output.

    Attributes
    ----------
    layers : Sequential
    columns : tuple of Column
    sizes : tuple of int
        Neurons of the input and of each column.
    """

    layers: Sequential
    columns: tuple[Column, ...]
    sizes: tuple[int, ...]

    def sources(self, layer: int) -> int:
        """Return how many weights lead into each neuron of layer 1, 2, ….

        The sources are the neurons of the layer before and, where the inputs are
        handed on to it, these behind them.
        """
        carried = layer > 1 and self.columns[layer - 2].carries
        return self.sizes[layer - 1] + (self.sizes[0] if carried else 0)


def build_network(
    settings: PlaygroundSettings, inputs: int, outputs: int, output: Activation
) -> PlaygroundNetwork:
    """Build the network that the settings ask for.

    Parameters
    ----------
    settings : PlaygroundSettings
    inputs, outputs : int
        Numbers that the data ask for.
    output : Activation
        Of the output.
    """
    chain: list[Layer] = []
    if settings.input_noise > 0.0:
        from visualizer.engine.layers.input_noise import InputNoise

        chain.append(InputNoise(settings.input_noise))
    columns: list[Column] = []
    for number, units in enumerate(settings.hidden, start=1):
        own = settings.layer(number)
        first = len(chain)
        off = tuple(sorted(n for layer, n in settings.disabled if layer == number))
        made = _hidden(units, own, settings.activation_of(number), off)
        # The last hidden layer has none behind it to hand the inputs on to.
        carries = settings.input_skips and number < len(settings.hidden)
        if carries:
            from visualizer.engine.layers.carry import Carry

            made = (Carry(made, inputs),)
        chain += made
        normalization = normalization_of(own.normalization)
        columns.append(
            Column(
                units=units,
                activation=settings.activation_of(number),
                first=first,
                last=len(chain) - 1,
                normalized=normalization is not None,
                residual=own.residual,
                carries=carries,
                dropout=own.dropout,
                off=off,
                epsilon=normalization().epsilon if normalization else 0.0,
            )
        )
    last = len(chain)
    columns.append(Column(outputs, output, last, last, False, False, False))
    chain.append(Dense(outputs, output))
    sizes = (inputs, *settings.hidden, outputs)
    return PlaygroundNetwork(Sequential(inputs, tuple(chain)), tuple(columns), sizes)


def held_places(
    settings: PlaygroundSettings, network: PlaygroundNetwork, parameters: Parameters
) -> tuple[int, ...]:
    """Return the places of all parameters that are not trained.

    Those of a frozen neuron are its incoming weights, its bias, and gain and
    shift where its sum is normalized. What was chosen in a network of more
    inputs or outputs and is not in this one is left out.
    """
    sizes, places = network.sizes, []
    for layer, source, neuron in settings.locked:
        within = layer < len(sizes) and neuron < sizes[layer]
        if within and (source is None or source < network.sources(layer)):
            block = network.layers.first_block(network.columns[layer - 1].first + 1)
            places.append(parameters.offset(block, source, neuron))
    for layer, neuron in settings.frozen:
        if layer < len(sizes) and neuron < sizes[layer]:
            column = network.columns[layer - 1]
            block = network.layers.first_block(column.first + 1)
            rows: tuple[int | None, ...] = (*range(network.sources(layer)), None)
            places += [parameters.offset(block, row, neuron) for row in rows]
            if column.normalized:
                further = (block + 1, block + 2)
                places += [parameters.offset(one, None, neuron) for one in further]
    return tuple(sorted(set(places)))


def _hidden(
    units: int, own: LayerSettings, activation: Activation, silent: tuple[int, ...]
) -> tuple[Layer, ...]:
    """Return the engine's layers of one hidden column."""
    branch: tuple[Layer, ...] = (Dense(units, activation),)
    normalization = normalization_of(own.normalization)
    if normalization is not None:
        branch = (Dense(units, LINEAR), normalization(activation=activation))
    if own.dropout > 0.0:
        from visualizer.engine.layers.dropout import Dropout

        branch = (*branch, Dropout(own.dropout))
    if own.residual:
        from visualizer.engine.layers.residual import Residual

        branch = (Residual(branch),)
    if silent:
        from visualizer.engine.layers.silence import Silence

        branch = (*branch, Silence(silent))
    return branch
