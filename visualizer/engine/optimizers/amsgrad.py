"""AMSGrad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.descent import AdaptiveMoments
from visualizer.engine.optimizers import Memory, Scalars, Workspace, optimizers
from visualizer.engine.plan import Call


@optimizers.register
@dataclass(frozen=True)
class AMSGrad(AdaptiveMoments):
    """Adam whose steps never grow again where gradients were once large.

    u ← max(u, v), θ ← θ - η m̂ / (√û + ε) with û = u / (1 - Πβ₂) and the rest
    as in Adam. As in PyTorch the greatest v is kept before its bias is
    corrected; the paper corrects no bias.

    References: Reddi, Kale & Kumar (2018), algorithm 2.
    """

    key = "amsgrad"
    title = "AMSGrad"
    rank = 80
    vectors = 3

    def rule(self) -> str:
        return "u ← max(u, v), θ ← θ − η m̂ / (√û + ε)"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        mean, square, corrected, _ = super().memories(state, scalars)
        greatest = Memory("square", "u", "u ← max(u, v)", state[2])
        divided = state[2] / (1.0 - scalars[1])
        bound = Memory("corrected", "û", "û = u / (1 − β₂^t)", divided)
        return mean, square, greatest, corrected, bound

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        return self.scaled(rate, state[2], scalars)

    def update(self, work: Workspace) -> Iterator[Call]:
        step = np.empty_like(work.theta)
        _, square, greatest = work.state
        yield from self.moments(work, step)
        yield maximum, greatest, square, greatest
        yield from self.descend(work, greatest, step)
