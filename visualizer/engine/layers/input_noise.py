"""Noise added while training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.layers import Disturbance, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import Draws
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class InputNoise(Disturbance):
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

    def disturb(
        self, trace: LayerTrace, draws: Draws, forward: Plan, backward: Plan | None
    ) -> None:
        n, m, dx = trace.name, trace.source, trace.x_gradient
        place, noise = trace.place, np.empty_like(trace.a)
        trace.values["noise"] = noise

        def draw() -> None:
            draws.generator(place).standard_normal(out=noise, dtype=noise.dtype)

        forward.add(f"N{n}: noise", draw)
        name = f"A{n} = A{m} + σ N{n}"
        forward.add(name, np.multiply, noise, self.deviation, trace.a)
        forward.add(name, np.add, trace.x, trace.a, trace.a)
        if backward is not None and dx is not None:
            backward.add(f"dA{m} = dA{n}", np.copyto, dx, trace.da)
