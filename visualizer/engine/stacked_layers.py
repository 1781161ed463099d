"""Layers of many runs at once: the parameters of each run for its part of a batch.

In rows, the values of all runs are (n, R, B): one row holds one value of each example,
run by run, which activations and losses take as any batch. Pictures are (R, channels,
height, width, B) instead, one run behind the other, as if the channels of all runs were
those of one network: windows are then as long in memory as those of a run alone. The
first convolution goes over from one order to the other, the first dense layer behind it
back.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from math import prod

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array, Shape
from visualizer.engine.chain import shapes_of
from visualizer.engine.layers import ActivatedLayer, Block, Layer, LayerTrace
from visualizer.engine.layers.average_pooling import AveragePooling
from visualizer.engine.layers.convolution import Convolution, add_up
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.global_average_pooling import GlobalAveragePooling
from visualizer.engine.layers.global_max_pooling import GlobalMaxPooling
from visualizer.engine.layers.layer_normalization import LayerNormalization
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.network import Sequential
from visualizer.engine.plan import Plan

MOST_VALUES = 50_000
"""Of all layers for the batch of one run: with more, pictures of many runs leave the
cache between one layer and the next, and runs are faster one after the other."""

POOLS = (MaxPooling, AveragePooling, GlobalMaxPooling, GlobalAveragePooling)
"""Layers that take each channel by itself."""


class StackError(ValueError):
    """A network has a layer that cannot be stacked; the message names it."""


def stacked(network: Sequential, runs: int, shared: bool = False) -> Sequential:
    """Return a network that does for all runs what `network` does for one.

    Parameters
    ----------
    network : Sequential
    runs : int
    shared : bool
        Whether all runs get the same examples.

    Raises
    ------
    StackError
        If a layer is none of dense, convolution, pooling, flatten, and layer
        normalization of values in a row; if the activation of a picture is not one
        function of each value; or if no dense layer comes behind the pictures.
    """
    layers: list[Layer] = []
    # Whether the values are in the order of pictures.
    pictures = False
    shapes = shapes_of(network.layers, network.input_shape)
    for number, (layer, shape) in enumerate(
        zip(network.layers, shapes[:-1], strict=True), start=1
    ):
        if shared and number == 1 and isinstance(layer, Dense):
            made: Layer | None = SharingDense(layer, runs)
        else:
            made = _stacked(layer, shape, runs, pictures)
        if made is None:
            raise StackError(
                f"layer {number} ({layer.key}, {layer.activation.key}) cannot be "
                "stacked; allowed: dense, convolution, pooling, flatten, layer "
                "normalization of rows, and for pictures functions of each value"
            )
        layers.append(made)
        pictures = not isinstance(layer, Dense) and (
            pictures or isinstance(layer, Convolution)
        )
    if pictures:
        raise StackError("the network has no dense layer behind its convolutions")
    return Sequential(network.inputs, tuple(layers), network.image)


def worth_stacking(network: Sequential, batch: int) -> bool:
    """Return whether runs of a network can be stacked, and are then faster.

    Parameters
    ----------
    network : Sequential
    batch : int
        Examples of an update of one run.
    """
    try:
        layers = stacked(network, 1).layers
    except StackError:
        return False
    small = sum(network.sizes) * batch <= MOST_VALUES
    return small or not any(isinstance(layer, StackedConvolution) for layer in layers)


def _stacked(layer: Layer, shape: Shape, runs: int, pictures: bool) -> Layer | None:
    """Return a layer for all runs; None if there is none."""
    if isinstance(layer, Dense):
        return StackedDense(layer, runs, pictures)
    if isinstance(layer, LayerNormalization):
        return None if pictures or len(shape) > 1 else layer
    plain = layer.activation.elementwise and layer.activation.neurons is None
    if isinstance(layer, Convolution):
        return StackedConvolution(layer, runs, pictures) if plain else None
    if not isinstance(layer, (*POOLS, Flatten)):
        return None
    if not pictures or layer.reshapes:
        return layer
    return ChannelByChannel(layer, runs) if plain else None


def _run_by_run(values: Array, runs: int) -> Array:
    """Return (..., R B) as a view (R, ..., B)."""
    shape, step = values.shape[:-1], values.strides[-1]
    batch = values.shape[-1] // runs
    return np.lib.stride_tricks.as_strided(
        values, (runs, *shape, batch), (batch * step, *values.strides)
    )


@dataclass(frozen=True)
class OfAllRuns(ActivatedLayer):
    """A layer that does for all runs what another one does for one."""

    layer: Layer
    runs: int

    @property
    def activation(self) -> Activation:
        return self.layer.activation

    def output_shape(self, shape: Shape) -> Shape:
        return self.layer.output_shape(shape)

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        return self.layer.blocks(shape)


@dataclass(frozen=True)
class StackedDense(OfAllRuns):
    """A dense layer of each run: z = Wᵀ x + b and a = f(z), R times.

    Shapes: x (n_in + 1, R B), or behind pictures (R n_in, B), block (R, n_in + 1,
    units), z (units, R B).
    """

    pictures: bool = False

    key = "stacked_dense"
    title = "Dense"
    takes_ones = True

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m, block = trace.name, trace.source, trace.block
        # The row of ones is no part of pictures.
        x = self._by_run(trace.x[:-1] if self.pictures else trace.x)
        z, rows = _run_by_run(trace.z, self.runs), x.shape[1]
        name = f"Z{n} = W{n}ᵀ A{m} + b{n}"
        forward.add(name, np.matmul, block[:, :rows].transpose(0, 2, 1), x, z)
        if self.pictures:
            forward.add(name, np.add, z, block[:, -1, :, None], z)
        if backward is None:
            return
        dz, grad = _run_by_run(trace.dz, self.runs), trace.grad
        name = f"dW{n}, db{n} = A{m} dZ{n}ᵀ"
        backward.add(name, np.matmul, x, dz.transpose(0, 2, 1), grad[:, :rows])
        if self.pictures:
            backward.add(name, np.add.reduce, dz, 2, None, grad[:, -1])
        if trace.dx is not None:
            dx = self._by_run(trace.dx)
            backward.add(f"dA{m} = W{n} dZ{n}", np.matmul, block[:, :-1], dz, dx)

    def _by_run(self, values: Array) -> Array:
        """Return inputs (n, R B) as a view (R, n, B)."""
        if self.pictures:
            return values.reshape(self.runs, len(values), -1)
        return _run_by_run(values, self.runs)


@dataclass(frozen=True)
class SharingDense(OfAllRuns):
    """The first dense layer of runs that all get the same examples.

    The units of all runs are then those of one layer, and their sums one product.

    Shapes: x (n_in + 1, R B), of which the first B columns are read; block (R, n_in +
    1, units), z (units, R B).

    Values: ``together`` (n_in + 1, units, R), the parameters of all runs.
    """

    key = "sharing_dense"
    title = "Dense"
    takes_ones = True

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m, block = trace.name, trace.source, trace.block
        x = trace.x[:, : trace.x.shape[1] // self.runs]
        units, batch = len(trace.z), x.shape[1]
        together = np.empty((len(x), units, self.runs), x.dtype)
        trace.values["together"] = together
        name = f"Z{n} = W{n}ᵀ A{m} + b{n}"
        z = trace.z.reshape(units * self.runs, batch)
        forward.add(name, np.copyto, together, block.transpose(1, 2, 0))
        forward.add(name, together.reshape(len(x), -1).T.dot, x, z)
        if backward is None:
            return
        dz = trace.dz.reshape(units * self.runs, batch)
        gradients = np.empty_like(together)
        name = f"dW{n}, db{n} = A{m} dZ{n}ᵀ"
        backward.add(name, np.dot, x, dz.T, gradients.reshape(len(x), -1))
        grad = trace.grad.transpose(1, 2, 0)
        backward.add(name, np.copyto, grad, gradients)


@dataclass(frozen=True)
class StackedConvolution(OfAllRuns):
    """A convolution of each run, R times; its sums are in the order of pictures.

    Shapes: x (channels, *lengths, R B), or behind pictures (R channels, *lengths, B),
    block (R, channels places + 1, filters), z (R filters, *windows, B).

    Values: ``padded`` (R channels, *lengths, B), x in its frame of zeros and in the
    order of pictures; ``patches`` (R, channels places + 1, windows B), one window a
    column.
    """

    layer: Convolution
    pictures: bool

    key = "stacked_convolution"
    title = "Convolution"

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m, runs = trace.name, trace.source, self.runs
        channels, *lengths = trace.shape
        windows = self.layer.windows((runs * channels, *lengths))
        batch = trace.x.shape[-1] // runs
        x, read = trace.x.reshape(runs * channels, *lengths, -1), f"A{m}"
        if windows.framed or not self.pictures:
            padded, inside = windows.padded(batch, x.dtype)
            trace.values["padded"] = padded
            by_run = x if self.pictures else _run_by_run(trace.x, runs)
            room = inside.reshape(by_run.shape)
            forward.add(f"P{n} = A{m} in a frame of zeros", np.copyto, room, by_run)
            x, read = padded, f"P{n}"
        rows, filters = trace.block.shape[1:]
        places = prod(windows.counts) * batch
        patches = np.ones((runs, rows, places), x.dtype)
        trace.values["patches"] = patches
        split = (channels, *windows.sides, *windows.counts, batch)
        gathered = windows.gathered(x)
        forward.add(
            f"X{n} = windows of {read}",
            np.copyto,
            patches[:, :-1].reshape(runs, *split),
            gathered.reshape(runs, *split),
        )
        z = trace.z.reshape(runs, filters, places)
        turned = trace.block.transpose(0, 2, 1)
        forward.add(f"Z{n} = W{n}ᵀ X{n} + b{n}", np.matmul, turned, patches, z)
        if backward is None:
            return
        dz = trace.dz.reshape(runs, filters, places)
        name = f"dW{n}, db{n} = X{n} dZ{n}ᵀ"
        backward.add(name, np.matmul, patches, dz.transpose(0, 2, 1), trace.grad)
        if trace.dx is None:
            return
        spread = np.empty((runs, rows - 1, places), x.dtype)
        weights = trace.block[:, :-1]
        backward.add(f"dX{n} = W{n} dZ{n}", np.matmul, weights, dz, spread)
        name = f"dA{m} = Σ dX{n} over windows"
        by_place = spread.reshape(gathered.shape)
        dx = trace.dx.reshape(runs * channels, *lengths, batch)
        add_up(backward, name, windows, by_place, dx)


@dataclass(frozen=True)
class ChannelByChannel(OfAllRuns):
    """A layer that takes each channel by itself, with the channels of all runs.

    Shapes: x (R channels, *lengths, B), z (R channels, *windows, B).
    """

    key = "channel_by_channel"
    title = "Pooling"

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        inside = dataclasses.replace(
            trace,
            shape=(self.runs * trace.shape[0], *trace.shape[1:]),
            dx=None if trace.dx is None else self._together(trace.dx),
            x=self._together(trace.x),
            z=self._together(trace.z),
            a=self._together(trace.a),
            slope=self._together(trace.slope),
            da=self._together(trace.da),
            dz=self._together(trace.dz),
        )
        self.layer.compile(inside, forward, backward)

    def _together(self, values: Array) -> Array:
        """Return the channels of all runs; nothing of what a trace has not."""
        if not values.size:
            return values
        channels, *lengths, batch = values.shape
        return values.reshape(channels * self.runs, *lengths, batch // self.runs)
