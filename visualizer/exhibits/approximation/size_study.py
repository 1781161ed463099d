"""Trains networks of several widths from several seeds, in the background."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.population import Population
from visualizer.engine.random_streams import MAX_SEED
from visualizer.engine.side_by_side import SideBySide
from visualizer.exhibits.approximation.learner import ApproximationLearner, resized
from visualizer.exhibits.approximation.settings import ApproximationSettings

CURVE_WIDTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)
SURFACE_WIDTHS = (2, 4, 6, 8, 12, 16)

SEEDS = 5

CURVE_EPOCHS, SURFACE_EPOCHS = 400, 60

ROUND = 10
"""Epochs of one width before the next one has its turn."""

UPDATES_AT_ONCE = 16
"""Between two looks at the clock."""


class SizeView(Struct, frozen=True, eq=False):
    """How far the networks have come.

    Attributes
    ----------
    widths : tuple of K ints
    losses : array (K, SEEDS)
        Mean squared error; infinite of what diverged, NaN of what was not begun.
    epochs : int
        Done by all of them.
    most : int
        How many there will be.
    parameters : tuple of K arrays (SEEDS, P)
        Those that the losses are of; empty before they were measured.
    """

    widths: tuple[int, ...]
    losses: Array
    epochs: int
    most: int
    parameters: tuple[Array, ...]

    def medians(self) -> Array:
        """Return the median over the seeds for each width (K,)."""
        found: Array = np.median(self.losses, axis=1)
        return found


class SizeStudy:
    """Trains the runs of each width side by side, the widths in turn.

    Parameters
    ----------
    settings : ApproximationSettings
        All but width and seed are theirs; the seeds follow the seed.
    clock : callable
        Seconds.
    """

    def __init__(
        self,
        settings: ApproximationSettings,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        curve = settings.inputs == "one"
        self._settings, self._clock = settings, clock
        self._widths = CURVE_WIDTHS if curve else SURFACE_WIDTHS
        self._most = CURVE_EPOCHS if curve else SURFACE_EPOCHS
        self._losses = np.full((len(self._widths), SEEDS), np.nan)
        self._parameters: tuple[Array, ...] = ()
        self._steps: Iterator[None] | None = self._train()
        self.view = self._look(0)

    def work(self, deadline: float) -> bool:
        """Train until a deadline; return whether there was anything to do."""
        if self._steps is None:
            return False
        for _ in self._steps:
            if self._clock() >= deadline:
                return True
        self._steps = None
        return True

    def network(self, width: int, number: int) -> ApproximationLearner | None:
        """Return one of the networks as it was last measured; None if it was not."""
        view = self.view
        known = width in view.widths and 0 <= number < SEEDS
        if not known or not view.parameters:
            return None
        found = resized(self._settings, width, self._seed(number))
        found.put(view.parameters[view.widths.index(width)][number])
        found.update = view.epochs * found.updates_per_epoch
        return found

    def _seed(self, number: int) -> int:
        return (self._settings.seed + number) % (MAX_SEED + 1)

    def _train(self) -> Iterator[None]:
        populations = []
        for width in self._widths:
            populations.append(self._population(width))
            yield
        for place, population in enumerate(populations):
            self._measure(place, population)
        self._keep(populations)
        self.view = self._look(0)
        for epochs in range(ROUND, self._most + 1, ROUND):
            for place, population in enumerate(populations):
                while population.epoch < epochs:
                    population.run(UPDATES_AT_ONCE)
                    yield
                self._measure(place, population)
            self._keep(populations)
            self.view = self._look(epochs)

    def _keep(self, populations: Sequence[Population]) -> None:
        """Keep the parameters that were measured."""
        runs = range(SEEDS)
        self._parameters = tuple(
            np.array([population.theta(run) for run in runs])
            for population in populations
        )

    def _population(self, width: int) -> Population:
        group = SideBySide()
        for number in range(SEEDS):
            group.add(resized(self._settings, width, self._seed(number)))
        return group.population()

    def _measure(self, place: int, population: Population) -> None:
        losses = population.evaluate().train_loss
        # One that diverged counts as infinite, so that there is a median.
        self._losses[place] = np.where(np.isnan(losses), np.inf, losses)

    def _look(self, epochs: int) -> SizeView:
        losses = self._losses.copy()
        losses.flags.writeable = False
        return SizeView(self._widths, losses, epochs, self._most, self._parameters)
