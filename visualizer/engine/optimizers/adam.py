"""Adam."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Optimizer, Rate, Scalars, optimizers
from visualizer.engine.plan import Call
from visualizer.settings import setting


@optimizers.register
@dataclass(frozen=True)
class Adam(Optimizer):
    """Scale each step by running means of the gradient and of its square.

    m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g²,
    θ ← θ - η m̂ / (√v̂ + ε) with m̂ = m / (1 - Πβ₁), v̂ = v / (1 - Πβ₂).

    The bias corrections use the product of the betas that were really applied,
    so that they stay right when a beta is changed live.

    References: Kingma & Ba (2014), algorithm 1.
    """

    key = "adam"
    title = "Adam"
    rank = 20
    vectors = 2
    start_scalars = (1.0, 1.0)

    beta1: float = setting(
        0.9,
        title="β₁",
        minimum=0.0,
        maximum=0.9999,
        live=True,
        help="Memory of the running mean of gradients.",
    )
    beta2: float = setting(
        0.999,
        title="β₂",
        minimum=0.0,
        maximum=0.99999,
        live=True,
        help="Memory of the running mean of squared gradients.",
    )
    epsilon: float = setting(
        1e-8,
        title="ε",
        minimum=1e-12,
        maximum=1.0,
        live=True,
        help="Keeps the division from growing without bound.",
    )

    def update(
        self, theta: Array, grad: Array, state: Array, scalars: Scalars, rate: Rate
    ) -> Iterator[Call]:
        mean, square = state
        step = np.empty_like(theta)
        scale = np.zeros((), theta.dtype)
        floor = np.zeros((), theta.dtype)

        def correct_bias() -> None:
            # √v̂ + ε = (√v + ε √(1 - Πβ₂)) / √(1 - Πβ₂): two scalars do it all.
            scalars[0] *= self.beta1
            scalars[1] *= self.beta2
            spread = (1.0 - scalars[1]) ** 0.5
            floor[()] = self.epsilon * spread
            scale[()] = float(rate) * spread / (1.0 - scalars[0])

        yield (correct_bias,)
        yield np.multiply, mean, self.beta1, mean
        yield np.multiply, grad, 1.0 - self.beta1, step
        yield np.add, mean, step, mean
        yield np.multiply, square, self.beta2, square
        yield np.multiply, grad, grad, step
        yield np.multiply, step, 1.0 - self.beta2, step
        yield np.add, square, step, square
        yield np.sqrt, square, step
        yield np.add, step, floor, step
        yield np.divide, mean, step, step
        yield np.multiply, step, scale, step
        yield np.subtract, theta, step, theta
