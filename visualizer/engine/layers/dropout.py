"""Values left out at random."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.layers import Disturbance, LayerTrace, layers
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import Draws
from visualizer.settings import setting


@layers.register
@dataclass(frozen=True)
class Dropout(Disturbance):
    """a = x mask, each mask value 0 with probability p, else 1 / (1 - p).

    So the mean of a is x, and nothing needs scaling when the network is only
    looked at: then a = x. Masks are a function of seed, update and layer.

    Shapes: x, a and mask (..., B).

    Values: ``mask``, while training.

    References: Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014),
    sections 4 and 10.
    """

    key = "dropout"
    title = "Dropout"
    rank = 60

    rate: float = setting(
        0.5,
        title="Dropout rate",
        minimum=0.0,
        maximum=0.95,
        help="Share of values that are left out while training.",
    )

    def disturb(
        self, trace: LayerTrace, draws: Draws, forward: Plan, backward: Plan | None
    ) -> None:
        n, m, dx = trace.name, trace.source, trace.x_gradient
        mask = np.empty_like(trace.a)
        trace.values["mask"] = mask
        self._draw(forward, f"M{n}: mask", mask, draws, trace.place)
        forward.add(f"A{n} = A{m} ⊙ M{n}", np.multiply, trace.x, mask, trace.a)
        if backward is not None and dx is not None:
            backward.add(f"dA{m} = dA{n} ⊙ M{n}", np.multiply, trace.da, mask, dx)

    def _draw(
        self, plan: Plan, name: str, mask: Array, draws: Draws, place: int
    ) -> None:
        kept = np.empty(mask.shape, np.bool_)

        def draw() -> None:
            draws.generator(place).random(out=mask, dtype=mask.dtype)

        plan.add(name, draw)
        plan.add(name, np.greater_equal, mask, self.rate, kept)
        plan.add(name, np.multiply, kept, 1.0 / (1.0 - self.rate), mask)
