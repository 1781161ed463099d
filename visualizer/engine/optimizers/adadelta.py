"""AdaDelta."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.descent import running_square
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
class AdaDelta(Optimizer):
    """Scale the gradient to the size of the steps taken so far.

    v ← ρ v + (1 - ρ) g², d = √(u + ε) / √(v + ε) g, u ← ρ u + (1 - ρ) d²,
    θ ← θ - η d. A step has the unit of the parameter, so the rule was made to
    run with η = 1.

    References: Zeiler (2012), algorithm 1.
    """

    key = "adadelta"
    title = "AdaDelta"
    rank = 60
    vectors = 2

    rho: float = setting(
        0.9,
        title="ρ",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running means of squared gradients and steps.",
    )
    epsilon: float = setting(
        1e-6,
        title="ε",
        minimum=1e-12,
        maximum=1.0,
        scale="log",
        live=True,
        help="Makes the first steps possible, and sets their size.",
    )

    def rule(self) -> str:
        return "v ← ρ v + (1 − ρ) g², θ ← θ − η √(u + ε) / √(v + ε) g"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        return (
            Memory("square", "v", "v ← ρ v + (1 − ρ) g²", state[0]),
            Memory("kept", "u", "u ← ρ u + (1 − ρ) (Δθ / η)²", state[1]),
        )

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        ratio = (state[1] + self.epsilon) / (state[0] + self.epsilon)
        return np.asarray(rate * np.sqrt(ratio))

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad = work.theta, work.grad
        square, steps = work.state
        step, spread = np.empty_like(theta), np.empty_like(theta)
        yield from running_square(square, grad, self.rho, step)
        yield np.add, square, self.epsilon, spread
        yield np.sqrt, spread, spread
        yield np.add, steps, self.epsilon, step
        yield np.sqrt, step, step
        yield np.divide, step, spread, step
        yield np.multiply, step, grad, step
        yield from running_square(steps, step, self.rho, spread)
        yield np.multiply, step, work.rate, step
        yield np.subtract, theta, step, theta
