"""Lion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.descent import decoupled_decay, running_mean
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
class Lion(Optimizer):
    """Move every parameter by the same length, only the sign is learned.

    u = sign(β₁ m + (1 - β₁) g), θ ← (1 - η λ) θ - η u, m ← β₂ m + (1 - β₂) g.
    Near a minimum parameters hover within about η of it.

    References: Chen et al. (2023), "Symbolic discovery of optimization
    algorithms", algorithm 2.
    """

    key = "lion"
    title = "Lion"
    rank = 110
    vectors = 1

    beta1: float = setting(
        0.9,
        title="β₁",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Share of the running mean in the direction; the gradient has the rest.",
    )
    beta2: float = setting(
        0.99,
        title="β₂",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running mean of gradients.",
    )
    weight_decay: float = setting(
        0.0,
        title="Weight decay",
        minimum=0.0,
        maximum=10.0,
        live=True,
        help="Share of each parameter that an update takes away, times the rate.",
    )

    def rule(self) -> str:
        return "θ ← θ − η sign(β₁ m + (1 − β₁) g), m ← β₂ m + (1 − β₂) g"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        return (Memory("kept", "m", "m ← β₂ m + (1 − β₂) g", state[0]),)

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad = work.theta, work.grad
        (mean,) = work.state
        step, spare = np.empty_like(theta), np.empty_like(theta)
        yield from decoupled_decay(theta, work.rate, self.weight_decay)
        yield np.multiply, mean, self.beta1, step
        yield np.multiply, grad, 1.0 - self.beta1, spare
        yield np.add, step, spare, step
        yield np.sign, step, step
        yield np.multiply, step, work.rate, step
        yield np.subtract, theta, step, theta
        yield from running_mean(mean, grad, self.beta2, spare)
