"""Networks: layers one behind the other, and traces of what they compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array, DType, Shape, ShapeError, require_shape
from visualizer.engine.chain import Chain, shapes_of
from visualizer.engine.initializers import Initializer
from visualizer.engine.layers import Block, Layer, Site, initial_statistics
from visualizer.engine.layers.dense import Dense
from visualizer.engine.losses import Loss
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import Draws


@dataclass(frozen=True)
class Sequential:
    """Layers one behind the other.

    Parameters
    ----------
    inputs : int
        Number of input values.
    layers : tuple of layers
        At least one, the output.
    image : Shape
        Shape in which the first layer gets the input values, such as (channels,
        height, width); empty where it is (inputs,).

    Raises
    ------
    ShapeError
        If a layer cannot take what the one before it gives, or the last one
        gives no single row of values.

    Examples
    --------
    >>> from visualizer.engine.activations.tanh import Tanh
    >>> network = dense_network(2, (4, 2), 1, Tanh(), Tanh())
    >>> network.shapes
    ((2, 4), (4, 2), (2, 1))
    """

    inputs: int
    layers: tuple[Layer, ...]
    image: Shape = ()

    def __post_init__(self) -> None:
        if self.inputs < 1 or not self.layers:
            raise ValueError("a network needs at least one input and one layer")
        if self.image and prod(self.image) != self.inputs:
            raise ShapeError(f"{self.inputs} inputs do not fill an image {self.image}")
        output = self.output_shapes[-1]
        if len(output) != 1:
            raise ShapeError(
                f"the network gives {output}, not values in one row; flatten them"
            )

    @property
    def input_shape(self) -> Shape:
        """Shape of one example at the first layer."""
        return self.image or (self.inputs,)

    @property
    def output_shapes(self) -> tuple[Shape, ...]:
        """Shape of one example behind each layer."""
        return shapes_of(self.layers, self.input_shape)[1:]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of the input and of each layer."""
        return (self.inputs, *(prod(shape) for shape in self.output_shapes))

    @property
    def blocks(self) -> tuple[tuple[Block, ...], ...]:
        """The blocks of parameters of each layer."""
        befores = (self.input_shape, *self.output_shapes[:-1])
        return tuple(
            layer.blocks(shape)
            for layer, shape in zip(self.layers, befores, strict=True)
        )

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(n_in, n_out) of each block of parameters; in dense networks of a layer."""
        return tuple(
            (block.n_in, block.n_out) for blocks in self.blocks for block in blocks
        )

    @property
    def random(self) -> bool:
        """Whether training draws random numbers in any layer."""
        return any(layer.random for layer in self.layers)

    def statistics(self) -> Array:
        """Return the start (S,) of what layers keep from batch to batch."""
        befores = (self.input_shape, *self.output_shapes[:-1])
        return initial_statistics(self.layers, befores)

    def first_block(self, layer: int) -> int:
        """Return the number of the first block of layer 1, 2, ….

        Raises
        ------
        IndexError
            If the layer has no parameters.
        """
        if not 1 <= layer <= len(self.layers):
            last = len(self.layers) - 1
            raise IndexError(f"layer {layer - 1}; allowed: 0 to {last}")
        blocks = self.blocks
        if not blocks[layer - 1]:
            raise IndexError(f"layer {layer - 1} has no parameters")
        return sum(map(len, blocks[: layer - 1]))

    def initialize(
        self,
        parameters: Parameters,
        initializer: Initializer,
        random: np.random.Generator,
    ) -> None:
        """Write starting values block by block into `parameters`."""
        described = [block for blocks in self.blocks for block in blocks]
        for block, values in zip(described, parameters.blocks, strict=True):
            if block.n_in:
                initializer.fill(values, random, block.fan_out)
            if block.start is not None:
                values[-1] = block.start


def dense_network(
    inputs: int,
    hidden: Sequence[int],
    outputs: int,
    activation: Activation,
    output_activation: Activation,
) -> Sequential:
    """Build a network of dense layers, all hidden ones with one activation."""
    layers = [Dense(units, activation) for units in hidden]
    return Sequential(inputs, (*layers, Dense(outputs, output_activation)))


class Trace(Chain):
    """The buffers of one batch on its way through a network, and their plans.

    Every use (training batch, watched example, map of the plane, test set) has
    a trace of its own, so that none overwrites what another one shows.

    Parameters
    ----------
    network : Sequential
    parameters : Parameters
    batch : int
        Number of examples.
    loss : Loss, optional
        With one, the trace has targets and a backward plan.
    grad : Parameters, optional
        Where the backward pass writes gradients; made when absent.
    observed : bool
        Fill also what no update needs: ∂loss/∂a at a fused output.
    statistics : float64 array (S,), optional
        What layers keep from batch to batch; as at the start when absent.
    training : Draws, optional
        With them layers do what they do in training alone: drop, add noise,
        normalize by the batch and keep statistics.
    runs : int
        Number of runs that share the batch, each with an equal part of it and a
        mean loss of its own.
    weighted : bool
        Whether each example's loss counts with a weight of its own.
    input_gradient : bool
        Whether the backward pass goes on to the inputs, which no update needs;
        layer 1 then has its `x_gradient`.

    Attributes
    ----------
    examples : array (inputs + 1 + outputs, B)
        One example a column: its inputs, a one, its targets, and its weight where
        examples have one. The calls of both plans that read examples can be bound
        to another such array (`visualizer.engine.plan.binder`).
    x, y : arrays (inputs, B), (outputs, B)
        Views of the examples. Write here, then run.
    weights : array (B,) or None
        View of the examples: factors on each one's loss, 1 at first.
    output : array (outputs, B)
    layers : list of LayerTrace
    forward, backward : Plan
    """

    def __init__(
        self,
        network: Sequential,
        parameters: Parameters,
        batch: int,
        loss: Loss | None = None,
        grad: Parameters | None = None,
        observed: bool = False,
        statistics: Array | None = None,
        training: Draws | None = None,
        runs: int = 1,
        weighted: bool = False,
        input_gradient: bool = False,
    ) -> None:
        dtype: DType = parameters.flat.dtype
        inputs, outputs = network.inputs, network.sizes[-1]
        self.batch = batch
        height = inputs + 1 + outputs
        self.examples: Array = np.zeros((height + weighted, batch), dtype)
        self.examples[inputs] = 1.0
        self.x: Array = self.examples[:inputs]
        self.y: Array = self.examples[inputs + 1 : height]
        self.weights: Array | None = None
        if weighted:
            self.weights = self.examples[height]
            self.weights[:] = 1.0
        self.grad = grad or Parameters(network.shapes, dtype)
        site = Site(
            name="",
            source="0",
            place=0,
            shape=network.input_shape,
            inputs=self.examples[: inputs + 1],
            dx=np.zeros((inputs, batch), dtype) if input_gradient else None,
            blocks=tuple(parameters.blocks),
            grads=tuple(self.grad.blocks),
            statistics=network.statistics() if statistics is None else statistics,
            training=training,
        )
        super().__init__(network.layers, site, loss is not None)
        self.output: Array = self.layers[-1].a
        self.forward = Plan(dtype)
        self.add_forward(self.forward)
        self.backward = Plan(dtype)
        if loss is not None:
            self._compile_backward(network, loss, observed, runs / batch)

    def _compile_backward(
        self, network: Sequential, loss: Loss, observed: bool, scale: float
    ) -> None:
        plan, last = self.backward, len(network.layers)
        top = self.layers[-1]
        fused = loss.fuses(network.layers[-1].activation)
        self.add_slopes(plan, last if fused else last + 1)
        if not fused or observed:
            name = f"dA{last} = ∂C/∂A{last}"
            plan.extend(name, loss.gradient(top.a, self.y, scale, top.da))
            self._add_weights(plan, name, top.da)
        if fused:
            name = f"dZ{last} = ∂C/∂Z{last}"
            plan.extend(name, loss.fused_gradient(top.a, self.y, scale, top.dz))
            self._add_weights(plan, name, top.dz)
        else:
            self.add_activation(plan, last)
        self.add_backward(plan)

    def _add_weights(self, plan: Plan, name: str, gradient: Array) -> None:
        if self.weights is not None:
            plan.add(f"{name} ⊙ w", np.multiply, gradient, self.weights, gradient)

    def set_inputs(self, x: Array, y: Array | None = None) -> None:
        """Copy examples (inputs, B) and targets (outputs, B) into the buffers.

        Raises
        ------
        ShapeError
            If a shape does not fit.
        """
        require_shape("x", x, self.x.shape)
        self.x[:] = x
        if y is not None:
            require_shape("y", y, self.y.shape)
            self.y[:] = y
