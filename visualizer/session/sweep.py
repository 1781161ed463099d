"""Train all runs of a grid, in portions that may be trained anywhere.

A portion is JSON values, and so is what comes of it: another process or another
machine needs nothing but Neuronaut itself.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from visualizer.engine.learner import DIVERGED_LOSS, Learner, Metrics, Position
from visualizer.engine.population import Population
from visualizer.engine.side_by_side import SideBySide
from visualizer.exhibits import exhibits
from visualizer.session.experiment import Experiment, to_fields
from visualizer.session.grid import SEED, Axis, Trial, trials_of
from visualizer.session.seed_study import measured_epochs, metrics_of_each
from visualizer.settings import from_plain, to_plain

DONE, DIVERGED = "done", "diverged"

MEASURES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
LOWER_IS_BETTER = (True, True, False, False)

OUTCOME = (
    *("status", "epochs", "updates"),
    *(f"final_{name}" for name in MEASURES),
    *(f"best_{name}" for name in MEASURES),
    "seconds",
)
"""What is written of a run behind its settings and its seed."""

MOST_TOGETHER = 16
"""Runs of a portion: what an interruption loses is at most one for each process."""

PORTIONS_A_JOB = 4
"""So many at least, where there are enough runs, so that no process idles long."""

APART = ("learning_rate", "l1", "l2", "initializer", SEED)
"""Fields in which runs of one population may differ."""

Outcome = dict[str, Any]
Portion = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sweep:
    """An experiment trained once for each place of a grid and each seed.

    Attributes
    ----------
    experiment : Experiment
    axes : tuple of Axis
    seeds : int or None
        How many for each place; None where the experiment's own is taken, or the
        grid names them.
    epochs : int
        Length of each run.
    trials : tuple of Trial

    Raises
    ------
    GridError, SettingError
        If the grid is not as it has to be.
    """

    experiment: Experiment
    axes: tuple[Axis, ...]
    seeds: int | None
    epochs: int
    trials: tuple[Trial, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = trials_of(self.experiment, self.axes, self.seeds)
        object.__setattr__(self, "trials", found)

    @property
    def paths(self) -> tuple[str, ...]:
        """The fields of the grid, but for the seed, which has its own column."""
        return tuple(axis.path for axis in self.axes if axis.path != SEED)

    def names_of(self, trial: Trial) -> dict[str, Any]:
        """Return what tells a run from the others: fields of the grid, and seed."""
        paths = (axis.path for axis in self.axes)
        return {**dict(zip(paths, trial.values, strict=True)), SEED: trial.seed}

    @property
    def mark(self) -> str:
        """Eight signs that tell this experiment of this length from others."""
        fields = {"epochs": self.epochs, **to_fields(self.experiment)}
        text = json.dumps(fields, sort_keys=True).encode()
        return hashlib.sha256(text).hexdigest()[:8]

    def portions(self, left: Sequence[int], jobs: int) -> list[Portion]:
        """Return the work for some of the trials, given by their numbers.

        What a population trains side by side stands in one portion.
        """
        alike: dict[str, list[int]] = {}
        for number in left:
            alike.setdefault(_kind(self.trials[number]), []).append(number)
        size = -(-len(left) // (jobs * PORTIONS_A_JOB))
        size = max(1, min(size, MOST_TOGETHER))
        return [
            {
                "exhibit": self.experiment.exhibit,
                "epochs": self.epochs,
                "numbers": numbers[start : start + size],
                "settings": [
                    to_plain(self.trials[number].settings)
                    for number in numbers[start : start + size]
                ],
            }
            for numbers in alike.values()
            for start in range(0, len(numbers), size)
        ]


def _kind(trial: Trial) -> str:
    """Return what runs of one population have in common."""
    plain: dict[str, Any] = {
        name: value
        for name, value in to_plain(trial.settings).items()
        if name not in APART
    }
    optimizer = plain.get("optimizer")
    if isinstance(optimizer, dict):
        plain["optimizer"] = optimizer["key"]
    return json.dumps(plain)


def train_portion(portion: Portion) -> list[tuple[int, Outcome]]:
    """Train the runs of a portion; return the number of each and what came of it.

    What fits into one population trains side by side, the rest one after another. A
    run that diverges ends there, and its losses and accuracies are None.
    """
    kind = exhibits[portion["exhibit"]]
    exhibit = kind()
    every = [
        from_plain(kind.settings_class, plain, "settings")
        for plain in portion["settings"]
    ]
    groups: list[tuple[SideBySide, list[int]]] = []
    alone = []
    with np.errstate(all="ignore"):
        for place, settings in enumerate(every):
            learner = exhibit.build(settings)
            for group, places in groups:
                if group.add(learner):
                    places.append(place)
                    break
            else:
                group = SideBySide()
                if group.add(learner):
                    groups.append((group, [place]))
                else:
                    alone.append(place)
        outcomes: dict[int, Outcome] = {}
        for group, places in groups:
            trained = _train_together(group.population(), portion["epochs"])
            outcomes |= zip(places, trained, strict=True)
        for place in alone:
            learner = exhibit.build(every[place])
            outcomes[place] = _train_alone(learner, portion["epochs"])
    return [
        (number, outcomes[place]) for place, number in enumerate(portion["numbers"])
    ]


class _Account:
    """What is known of a run so far."""

    def __init__(self) -> None:
        self.diverged = False
        self._last = (math.nan,) * len(MEASURES)
        self._best = self._last
        self._epochs = self._updates = 0

    def note(self, position: Position, metrics: Metrics) -> None:
        if self.diverged:
            return
        self._epochs, self._updates = position.epoch, position.update
        # So written that what is no number counts as diverged.
        self.diverged = not metrics.train_loss < DIVERGED_LOSS
        self._last = tuple(getattr(metrics, name) for name in MEASURES)
        self._best = tuple(map(_better, self._last, self._best, LOWER_IS_BETTER))

    def outcome(self, seconds: float) -> Outcome:
        last, best = (
            [None if self.diverged or math.isnan(each) else each for each in values]
            for values in (self._last, self._best)
        )
        values = [
            *(DIVERGED if self.diverged else DONE, self._epochs, self._updates),
            *last,
            *best,
            seconds,
        ]
        return dict(zip(OUTCOME, values, strict=True))


def _better(now: float, best: float, lower: bool) -> float:
    if math.isnan(best):
        return now
    return min(now, best) if lower else max(now, best)


def _train_together(population: Population, epochs: int) -> Iterator[Outcome]:
    began = time.perf_counter()
    accounts = [_Account() for _ in range(population.runs)]
    for epoch in measured_epochs(epochs):
        while population.epoch < epoch:
            population.run(population.updates_per_epoch)
        for account, metrics in zip(
            accounts, metrics_of_each(population.evaluate()), strict=True
        ):
            account.note(population.position, metrics)
        if all(account.diverged for account in accounts):
            break
    seconds = (time.perf_counter() - began) / population.runs
    return (account.outcome(seconds) for account in accounts)


def _train_alone(learner: Learner, epochs: int) -> Outcome:
    began = time.perf_counter()
    account = _Account()
    for epoch in measured_epochs(epochs):
        while learner.position.epoch < epoch:
            learner.run(learner.updates_per_epoch)
        account.note(learner.position, learner.evaluate())
        if account.diverged:
            break
    return account.outcome(time.perf_counter() - began)


def best_of(sweep: Sweep, outcomes: Sequence[Outcome]) -> tuple[int, str] | None:
    """Return the number of the run that ends lowest, and in which loss.

    That of the test counts where there is one.
    """
    for name in ("final_test_loss", "final_train_loss"):
        ends = [outcome[name] for outcome in outcomes]
        if any(end is not None for end in ends):
            found = min(
                (end, number) for number, end in enumerate(ends) if end is not None
            )
            return found[1], name
    return None


def report(sweep: Sweep, outcomes: Sequence[Outcome]) -> str:
    """Return what came of all runs, in the order of the grid, as one JSON object."""
    runs = [
        {**sweep.names_of(trial), **outcome}
        for trial, outcome in zip(sweep.trials, outcomes, strict=True)
    ]
    fields = {"epochs": sweep.epochs, "experiment": sweep.mark, "runs": runs}
    return msgspec.json.encode(fields).decode()
