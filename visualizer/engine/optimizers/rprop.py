"""Rprop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, maximum, minimum
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
class Rprop(Optimizer):
    """Give each parameter a step of its own, by the signs of its gradients.

    With s = sign(g) sign(g'), g' the gradient before, the parameter's step is
    Δ ← Δ η⁺ where s > 0, Δ η⁻ where s < 0, kept from Δ_min to Δ_max; then
    θ ← θ - sign(g) Δ. Where s < 0 the parameter rests for one update, and its
    gradient counts as 0 in the next. All Δ start at the learning rate, which
    matters only there. Signs of small batches are mostly noise: made for the
    whole set.

    References: Riedmiller & Braun (1993); Igel & Hüsken (2000), iRprop⁻, which
    this is, as in PyTorch.
    """

    key = "rprop"
    title = "Rprop"
    rank = 120
    vectors = 2
    start_scalars = (0.0,)

    shrink: float = setting(
        0.5,
        title="η⁻",
        minimum=0.01,
        maximum=0.99,
        live=True,
        help="Factor of a step whose gradient has changed its sign.",
    )
    grow: float = setting(
        1.2,
        title="η⁺",
        minimum=1.01,
        maximum=10.0,
        live=True,
        help="Factor of a step whose gradient has kept its sign.",
    )
    least: float = setting(
        1e-6,
        title="Shortest step",
        minimum=1e-12,
        maximum=1.0,
        scale="log",
        live=True,
        help="No parameter's step gets shorter.",
    )
    most: float = setting(
        50.0,
        title="Longest step",
        minimum=1e-6,
        maximum=1000.0,
        scale="log",
        live=True,
        help="No parameter's step gets longer.",
    )

    def rule(self) -> str:
        return "δ ← δ η⁺ or δ η⁻, θ ← θ − δ sign(g)"

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        return (Memory("rate", "δ", "δ ← δ η⁺ or δ η⁻", state[1]),)

    def update(self, work: Workspace) -> Iterator[Call]:
        theta, grad, scalars = work.theta, work.grad, work.scalars
        before, length = work.state
        agreement, factor = np.empty_like(theta), np.empty_like(theta)
        kept, turned = np.empty(theta.shape, np.bool_), np.empty(theta.shape, np.bool_)

        def start() -> None:
            if scalars[0] == 0.0:
                scalars[0] = 1.0
                length[:] = work.rate

        yield (start,)
        yield np.sign, grad, agreement
        yield np.sign, before, factor
        yield np.multiply, agreement, factor, agreement
        yield np.greater, agreement, 0.0, kept
        yield np.less, agreement, 0.0, turned
        yield factor.fill, 1.0
        yield np.putmask, factor, kept, self.grow
        yield np.putmask, factor, turned, self.shrink
        yield np.multiply, length, factor, length
        yield maximum, length, self.least, length
        yield minimum, length, self.most, length
        yield np.copyto, before, grad
        yield np.putmask, before, turned, 0.0
        yield np.sign, before, factor
        yield np.multiply, factor, length, factor
        yield np.subtract, theta, factor, theta
