"""A learning rate that rises at first."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, schedules
from visualizer.settings import setting


@schedules.register
@dataclass(frozen=True)
class WarmUp(Schedule):
    """Rise in a straight line from s to 1 over E epochs, then stay at 1.

    References: Goyal et al. (2017), "Accurate, large minibatch SGD", section 2.2.
    """

    key = "warm_up"
    title = "Warm-up"
    rank = 60

    epochs: int = setting(
        5,
        title="Epochs of the rise",
        minimum=1,
        maximum=100_000,
        live=True,
        help="Epochs until the learning rate is reached.",
    )
    start: float = setting(
        1.0 / 3.0,
        title="First factor",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="Share of the learning rate that the first update has.",
    )

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        share = min(1.0, update / (self.epochs * updates_per_epoch))
        return self.start + (1.0 - self.start) * share
