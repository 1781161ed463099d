"""Networks: layers one behind the other, and traces of what they compute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array, DType, require_shape
from visualizer.engine.initializers import Initializer
from visualizer.engine.layers import ActivatedLayer, Arena, LayerTrace
from visualizer.engine.layers.dense import Dense
from visualizer.engine.losses import Loss
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Plan


@dataclass(frozen=True)
class Sequential:
    """Layers one behind the other.

    Parameters
    ----------
    inputs : int
        Number of input values.
    layers : tuple of layers
        At least one, the output.

    Examples
    --------
    >>> from visualizer.engine.activations.tanh import Tanh
    >>> network = dense_network(2, (4, 2), 1, Tanh(), Tanh())
    >>> network.shapes
    ((2, 4), (4, 2), (2, 1))
    """

    inputs: int
    layers: tuple[ActivatedLayer, ...]

    def __post_init__(self) -> None:
        if self.inputs < 1 or not self.layers:
            raise ValueError("a network needs at least one input and one layer")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of values of the input and of each layer."""
        return (self.inputs, *(layer.units for layer in self.layers))

    @property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """(n_in, n_out) of each layer."""
        return tuple(pairwise(self.sizes))

    def initialize(
        self,
        parameters: Parameters,
        initializer: Initializer,
        random: np.random.Generator,
    ) -> None:
        """Write starting values layer by layer into `parameters`."""
        for block in parameters.blocks:
            initializer.fill(block, random)


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


class Trace:
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

    Attributes
    ----------
    rows : array (B, inputs + 1 + outputs)
        One example a row: its inputs, a one, its targets. Rows are what a
        batch is gathered from; products take them transposed at no cost.
    x, y : arrays (inputs, B), (outputs, B)
        Views of the rows. Write the examples here, then run.
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
    ) -> None:
        dtype: DType = parameters.flat.dtype
        sizes = network.sizes
        self.batch = batch
        self.rows: Array = np.zeros((batch, sizes[0] + 1 + sizes[-1]), dtype)
        self.rows[:, sizes[0]] = 1.0
        self.x: Array = self.rows[:, : sizes[0]].T
        self.y: Array = self.rows[:, sizes[0] + 1 :].T
        self._block_in: Array = self.rows[:, : sizes[0] + 1].T
        self._activations = Arena(sizes, batch, dtype, 1.0)
        self._sums = Arena(sizes, batch, dtype, 0.0)
        backward = loss is not None
        spare = sizes if backward else tuple(0 for _ in sizes)
        self._slopes = Arena(spare, batch, dtype, 0.0)
        self._gradients = Arena(spare, batch, dtype, 0.0)
        self._deltas = Arena(spare, batch, dtype, 0.0)
        self.grad = grad or Parameters(network.shapes, dtype)
        self.layers = [
            self._layer_trace(number, layer, parameters)
            for number, layer in enumerate(network.layers)
        ]
        self.output: Array = self.layers[-1].a
        self.forward = Plan(dtype)
        for number, (layer, trace) in enumerate(
            zip(network.layers, self.layers, strict=True), start=1
        ):
            layer.forward(self.forward, trace, number)
        self.backward = Plan(dtype)
        if loss is not None:
            self._compile_backward(network, loss, observed)

    def _layer_trace(
        self, number: int, layer: ActivatedLayer, parameters: Parameters
    ) -> LayerTrace:
        above = number + 1
        da = self._gradients.blocks[above][:-1]
        # A linear layer's ∂loss/∂z is its ∂loss/∂a: one buffer, no copy.
        dz = da if layer.activation.identity else self._deltas.blocks[above][:-1]
        return LayerTrace(
            x=self._activations.blocks[number] if number else self._block_in,
            z=self._sums.blocks[above][:-1],
            a=self._activations.blocks[above][:-1],
            slope=self._slopes.blocks[above][:-1],
            da=da,
            dz=dz,
            block=parameters.blocks[number],
            grad=self.grad.blocks[number],
        )

    def _compile_backward(
        self, network: Sequential, loss: Loss, observed: bool
    ) -> None:
        plan, last = self.backward, len(network.layers)
        output, top = network.layers[-1], self.layers[-1]
        fused = loss.fused_with == output.activation.key
        self._compile_slopes(network, last if fused else last + 1)
        scale = 1.0 / self.batch
        if not fused or observed:
            plan.extend(
                f"dA{last} = ∂C/∂A{last}",
                loss.gradient(top.a, self.y, scale, top.da),
            )
        if fused:
            plan.extend(
                f"dZ{last} = ∂C/∂Z{last}",
                loss.fused_gradient(top.a, self.y, scale, top.dz),
            )
        else:
            self._compile_activation(output, top, last)
        for number in range(last, 0, -1):
            trace = self.layers[number - 1]
            below = self.layers[number - 2] if number > 1 else None
            layer = network.layers[number - 1]
            layer.backward(plan, trace, number, below.da if below else None)
            if below is not None:
                self._compile_activation(network.layers[number - 2], below, number - 1)

    def _compile_activation(
        self, layer: ActivatedLayer, trace: LayerTrace, number: int
    ) -> None:
        if not layer.activation.identity:
            self.backward.extend(
                f"dZ{number} = dA{number} ⊙ {layer.activation.key}′(Z{number})",
                layer.activation.backward(
                    trace.z, trace.a, trace.slope, trace.da, trace.dz
                ),
            )

    def _compile_slopes(self, network: Sequential, stop: int) -> None:
        """Append the slopes of layers 1 … stop - 1, neighbors in one call each."""
        first = 1
        while first < stop:
            activation = network.layers[first - 1].activation
            last = first
            while (
                last + 1 < stop
                and activation.elementwise
                and network.layers[last].activation == activation
            ):
                last += 1
            if not activation.identity and activation.elementwise:
                names = f"S{first}" if first == last else f"S{first} … S{last}"
                self.backward.extend(
                    f"{names} = {activation.key}′(Z)",
                    activation.slope(
                        self._sums.span(first, last),
                        self._activations.span(first, last),
                        self._slopes.span(first, last),
                    ),
                )
            first = last + 1

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
