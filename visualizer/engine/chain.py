"""Layers one behind the other: their buffers, and their calls in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import prod

import numpy as np

from visualizer.engine.arrays import Array, DType, Shape
from visualizer.engine.layers import (
    ActivatedLayer,
    Layer,
    LayerTrace,
    Site,
    check_neurons,
    shaped,
)
from visualizer.engine.plan import Plan

LAYERS_A_CHAIN = 1024
"""More than any chain has; keeps the places of nested chains apart."""


def shapes_of(layers: Iterable[Layer], shape: Shape) -> tuple[Shape, ...]:
    """Return the shape of one example before the first and after each layer.

    Raises
    ------
    ShapeError
        If a layer cannot take what the one before it gives.
    """
    shapes = [shape]
    for layer in layers:
        shapes.append(layer.output_shape(shapes[-1]))
        check_neurons(layer.activation, shapes[-1][0])
    return tuple(shapes)


class Arena:
    """Blocks (n + 1, B) of one chain, one behind the other in one flat array.

    Blocks that lie side by side can be worked on in one call. Each block ends
    in a row of `edge`.
    """

    def __init__(self, sizes: Sequence[int], batch: int, dtype: DType, edge: float):
        self._stops = np.cumsum([0, *((size + 1) * batch for size in sizes)])
        self.flat: Array = np.zeros(int(self._stops[-1]), dtype)
        self.blocks = [
            self.flat[start:stop].reshape(size + 1, batch)
            for size, start, stop in zip(
                sizes, self._stops[:-1], self._stops[1:], strict=True
            )
        ]
        for block in self.blocks:
            block[-1] = edge

    def span(self, first: int, last: int) -> Array:
        """Return blocks `first` … `last` as one flat array."""
        return self.flat[self._stops[first] : self._stops[last + 1]]


class Chain:
    """Layers one behind the other, with buffers for one batch.

    Parameters
    ----------
    described : sequence of layers
    site : Site
        Where the chain stands; its blocks are those of all layers in order.
    learns : bool
        Whether there is a backward pass.
    prefix : str
        Stands before the number of each layer: ``"2."`` inside layer 2.

    Attributes
    ----------
    layers : list of LayerTrace
    """

    def __init__(
        self, described: Sequence[Layer], site: Site, learns: bool, prefix: str = ""
    ) -> None:
        self._described = tuple(described)
        self._site = site
        self._prefix = prefix
        self._shapes = shapes_of(described, site.shape)
        own = [0] + [
            0 if layer.reshapes else prod(shape)
            for layer, shape in zip(described, self._shapes[1:], strict=True)
        ]
        # Where z is a there is one buffer for both, and for their gradients.
        summed = [0] + [
            0 if layer.activation.identity else size
            for layer, size in zip(described, own[1:], strict=True)
        ]
        sloped = [0] + [
            size if isinstance(layer, ActivatedLayer) else 0
            for layer, size in zip(described, own[1:], strict=True)
        ]
        none = [0] * len(own)
        batch, dtype = site.inputs.shape[1], site.inputs.dtype
        self._activations = Arena(own, batch, dtype, 1.0)
        self._sums = Arena(summed, batch, dtype, 0.0)
        self._slopes = Arena(sloped if learns else none, batch, dtype, 0.0)
        self._gradients = Arena(own if learns else none, batch, dtype, 0.0)
        self._deltas = Arena(summed if learns else none, batch, dtype, 0.0)
        # Below the first layer with parameters nobody needs a gradient.
        lowest = 0
        if site.dx is None:
            counts = [
                len(layer.blocks(shape))
                for layer, shape in zip(described, self._shapes[:-1], strict=True)
            ]
            lowest = next((i for i, count in enumerate(counts) if count), len(counts))
        self._lowest = lowest if learns else len(self._described)
        self.layers: list[LayerTrace] = []
        self._place_layers()
        self._forward: list[Plan] = []
        self._backward: list[Plan] = []
        for number, (layer, trace) in enumerate(
            zip(self._described, self.layers, strict=True)
        ):
            forward, backward = Plan(dtype), Plan(dtype)
            layer.compile(trace, forward, backward if number >= self._lowest else None)
            self._forward.append(forward)
            self._backward.append(backward)

    def _place_layers(self) -> None:
        """Make the trace of each layer."""
        site = self._site
        inputs, dx, source = site.inputs, site.dx, site.source
        block = kept = 0
        for number, (layer, (shape, out)) in enumerate(
            zip(self._described, pairwise(self._shapes), strict=True), start=1
        ):
            blocks = block + len(layer.blocks(shape))
            statistics = kept + layer.statistics(shape).size
            outputs = inputs if layer.reshapes else self._activations.blocks[number]
            gradient = dx if layer.reshapes else self._gradients.blocks[number][:-1]
            a = shaped(outputs[:-1], out)
            da = a[:0] if gradient is None else shaped(gradient, out)
            z, dz = a, da
            if not layer.activation.identity:
                z = shaped(self._sums.blocks[number][:-1], out)
                dz = shaped(self._deltas.blocks[number][:-1], out)
            name = f"{self._prefix}{number}"
            self.layers.append(
                LayerTrace(
                    name=name,
                    source=source,
                    place=site.place * LAYERS_A_CHAIN + number,
                    shape=shape,
                    inputs=inputs,
                    dx=dx if number - 1 > self._lowest or site.dx is not None else None,
                    blocks=site.blocks[block:blocks],
                    grads=site.grads[block:blocks],
                    statistics=site.statistics[kept:statistics],
                    training=site.training,
                    x=inputs if layer.takes_ones else shaped(inputs[:-1], shape),
                    z=z,
                    a=a,
                    slope=shaped(self._slopes.blocks[number][:-1], out),
                    da=da,
                    dz=dz,
                )
            )
            inputs, dx, source = outputs, gradient, name
            block, kept = blocks, statistics

    def add_forward(self, plan: Plan) -> None:
        """Append the forward pass."""
        for layer, trace, calls in zip(
            self._described, self.layers, self._forward, strict=True
        ):
            plan.operations += calls.operations
            if not layer.activation.identity:
                plan.extend(
                    f"A{trace.name} = {layer.activation.key}(Z{trace.name})",
                    layer.activation.value(_flat(trace.z), _flat(trace.a)),
                )

    def add_slopes(self, plan: Plan, stop: int) -> None:
        """Append the slopes of layers 1 … `stop` - 1, neighbors in one call each."""
        first = self._lowest + 1
        while first < stop:
            activation = self._described[first - 1].activation
            last = first
            while (
                last + 1 < stop
                and activation.elementwise
                and self._described[last].activation == activation
            ):
                last += 1
            if not activation.identity and activation.elementwise:
                low, high = self.layers[first - 1].name, self.layers[last - 1].name
                names = f"S{low}" if first == last else f"S{low} … S{high}"
                plan.extend(
                    f"{names} = {activation.key}′(Z)",
                    activation.slope(
                        self._sums.span(first, last),
                        self._activations.span(first, last),
                        self._slopes.span(first, last),
                    ),
                )
            first = last + 1

    def add_activation(self, plan: Plan, number: int) -> None:
        """Append ∂loss/∂z of layer `number` from its ∂loss/∂a."""
        activation, trace = (
            self._described[number - 1].activation,
            self.layers[number - 1],
        )
        if not activation.identity:
            arrays = (trace.z, trace.a, trace.slope, trace.da, trace.dz)
            plan.extend(
                f"dZ{trace.name} = dA{trace.name} ⊙ {activation.key}′(Z{trace.name})",
                activation.backward(*map(_flat, arrays)),
            )

    def add_backward(self, plan: Plan) -> None:
        """Append the backward pass, from ∂loss/∂z of the last layer on."""
        for number in range(len(self._described), self._lowest, -1):
            if number < len(self._described):
                self.add_activation(plan, number)
            plan.operations += self._backward[number - 1].operations


def _flat(values: Array) -> Array:
    """Return (n, ..., B) as (n, everything else), the form activations take."""
    return values if values.ndim == 2 else values.reshape(len(values), -1)
