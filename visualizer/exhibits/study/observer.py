"""Looks into a study, on the session's thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import DIVERGED_LOSS, Metrics
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.study.frame import (
    LOSS,
    PANELS,
    TRAIN_LOSS,
    StudyFrame,
    StudyWatch,
)
from visualizer.exhibits.study.learner import Family
from visualizer.exhibits.trail_record import TrailRecord
from visualizer.scenes.graph import Phase

MOMENTS = 200
"""Epochs of the curves; of a longer study every second, third … one is drawn."""

LOOK_SECONDS = 0.2
"""Least time between two frames while the study runs."""


class StudyObserver(Observer[StudyWatch, StudyFrame]):
    """Captures the curves of all runs, and which is best.

    Parameters
    ----------
    learner : Family
    clock : callable
        Seconds.
    """

    def __init__(
        self, learner: Family, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._learner, self._clock = learner, clock
        self._looked = 0.0
        self._last: StudyFrame | None = None
        self._record = TrailRecord(
            lambda theta: _measured(learner.standings_at(theta)), MOMENTS, clock
        )

    def capture(self, watch: StudyWatch, moment: Moment) -> StudyFrame:
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
        present = _measured(learner.standings())
        epochs, curves = self._record.curves(moment, present)
        # So written that what is no number counts.
        lost = ~(present[:, TRAIN_LOSS] < DIVERGED_LOSS)
        known = np.where(np.isnan(curves[..., LOSS]), np.inf, curves[..., LOSS])
        best_epochs = known.argmin(axis=0)
        lowest = known.min(axis=0)
        best = int(lowest.argmin()) if np.isfinite(lowest).any() else None
        tested = float("nan")
        if watch.on_test and best is not None:
            theta = moment.trail(MOMENTS)[1][best_epochs[best]]
            tested = learner.tested(best, theta)
        first = learner.members[0]
        self._last = StudyFrame(
            epoch=learner.position.epoch,
            epochs=epochs,
            curves=curves,
            lost=lost,
            best_epochs=best_epochs,
            best=best,
            tested=tested,
            seconds=np.array(
                [
                    learner.seconds_an_update(run) * member.updates_per_epoch
                    for run, member in enumerate(learner.members)
                ]
            ),
            parameters=tuple(each.parameters.flat.size for each in learner.members),
            parts=(first.train.count, first.test.count, learner.unseen.count),
        )
        return self._last

    def work(self, watch: StudyWatch, moment: Moment, deadline: float) -> bool:
        if not watch.visible & PANELS:
            return False
        return self._record.work(moment, deadline)

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None


def _measured(standings: Sequence[Metrics]) -> Array:
    """Return what was measured of each run (R, 4)."""
    return np.array(
        [
            [
                each.train_loss,
                each.test_loss,
                each.train_accuracy,
                each.test_accuracy,
            ]
            for each in standings
        ]
    )
