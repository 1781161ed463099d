"""Maximum of each window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array, Shape, maximum
from visualizer.engine.layers import LINEAR, ActivatedLayer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.engine.windows import Extent, Windows, pooling_windows
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class MaxPooling(ActivatedLayer):
    """z[c, o] = max_k x[c, o stride + k - padding], a = f(z).

    Size, stride and padding may each be a pair, (along the height, along the
    width). Padding never wins: it stands for less than any value. The gradient
    goes to the winner alone; of equal values the first of the window wins, row
    after row, as in PyTorch. What no whole window covers at the far edges is left
    out.

    An activation that only rises, such as a ReLU, may as well come before: the
    result is the same. Behind the pooling it has fewer values to work on.

    Shapes: x (channels, length, B) or (channels, height, width, B), z
    (channels, *windows, B).

    Values: ``padded`` x in its frame, where there is one; ``winners`` (channels,
    *windows, B), the place of the maximum in its window, counted row after row.

    References: Yamaguchi, Sakamoto, Akabane & Fujimoto (1990); Scherer, Müller &
    Behnke (2010), section 3.2.
    """

    key = "max_pooling"
    title = "Max pooling"
    rank = 30

    size: Extent = setting(2, title="Window size", minimum=1, maximum=11)
    stride: Extent = setting(
        2,
        title="Stride",
        minimum=1,
        maximum=31,
        help="How far a window moves from place to place.",
    )
    padding: Extent = setting(
        0,
        title="Padding",
        minimum=0,
        maximum=5,
        help="Places around the input, at most half of a window; none of them wins.",
    )
    activation: Activation = setting(LINEAR, title="Activation", registry=activations)

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *self._windows(shape).counts)

    def _windows(self, shape: Shape) -> Windows:
        return pooling_windows(shape, self.size, self.stride, self.padding)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        windows = self._windows(trace.shape)
        offsets = list(windows.offsets())
        axes = range(len(trace.shape) - 1)
        # Place by place in one piece: comparing runs of B values takes twice as long.
        apart = np.empty((*windows.sides, *trace.z.shape), trace.z.dtype)
        by_place = apart.reshape(len(offsets), -1)
        z = trace.z.reshape(-1)
        # Eleven by eleven places are the most that eight bits can count.
        places = np.arange(len(offsets), dtype=np.int8)[:, None]
        winners = np.zeros(trace.z.shape, np.int8)
        better, ranks = (
            np.zeros(by_place.shape, np.bool_),
            np.zeros_like(by_place, dtype=np.int8),
        )
        trace.values["winners"] = winners

        def by_offset(view: Array) -> Array:
            return np.moveaxis(view, [axis + 1 for axis in axes], axes)

        x, read = trace.x, f"A{m}"
        if windows.framed:
            padded, inside = windows.padded(x.shape[-1], x.dtype, -np.inf)
            trace.values["padded"] = padded
            forward.add(f"P{n} = A{m} in a frame of −∞", np.copyto, inside, x)
            x, read = padded, f"P{n}"
        name = f"X{n} = windows of {read}, place by place"
        forward.add(name, np.copyto, apart, by_offset(windows.gathered(x)))
        name = f"Z{n} = max over the places of X{n}"
        forward.add(name, np.copyto, z, by_place[0])
        for place in range(1, len(offsets)):
            forward.add(name, np.greater, by_place[place], z, better[place])
            forward.add(name, maximum, by_place[place], z, z)
        # Each time the maximum rose, a later place was better: the last one won.
        name = f"winners of Z{n}"
        forward.add(name, np.multiply, better.view(np.int8), places, ranks)
        forward.add(name, np.maximum.reduce, ranks, 0, None, winners.reshape(-1))
        dx = trace.x_gradient
        if backward is None or dx is None:
            return
        dz = trace.dz.reshape(-1)
        name = f"dX{n} = dZ{n} at the winners"
        backward.add(name, np.equal, winners.reshape(-1), places, better)
        backward.add(name, np.multiply, dz, better, by_place)
        name = f"dA{m} = dX{n} back in place"
        if not windows.complete:
            backward.add(name, dx.fill, 0.0)
        if windows.disjoint and not windows.framed:
            target = by_offset(windows.gathered(dx, writeable=True))
            backward.add(name, np.copyto, target, apart)
        else:
            for offset in offsets:
                values, met = windows.meeting(offset)
                target, source = dx[values], apart[offset][:, *met[1:]]
                backward.add(name, np.add, target, source, target)
