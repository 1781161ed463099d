"""What is measured of a whole set, and the examples that count most in it."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Answers, Indices
from visualizer.scenes.why import What

MOST_WRITTEN = 7
"""Examples of a set that are written one by one."""

NumberedLoss = tuple[int, float]
"""Number of an example in its set, and its loss."""


class SetMeasure(Struct, frozen=True):
    """Loss and accuracy of the training or test set.

    Attributes
    ----------
    update : int
        After which it was measured.
    count : int
        Examples; at least one.
    loss : float
        Mean of their losses, without penalties.
    largest : tuple of (int, float)
        Number and loss of the examples with the largest losses, the largest first.
    right : int or None
        How many are answered right; None for regression.
    wrong : tuple of (int, float)
        The same of those answered wrong.
    """

    update: int
    count: int
    loss: float
    largest: tuple[NumberedLoss, ...]
    right: int | None
    wrong: tuple[NumberedLoss, ...]

    def value(self, what: What) -> float:
        """Return the mean loss or, of an accuracy, the share of right answers."""
        if what.endswith("loss"):
            return self.loss
        assert self.right is not None
        return self.right / self.count


def measure_set(losses: Array, right: Answers | None, update: int) -> SetMeasure | None:
    """Measure a set; None if it has no examples.

    Parameters
    ----------
    losses : array (N,)
        Of each example.
    right : bool array (N,) or None
        Whether each is answered right.
    update : int
        Updates done so far.
    """
    if not losses.size:
        return None
    every: Indices = np.arange(losses.size)
    total = float(np.add.reduce(losses, dtype=np.float64))
    return SetMeasure(
        update=update,
        count=losses.size,
        loss=total / losses.size,
        largest=_largest(losses, every),
        right=None if right is None else int(np.count_nonzero(right)),
        wrong=() if right is None else _largest(losses, every[~right]),
    )


def _largest(losses: Array, among: Indices) -> tuple[NumberedLoss, ...]:
    """Return the largest losses of some examples; what is no number counts most."""
    sizes = np.nan_to_num(losses[among], nan=np.inf)
    order = among[np.argsort(-sizes, kind="stable")[:MOST_WRITTEN]]
    return tuple((number, float(losses[number])) for number in order.tolist())
