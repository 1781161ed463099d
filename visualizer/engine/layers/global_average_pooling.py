"""Mean of each whole map."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from visualizer.engine.arrays import Shape, require_axes
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan


@layers.register
@dataclass(frozen=True)
class GlobalAveragePooling(Layer):
    """a[c] = mean over all places of x[c].

    Each map becomes one value, whatever its size.

    Shapes: x (channels, length, B) or (channels, height, width, B), a
    (channels, B).

    References: Lin, Chen & Yan (2013), section 3.2.
    """

    key = "global_average_pooling"
    title = "Global average pooling"
    rank = 32

    def output_shape(self, shape: Shape) -> Shape:
        require_axes(self.title, shape, 2)
        return shape[:1]

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        share = 1.0 / prod(trace.shape[1:])
        axes = tuple(range(1, len(trace.shape)))
        name = f"A{n} = mean over A{m}"
        forward.add(name, np.add.reduce, trace.x, axes, None, trace.a)
        forward.add(name, np.multiply, trace.a, share, trace.a)
        dx = trace.x_gradient
        if backward is not None and dx is not None:
            spread = np.expand_dims(trace.da, axes)
            backward.add(f"dA{m} = shares of dA{n}", np.multiply, spread, share, dx)
