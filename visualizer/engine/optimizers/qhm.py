"""Quasi-hyperbolic momentum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.descent import running_mean
from visualizer.engine.optimizers import (
    Memory,
    Optimizer,
    Scalars,
    Workspace,
    optimizers,
)
from visualizer.engine.plan import Call
from visualizer.settings import setting


@optimizers.register
@dataclass(frozen=True)
class QHM(Optimizer):
    """Step along a mixture of the gradient and of its running mean.

    m ← β m + (1 - β) g, θ ← θ - η [(1 - ν) g + ν m].

    It is plain descent for ν = 0, momentum with the rate η (1 - β) for ν = 1,
    and Nesterov's method with the rate η (1 - β) for ν = β.

    References: Ma & Yarats (2019), section 3; defaults from section 5.
    """

    key = "qhm"
    title = "QHM"
    rank = 100
    vectors = 1

    beta: float = setting(
        0.999,
        title="β",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running mean of gradients.",
    )
    nu: float = setting(
        0.7,
        title="ν",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="Share of the running mean in the direction; the gradient has the rest.",
    )

    def rule(self) -> str:
        return "m ← β m + (1 − β) g, θ ← θ − η ((1 − ν) g + ν m)"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        return (Memory("mean", "m", "m ← β m + (1 − β) g", state[0]),)

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad = work.theta, work.grad
        (mean,) = work.state
        step, spare = np.empty_like(theta), np.empty_like(theta)
        yield from running_mean(mean, grad, self.beta, spare)
        yield np.multiply, mean, self.nu, step
        yield np.multiply, grad, 1.0 - self.nu, spare
        yield np.add, step, spare, step
        yield np.multiply, step, work.rate, step
        yield np.subtract, theta, step, theta
