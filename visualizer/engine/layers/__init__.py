"""Layers: immutable descriptions that compile into named NumPy calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from visualizer.engine.activations import Activation
from visualizer.engine.activations.linear import Linear
from visualizer.engine.arrays import Array, Shape, ShapeError
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import Draws
from visualizer.registry import Registry

LINEAR = Linear()


@dataclass(frozen=True, slots=True)
class Block:
    """A matrix of parameters: rows of weights above one row of other values.

    Weights are drawn by the initializer and pulled at by penalties; the last
    row, biases or whatever else a layer learns, is not. A block without weights
    has that row alone.

    Attributes
    ----------
    name : str
        In the field's symbols.
    n_in : int
        Rows of weights, the number of products that meet in one sum; may be 0.
    n_out : int
        Columns.
    fan_out : int
        Number of sums that one input goes into; 0 where that is n_out.
    start : float or None
        What the last row starts from; None leaves it to the initializer.
    """

    name: str
    n_in: int
    n_out: int
    fan_out: int = 0
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """Where a layer stands: what it reads, and where its gradients go.

    Attributes
    ----------
    name, source : str
        Number of the layer and of the one whose output it reads, as in
        ``"Z2 = W2ᵀ A1"``; inside another layer ``"2.1"``.
    place : int
        A number that no other layer of the network has.
    shape : Shape
        Shape of one example on its way in.
    inputs : array (n + 1, B)
        The examples as columns above a row of ones.
    dx : array (n, B) or None
        Where ∂loss/∂x goes; None where nobody needs it.
    blocks, grads : tuples of arrays
        The layer's parameters and their gradients, block by block.
    statistics : float64 array
        What the layer keeps from batch to batch without learning it.
    training : Draws or None
        The random numbers of the present update while training. None: look,
        keep nothing, drop nothing.
    """

    name: str
    source: str
    place: int
    shape: Shape
    inputs: Array
    dx: Array | None
    blocks: tuple[Array, ...]
    grads: tuple[Array, ...]
    statistics: Array
    training: Draws | None

    @property
    def block(self) -> Array:
        """The first block of parameters."""
        return self.blocks[0]

    @property
    def grad(self) -> Array:
        """The gradient of the first block."""
        return self.grads[0]


@dataclass(frozen=True, slots=True)
class LayerTrace(Site):
    """What one layer computed for a batch: the values a view shows.

    Values have the shape of one example with the batch as last axis: (n, B),
    (channels, length, B) or (channels, height, width, B).

    Attributes
    ----------
    x : array
        Inputs; at layers that take the ones, (n_in + 1, B) with them.
    z, a : arrays
        Sums and activations; the same array where the activation is linear.
    slope : array
        f'(z); filled by a backward pass, unless the activation is linear.
    da, dz : arrays
        ∂loss/∂a and ∂loss/∂z. Divided by the number of examples, so that
        sums over the batch are gradients of the mean loss. Where the loss is
        fused with the activation, `da` is filled only in an observed trace.
    values : dict of arrays
        What else the layer computes on its way, by name; each layer's
        docstring lists its own.
    inner : list of LayerTrace
        Traces of the layers inside this one.
    """

    x: Array
    z: Array
    a: Array
    slope: Array
    da: Array
    dz: Array
    values: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    inner: list[LayerTrace] = field(default_factory=list)

    @property
    def x_gradient(self) -> Array | None:
        """`dx` in the shape of the inputs."""
        return None if self.dx is None else shaped(self.dx, self.shape)


class Layer(ABC):
    """Interface of layers.

    Attributes
    ----------
    takes_ones : bool
        Whether x comes with its row of ones.
    reshapes : bool
        Whether the outputs are the inputs in another shape, at the same place
        in memory; such a layer computes nothing.
    random : bool
        Whether training draws random numbers.
    activation : Activation
        What the outputs go through; linear where a layer has none.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    takes_ones: ClassVar[bool] = False
    reshapes: ClassVar[bool] = False

    @property
    def random(self) -> bool:
        return False

    @property
    def activation(self) -> Activation:
        return LINEAR

    @abstractmethod
    def output_shape(self, shape: Shape) -> Shape:
        """Return the shape of one example's output for the shape of its input.

        Raises
        ------
        ShapeError
            If the layer cannot take such an input.
        """

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        """Return the blocks of parameters for inputs of this shape."""
        return ()

    def statistics(self, shape: Shape) -> Array:
        """Return the start (S,) of what is kept from batch to batch, in float64."""
        return np.empty(0)

    @abstractmethod
    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        """Append the layer's calls, and put what they compute into the trace.

        Parameters
        ----------
        trace : LayerTrace
        forward : Plan
            Gets the calls that fill z from x. The activation comes after them.
        backward : Plan or None
            Gets the calls that fill the gradients, and dx where there is one,
            from dz. None where no gradient is wanted.
        """


@dataclass(frozen=True)
class ActivatedLayer(Layer):
    """A layer whose sums z go through an activation function of their own."""


@dataclass(frozen=True)
class Disturbance(Layer):
    """A layer that draws random numbers while training, and else passes x on."""

    @property
    def random(self) -> bool:
        return True

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        if trace.training is not None:
            self.disturb(trace, trace.training, forward, backward)
            return
        n, m, dx = trace.name, trace.source, trace.x_gradient
        forward.add(f"A{n} = A{m}", np.copyto, trace.a, trace.x)
        if backward is not None and dx is not None:
            backward.add(f"dA{m} = dA{n}", np.copyto, dx, trace.da)

    @abstractmethod
    def disturb(
        self, trace: LayerTrace, draws: Draws, forward: Plan, backward: Plan | None
    ) -> None:
        """Append the calls of training, which draw from `draws`."""


def shaped(values: Array, shape: Shape) -> Array:
    """Return (n, B) as a view with the axes of one example: (*shape, B)."""
    return values.reshape(*shape, values.shape[-1]) if values.size else values


def check_neurons(activation: Activation, count: int) -> None:
    """Check that a layer of `count` neurons or channels can have an activation.

    Raises
    ------
    ShapeError
        If it is made for another number.
    """
    if activation.neurons not in (None, count):
        raise ShapeError(
            f"{activation.neurons} activations for {count} neurons; "
            "expected one for each"
        )


def initial_statistics(layers: Sequence[Layer], shapes: Sequence[Shape]) -> Array:
    """Return the start of what all `layers` keep; `shapes` are their inputs'."""
    kept = [
        layer.statistics(shape) for layer, shape in zip(layers, shapes, strict=True)
    ]
    return np.concatenate([np.empty(0), *kept])


layers: Registry[Layer] = Registry("layer", "visualizer.engine.layers")
