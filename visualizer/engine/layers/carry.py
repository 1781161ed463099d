"""Layers beside which some of the inputs are handed on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, Shape, ShapeError
from visualizer.engine.chain import Chain, shapes_of
from visualizer.engine.layers import (
    Block,
    Layer,
    LayerTrace,
    initial_statistics,
    layers,
)
from visualizer.engine.plan import Plan
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class Carry(Layer):
    """a = (g(x), x_k): what a chain of layers answers, above the last inputs.

    The next layer so gets the last k rows of x as they are. One layer behind the
    other that carries the same rows gives each of them the network's inputs:
    ∂C/∂x = g'(x)ᵀ ∂C/∂a_g, and for the last k rows the ∂C/∂a below it besides.

    Shapes: x (n, B), a (m + k, B), where g makes (m, B) of x; the blocks are those
    of the inner layers.

    Inner: the traces of the inner layers.

    References: Huang, Liu, van der Maaten & Weinberger (2017), equation 2.
    """

    key = "carry"
    title = "Carry"
    rank = 72

    layers: tuple[Layer, ...] = setting(
        title="Inner layers", registry=layers, length=(1, 64)
    )
    count: int = setting(
        1,
        title="Carried inputs",
        minimum=1,
        maximum=4096,
        help="How many of the last inputs are handed on.",
    )

    def __post_init__(self) -> None:
        if not self.layers:
            raise ValueError("inputs are carried beside at least one layer")

    @property
    def random(self) -> bool:
        return any(layer.random for layer in self.layers)

    def output_shape(self, shape: Shape) -> Shape:
        output = shapes_of(self.layers, shape)[-1]
        if len(shape) != 1 or len(output) != 1:
            raise ShapeError(f"inputs {shape} beside {output}; expected values in rows")
        if self.count > shape[0]:
            raise ShapeError(
                f"{self.count} inputs cannot be carried; allowed: 1 to {shape[0]}"
            )
        return (output[0] + self.count,)

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        shapes = shapes_of(self.layers, shape)[:-1]
        return tuple(
            block
            for layer, before in zip(self.layers, shapes, strict=True)
            for block in layer.blocks(before)
        )

    def statistics(self, shape: Shape) -> Array:
        return initial_statistics(self.layers, shapes_of(self.layers, shape)[:-1])

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        chain = Chain(self.layers, trace, backward is not None, f"{n}.")
        trace.inner.extend(chain.layers)
        top = chain.layers[-1]
        rows = len(top.a)
        chain.add_forward(forward)
        forward.add(f"A{n} = A{top.name}, …", np.copyto, trace.a[:rows], top.a)
        kept = trace.x[-self.count :]
        forward.add(f"A{n} = …, A{m}", np.copyto, trace.a[rows:], kept)
        if backward is None:
            return
        last = len(self.layers)
        backward.add(f"dA{top.name} = dA{n}", np.copyto, top.da, trace.da[:rows])
        chain.add_slopes(backward, last + 1)
        chain.add_activation(backward, last)
        chain.add_backward(backward)
        dx = trace.x_gradient
        if dx is not None:
            kept = dx[-self.count :]
            backward.add(f"dA{m} += dA{n}", np.add, kept, trace.da[rows:], kept)
