"""Mean of each window."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from visualizer.engine.arrays import Array, DType, Shape
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.engine.windows import Extent, Windows, pooling_windows
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class AveragePooling(Layer):
    """a[c, o] = mean_k x[c, o stride + k - zeros].

    Size, stride and zeros may each be a pair, (along the height, along the
    width). The zeros around the input count as values, or do not. What no whole
    window covers at the far edges is left out.

    Shapes: x (channels, length, B) or (channels, height, width, B), a
    (channels, *windows, B).

    References: LeCun, Bottou, Bengio & Haffner (1998), section II.A, there with
    a gain and a bias.
    """

    key = "average_pooling"
    title = "Average pooling"
    rank = 31

    size: Extent = setting(2, title="Window size", minimum=1, maximum=31)
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
        maximum=15,
        help="Zeros around the input, at most half of a window.",
    )
    counts_padding: bool = setting(
        True,
        title="Padding counts",
        help="Divide by all places of a window; off: by those inside the input.",
    )

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *self._windows(shape).counts)

    def _windows(self, shape: Shape) -> Windows:
        return pooling_windows(shape, self.size, self.stride, self.padding)

    def _shares(self, windows: Windows, dtype: DType) -> Array | float:
        """Return one by the number of values that count, of each window (*counts, 1).

        One number where it is the same for all.
        """
        if self.counts_padding or not windows.framed:
            return 1.0 / prod(windows.sides)
        counted: Array = np.zeros((*windows.counts, 1), dtype)
        for offset in windows.offsets():
            counted[windows.meeting(offset)[1][1:]] += 1.0
        return 1.0 / counted

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        windows = self._windows(trace.shape)
        meetings = [windows.meeting(offset) for offset in windows.offsets()]
        share = self._shares(windows, trace.a.dtype)
        name = f"A{n} = mean over windows of A{m}"
        if windows.framed:
            forward.add(name, trace.a.fill, 0.0)
        else:
            forward.add(name, np.copyto, trace.a, trace.x[meetings.pop(0)[0]])
        for values, met in meetings:
            total = trace.a[met]
            forward.add(name, np.add, total, trace.x[values], total)
        forward.add(name, np.multiply, trace.a, share, trace.a)
        dx = trace.x_gradient
        if backward is None or dx is None:
            return
        name = f"dA{m} = shares of dA{n}"
        each = np.empty_like(trace.da)
        backward.add(name, np.multiply, trace.da, share, each)
        backward.add(name, dx.fill, 0.0)
        for offset in windows.offsets():
            values, met = windows.meeting(offset)
            target = dx[values]
            backward.add(name, np.add, target, each[met], target)
