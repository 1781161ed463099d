"""Stop when further training does not help."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from visualizer.engine.learner import Metrics

FALLING = ("train_loss", "test_loss")
"""Metrics of which less is better; of the others more is."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What early stopping has seen; plain data that a session can store.

    Attributes
    ----------
    best : float
        The best value so far; NaN before there was one.
    best_update : int
        The update at which it was measured; -1 before there was one.
    waited : int
        Evaluations since then.
    """

    best: float = math.nan
    best_update: int = -1
    waited: int = 0


@dataclass(frozen=True, slots=True)
class EarlyStopping:
    """Watch a metric; stop after some evaluations without a better value.

    An evaluation is better if it beats the best one by more than `least_gain`.
    Stopping early keeps weights small, as an L2 penalty does: few updates do
    not lead far away from the start.

    Parameters
    ----------
    metric : str
        A field of `Metrics`.
    patience : int
        Evaluations in a row that may be no better, 1 or more.
    least_gain : float
        0 or more.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    Examples
    --------
    >>> stopping = EarlyStopping("test_loss", patience=2)
    >>> watched = Watched()
    >>> for update, loss in [(10, 0.5), (20, 0.4), (30, 0.6), (40, 0.4)]:
    ...     measured = Metrics(0.0, loss, 0.0, 0.0)
    ...     watched = stopping.watch(watched, update, measured)
    >>> watched.best_update, stopping.says_stop(watched)
    (20, True)

    References
    ----------
    Prechelt (1998), "Early stopping - but when?", the third class of criteria;
    Goodfellow, Bengio & Courville (2016), algorithm 7.1.
    """

    metric: str = "test_loss"
    patience: int = 10
    least_gain: float = 0.0

    def __post_init__(self) -> None:
        allowed = [field.name for field in fields(Metrics)]
        if self.metric not in allowed:
            raise ValueError(
                f"metric {self.metric!r} is unknown; allowed: {', '.join(allowed)}"
            )
        if self.patience < 1:
            raise ValueError(f"patience {self.patience} is too small; allowed: from 1")
        if not self.least_gain >= 0.0:
            raise ValueError(
                f"least_gain {self.least_gain} is out of range; allowed: from 0"
            )

    def watch(self, before: Watched, update: int, metrics: Metrics) -> Watched:
        """Return what is known after an evaluation."""
        value: float = getattr(metrics, self.metric)
        gain = before.best - value if self.metric in FALLING else value - before.best
        first = math.isnan(before.best) and not math.isnan(value)
        if first or gain > self.least_gain:
            return Watched(value, update)
        return Watched(before.best, before.best_update, before.waited + 1)

    def says_stop(self, watched: Watched) -> bool:
        """Return whether the patience is used up."""
        return watched.waited >= self.patience
