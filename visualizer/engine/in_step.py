"""Several learners that move on together, as one.

What learns from the same examples in the same order can be compared at any moment:
a small network beside a large one, or one network with several settings.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from visualizer.engine.arrays import Array, require_shape
from visualizer.engine.k_means import Clustering
from visualizer.engine.learner import (
    DIVERGED_LOSS,
    Checkpoint,
    Indices,
    Learner,
    Metrics,
    Position,
    SupervisedLearner,
)

NOTHING = Metrics(math.nan, math.nan, math.nan, math.nan)


class InStep(Learner):
    """Trains learners side by side, update by update or epoch by epoch.

    Row 0 of the state holds the parameters of all of them, one behind the other;
    the rows below, what their optimizers remember, and zeros where one remembers
    less than another.

    Parameters
    ----------
    members : sequence of SupervisedLearner
        Of as many training examples each. Those with the same streams and batch
        size see the same batches.
    leader : int or None
        Whose losses and accuracies stand for all; None: that with the lowest test
        loss of the moment.
    whole_epochs : bool
        Whether an update of all is an epoch of each, so that batches may differ in
        size.
    clock : callable
        Seconds.

    Raises
    ------
    ValueError
        If there is no member, they learn from different numbers of examples, there
        is no such leader, or batches differ though updates are single.

    Attributes
    ----------
    members : tuple of SupervisedLearner
    clustering : Clustering or None
        k-means of the same examples, an iteration an epoch.
    """

    def __init__(
        self,
        members: Sequence[SupervisedLearner],
        *,
        leader: int | None = None,
        whole_epochs: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        if not members:
            raise ValueError("there is no learner; allowed: 1 or more")
        counts = {member.examples for member in members}
        if len(counts) > 1:
            raise ValueError(f"learners of {sorted(counts)} examples; allowed: one")
        if leader is not None and not 0 <= leader < len(members):
            raise ValueError(f"leader {leader}; allowed: 0 to {len(members) - 1}")
        self.members = tuple(members)
        self.clustering: Clustering | None = None
        self.update = 0
        self.learning_rate = min(member.learning_rate for member in members)
        self.measuring_pause = max(member.measuring_pause for member in members)
        self._leader, self._whole_epochs, self._clock = leader, whole_epochs, clock
        self._measured: tuple[Metrics, ...] | None = None
        self._seconds = [0.0] * len(members)
        self._updates = [0] * len(members)
        self.check_batches()

    def check_batches(self) -> None:
        """Check that single updates of all are of as many examples.

        Raises
        ------
        ValueError
            If they are not.
        """
        sizes = {member.batch_size for member in self.members}
        if len(sizes) > 1 and not self._whole_epochs:
            raise ValueError(f"batches of {sorted(sizes)} examples; allowed: one size")

    @property
    def state(self) -> Array:  # type: ignore[override]
        """Parameters and memory of all, one behind the other."""
        rows = max(member.state.shape[0] for member in self.members)
        columns = sum(member.state.shape[1] for member in self.members)
        found: Array = np.zeros((rows, columns), self.members[0].state.dtype)
        for place, member in zip(self._places(), self.members, strict=True):
            found[: len(member.state), place] = member.state
        return found

    @property
    def scalars(self) -> Array:  # type: ignore[override]
        """What optimizers and layers remember besides, one behind the other."""
        return np.concatenate([member.scalars for member in self.members])

    @property
    def examples(self) -> int:
        return self.members[0].examples

    @property
    def updates_per_epoch(self) -> int:
        return 1 if self._whole_epochs else self.members[0].updates_per_epoch

    @property
    def position(self) -> Position:
        if self._whole_epochs:
            return Position(self.update, self.update, 0)
        return self.members[0].position

    def upcoming(self) -> Indices:
        if self._whole_epochs:
            return np.arange(self.examples)
        return self.members[0].upcoming()

    def run(self, most: int) -> bool:
        if most < 1:
            return False
        self._measured = None
        ended = False
        for number, member in enumerate(self.members):
            before, begun = member.update, self._clock()
            wanted = member.updates_per_epoch if self._whole_epochs else most
            ended = member.run(wanted)
            self._seconds[number] += self._clock() - begun
            self._updates[number] += member.update - before
        self.update = self.update + 1 if self._whole_epochs else self.members[0].update
        return ended

    def seconds_an_update(self, number: int) -> float:
        """Return how long an update of a member took on average; NaN before any."""
        done = self._updates[number]
        return self._seconds[number] / done if done else math.nan

    def standings(self) -> tuple[Metrics, ...]:
        """Measure all members; of one moment only once."""
        if self._measured is None:
            with np.errstate(all="ignore"):
                self._measured = tuple(member.evaluate() for member in self.members)
        return self._measured

    def standings_at(self, theta: Array) -> tuple[Metrics, ...]:
        """Measure all members with other parameters (P,), those of another moment."""
        with np.errstate(all="ignore"):
            return tuple(
                member.evaluate_at(theta[place])
                for place, member in zip(self._places(), self.members, strict=True)
            )

    def part(self, number: int, theta: Array) -> Array:
        """Return the parameters of a member among those of all (P,)."""
        found: Array = theta[self._places()[number]]
        return found

    def evaluate(self) -> Metrics:
        """Measure the leader; no numbers where all have diverged."""
        found = self.standings()
        if self._leader is not None:
            return found[self._leader]
        best = best_of(found)
        return NOTHING if best is None else found[best]

    def restore(self, checkpoint: Checkpoint) -> None:
        require_shape("checkpoint.state", checkpoint.state, self.state.shape)
        require_shape("checkpoint.scalars", checkpoint.scalars, self.scalars.shape)
        self._measured = None
        position, first = checkpoint.position, 0
        self.update = position.update
        for place, member in zip(self._places(), self.members, strict=True):
            last = first + member.scalars.size
            at = position
            if self._whole_epochs:
                done = position.update * member.updates_per_epoch
                at = Position(done, position.epoch, 0)
            member.restore(
                Checkpoint(
                    at,
                    checkpoint.state[: len(member.state), place],
                    checkpoint.scalars[first:last],
                )
            )
            first = last

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        raise IndexError(
            f"layer {layer}: learners side by side have no parameter of their own"
        )

    def put(self, theta: Array) -> None:
        require_shape("theta", theta, self.state[0].shape)
        self._measured = None
        for place, member in zip(self._places(), self.members, strict=True):
            member.put(theta[place])

    def _places(self) -> list[slice]:
        """Return where the parameters of each member stand."""
        ends = np.cumsum([0, *(member.state.shape[1] for member in self.members)])
        return [slice(*pair) for pair in pairwise(ends)]


def best_of(found: Sequence[Metrics]) -> int | None:
    """Return the number of the lowest test loss; None if all have diverged."""
    # So written that what is no number counts as diverged.
    left = {
        number: each.test_loss
        for number, each in enumerate(found)
        if each.train_loss < DIVERGED_LOSS and math.isfinite(each.test_loss)
    }
    return min(left, key=lambda number: left[number]) if left else None
