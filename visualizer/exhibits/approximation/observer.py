"""Compares what is built by hand and what is trained with the target."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.network import Trace
from visualizer.engine.parameters import Parameters
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.approximation.construction import (
    answered,
    construct,
    contributions,
    stages,
)
from visualizer.exhibits.approximation.frame import (
    PANELS,
    ApproximationFrame,
    ApproximationWatch,
    Fit,
)
from visualizer.exhibits.approximation.learner import ApproximationLearner
from visualizer.exhibits.approximation.settings import ApproximationSettings
from visualizer.exhibits.approximation.size_study import SizeStudy
from visualizer.exhibits.playground.step_reader import StepReader
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.graph import Phase
from visualizer.scenes.why import Quantity


class ApproximationObserver(Observer[ApproximationWatch, ApproximationFrame]):
    """Captures both fits and their scores.

    Parameters
    ----------
    learner : ApproximationLearner
    """

    def __init__(self, learner: ApproximationLearner) -> None:
        self._learner = learner
        self._reader = StepReader(learner, lambda: learner.columns)
        self._target = learner.train.y[0].copy()
        self._looking = learner.new_trace(learner.train.count, False)
        self._looking.set_inputs(learner.train.x)
        self._built: tuple[ApproximationSettings, int, Fit, Array] | None = None
        self._study: SizeStudy | None = None
        self._studied: tuple[float, int] | None = None
        self._last: ApproximationFrame | None = None

    def capture(self, watch: ApproximationWatch, moment: Moment) -> ApproximationFrame:
        if self._last is not None and not moment.panels & PANELS:
            # Nobody draws it: between two panels' turns the last one stands.
            return self._last
        # A run that diverges leaves huge and infinite values.
        with np.errstate(all="ignore"):
            self._last = self._look(watch, moment)
        return self._last

    def _look(self, watch: ApproximationWatch, moment: Moment) -> ApproximationFrame:
        learner = self._learner
        self._looking.forward.run()
        built, steps = self._by_hand(watch.piece)
        looking, other = "why" in moment.panels, None
        if looking and watch.point is not None:
            other = self._sizes().network(*watch.point)
        return ApproximationFrame(
            update=moment.update,
            x=learner.train.x,
            target=self._target,
            built=built,
            trained=self._fit(learner.parameters, self._looking),
            stages=steps,
            sizes=self._sizes().view,
            step=self._step(watch, moment, other) if looking else None,
            stepped=None if other is None else watch.point,
        )

    def _step(
        self,
        watch: ApproximationWatch,
        moment: Moment,
        other: ApproximationLearner | None,
    ) -> StepPass:
        """Return the numbers of another network, or of the one trained here."""
        # Without a question it is the loss that is explained.
        trail = watch.trail or (Quantity("train_loss"),)
        if other is None:
            order = self._learner.upcoming()
            return self._reader.read(
                order, int(order[0]), trail=trail, still=moment.still
            )
        reader = StepReader(other, lambda: other.columns)
        every = np.arange(other.train.count)
        return reader.read(every, 0, trail=trail, rehearsed=False)

    def work(self, watch: ApproximationWatch, moment: Moment, deadline: float) -> bool:
        return "sizes" in watch.visible and self._sizes().work(deadline)

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None

    def _sizes(self) -> SizeStudy:
        settings = self._learner.settings
        learning = (settings.learning_rate, settings.batch_size)
        if self._study is None or learning != self._studied:
            self._study, self._studied = SizeStudy(settings), learning
        return self._study

    def _by_hand(self, piece: int) -> tuple[Fit, Array]:
        """Return what is built; computed anew only where it changed."""
        settings = self._learner.settings
        known = self._built
        if known is None or known[:2] != (settings, piece):
            network, parameters = construct(settings)
            trace = answered(network, parameters, self._learner.train.x)
            if settings.inputs == "one":
                steps: Array = np.empty((0, len(self._target)))
            else:
                held = min(piece, len(settings.towers) - 1)
                steps = stages(held, parameters, trace)
            fit = self._fit(parameters, trace)
            known = self._built = (settings, piece, fit, steps)
        return known[2], known[3]

    def _fit(self, parameters: Parameters, trace: Trace) -> Fit:
        answers = trace.output[0].copy()
        away = answers - self._target
        return Fit(
            answers=answers,
            parts=contributions(parameters, trace),
            bias=float(parameters.blocks[-1][-1, 0]),
            squared=float(np.mean(away**2)),
            distance=float(np.mean(np.abs(away))),
        )
