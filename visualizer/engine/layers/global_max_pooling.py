"""Maximum of each whole map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Shape, require_axes
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan


@layers.register
@dataclass(frozen=True)
class GlobalMaxPooling(Layer):
    """a[c] = max over all places of x[c].

    Each map becomes one value, whatever its size. The gradient goes to the
    winner alone; of equal values the first wins, row after row.

    Shapes: x (channels, length, B) or (channels, height, width, B), a
    (channels, B).

    Values: ``winners`` (channels, B), the place of the maximum, counted row
    after row.

    References: Collobert et al. (2011), section 3.2.2 ('max over time').
    """

    key = "global_max_pooling"
    title = "Global max pooling"
    rank = 33

    def output_shape(self, shape: Shape) -> Shape:
        require_axes(self.title, shape, 2)
        return shape[:1]

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        channels, batch = trace.a.shape
        axes = tuple(range(1, len(trace.shape)))
        # Axes that lie behind one another merge without a copy.
        x = trace.x.reshape(channels, -1, batch)
        winners = np.zeros(trace.a.shape, np.intp)
        trace.values["winners"] = winners
        name = f"A{n} = max over A{m}"
        forward.add(name, np.maximum.reduce, trace.x, axes, None, trace.a)
        forward.add(name, np.argmax, x, 1, winners)
        dx = trace.x_gradient
        if backward is None or dx is None:
            return
        places = dx.reshape(channels, -1, batch)
        channel, sample = np.ogrid[:channels, :batch]
        name = f"dA{m} = dA{n} at the winners"
        backward.add(name, dx.fill, 0.0)
        backward.add(name, places.__setitem__, (channel, winners, sample), trace.da)
