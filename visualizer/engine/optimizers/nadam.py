"""Adam with Nesterov's look-ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.descent import AdaptiveMoments
from visualizer.engine.optimizers import Memory, Scalars, Workspace, optimizers
from visualizer.engine.plan import Call
from visualizer.settings import setting


@optimizers.register
@dataclass(frozen=True)
class NAdam(AdaptiveMoments):
    """Adam whose mean of gradients already holds the share of the next update.

    μₜ = β₁ (1 - ½ 0.96^(t ψ)), with m and v as in Adam,
    θ ← θ - η [(1 - μₜ) g / (1 - Πμ) + μₜ₊₁ m / (1 - μₜ₊₁ Πμ)] / (√v̂ + ε).

    The scalars are Πμ over the updates done, Πβ₂, and their number t.

    References: Dozat (2016), algorithm 2; the warming of μ is that of section 3.
    """

    key = "nadam"
    title = "NAdam"
    rank = 70
    start_scalars = (1.0, 1.0, 0.0)

    momentum_decay: float = setting(
        0.004,
        title="Momentum decay",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="How fast momentum grows from half of β₁ to all of it.",
    )

    def _momentum(self, count: float) -> float:
        """Return μ of an update, the first being 1."""
        decay: float = 0.96 ** (count * self.momentum_decay)
        return self.beta1 * (1.0 - 0.5 * decay)

    def rule(self) -> str:
        return "θ ← θ − η (μ m̂ + (1 − μ) ĝ) / (√v̂ + ε)"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        # Its mean is corrected within the rule, together with the slope.
        return tuple(
            each for each in super().memories(state, scalars) if each.symbol != "m̂"
        )

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, scalars, rate = work.theta, work.scalars, work.rate
        mean, square = work.state
        step, spread = np.empty_like(theta), np.empty_like(theta)
        now, ahead = np.zeros_like(rate), np.zeros_like(rate)
        correction = np.zeros((), theta.dtype)

        def weigh() -> None:
            scalars[2] += 1.0
            momentum, following = (self._momentum(scalars[2] + k) for k in (0.0, 1.0))
            scalars[0] *= momentum
            scalars[1] *= self.beta2
            np.multiply(rate, (1.0 - momentum) / (1.0 - scalars[0]), now)
            share = following / (1.0 - scalars[0] * following)
            np.multiply(rate, share, ahead)
            correction[()] = 1.0 - scalars[1]

        yield (weigh,)
        yield from self.moments(work, step)
        yield np.divide, square, correction, spread
        yield np.sqrt, spread, spread
        yield np.add, spread, self.epsilon, spread
        yield np.multiply, work.grad, now, step
        yield np.divide, step, spread, step
        yield np.subtract, theta, step, theta
        yield np.multiply, mean, ahead, step
        yield np.divide, step, spread, step
        yield np.subtract, theta, step, theta
