"""Adam with decoupled weight decay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.descent import AdaptiveMoments, decoupled_decay
from visualizer.engine.optimizers import Workspace, optimizers
from visualizer.engine.plan import Call
from visualizer.settings import setting


@optimizers.register
@dataclass(frozen=True)
class AdamW(AdaptiveMoments):
    """Shrink the parameters, then take Adam's step.

    θ ← (1 - η λ) θ, then θ ← θ - η m̂ / (√v̂ + ε) with m̂ and v̂ as in Adam.
    A parameter with large gradients decays like any other, while an L2 penalty
    would be divided by √v̂ together with its gradient. As in PyTorch biases
    decay too.

    References: Loshchilov & Hutter (2017), algorithm 2 without the schedule.
    """

    key = "adamw"
    title = "AdamW"
    rank = 50

    weight_decay: float = setting(
        0.01,
        title="Weight decay",
        minimum=0.0,
        maximum=10.0,
        live=True,
        help="Share of each parameter that an update takes away, times the rate.",
    )

    def rule(self) -> str:
        return "θ ← (1 − η λ) θ, θ ← θ − η m̂ / (√v̂ + ε)"

    def update(self, work: Workspace) -> Iterator[Call]:
        step = np.empty_like(work.theta)
        yield from decoupled_decay(work.theta, work.rate, self.weight_decay)
        yield from self.moments(work, step)
        yield from self.descend(work, work.state[1], step)
