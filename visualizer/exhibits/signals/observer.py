"""Looks at the signals of a network, on the session's thread."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.playground.step_reader import StepReader
from visualizer.exhibits.signals.draws import DRAWS, study_of
from visualizer.exhibits.signals.frame import (
    LayerHealth,
    SignalsFrame,
    SignalSizes,
    SignalsWatch,
    TwinsView,
)
from visualizer.exhibits.signals.learner import SignalsLearner
from visualizer.exhibits.signals.meter import SignalMeter, theory_of
from visualizer.exhibits.signals.settings import SignalsSettings
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.graph import Phase
from visualizer.scenes.why import Quantity

MOST_EXAMPLES = 100
"""Of the training set, every n-th one is measured."""

MOST_NEURONS = 6
MOST_SOURCES = 8
MOMENTS = 60
"""Of the run, at which weights are shown."""

MOST_VALUES = 4_000_000
"""Parameters of all these moments together; of larger networks fewer are shown."""


class SignalsObserver(Observer[SignalsWatch, SignalsFrame]):
    """Captures sizes of signals and gradients, and the weights of one layer.

    Parameters
    ----------
    learner : SignalsLearner
    settings : SignalsSettings
        What it was built with.
    """

    def __init__(self, learner: SignalsLearner, settings: SignalsSettings) -> None:
        self._learner = learner
        self._meter = SignalMeter(learner, learner.parameters, MOST_EXAMPLES)
        self._reader = StepReader(learner, lambda: learner.shown.columns)
        self._step: StepPass | None = None
        self._asked: tuple[bytes, tuple[Quantity, ...]] = (b"", ())
        self._study = study_of(settings)
        with np.errstate(all="ignore"):
            self._sizes: SignalSizes = self._meter.measure()
            self._health: LayerHealth = self._meter.health()
            self._theory = theory_of(settings, MOST_EXAMPLES)
        self._histograms: Array | None = None
        self._measured = learner.parameters.flat.copy()
        self._twins: TwinsView | None = None

    def capture(self, watch: SignalsWatch, moment: Moment) -> SignalsFrame:
        panels = moment.panels & watch.visible
        if moment.still or DETAILS in moment.panels:
            self._measure(watch)
        if "why" not in panels:
            self._step = None
        elif self._step is None or moment.still or DETAILS in moment.panels:
            self._read(watch, moment)
        if "twins" in panels:
            self._twins = self._look_at_twins(watch, moment)
        return SignalsFrame(
            update=moment.update,
            sizes=self._sizes,
            health=self._health,
            histograms=self._histograms if "spread" in panels else None,
            theory=self._theory,
            draws=self._study.view() if "initializers" in panels else (),
            wanted=DRAWS,
            twins=self._twins,
            step=self._step,
        )

    def _read(self, watch: SignalsWatch, moment: Moment) -> None:
        """Read the numbers of the examples that are measured, if there are others."""
        asked = (self._learner.parameters.flat.tobytes(), watch.trail)
        if self._step is not None and asked == self._asked:
            return
        order, self._asked = self._meter.examples, asked
        self._step = self._reader.read(
            order,
            int(order[0]),
            trail=watch.trail,
            still=moment.still,
            rehearsed=False,
            most=order.size,
        )

    def work(self, watch: SignalsWatch, moment: Moment, deadline: float) -> bool:
        return "initializers" in watch.visible and self._study.work(deadline)

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None

    def _measure(self, watch: SignalsWatch) -> None:
        theta = self._learner.parameters.flat
        # At rest each network drawn in the background brings another frame.
        if not np.array_equal(theta, self._measured):
            self._measured = theta.copy()
            self._sizes = self._meter.measure()
            self._health = self._meter.health()
            self._histograms = None
        if self._histograms is None and "spread" in watch.visible:
            self._histograms = self._meter.histograms()

    def _look_at_twins(self, watch: SignalsWatch, moment: Moment) -> TwinsView:
        learner = self._learner
        layer = min(watch.layer, len(learner.shown.columns) - 1)
        number = learner.network.first_block(learner.shown.columns[layer - 1].first + 1)
        weights = learner.parameters.weights[number]
        sources, neurons = weights.shape
        most = max(1, min(MOMENTS, MOST_VALUES // learner.parameters.flat.size))
        updates, rows = moment.trail(most)
        first = learner.parameters.offset(number, 0, 0)
        past = rows[:, first : first + weights.size].reshape(-1, sources, neurons)
        return TwinsView(
            layer=layer,
            neurons=neurons,
            sources=sources,
            updates=updates.copy(),
            weights=past[:, :MOST_SOURCES, :MOST_NEURONS].copy(),
            apart=float((weights.max(axis=1) - weights.min(axis=1)).max()),
        )
