"""L-BFGS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from visualizer.engine.curvature import CurvaturePairs
from visualizer.engine.line_search import Point, along, strong_wolfe
from visualizer.engine.optimizers import Optimizer, Workspace, optimizers
from visualizer.engine.plan import Call
from visualizer.settings import setting

LEAST_CURVATURE = 1e-10
"""Pairs of a step and a change of gradient with a lesser product are dropped."""


@optimizers.register
@dataclass(frozen=True)
class LBFGS(Optimizer):
    """Step along -H⁻¹ g, with H guessed from the last steps.

    Each of the iterations of an update goes from θ to θ + t d, where d is the
    direction that `CurvaturePairs` gives and t is the learning rate (in the
    very first iteration at most that rate over Σ|g|) or, with line search, a
    length that fulfills the strong Wolfe conditions. An update ends early when
    the gradient, the step, or the change of the loss is almost nothing, or
    after 5/4 as many evaluations as iterations.

    Made for one and the same loss, that of the whole set: gradients of
    different batches differ by more than curvature. The rows of the state are
    the m steps, the m changes of the gradient, the last step, and the gradient
    before it; the scalars are the iterations done and the pairs held. PyTorch
    holds 100 pairs unless told otherwise; as every checkpoint holds them too,
    10 are the default here.

    References: Liu & Nocedal (1989); Nocedal & Wright (2006), algorithm 7.5.
    """

    key = "lbfgs"
    title = "L-BFGS"
    rank = 150
    start_scalars = (0.0, 0.0)
    closed_loop = True

    history: int = setting(
        10,
        title="History size",
        minimum=1,
        maximum=100,
        help="Past steps that curvature is guessed from.",
    )
    iterations: int = setting(
        20,
        title="Iterations",
        minimum=1,
        maximum=100,
        live=True,
        help="Steps within one update, at most.",
    )
    line_search: bool = setting(
        False,
        title="Line search",
        live=True,
        help="Look along each direction for a step that is long enough, not too long.",
    )
    least_gradient: float = setting(
        1e-7,
        title="Least gradient",
        minimum=1e-15,
        maximum=1.0,
        scale="log",
        live=True,
        help="An update ends when no part of the gradient is larger.",
    )
    least_change: float = setting(
        1e-9,
        title="Least change",
        minimum=1e-15,
        maximum=1.0,
        scale="log",
        live=True,
        help="An update ends when a step or the fall of the loss is smaller.",
    )

    @property
    def state_vectors(self) -> int:
        return 2 * self.history + 2

    def rule(self) -> str:
        return "θ ← θ + α d, d = −H g"

    def update(self, work: Workspace) -> Iterator[Call]:
        yield self._advance, work

    def _advance(self, work: Workspace) -> None:
        theta, evaluator, scalars = work.theta, work.evaluator, work.scalars
        steps, changes = work.state[: self.history], work.state[self.history : -2]
        step, before = work.state[-2:]
        pairs = CurvaturePairs(steps, changes, int(scalars[1]), LEAST_CURVATURE)
        gradient = work.grad.copy()
        loss = evaluator.loss(theta)
        evaluations, allowed = 1, self.iterations * 5 // 4
        for left in reversed(range(self.iterations)):
            if np.abs(gradient).max() <= self.least_gradient:
                break
            length = float(work.rate)
            if scalars[0] == 0.0:
                length *= min(1.0, 1.0 / float(np.abs(gradient).sum()))
            else:
                pairs.remember(step, gradient - before)
                scalars[1] = pairs.count
            scalars[0] += 1.0
            direction = pairs.direction(gradient)
            before[:] = gradient
            slope, last_loss = float(gradient.dot(direction)), loss
            if slope > -self.least_change:
                # No step is taken, so the next gradient tells no curvature.
                step[:] = 0.0
                break
            if self.line_search:
                found, spent = strong_wolfe(
                    along(evaluator.gradient, theta.copy(), direction),
                    Point(0.0, loss, slope, gradient),
                    length,
                    narrowest=self.least_change / float(np.abs(direction).max()),
                    most=allowed - evaluations,
                )
                length, loss, gradient = found.length, found.loss, found.gradient
                evaluations += spent
            np.multiply(direction, length, step)
            np.add(theta, step, theta)
            if left and not self.line_search:
                loss = evaluator.gradient(theta, gradient)
                evaluations += 1
            if (
                evaluations >= allowed
                or np.abs(step).max() <= self.least_change
                or abs(loss - last_loss) < self.least_change
            ):
                break
