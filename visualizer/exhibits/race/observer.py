"""Looks into a race of networks, on the session's thread."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.network import Trace
from visualizer.engine.network_race import lost
from visualizer.engine.parameters import Parameters
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.playground.answers import answers_of
from visualizer.exhibits.race.frame import (
    PANELS,
    NetworkRaceFrame,
    NetworkRaceWatch,
    Winner,
    Winners,
)
from visualizer.exhibits.race.learner import RaceOnData
from visualizer.exhibits.trail_record import TrailRecord
from visualizer.scenes.graph import Phase
from visualizer.scenes.plane import PointSet

MOMENTS = 48
"""Moments of a loss curve."""

SIDE = 40
"""Cells of a map along each axis."""

PODIUM = 4
"""Runs whose maps are drawn."""

MOST_POINTS = 200
"""Training examples on such a map, which is small; of more the first ones."""


LOOK_SECONDS = 0.2
"""Least time between two frames while the race runs: measuring all runs takes longer
than many updates, and nobody reads numbers that change faster."""


class NetworkRaceObserver(Observer[NetworkRaceWatch, NetworkRaceFrame]):
    """Captures where all runs stand, their curves, and the maps of the best.

    The past is measured with the parameters along the race, a few moments at a
    time in the background, and only while the curves are in sight.

    Parameters
    ----------
    learner : RaceOnData
    clock : callable
        Seconds.
    """

    def __init__(
        self, learner: RaceOnData, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._learner = learner
        self._clock = clock
        self._looked = 0.0
        self._record = TrailRecord(
            lambda theta: learner.standings_at(theta).train_loss, MOMENTS, clock
        )
        self._last: NetworkRaceFrame | None = None
        data = learner.data
        self._chart = data.chart(None) if data.charted else None
        dtype = learner.state.dtype
        self._shown = Parameters(learner.network.shapes, dtype)
        self._map: Trace | None = None
        self._points: PointSet | None = None
        if self._chart is not None:
            self._points = _few(self._chart.points)
            self._map = Trace(learner.network, self._shown, SIDE * SIDE)
            self._map.set_inputs(self._chart.inputs_on_grid((SIDE, SIDE)).astype(dtype))

    def capture(self, watch: NetworkRaceWatch, moment: Moment) -> NetworkRaceFrame:
        last = self._last
        if last is not None and not moment.panels & (PANELS | {DETAILS}):
            # Nobody draws it: between two panels' turns the last one stands.
            return last
        now = self._clock()
        runs = moment.playing and not moment.still
        if last is not None and runs and now - self._looked < LOOK_SECONDS:
            return last
        self._looked = now
        learner = self._learner
        standings = learner.standings()
        gone = lost(standings)
        updates, losses = self._record.curves(moment, standings.train_loss)
        # While it runs there are few frames, and each has its maps.
        if last is None or runs or DETAILS in moment.panels:
            winners = self._winners(np.where(gone, np.inf, standings.train_loss))
        else:
            winners = last.winners
        self._last = NetworkRaceFrame(
            update=moment.update,
            epoch=learner.position.epoch,
            standings=standings,
            lost=gone,
            updates=updates,
            losses=losses,
            winners=winners,
        )
        return self._last

    def work(self, watch: NetworkRaceWatch, moment: Moment, deadline: float) -> bool:
        if "wall" not in watch.visible:
            return False
        return self._record.work(moment, deadline)

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None

    def _winners(self, ends: Array) -> Winners:
        chart, trace, data = self._chart, self._map, self._learner.data
        if chart is None or trace is None:
            return Winners((), False, None, (0.0, 1.0, 0.0, 1.0), 0)
        ranked = np.argsort(ends, kind="stable")[:PODIUM]
        maps = []
        loss = self._learner.populations[0].loss
        for run in ranked[np.isfinite(ends[ranked])].tolist():
            self._shown.flat[:] = self._learner.theta(run)
            trace.forward.run()
            values, best = answers_of(trace.output, loss, data.train)
            shape = (SIDE, SIDE)
            maps.append(
                Winner(
                    run,
                    values.reshape(shape).copy(),
                    None if best is None else best.reshape(shape),
                )
            )
        several = len(data.class_names) if data.outputs > 2 else 0
        return Winners(tuple(maps), True, self._points, chart.domain, several)


def _few(points: PointSet) -> PointSet:
    shown = np.flatnonzero(~points.is_test)[:MOST_POINTS]
    return PointSet(
        points.positions[shown],
        points.values[shown],
        points.is_test[shown],
        None if points.classes is None else points.classes[shown],
    )
