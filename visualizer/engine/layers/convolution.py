"""Convolution over a signal or an image."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, Shape
from visualizer.engine.layers import (
    LINEAR,
    ActivatedLayer,
    Block,
    LayerTrace,
    layers,
)
from visualizer.engine.plan import Plan
from visualizer.engine.windows import Extent, Padding, Windows
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class Convolution(ActivatedLayer):
    """z[f, o] = Σ_c Σ_k W[c, k, f] x[c, o stride + k dilation - zeros] + b[f].

    One kernel a filter and channel slides along one axis or two, as the input
    has. Along two axes each of size, stride, zeros and dilation may be a pair,
    (along the height, along the width). (Without mirroring the kernel this is a
    cross-correlation; the name is the field's.) Each window is copied into a
    column, with a one below, so that all filters at all places are one matrix
    product, and so is their gradient.

    Shapes: x (channels, length, B) or (channels, height, width, B), block
    (channels places + 1, filters), with size places along an axis and their product
    in a window, z (filters, *windows, B).

    Values: ``padded`` x in its frame of zeros, where there is one; ``patches``
    (channels places + 1, windows B), one window a column.

    References: LeCun, Bottou, Bengio & Haffner (1998), section II.A; Chellapilla,
    Puri & Simard (2006), section 3, for the product.
    """

    key = "convolution"
    title = "Convolution"
    rank = 20

    filters: int = setting(8, title="Filters", minimum=1, maximum=1024)
    size: Extent = setting(3, title="Kernel size", minimum=1, maximum=31)
    stride: Extent = setting(
        1,
        title="Stride",
        minimum=1,
        maximum=31,
        help="How far a window moves from place to place.",
    )
    padding: Padding = setting(
        "valid",
        title="Padding",
        minimum=0,
        maximum=31,
        choices=("valid", "same"),
        titles=("no zeros", "same size"),
        help="Zeros around the input: none, as many as keep its size, or a number.",
    )
    dilation: Extent = setting(
        1,
        title="Dilation",
        minimum=1,
        maximum=31,
        help="Distance of the values that a kernel reads.",
    )
    activation: Activation = setting(LINEAR, title="Activation", registry=activations)

    def windows(self, shape: Shape) -> Windows:
        """Return where the kernels lie on an input.

        Raises
        ------
        ShapeError
            If the input has another number of axes than the kernels.
        """
        return Windows(shape, self.size, self.stride, self.dilation, self.padding)

    def output_shape(self, shape: Shape) -> Shape:
        return (self.filters, *self.windows(shape).counts)

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        places = prod(self.windows(shape).sides)
        fan_out = self.filters * places
        return (Block("W, b", shape[0] * places, self.filters, fan_out),)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        windows = self.windows(trace.shape)
        x, batch = trace.x, trace.x.shape[-1]
        places = prod(windows.counts) * batch
        if windows.framed:
            padded, inside = windows.padded(batch, x.dtype)
            trace.values["padded"] = padded
            forward.add(f"P{n} = A{m} in a frame of zeros", np.copyto, inside, x)
            x = padded
        patches = np.ones((trace.block.shape[0], places), x.dtype)
        split = (trace.shape[0], *windows.sides, *windows.counts, batch)
        trace.values["patches"] = patches
        z = trace.z.reshape(self.filters, places)
        forward.add(
            f"X{n} = windows of {'A' + m if x is trace.x else 'P' + n}",
            np.copyto,
            patches[:-1].reshape(split),
            windows.gathered(x),
        )
        forward.add(f"Z{n} = W{n}ᵀ X{n} + b{n}", trace.block.T.dot, patches, z)
        if backward is None:
            return
        dz = trace.dz.reshape(self.filters, places)
        backward.add(f"dW{n}, db{n} = X{n} dZ{n}ᵀ", patches.dot, dz.T, trace.grad)
        dx = trace.x_gradient
        if dx is None:
            return
        spread = np.empty((trace.block.shape[0] - 1, places), x.dtype)
        by_place = spread.reshape(split)
        backward.add(f"dX{n} = W{n} dZ{n}", trace.block[:-1].dot, dz, spread)
        add_up(backward, f"dA{m} = Σ dX{n} over windows", windows, by_place, dx)


def add_up(plan: Plan, name: str, windows: Windows, apart: Array, out: Array) -> None:
    """Append the calls that add what belongs to each place of each window to `out`.

    Parameters
    ----------
    plan : Plan
    name : str
        Of the calls.
    windows : Windows
    apart : array (channels, *window, *counts, ...)
    out : array (channels, *lengths, ...)
        Overwritten with the sums.
    """
    parts = []
    for offset in windows.offsets():
        values, met = windows.meeting(offset)
        place: tuple[slice | int, ...] = (slice(None), *offset)
        parts.append((out[values], apart[place][met]))
    # The place that meets the most first: it may meet all, which saves zeroing.
    parts.sort(key=lambda part: part[0].size, reverse=True)
    if parts[0][0].size == out.size:
        plan.add(name, np.copyto, *parts.pop(0))
    else:
        plan.add(name, out.fill, 0.0)
    for target, source in parts:
        if target.size:
            plan.add(name, np.add, target, source, target)
