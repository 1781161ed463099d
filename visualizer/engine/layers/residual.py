"""A way around some layers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, Shape, ShapeError
from visualizer.engine.chain import Chain, shapes_of
from visualizer.engine.layers import (
    LINEAR,
    ActivatedLayer,
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
class Residual(ActivatedLayer):
    """z = x + g(x), a = f(z), where g is a chain of layers that keeps the shape.

    The layers only have to learn what is missing, and the gradient reaches x
    undiminished: ∂C/∂x = ∂C/∂z + g'(x)ᵀ ∂C/∂z.

    Shapes: x, z and a (..., B); the blocks are those of the inner layers.

    Inner: the traces of the inner layers.

    References: He, Zhang, Ren & Sun (2016), equation 1.
    """

    key = "residual"
    title = "Residual"
    rank = 70

    layers: tuple[Layer, ...] = setting(
        title="Inner layers", registry=layers, length=(1, 64)
    )
    activation: Activation = setting(LINEAR, title="Activation", registry=activations)

    def __post_init__(self) -> None:
        if not self.layers:
            raise ValueError("a residual needs at least one layer to go around")

    @property
    def random(self) -> bool:
        return any(layer.random for layer in self.layers)

    def output_shape(self, shape: Shape) -> Shape:
        output = shapes_of(self.layers, shape)[-1]
        if output != shape:
            raise ShapeError(f"inner layers make {output} of {shape}; expected {shape}")
        return shape

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
        chain.add_forward(forward)
        forward.add(f"Z{n} = A{m} + A{top.name}", np.add, trace.x, top.a, trace.z)
        if backward is None:
            return
        last = len(self.layers)
        backward.add(f"dA{top.name} = dZ{n}", np.copyto, top.da, trace.dz)
        chain.add_slopes(backward, last + 1)
        chain.add_activation(backward, last)
        chain.add_backward(backward)
        dx = trace.x_gradient
        if dx is not None:
            backward.add(f"dA{m} += dZ{n}", np.add, dx, trace.dz, dx)
