"""Adam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.descent import AdaptiveMoments
from visualizer.engine.optimizers import Workspace, optimizers
from visualizer.engine.plan import Call


@optimizers.register
@dataclass(frozen=True)
class Adam(AdaptiveMoments):
    """Scale each step by running means of the gradient and of its square.

    m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g²,
    θ ← θ - η m̂ / (√v̂ + ε) with m̂ = m / (1 - Πβ₁), v̂ = v / (1 - Πβ₂).

    References: Kingma & Ba (2014), algorithm 1.
    """

    key = "adam"
    title = "Adam"
    rank = 20

    def rule(self) -> str:
        return "m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², θ ← θ − η m̂ / (√v̂ + ε)"

    def update(self, work: Workspace) -> Iterator[Call]:
        step = np.empty_like(work.theta)
        yield from self.moments(work, step)
        yield from self.descend(work, work.state[1], step)
