"""Gradient descent, with momentum if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
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
class SGD(Optimizer):
    """θ ← θ - η g; with momentum b ← μ b + g, θ ← θ - η b.

    With Nesterov's look-ahead the step is η (g + μ b). The gradient g is that
    of the batch, so one rule serves batch, mini-batch and stochastic descent.

    References: Robbins & Monro (1951); Polyak (1964); Nesterov (1983);
    Sutskever, Martens, Dahl & Hinton (2013), equations 1 and 2.
    """

    key = "sgd"
    title = "SGD"
    rank = 10
    vectors = 1

    momentum: float = setting(
        0.0,
        title="Momentum",
        minimum=0.0,
        maximum=0.999,
        live=True,
        help="Share of the last step that goes on into the next.",
    )
    nesterov: bool = setting(
        False,
        title="Nesterov",
        live=True,
        help="Measure the slope where momentum is about to lead.",
    )

    def rule(self) -> str:
        if self.momentum == 0.0:
            return "θ ← θ − η g"
        step = "g + μ b" if self.nesterov else "b"
        return f"b ← μ b + g, θ ← θ − η {f'({step})' if self.nesterov else step}"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        if self.momentum == 0.0:
            return ()
        return (Memory("mean", "b", "b ← μ b + g", state[0]),)

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        return np.full_like(grad, rate)

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad, rate = work.theta, work.grad, work.rate
        (velocity,) = work.state
        step = np.empty_like(theta)
        if self.momentum == 0.0:
            yield np.multiply, grad, rate, step
        else:
            yield np.multiply, velocity, self.momentum, velocity
            yield np.add, velocity, grad, velocity
            if self.nesterov:
                yield np.multiply, velocity, self.momentum, step
                yield np.add, step, grad, step
                yield np.multiply, step, rate, step
            else:
                yield np.multiply, velocity, rate, step
        yield np.subtract, theta, step, theta
