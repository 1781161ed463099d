"""Maximum of each window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Shape, maximum
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.engine.windows import Windows
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class MaxPooling(Layer):
    """a[c, o] = max_k x[c, o stride + k].

    The gradient goes to the winner alone; of equal values the first of the
    window wins, row after row, as in PyTorch. What no whole window covers at
    the far edges is left out.

    Shapes: x (channels, length, B) or (channels, height, width, B), a
    (channels, *windows, B).

    Values: ``winners`` (channels, *windows, B), the place of the maximum in its
    window, counted row after row.

    References: Yamaguchi, Sakamoto, Akabane & Fujimoto (1990); Scherer, Müller &
    Behnke (2010), section 3.2.
    """

    key = "max_pooling"
    title = "Max pooling"
    rank = 30

    size: int = setting(2, title="Window size", minimum=1, maximum=11)
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
        a = trace.a
        # Eleven by eleven places are the most that eight bits can count.
        winners = np.zeros(a.shape, np.int8)
        better = np.empty(a.shape, np.bool_)
        place_if_better = np.empty_like(winners)
        trace.values["winners"] = winners
        offsets = list(windows.offsets())
        views = [windows.meeting(offset)[0] for offset in offsets]
        name = f"A{n} = max over windows of A{m}"
        forward.add(name, np.copyto, a, trace.x[views[0]])
        forward.add(name, winners.fill, 0)
        for place, view in enumerate(views[1:], start=1):
            x = trace.x[view]
            # Later places have greater numbers: the last one to rise has won.
            forward.add(name, np.greater, x, a, better)
            forward.add(
                name, np.multiply, better.view(np.int8), np.int8(place), place_if_better
            )
            forward.add(name, maximum, winners, place_if_better, winners)
            forward.add(name, maximum, x, a, a)
        dx = trace.x_gradient
        if backward is None or dx is None:
            return
        name = f"dA{m} = dA{n} at the winners"
        won = np.empty_like(a)
        if not (windows.disjoint and windows.complete):
            backward.add(name, dx.fill, 0.0)
        for place, view in enumerate(views):
            backward.add(name, np.equal, winners, np.int8(place), better)
            if windows.disjoint:
                backward.add(name, np.multiply, trace.da, better, dx[view])
            else:
                backward.add(name, np.multiply, trace.da, better, won)
                backward.add(name, np.add, dx[view], won, dx[view])
