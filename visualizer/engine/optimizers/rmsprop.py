"""RMSProp."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum
from visualizer.engine.coefficients import epsilon_setting
from visualizer.engine.descent import running_mean, running_square
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
class RMSProp(Optimizer):
    """Divide each step by the usual size of the parameter's gradients.

    v ← α v + (1 - α) g², d = g / (√v + ε), b ← μ b + d, θ ← θ - η b; without
    momentum θ ← θ - η d. Centered, √(v - m²) takes the place of √v, with
    m ← α m + (1 - α) g. The rows of the state are v, m and b; each is kept up
    only while it is in use.

    References: Tieleman & Hinton (2012), lecture 6.5; Graves (2013), equations
    38 to 41 (centered, there with ε below the root).
    """

    key = "rmsprop"
    title = "RMSProp"
    rank = 30
    vectors = 3

    alpha: float = setting(
        0.99,
        title="α",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running mean of squared gradients.",
    )
    epsilon: float = epsilon_setting(1e-8, live=True)
    momentum: float = setting(
        0.0,
        title="Momentum",
        minimum=0.0,
        maximum=0.999,
        live=True,
        help="Share of the last step that goes on into the next.",
    )
    centered: bool = setting(
        False,
        title="Centered",
        help="Divide by the spread of the gradients around their mean.",
    )

    def rule(self) -> str:
        if self.momentum > 0.0:
            return f"v ← α v + (1 − α) g², b ← μ b + {self._scaled()}, θ ← θ − η b"
        return f"v ← α v + (1 − α) g², θ ← θ − η {self._scaled()}"

    def _scaled(self) -> str:
        spread = "√(v − m²)" if self.centered else "√v"
        return f"g / ({spread} + ε)"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        square, mean, velocity = state
        kept = [Memory("square", "v", "v ← α v + (1 − α) g²", square)]
        if self.centered:
            kept.append(Memory("mean", "m", "m ← α m + (1 − α) g", mean))
        if self.momentum > 0.0:
            formula = f"b ← μ b + {self._scaled()}"
            kept.append(Memory("mean", "b", formula, velocity))
        return tuple(kept)

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        square, mean = state[0], state[1]
        if self.centered:
            square = np.maximum(square - mean * mean, 0.0)
        return np.asarray(rate / (np.sqrt(square) + self.epsilon))

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad = work.theta, work.grad
        square, mean, velocity = work.state
        step, spread = np.empty_like(theta), np.empty_like(theta)
        yield from running_square(square, grad, self.alpha, step)
        if self.centered:
            yield from running_mean(mean, grad, self.alpha, step)
            yield np.multiply, mean, mean, step
            yield np.subtract, square, step, spread
            # Gradients that hardly change leave a difference of rounding errors.
            yield maximum, spread, 0.0, spread
            yield np.sqrt, spread, spread
        else:
            yield np.sqrt, square, spread
        yield np.add, spread, self.epsilon, spread
        yield np.divide, grad, spread, step
        if self.momentum > 0.0:
            yield np.multiply, velocity, self.momentum, velocity
            yield np.add, velocity, step, velocity
            yield np.multiply, velocity, work.rate, step
        else:
            yield np.multiply, step, work.rate, step
        yield np.subtract, theta, step, theta
