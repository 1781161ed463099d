"""The rectified linear unit whose slope is learned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Shape, maximum
from visualizer.engine.layers import Block, Layer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class PReLU(Layer):
    """a = max(x, 0) + α min(x, 0), α learned like a weight.

    It is a layer, to stand behind a linear one, since it has parameters of its
    own: one slope a channel, or one for all. They start at 0.25; penalties do
    not pull at them, as towards 0 they would only make a ReLU. The slope at 0 is
    taken as α, as PyTorch does.

    Shapes: x and a (channels, ..., B), α (1, channels) or (1, 1).

    Values: ``negative`` min(x, 0), as x.

    References: He, Zhang, Ren & Sun (2015), section 2.1.
    """

    key = "prelu"
    title = "PReLU"
    rank = 15

    shared: bool = setting(
        False, title="One slope for all", help="Learn one slope, not one a channel."
    )

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def blocks(self, shape: Shape) -> tuple[Block, ...]:
        return (Block("α", 0, 1 if self.shared else shape[0], start=0.25),)

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        a = trace.a
        each = (trace.block.size, *(1 for _ in trace.shape))
        slope = trace.block.reshape(each)
        positive, negative, product = (np.empty_like(a) for _ in range(3))
        trace.values["negative"] = negative
        forward.add(f"max(A{m}, 0)", maximum, trace.x, 0.0, positive)
        forward.add(f"min(A{m}, 0)", np.subtract, trace.x, positive, negative)
        name = f"A{n} = max(A{m}, 0) + α{n} min(A{m}, 0)"
        forward.add(name, np.multiply, negative, slope, product)
        forward.add(name, np.add, positive, product, a)
        if backward is None:
            return
        axes = tuple(range(0 if self.shared else 1, a.ndim))
        name = f"dα{n} = Σ dA{n} ⊙ min(A{m}, 0)"
        dslope = trace.grad.reshape(each)
        backward.add(name, np.multiply, trace.da, negative, product)
        backward.add(name, np.add.reduce, product, axes, None, dslope, True)
        dx = trace.x_gradient
        if dx is not None:
            name = f"dA{m} = dA{n} where A{m} > 0, else α{n} dA{n}"
            backward.add(name, np.sign, positive, product)
            backward.add(name, np.multiply, trace.da, product, product)
            backward.add(name, np.subtract, trace.da, product, dx)
            backward.add(name, np.multiply, dx, slope, dx)
            backward.add(name, np.add, dx, product, dx)
