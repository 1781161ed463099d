"""Noise added while training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Shape
from visualizer.engine.layers import Layer, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class InputNoise(Layer):
    """a = x + σ n with n ~ N(0, 1) while training, else a = x.

    Examples that never come twice the same are harder to learn by heart; for a
    linear network with squared errors it is an L2 penalty. The noise is a
    function of seed, update and layer.

    Shapes: x, a and noise (..., B).

    Values: ``noise`` n, while training.

    References: Bishop (1995), "Training with noise is equivalent to Tikhonov
    regularization".
    """

    key = "input_noise"
    title = "Input noise"
    rank = 61

    deviation: float = setting(
        0.1,
        title="Standard deviation",
        minimum=0.0,
        maximum=10.0,
        help="Standard deviation of the noise that is added while training.",
    )

    @property
    def random(self) -> bool:
        return True

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def compile(self, trace: LayerTrace, forward: Plan, backward: Plan | None) -> None:
        n, m = trace.name, trace.source
        draws, place = trace.training, trace.place
        if draws is None:
            forward.add(f"A{n} = A{m}", np.copyto, trace.a, trace.x)
        else:
            noise = np.empty_like(trace.a)
            trace.values["noise"] = noise

            def draw() -> None:
                draws.generator(place).standard_normal(out=noise, dtype=noise.dtype)

            forward.add(f"N{n}: noise", draw)
            name = f"A{n} = A{m} + σ N{n}"
            forward.add(name, np.multiply, noise, self.deviation, trace.a)
            forward.add(name, np.add, trace.x, trace.a, trace.a)
        dx = trace.x_gradient
        if backward is not None and dx is not None:
            backward.add(f"dA{m} = dA{n}", np.copyto, dx, trace.da)
