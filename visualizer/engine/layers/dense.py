"""The fully connected layer."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Shape, ShapeError
from visualizer.engine.layers import (
    LINEAR,
    ActivatedLayer,
    Block,
    LayerTrace,
    check_neurons,
    layers,
)
from visualizer.engine.per_neuron import neuron_activations
from visualizer.engine.plan import Plan
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class Dense(ActivatedLayer):
    """z = Wᵀ x + b, a = f(z).

    With the bias as last row of the block and a row of ones below x, weights
    and bias are one matrix: forward is one product, and the gradient of both,
    x dzᵀ, is another. With `PerNeuron` each neuron has an f of its own.

    Shapes: x (n_in + 1, B), block (n_in + 1, units), z (units, B).

    References: Rumelhart, Hinton & Williams (1986), equations 1, 2, 6 and 7.
    """

    key = "dense"
    title = "Dense"
    rank = 10
    takes_ones = True

    units: int = setting(4, title="Units", minimum=1, maximum=4096)
    activation: Activation = setting(
        LINEAR, title="Activation", registry=neuron_activations
    )

    def __post_init__(self) -> None:
        check_neurons(self.activation, self.units)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 1:
            raise ShapeError(
                f"a dense layer takes values in one row, not {shape}; flatten them"
            )
        return (self.units,)

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        return (Block("W, b", shape[0], self.units),)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        forward.add(f"Z{n} = W{n}ᵀ A{m} + b{n}", trace.block.T.dot, trace.x, trace.z)
        if backward is None:
            return
        backward.add(f"dW{n}, db{n} = A{m} dZ{n}ᵀ", trace.x.dot, trace.dz.T, trace.grad)
        if trace.dx is not None:
            backward.add(
                f"dA{m} = W{n} dZ{n}", trace.block[:-1].dot, trace.dz, trace.dx
            )
