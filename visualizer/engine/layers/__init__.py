"""Layers: immutable descriptions that compile into named NumPy calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array, DType
from visualizer.engine.plan import Plan
from visualizer.registry import Registry


class Arena:
    """Blocks (n + 1, B) of one network, one behind the other in one flat array.

    Blocks that lie side by side can be worked on in one call. Each block ends
    in a row of `edge`.
    """

    def __init__(self, sizes: tuple[int, ...], batch: int, dtype: DType, edge: float):
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


@dataclass(frozen=True, slots=True)
class LayerTrace:
    """What one layer computed for a batch: the values a view shows.

    Attributes
    ----------
    x : array (n_in + 1, B)
        Inputs, with a row of ones.
    z, a : arrays (n_out, B)
        Weighted sums and activations.
    slope : array (n_out, B)
        f'(z); filled by a backward pass, unless the activation is linear.
    da, dz : arrays (n_out, B)
        ∂loss/∂a and ∂loss/∂z. Divided by the number of examples, so that
        sums over the batch are gradients of the mean loss. Where the loss is
        fused with the activation, `da` is filled only in an observed trace.
    block, grad : arrays (n_in + 1, n_out)
        Parameters and their gradient.
    """

    x: Array
    z: Array
    a: Array
    slope: Array
    da: Array
    dz: Array
    block: Array
    grad: Array


@dataclass(frozen=True)
class Layer(ABC):
    """Interface of layers."""

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100

    @abstractmethod
    def forward(self, plan: Plan, trace: LayerTrace, number: int) -> None:
        """Append the calls that fill z and a from x."""

    @abstractmethod
    def backward(
        self, plan: Plan, trace: LayerTrace, number: int, below: Array | None
    ) -> None:
        """Append the calls that fill the gradient from dz.

        Parameters
        ----------
        below : array (n_in, B) or None
            Where ∂loss/∂x goes; None at the first layer, which needs none.
        """


@dataclass(frozen=True)
class ActivatedLayer(Layer):
    """A layer whose output goes through an activation function."""

    units: int
    activation: Activation


layers: Registry[Layer] = Registry("layer", "visualizer.engine.layers")
