"""A learning rate that rises once and falls once."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, schedules
from visualizer.settings import setting


@schedules.register
@dataclass(frozen=True)
class OneCycle(Schedule):
    """Rise from 1 / d to 1, then fall to 1 / (d D), and stay there.

    A cycle of E epochs has N updates, the first being 0. The factor is 1 at
    update r N - 1 and lowest at update N - 1; between these it follows half a
    cosine, or a straight line. The learning rate that is set is the greatest.

    References: Smith & Topin (2018), "Super-convergence"; with the choices of
    PyTorch: cosines, and a fall to far below the start.
    """

    key = "one_cycle"
    title = "One cycle"
    rank = 50

    epochs: int = setting(
        30,
        title="Epochs of the cycle",
        minimum=1,
        maximum=100_000,
        live=True,
        help="Epochs of the rise and the fall together.",
    )
    rise: float = setting(
        0.3,
        title="Share of the rise",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="Share of the cycle in which the learning rate rises.",
    )
    straight: bool = setting(
        False,
        title="Straight lines",
        live=True,
        help="Rise and fall in straight lines rather than along a cosine.",
    )
    start: float = setting(
        25.0,
        title="Divisor at the start",
        minimum=1.0,
        maximum=1e6,
        scale="log",
        live=True,
        help="How many times smaller than the greatest the first rate is.",
    )
    end: float = setting(
        1e4,
        title="Divisor at the end",
        minimum=1.0,
        maximum=1e9,
        scale="log",
        live=True,
        help="How many times smaller than the first the last rate is.",
    )

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        updates = self.epochs * updates_per_epoch
        top, last = self.rise * updates - 1.0, updates - 1.0
        now = min(float(update), last)
        if now <= top:
            return self._between(1.0 / self.start, 1.0, now, top)
        lowest = 1.0 / (self.start * self.end)
        return self._between(1.0, lowest, now - top, last - top)

    def _between(self, first: float, second: float, done: float, whole: float) -> float:
        share = done / whole if whole > 0.0 else 1.0
        if self.straight:
            return first + (second - first) * share
        return second + (first - second) * 0.5 * (1.0 + math.cos(math.pi * share))
