"""Looks into the three descents, on the session's thread."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.regression import PARAMETERS, SIZES, ThreeDescents
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.regression.data import Problem
from visualizer.exhibits.regression.frame import (
    PANELS,
    RegressionFrame,
    RegressionWatch,
)
from visualizer.scenes.graph import Phase

TRAIL = 4000
"""Moments of the paths; of a longer run every second, third … one is drawn."""


class RegressionObserver(Observer[RegressionWatch, RegressionFrame]):
    """Captures the paths and their errors.

    Parameters
    ----------
    learner : ThreeDescents
    problem : Problem
        Whose surface it descends on.
    """

    def __init__(self, learner: ThreeDescents, problem: Problem) -> None:
        self._learner = learner
        self._problem = problem
        self._last: RegressionFrame | None = None

    def capture(self, watch: RegressionWatch, moment: Moment) -> RegressionFrame:
        if self._last is not None and not moment.panels & PANELS:
            # Nobody draws it: between two panels' turns the last one stands.
            return self._last
        updates, rows = moment.trail(TRAIL)
        paths = rows.reshape(len(rows), len(SIZES), PARAMETERS).copy()
        with np.errstate(all="ignore"):
            losses = self._problem.surface.height(paths[..., 0], paths[..., 1])
        self._last = RegressionFrame(
            update=moment.update,
            problem=self._problem,
            updates=updates.copy(),
            paths=paths,
            losses=losses,
            steps=self._learner.steps.copy(),
            last=self._learner.last,
        )
        return self._last

    def work(self, watch: RegressionWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None
