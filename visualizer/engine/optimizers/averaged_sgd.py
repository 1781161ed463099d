"""Averaged gradient descent."""

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
class AveragedSGD(Optimizer):
    """Descend, and average the parameters on the way.

    θ ← θ - η g, then θ̄ ← θ̄ + (θ - θ̄) / n, where n counts the updates since
    averaging began; before that θ̄ = θ. The average is an answer beside the
    iterate, which it does not change: noise that shakes θ cancels out in θ̄.
    The row of the state is θ̄; the scalars are the updates done, and n.

    References: Ruppert (1988); Polyak & Juditsky (1992), equation 2.
    """

    key = "averaged_sgd"
    title = "Averaged SGD"
    rank = 130
    vectors = 1
    start_scalars = (0.0, 0.0)

    start: int = setting(
        0,
        title="Average from update",
        minimum=0,
        maximum=1_000_000,
        live=True,
        help="Updates that the average leaves out at the beginning.",
    )

    def begin(self, theta: Array, state: Array, scalars: Scalars) -> None:
        super().begin(theta, state, scalars)
        state[0] = theta

    def average(self, state: Array) -> Array | None:
        row: Array = state[0]
        return row

    def rule(self) -> str:
        return "θ ← θ − η g, θ̄ ← θ̄ + (θ − θ̄) / n"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        return (Memory("average", "θ̄", "θ̄ ← θ̄ + (θ − θ̄) / n", state[0]),)

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, scalars = work.theta, work.scalars
        (average,) = work.state
        step = np.empty_like(theta)
        weight = np.zeros((), theta.dtype)

        def count() -> None:
            scalars[0] += 1.0
            scalars[1] = scalars[1] + 1.0 if scalars[0] > self.start else 0.0
            weight[()] = 1.0 / max(1.0, scalars[1])

        yield np.multiply, work.grad, work.rate, step
        yield np.subtract, theta, step, theta
        yield (count,)
        yield np.subtract, theta, average, step
        yield np.multiply, step, weight, step
        yield np.add, average, step, average
