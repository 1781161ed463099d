"""AdaGrad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.coefficients import epsilon_setting
from visualizer.engine.optimizers import (
    Memory,
    Optimizer,
    Scalars,
    Workspace,
    optimizers,
)
from visualizer.engine.plan import Call


@optimizers.register
@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """Divide each step by the length of all the parameter's gradients so far.

    v ← v + g², θ ← θ - η g / (√v + ε). Rare gradients make long steps; as v
    only grows, all steps get shorter.

    References: Duchi, Hazan & Singer (2011), figure 1 (diagonal version).
    """

    key = "adagrad"
    title = "AdaGrad"
    rank = 40
    vectors = 1

    epsilon: float = epsilon_setting(1e-10, live=True)

    def rule(self) -> str:
        return "v ← v + g², θ ← θ − η g / (√v + ε)"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        return (Memory("square", "v", "v ← v + g²", state[0]),)

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        return np.asarray(rate / (np.sqrt(state[0]) + self.epsilon))

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad = work.theta, work.grad
        (square,) = work.state
        step, spread = np.empty_like(theta), np.empty_like(theta)
        yield np.multiply, grad, grad, step
        yield np.add, square, step, square
        yield np.sqrt, square, spread
        yield np.add, spread, self.epsilon, spread
        yield np.multiply, grad, work.rate, step
        yield np.divide, step, spread, step
        yield np.subtract, theta, step, theta
