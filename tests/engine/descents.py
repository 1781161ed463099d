"""Optimizers at work without a network."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Evaluator, Optimizer, Workspace
from visualizer.engine.plan import Plan
from visualizer.engine.random_streams import RandomStreams


class Descent:
    """An optimizer on a loss of its own."""

    def __init__(
        self, optimizer: Optimizer, loss: Evaluator, start: Array, rate: float
    ) -> None:
        self.loss = loss
        self.theta = np.array(start, np.float64)
        self.grad = np.zeros_like(self.theta)
        # What an optimizer does not write before it begins would be seen.
        self.state = np.full((optimizer.state_vectors, self.theta.size), np.nan)
        self.scalars = np.full(len(optimizer.start_scalars), np.nan)
        self.rate = np.array(rate)
        optimizer.begin(self.theta, self.state, self.scalars)
        self.take(optimizer)

    def take(self, optimizer: Optimizer) -> None:
        work = Workspace(
            self.theta,
            self.grad,
            self.state,
            self.scalars,
            self.rate,
            self.loss,
            RandomStreams(1),
        )
        self.plan = Plan(self.theta.dtype)
        self.plan.extend("θ", optimizer.update(work))
