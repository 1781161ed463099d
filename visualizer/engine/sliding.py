"""A kernel that slides from place to place; nothing is learned on its way."""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import (
    Checkpoint,
    Indices,
    Learner,
    Metrics,
    Position,
)


class SlidingLearner(Learner):
    """Goes over the places of a kernel, line after line, and begins again at the end.

    An update is a step to the next place, an epoch a line, and what stands in for
    the loss is the size of the sum at the place. There are no parameters.

    Parameters
    ----------
    sums : array (lines, places)
        What the kernel makes at each place.

    Raises
    ------
    ValueError
        If there is no place.
    """

    def __init__(self, sums: Array) -> None:
        if sums.ndim != 2 or not sums.size:
            raise ValueError(f"sums of shape {sums.shape}; allowed: (lines, places)")
        self.update = 0
        self.state: Array = np.zeros((1, 0))
        self.scalars = np.zeros(0)
        self.learning_rate = 0.0
        self.sums = sums

    @property
    def place(self) -> tuple[int, int]:
        """Line and place of the kernel."""
        line, place = divmod(self.update % self.sums.size, self.sums.shape[1])
        return line, place

    @property
    def examples(self) -> int:
        return int(self.sums.shape[1])

    @property
    def updates_per_epoch(self) -> int:
        return self.examples

    @property
    def position(self) -> Position:
        line, place = divmod(self.update, self.examples)
        return Position(self.update, line, place)

    def upcoming(self) -> Indices:
        return np.array([self.update % self.examples])

    def run(self, most: int) -> bool:
        if most < 1:
            return False
        self.update += min(most, self.examples - self.update % self.examples)
        return self.update % self.examples == 0

    def evaluate(self) -> Metrics:
        """Return the size of the sum at the place in place of the training loss."""
        return Metrics(abs(float(self.sums[self.place])), math.nan, math.nan, math.nan)

    def restore(self, checkpoint: Checkpoint) -> None:
        self.update = checkpoint.position.update

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        raise IndexError("a kernel that slides has no parameters")

    def put(self, theta: Array) -> None:
        """Stay: there are no parameters to go on from."""
