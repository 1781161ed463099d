"""Mean of each window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Shape
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.engine.windows import Windows
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class AveragePooling(Layer):
    """a[c, o] = mean_k x[c, o stride + k].

    What no whole window covers at the far edges is left out.

    Shapes: x (channels, length, B) or (channels, height, width, B), a
    (channels, *windows, B).

    References: LeCun, Bottou, Bengio & Haffner (1998), section II.A, there with
    a gain and a bias.
    """

    key = "average_pooling"
    title = "Average pooling"
    rank = 31

    size: int = setting(2, title="Window size", minimum=1, maximum=31)
    stride: int = setting(
        2,
        title="Stride",
        minimum=1,
        maximum=31,
        help="How far a window moves from place to place.",
    )

    def output_shape(self, shape: Shape) -> Shape:
        return (shape[0], *Windows(shape, self.size, self.stride).counts)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        windows = Windows(trace.shape, self.size, self.stride)
        views = [windows.meeting(offset)[0] for offset in windows.offsets()]
        share = 1.0 / len(views)
        name = f"A{n} = mean over windows of A{m}"
        forward.add(name, np.copyto, trace.a, trace.x[views[0]])
        for view in views[1:]:
            forward.add(name, np.add, trace.a, trace.x[view], trace.a)
        forward.add(name, np.multiply, trace.a, share, trace.a)
        dx = trace.x_gradient
        if backward is None or dx is None:
            return
        name = f"dA{m} = shares of dA{n}"
        each = np.empty_like(trace.da)
        backward.add(name, np.multiply, trace.da, share, each)
        backward.add(name, dx.fill, 0.0)
        for view in views:
            backward.add(name, np.add, dx[view], each, dx[view])
