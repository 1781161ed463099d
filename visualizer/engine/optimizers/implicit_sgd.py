"""Implicit gradient descent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.curvature import CurvaturePairs
from visualizer.engine.line_search import Point, along, strong_wolfe
from visualizer.engine.optimizers import Optimizer, Workspace, optimizers
from visualizer.engine.plan import Call
from visualizer.settings import setting

TRIES = 20
"""Evaluations of one line search, at most."""

ROUNDING = 16.0
"""Error of a loss, in units of the error of one number."""


@optimizers.register
@dataclass(frozen=True)
class ImplicitSGD(Optimizer):
    """Step by the gradient at the end of the step: θ⁺ = θ - η ∇ℓ(θ⁺).

    θ⁺ is the proximal step, the minimum of η ℓ(x) + ½ ‖x - θ‖². On a convex
    loss no learning rate is too large. For linear least squares, with the loss
    (y - θᵀx)² of one example, it is θ + 2η / (1 + 2η ‖x‖²) (y - θᵀx) x.

    In general no formula gives θ⁺. The equation is solved approximately, by
    iterations of L-BFGS on the batch that begin with the explicit step
    θ - η ∇ℓ(θ); one iteration alone is the explicit step, shortened where the
    proximal loss would rise. What is left of the equation,
    ‖x - θ + η ∇ℓ(x)‖ at the x that was taken for θ⁺, is the state's scalar. On
    a loss that is not convex x is one of possibly many solutions.

    References: Toulis, Airoldi & Rennie (2014), equation 5; Toulis & Airoldi
    (2017), algorithm 1; Parikh & Boyd (2014), section 1.1.
    """

    key = "implicit_sgd"
    title = "Implicit SGD"
    rank = 140
    start_scalars = (0.0,)
    closed_loop = True

    iterations: int = setting(
        10,
        title="Iterations",
        minimum=1,
        maximum=200,
        live=True,
        help="Steps toward the solution within one update, at most.",
    )

    def rule(self) -> str:
        return "θ⁺ = θ − η ∇f(θ⁺)"

    def update(self, work: Workspace) -> Iterator[Call]:
        yield self._advance, work

    def _advance(self, work: Workspace) -> None:
        theta, rate = work.theta, float(work.rate)
        start, dtype = theta.copy(), theta.dtype
        tolerance = 4.0 * float(np.finfo(dtype).eps)

        def residual_at(x: Array, out: Array) -> float:
            """Write x - θ + η ∇ℓ(x), the gradient of the proximal loss."""
            loss = work.evaluator.gradient(x, out)
            away = x - start
            np.multiply(out, rate, out)
            np.add(out, away, out)
            return rate * loss + 0.5 * float(away.dot(away))

        rows = np.empty((2, self.iterations, theta.size), dtype)
        pairs = CurvaturePairs(rows[0], rows[1])
        loss = rate * work.evaluator.loss(theta)
        residual: Array = rate * work.grad
        for _ in range(self.iterations):
            scale = max(1.0, float(np.abs(theta).max()))
            direction = pairs.direction(residual)
            origin = Point(0.0, loss, float(residual.dot(direction)), residual)
            # Neither holds where the residual is no number.
            if not (np.abs(residual).max() > tolerance * scale and origin.slope < 0.0):
                break
            evaluate = along(residual_at, theta.copy(), direction)
            found = evaluate(1.0)
            if not _settles(found, origin, tolerance):
                found, _ = strong_wolfe(
                    evaluate, origin, 1.0, narrowest=tolerance, most=TRIES
                )
            if found.length == 0.0:
                break
            step = found.length * direction
            pairs.remember(step, found.gradient - residual)
            np.add(theta, step, theta)
            loss, residual = found.loss, found.gradient
        work.scalars[0] = float(np.sqrt(residual.dot(residual)))


def _settles(found: Point, origin: Point, tolerance: float) -> bool:
    """Return whether less of the equation is left, at no higher proximal loss.

    Close to a solution the loss changes by rounding alone, and the residual,
    not the loss, shows which of two points is better.
    """
    rounding = ROUNDING * tolerance * max(1.0, abs(origin.loss))
    left = float(found.gradient.dot(found.gradient))
    before = float(origin.gradient.dot(origin.gradient))
    return left < before and found.loss <= origin.loss + rounding
