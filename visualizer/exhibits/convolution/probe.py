"""Forward to one layer of a network, and back to the image from any of its values."""

from __future__ import annotations

from math import prod

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.chain import Chain
from visualizer.engine.layers import Site
from visualizer.engine.network import Sequential
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Plan


class Probe:
    """The first layers of a network, apart from any loss.

    Parameters
    ----------
    network : Sequential
    parameters : Parameters
        Read, never written.
    layer : int
        Number of the last layer, from 1.
    batch : int
        Images at a time.

    Attributes
    ----------
    x : array (pixels, batch)
        Write images here, then run `forward`.
    z : array (..., batch)
        Sums of the last layer, before its activation.
    """

    def __init__(
        self, network: Sequential, parameters: Parameters, layer: int, batch: int
    ) -> None:
        dtype = parameters.flat.dtype
        inputs = network.inputs
        read = np.ones((inputs + 1, batch), dtype)
        self.x: Array = read[:inputs]
        self._dx: Array = np.zeros((inputs, batch), dtype)
        unused = Parameters(network.shapes, dtype)
        site = Site(
            name="",
            source="0",
            place=0,
            shape=network.input_shape,
            inputs=read,
            dx=self._dx,
            blocks=tuple(parameters.blocks),
            grads=tuple(unused.blocks),
            statistics=network.statistics(),
            training=None,
        )
        chain = Chain(network.layers[:layer], site, True)
        self._top = chain.layers[-1]
        self.z: Array = self._top.z
        self._forward, self._backward = Plan(dtype), Plan(dtype)
        chain.add_forward(self._forward)
        chain.add_slopes(self._backward, layer)
        chain.add_backward(self._backward)

    @property
    def size(self) -> int:
        """Values of the last layer for one image."""
        return prod(self.z.shape[:-1])

    def forward(self) -> Array:
        """Return z for the images in `x`."""
        self._forward.run()
        return self.z

    def gradient(self, value: int) -> Array:
        """Return ∂z/∂x (pixels, batch) of one value of the last layer.

        Of the images that `forward` has seen last.
        """
        dz = self._top.dz
        dz.fill(0.0)
        dz.reshape(self.size, -1)[value] = 1.0
        self._backward.run()
        return self._dx
