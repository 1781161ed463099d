"""Quasi-hyperbolic Adam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.descent import AdaptiveMoments
from visualizer.engine.optimizers import Scalars, Workspace, optimizers
from visualizer.engine.plan import Call
from visualizer.settings import setting


@optimizers.register
@dataclass(frozen=True)
class QHAdam(AdaptiveMoments):
    """Adam that mixes its running means with the present gradient.

    θ ← θ - η [(1 - ν₁) g + ν₁ m̂] / (√((1 - ν₂) g² + ν₂ v̂) + ε), with m̂ and
    v̂ as in Adam, which it is for ν₁ = ν₂ = 1.

    References: Ma & Yarats (2019), section 4.3; defaults from section 5.
    """

    key = "qhadam"
    title = "QHAdam"
    rank = 90

    beta1: float = setting(
        0.995,
        title="β₁",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running mean of gradients.",
    )
    nu1: float = setting(
        0.7,
        title="ν₁",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="Share of the running mean in the direction; the gradient has the rest.",
    )
    nu2: float = setting(
        1.0,
        title="ν₂",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="Share of the running mean in the scale; the gradient has the rest.",
    )

    def rule(self) -> str:
        return "θ ← θ − η ((1 − ν₁) g + ν₁ m̂) / √((1 − ν₂) g² + ν₂ v̂)"

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        corrected = state[1] / (1.0 - scalars[1])
        square = (1.0 - self.nu2) * grad * grad + self.nu2 * corrected
        return np.asarray(rate / (np.sqrt(square) + self.epsilon))

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad, scalars = work.theta, work.grad, work.scalars
        mean, square = work.state
        step, spread, spare = (np.empty_like(theta) for _ in range(3))
        of_mean = np.zeros((), theta.dtype)
        of_square = np.zeros((), theta.dtype)

        def weigh() -> None:
            scalars[0] *= self.beta1
            scalars[1] *= self.beta2
            of_mean[()] = self.nu1 / (1.0 - scalars[0])
            of_square[()] = self.nu2 / (1.0 - scalars[1])

        yield (weigh,)
        yield from self.moments(work, step)
        yield np.multiply, square, of_square, spread
        yield np.multiply, grad, grad, spare
        yield np.multiply, spare, 1.0 - self.nu2, spare
        yield np.add, spread, spare, spread
        yield np.sqrt, spread, spread
        yield np.add, spread, self.epsilon, spread
        yield np.multiply, mean, of_mean, step
        yield np.multiply, grad, 1.0 - self.nu1, spare
        yield np.add, step, spare, step
        yield np.divide, step, spread, step
        yield np.multiply, step, work.rate, step
        yield np.subtract, theta, step, theta
