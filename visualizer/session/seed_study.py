"""The same experiment once for each of several seeds, in the background.

How a run ends depends on where its weights start and in which order it sees
its examples. A band over seeds shows how much.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from visualizer.engine.learner import Metrics, Position
from visualizer.session.experiment import Experiment
from visualizer.session.goals import Goal, Station, goals
from visualizer.session.history import Floats, Updates
from visualizer.settings import setting

if TYPE_CHECKING:
    from visualizer.engine.population import Population, PopulationMetrics

MOST_POINTS = 200
"""Ends of epochs that are measured, besides the start."""

UPDATES_AT_ONCE = 8
"""Between two looks at the clock."""

LEAST_FOR_QUARTILES = 4
"""With fewer seeds the band goes from the lowest to the highest."""

SEEDS = 2**32
"""There are so many; after the last one comes 0."""


@dataclass(frozen=True)
class SeedSettings:
    """What is asked before the runs begin."""

    count: int = setting(
        10,
        title="Seeds",
        minimum=2,
        maximum=50,
        common=True,
        help="How many runs: the present seed and those that follow it.",
    )
    epochs: int = setting(
        100,
        title="Epochs",
        minimum=1,
        common=True,
        help="How long each run is.",
    )
    criterion: Goal = setting(
        factory=lambda: goals["loss"](),
        title="Count runs",
        registry=goals.where(lambda goal: goal.measured),
        common=True,
        help="How many of the runs come so far is counted.",
    )


class SeedsView(Struct, frozen=True, eq=False):
    """How far the runs are, and what came of them.

    Attributes
    ----------
    seeds : tuple of K ints
    epochs : int
        Length of each run.
    criterion : str
        What was counted, as a `Phrase`.
    progress : float
        0 … 1; 1 when nothing more is done.
    updates : int array (N,)
        Where the runs were measured; empty until all is done.
    values : array (4, K, N)
        Training and test loss, training and test accuracy.
    reached : tuple of int or None
        For each seed the first epoch measured at which the criterion held.
    band : array (3, N)
        Of the training loss: lower edge, median, upper edge.
    quartiles : bool
        Whether the edges are quartiles, rather than the lowest and the highest.
    """

    seeds: tuple[int, ...]
    epochs: int
    criterion: str
    progress: float
    updates: Updates
    values: Floats
    reached: tuple[int | None, ...]
    band: Floats
    quartiles: bool

    @property
    def complete(self) -> bool:
        """Whether there is a result."""
        return self.updates.size > 0


class SeedStudy:
    """Trains an experiment once for each seed, a slice of time after the other.

    What can be stacked trains side by side, as one population; the rest one after
    another.

    Parameters
    ----------
    experiment : Experiment
        Its settings have a `seed`, the first of those taken.
    asked : SeedSettings
    clock : callable
        Seconds.
    """

    def __init__(
        self,
        experiment: Experiment,
        asked: SeedSettings,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.experiment, self.asked = experiment, asked
        first = experiment.settings.seed
        self.seeds = tuple((first + n) % SEEDS for n in range(asked.count))
        self._clock = clock
        self._exhibit = experiment.exhibit_class()()
        self._epochs = measured_epochs(asked.epochs)
        self._updates = np.zeros(len(self._epochs), np.int64)
        self._values = np.full((4, asked.count, len(self._epochs)), np.nan)
        self._seen: list[Any] = [None] * asked.count
        self._reached: list[int | None] = [None] * asked.count
        self._together = False
        self._done = 0.0
        self._steps: Iterator[None] | None = self._train()
        self.view = self._make_view()

    def settings_of(self, seed: int) -> Any:
        """Return the settings of the run of a seed."""
        return replace(self.experiment.settings, seed=seed)

    def work(self, deadline: float) -> bool:
        """Train until the deadline; return whether there was anything to do."""
        if self._steps is None:
            return False
        while True:
            try:
                next(self._steps)
            except StopIteration:
                self._finish()
                break
            if self._clock() >= deadline:
                break
        # The window need not hear of less.
        if self._steps is None or self._done - self.view.progress >= 0.01:
            self.view = self._make_view()
        return True

    def stop(self) -> bool:
        """Do no more; return whether there is a result of what was done."""
        if self._steps is None:
            return True
        self._steps = None
        measured = ~np.isnan(self._values[0])
        if self._together:
            points = int(measured[0].sum())
            self._updates = self._updates[:points]
            self._values = self._values[:, :, :points]
            enough = points > 1
        else:
            runs = int(measured[:, -1].sum())
            self.seeds = self.seeds[:runs]
            self._values = self._values[:, :runs]
            enough = runs > 1
        self.view = self._make_view()
        return enough

    def _finish(self) -> None:
        self._steps = None
        self._done = 1.0

    def _train(self) -> Iterator[None]:
        # When first asked for: it knows the layers of all families.
        from visualizer.engine.side_by_side import SideBySide

        group = SideBySide()
        for seed in self.seeds:
            if not group.add(self._exhibit.build(self.settings_of(seed))):
                break
            yield
        else:
            self._together = True
            yield from self._train_together(group.population())
            return
        for place, seed in enumerate(self.seeds):
            yield from self._train_alone(place, seed)

    def _train_together(self, population: Population) -> Iterator[None]:
        for column, epoch in enumerate(self._epochs):
            while population.epoch < epoch:
                population.run(UPDATES_AT_ONCE)
                done = population.epoch + population.seen / population.train.count
                self._done = done / self._epochs[-1]
                yield
            self._updates[column] = population.update
            measured = population.evaluate()
            for place, metrics in enumerate(metrics_of_each(measured)):
                self._record(place, column, population.position, metrics)

    def _train_alone(self, place: int, seed: int) -> Iterator[None]:
        learner = self._exhibit.build(self.settings_of(seed))
        for column, epoch in enumerate(self._epochs):
            while learner.position.epoch < epoch:
                learner.run(UPDATES_AT_ONCE)
                position = learner.position
                done = position.epoch + position.seen / learner.examples
                self._done = (place + done / self._epochs[-1]) / len(self.seeds)
                yield
            self._updates[column] = learner.update
            self._record(place, column, learner.position, learner.evaluate())

    def _record(
        self, place: int, column: int, position: Position, metrics: Metrics
    ) -> None:
        self._values[:, place, column] = (
            metrics.train_loss,
            metrics.test_loss,
            metrics.train_accuracy,
            metrics.test_accuracy,
        )
        station = Station(position, metrics)
        seen, reached = self.asked.criterion.look(self._seen[place], station)
        self._seen[place] = seen
        if reached and self._reached[place] is None:
            self._reached[place] = position.epoch

    def _make_view(self) -> SeedsView:
        finished = self._steps is None
        quartiles = len(self.seeds) >= LEAST_FOR_QUARTILES
        updates, values = self._updates, self._values
        if not finished:
            updates, values = updates[:0], values[:, :, :0]
        shares = (0.25, 0.5, 0.75) if quartiles else (0.0, 0.5, 1.0)
        if values.shape[1]:
            # Runs that diverged make the band end there, rather than fail.
            with np.errstate(invalid="ignore"):
                band = np.quantile(values[0], shares, axis=0)
        else:
            band = np.empty((3, 0))
        for array in (updates, values, band):
            array.flags.writeable = False
        return SeedsView(
            seeds=self.seeds,
            epochs=self.asked.epochs,
            criterion=self.asked.criterion.text(),
            progress=1.0 if finished else self._done,
            updates=updates,
            values=values,
            reached=tuple(self._reached[: len(self.seeds)]),
            band=band,
            quartiles=quartiles,
        )


def measured_epochs(epochs: int) -> list[int]:
    """Return the epochs at whose end a run of so many is measured, 0 the first."""
    spaced = np.linspace(0, epochs, min(epochs, MOST_POINTS) + 1)
    found: list[int] = np.unique(np.round(spaced)).astype(int).tolist()
    return found


def metrics_of_each(measured: PopulationMetrics) -> Iterator[Metrics]:
    """Return what was measured, run by run."""
    columns = zip(
        measured.train_loss.tolist(),
        measured.test_loss.tolist(),
        measured.train_accuracy.tolist(),
        measured.test_accuracy.tolist(),
        strict=True,
    )
    return (Metrics(*each) for each in columns)
