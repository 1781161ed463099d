"""A race of many runs of one network, by several optimizers, all trained at once.

Runs of one optimizer are a population. All populations see the same examples, and
each run does what a learner of its own would do, up to rounding.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from visualizer.engine.arrays import Array, require_shape
from visualizer.engine.learner import (
    DIVERGED_LOSS,
    Checkpoint,
    Indices,
    Learner,
    Metrics,
    Position,
    Samples,
)
from visualizer.engine.losses import Loss
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.parameters import Parameters
from visualizer.engine.population import Population, PopulationMetrics
from visualizer.engine.random_streams import RandomStreams


# eq=False: arrays are not compared.
@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One run of a race.

    Attributes
    ----------
    optimizer : Optimizer
        None that asks for gradients itself.
    learning_rate : float
    streams : RandomStreams
        Gives the order of the examples in each epoch.
    parameters : Parameters
        Where to start; copied.
    """

    optimizer: Optimizer
    learning_rate: float
    streams: RandomStreams
    parameters: Parameters


class NetworkRaceLearner(Learner):
    """Trains R runs of one dense network side by side.

    Row 0 of the state holds the parameters of all runs, population after
    population; the rows below, what optimizers remember.

    Parameters
    ----------
    network : Sequential
        Of dense layers.
    loss : Loss
    entries : sequence of R Entries
    train, test : Samples
    batch_size : int
        Examples of an update of one run, 1 … N.
    l1, l2 : float
        Rates of the penalties.

    Raises
    ------
    ShapeError, DomainError, ValueError
        As a `Population`, and where there is no run.

    Attributes
    ----------
    entries : tuple of Entries
    network : Sequential
    """

    def __init__(
        self,
        network: Sequential,
        loss: Loss,
        entries: Sequence[Entry],
        train: Samples,
        test: Samples,
        *,
        batch_size: int,
        l1: float = 0.0,
        l2: float = 0.0,
    ) -> None:
        if not entries:
            raise ValueError("a race needs a run; allowed: 1 or more")
        self.network = network
        self.entries = tuple(entries)
        kinds: dict[type[Optimizer], list[int]] = {}
        for number, entry in enumerate(entries):
            kinds.setdefault(type(entry.optimizer), []).append(number)
        self._members = tuple(kinds.values())
        self._count = entries[0].parameters.flat.size
        vectors = max(entry.optimizer.state_vectors for entry in entries)
        dtype = entries[0].parameters.flat.dtype
        self.state: Array = np.zeros((1 + vectors, len(entries) * self._count), dtype)
        populations, first = [], 0
        for members in self._members:
            chosen = [entries[number] for number in members]
            rows = 1 + chosen[0].optimizer.state_vectors
            columns = slice(first, first + len(chosen) * self._count)
            first = columns.stop
            populations.append(
                Population(
                    network,
                    loss,
                    [entry.optimizer for entry in chosen],
                    train,
                    test,
                    batch_size=batch_size,
                    learning_rates=[entry.learning_rate for entry in chosen],
                    l1=l1,
                    l2=l2,
                    streams=[entry.streams for entry in chosen],
                    parameters=[entry.parameters for entry in chosen],
                    # A view: what the population changes, it changes in the race.
                    state=self.state[:rows, columns].reshape(rows, len(chosen), -1),
                )
            )
        self.populations: tuple[Population, ...] = tuple(populations)
        self.learning_rate = min(entry.learning_rate for entry in entries)
        self.update = 0
        self._measured: PopulationMetrics | None = None

    @property
    def runs(self) -> int:
        """The number of runs, R."""
        return len(self.entries)

    @property
    def scalars(self) -> Array:  # type: ignore[override]
        """What optimizers remember besides, population after population."""
        return np.concatenate([each.scalars for each in self.populations])

    @property
    def examples(self) -> int:
        return self.populations[0].train.count

    @property
    def updates_per_epoch(self) -> int:
        return self.populations[0].updates_per_epoch

    @property
    def position(self) -> Position:
        return self.populations[0].position

    def upcoming(self) -> Indices:
        return self.populations[0].upcoming()

    def run(self, most: int) -> bool:
        self._measured = None
        ended = [population.run(most) for population in self.populations]
        self.update = self.populations[0].update
        return all(ended)

    def set_learning_rates(self, learning_rates: Sequence[float]) -> None:
        """Take other rates, one a run; effective from the next update on.

        Raises
        ------
        ValueError
            If there are not as many as runs.
        """
        if len(learning_rates) != self.runs:
            raise ValueError(
                f"learning_rates has {len(learning_rates)} items; "
                f"expected {self.runs}, one a run"
            )
        for members, population in zip(self._members, self.populations, strict=True):
            population.set_learning_rates([learning_rates[n] for n in members])
        self.learning_rate = min(learning_rates)

    def standings(self) -> PopulationMetrics:
        """Measure every run, in the order of the entries; of one moment only once."""
        if self._measured is None:
            parts = [population.evaluate() for population in self.populations]
            order = np.argsort(np.concatenate(self._members))
            self._measured = PopulationMetrics(
                *(
                    np.concatenate([getattr(part, name) for part in parts])[order]
                    for name in PopulationMetrics.__slots__
                )
            )
        return self._measured

    def standings_at(self, theta: Array) -> PopulationMetrics:
        """Measure every run with other parameters, those of another moment (R P,)."""
        present, measured = self.state[0].copy(), self._measured
        self.state[0], self._measured = theta, None
        found = self.standings()
        self.state[0], self._measured = present, measured
        return found

    def evaluate(self) -> Metrics:
        """Measure the best run, that with the lowest training loss.

        All are no numbers when no run is left that has not diverged.
        """
        all_ = self.standings()
        best = best_run(all_)
        if best is None:
            return Metrics(math.nan, math.nan, math.nan, math.nan)
        return Metrics(
            float(all_.train_loss[best]),
            float(all_.test_loss[best]),
            float(all_.train_accuracy[best]),
            float(all_.test_accuracy[best]),
        )

    def theta(self, run: int) -> Array:
        """Return a copy of the parameters (P,) of a run.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        for members, population in zip(self._members, self.populations, strict=True):
            if run in members:
                return population.theta(members.index(run))
        raise IndexError(f"run {run}; allowed: 0 to {self.runs - 1}")

    def restore(self, checkpoint: Checkpoint) -> None:
        require_shape("checkpoint.state", checkpoint.state, self.state.shape)
        require_shape("checkpoint.scalars", checkpoint.scalars, self.scalars.shape)
        self._measured = None
        self.state[:] = checkpoint.state
        self.update = checkpoint.position.update
        first = 0
        for population in self.populations:
            last = first + population.scalars.size
            population.restore(
                Checkpoint(
                    checkpoint.position,
                    population.state,
                    checkpoint.scalars[first:last],
                )
            )
            first = last

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        raise IndexError(
            f"layer {layer}: a race has no parameter of its own to look at; "
            "open one of its runs"
        )

    def put(self, theta: Array) -> None:
        require_shape("theta", theta, self.state[0].shape)
        self._measured = None
        first = 0
        for population in self.populations:
            last = first + population.runs * self._count
            population.put(theta[first:last].reshape(population.runs, -1))
            first = last


def lost(standings: PopulationMetrics) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which runs have diverged (R,)."""
    # So written that what is no number counts.
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = ~(
        standings.train_loss < DIVERGED_LOSS
    )
    return found


def best_run(standings: PopulationMetrics) -> int | None:
    """Return the run with the lowest training loss; None if all have diverged."""
    gone = lost(standings)
    if gone.all():
        return None
    return int(np.where(gone, np.inf, standings.train_loss).argmin())
