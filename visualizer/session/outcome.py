"""What a prepared scene promises: numbers after some epochs, checked by training.

A run is trained without a session here: no history is kept of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from visualizer.engine.learner import DIVERGED_LOSS, Metrics
from visualizer.language import Phrase
from visualizer.session.experiment import Experiment
from visualizer.session.measures import Course, Measure, measures
from visualizer.settings import setting

MOST_EPOCHS = 5_000
"""An outcome is to be seen within one lesson."""


@dataclass(frozen=True)
class Outcome:
    """A measure of a run, compared with a value at the end of an epoch.

    A run that diverges before is measured where it ends.
    """

    measure: Measure = setting(factory=lambda: measures["loss"](), registry=measures)
    comparison: Literal["above", "below"] = setting("below")
    value: float = setting(0.0)
    epoch: int = setting(100, minimum=0, maximum=MOST_EPOCHS)

    def holds(self, measured: float) -> bool:
        """Return whether a number is on the promised side; NaN never is."""
        if self.comparison == "above":
            return measured > self.value
        return measured < self.value

    def text(self, steps: bool = False) -> str:
        """Say the outcome, as a `Phrase`; in steps where an epoch is one."""
        if self.measure.asks_whether:
            return self._verdict(steps)
        if steps:
            return Phrase(
                "{measure} above {value} after {steps} steps"
                if self.comparison == "above"
                else "{measure} below {value} after {steps} steps",
                measure=self.measure.text(),
                value=f"{self.value:.6g}",
                steps=f"{self.epoch:,}",
            )
        return Phrase(
            "{measure} above {value} after {epochs} epochs"
            if self.comparison == "above"
            else "{measure} below {value} after {epochs} epochs",
            measure=self.measure.text(),
            value=f"{self.value:.6g}",
            epochs=f"{self.epoch:,}",
        )

    def _verdict(self, steps: bool) -> str:
        """Say whether something comes to pass."""
        measure, count = self.measure.text(), f"{self.epoch:,}"
        if steps:
            return Phrase(
                "{measure} within {steps} steps"
                if self.comparison == "above"
                else "no {measure} within {steps} steps",
                measure=measure,
                steps=count,
            )
        return Phrase(
            "{measure} within {epochs} epochs"
            if self.comparison == "above"
            else "no {measure} within {epochs} epochs",
            measure=measure,
            epochs=count,
        )


def measure_outcomes(
    experiment: Experiment, outcomes: Sequence[Outcome], seed: int | None = None
) -> tuple[float, ...]:
    """Train an experiment as far as its outcomes ask for and measure each.

    Parameters
    ----------
    experiment : Experiment
    outcomes : sequence of Outcome
    seed : int, optional
        Data, weights and order follow from it; from the settings when absent.

    Raises
    ------
    ValueError
        If a measure says nothing of what the exhibit shows.
    """
    exhibit, settings = experiment.exhibit_class()(), experiment.settings
    if seed is not None:
        settings = exhibit.seeded(settings, seed)
    learner = exhibit.build(settings)
    values = [math.nan] * len(outcomes)
    with np.errstate(all="ignore"):
        epochs = [learner.evaluate()]
        last = max(outcome.epoch for outcome in outcomes)
        while True:
            diverged = _is_diverged(epochs[-1])
            epoch = learner.position.epoch
            course = Course(learner, tuple(epochs), diverged)
            for place, outcome in enumerate(outcomes):
                due = outcome.epoch == epoch
                if due or (diverged and outcome.epoch > epoch):
                    values[place] = outcome.measure.value(course)
            if diverged or epoch >= last:
                return tuple(values)
            while not learner.run(learner.updates_per_epoch):
                pass
            epochs.append(learner.evaluate())


def all_hold(
    experiment: Experiment, outcomes: Sequence[Outcome], seed: int | None = None
) -> bool:
    """Train an experiment and return whether all its outcomes came true."""
    measured = measure_outcomes(experiment, outcomes, seed)
    pairs = zip(outcomes, measured, strict=True)
    return all(outcome.holds(value) for outcome, value in pairs)


def _is_diverged(metrics: Metrics) -> bool:
    return not metrics.train_loss < DIVERGED_LOSS
