"""Looks into a race, on the session's thread."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.race import DIMENSIONS, RaceLearner
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.descent.frame import (
    PANELS,
    DescentFrame,
    DescentWatch,
    NextStep,
)
from visualizer.exhibits.descent.stations import STATIONS
from visualizer.exhibits.descent.verdicts import judge
from visualizer.scenes.graph import Phase

TRAIL = 4000
"""Moments of the paths; of a longer race every second, third … step is drawn."""


class DescentObserver(Observer[DescentWatch, DescentFrame]):
    """Captures the paths, the verdicts, and the coming step of one runner.

    Parameters
    ----------
    learner : RaceLearner
    """

    def __init__(self, learner: RaceLearner) -> None:
        self._learner = learner
        self._last: DescentFrame | None = None

    def capture(self, watch: DescentWatch, moment: Moment) -> DescentFrame:
        if self._last is not None and not moment.panels & PANELS:
            # Nobody draws it: between two panels' turns the last one stands.
            return self._last
        self._last = self._look(watch, moment)
        return self._last

    def _look(self, watch: DescentWatch, moment: Moment) -> DescentFrame:
        learner = self._learner
        updates, rows = moment.trail(TRAIL)
        paths = rows.reshape(len(rows), -1, DIMENSIONS).copy()
        x, y = paths[-1].T
        last = np.full(len(x), np.nan)
        # Of a thinned trail the moment before is not the step before.
        if len(updates) > 1 and (np.diff(updates) == 1).all():
            last = np.hypot(*(paths[-1] - paths[-2]).T)
        shown = moment.panels & {"step", "map"} and moment.still
        return DescentFrame(
            update=moment.update,
            terrain=learner.terrain,
            updates=updates.copy(),
            paths=paths,
            heights=learner.terrain.height(paths[..., 0], paths[..., 1]),
            averages=tuple(self._averages(n, moment) for n in range(len(x))),
            slopes=np.hypot(*learner.terrain.slope(x, y)),
            steps=last,
            bends=np.array([self._bend(point) for point in paths[-1]]),
            arrivals=learner.arrivals.copy(),
            verdicts=tuple(
                judge(learner.terrain, paths[:, n], learner.arrivals[n], moment.update)
                for n in range(len(x))
            ),
            phase=moment.phase,
            next_step=self._look_ahead(watch.runner) if shown else None,
        )

    def work(self, watch: DescentWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        # The parts of a step are the finest there is, whatever the unit.
        return tuple(Phase("forward", number) for number in range(len(STATIONS)))

    def resolve(self, wish: object) -> Array | None:
        return None

    def _averages(self, number: int, moment: Moment) -> Array | None:
        row = self._learner.average_row(number)
        if row is None:
            return None
        kept = moment.kept(TRAIL, row)
        return kept[:, DIMENSIONS * number : DIMENSIONS * (number + 1)].copy()

    def _bend(self, place: Array) -> float:
        if not np.isfinite(place).all():
            return float("nan")
        bends = self._learner.terrain.curvature_at((float(place[0]), float(place[1])))
        if not np.isfinite(bends).all():
            return float("nan")
        return float(self._learner.terrain.bends((place[0], place[1]))[-1])

    def _look_ahead(self, runner: int) -> NextStep | None:
        """Do the coming step in a twin of the race, and see what came of it."""
        learner = self._learner
        number = min(runner, len(learner.runners) - 1)
        place = learner.places[number].copy()
        if not np.isfinite(place).all():
            return None
        twin = learner.twin()
        slope = learner.terrain.slope_at((float(place[0]), float(place[1])))
        twin.run(1)
        return NextStep(
            runner=number,
            place=place,
            slope=slope,
            noise=twin.slopes[number] - slope,
            after=twin.memories(number),
            target=twin.places[number].copy(),
        )
