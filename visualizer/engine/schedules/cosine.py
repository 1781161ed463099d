"""A learning rate that falls along a cosine, and starts again."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, floor_setting, schedules
from visualizer.settings import setting


@schedules.register
@dataclass(frozen=True)
class Cosine(Schedule):
    """Factor f + (1 - f) ½ (1 + cos(π t / T)), t updates into a cycle of T.

    The first cycle takes E epochs, each further one k times as many as the one
    before it. Every cycle starts at the full rate.

    References: Loshchilov & Hutter (2017), "SGDR: stochastic gradient descent
    with warm restarts", equation 5.
    """

    key = "cosine"
    title = "Cosine with restarts"
    rank = 40

    epochs: int = setting(
        10,
        title="Epochs of the first cycle",
        minimum=1,
        maximum=100_000,
        live=True,
        help="Epochs until the learning rate starts again from the top.",
    )
    growth: int = setting(
        1,
        title="Growth of the cycles",
        minimum=1,
        maximum=10,
        live=True,
        help="How many times as long as the last one a cycle takes.",
    )
    floor: float = floor_setting()

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        length = self.epochs * updates_per_epoch
        if self.growth == 1:
            since = update % length
        else:
            since = update
            while since >= length:
                since -= length
                length *= self.growth
        wave = 0.5 * (1.0 + math.cos(math.pi * since / length))
        return self.floor + (1.0 - self.floor) * wave
