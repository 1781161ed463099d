"""The fully connected layer."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.arrays import Array
from visualizer.engine.layers import ActivatedLayer, LayerTrace, layers
from visualizer.engine.plan import Plan


@layers.register
@dataclass(frozen=True)
class Dense(ActivatedLayer):
    """z = Wᵀ x + b, a = f(z).

    With the bias as last row of the block and a row of ones below x, weights
    and bias are one matrix: forward is one product, and the gradient of both,
    x dzᵀ, is another.

    References: Rumelhart, Hinton & Williams (1986), equations 1, 2, 6 and 7.
    """

    key = "dense"
    title = "Dense"
    rank = 10

    def forward(self, plan: Plan, trace: LayerTrace, number: int) -> None:
        below = number - 1
        plan.add(
            f"Z{number} = W{number}ᵀ A{below} + b{number}",
            trace.block.T.dot,
            trace.x,
            trace.z,
        )
        plan.extend(
            f"A{number} = {self.activation.key}(Z{number})",
            self.activation.value(trace.z, trace.a),
        )

    def backward(
        self, plan: Plan, trace: LayerTrace, number: int, below: Array | None
    ) -> None:
        plan.add(
            f"dW{number}, db{number} = A{number - 1} dZ{number}ᵀ",
            trace.x.dot,
            trace.dz.T,
            trace.grad,
        )
        if below is not None:
            plan.add(
                f"dA{number - 1} = W{number} dZ{number}",
                trace.block[:-1].dot,
                trace.dz,
                below,
            )
