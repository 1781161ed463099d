"""A learning rate that falls when the loss does not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, floor_setting, schedules
from visualizer.settings import setting


@schedules.register
@dataclass(frozen=True)
class Plateau(Schedule):
    """Multiply the rate by γ after more than `patience` epochs without progress.

    An epoch makes progress if its training loss is below (1 - τ) times the best
    one so far. After a fall of the rate, `cooldown` epochs are not counted.

    The scalars are the factor, the best loss, the epochs without progress, and
    the epochs of cooldown that are left.

    References: Bengio (2012), section 3.1.1; exactly as PyTorch's schedule of
    this kind, but for its least difference of two rates.
    """

    key = "plateau"
    title = "Reduce on plateau"
    rank = 70
    start_scalars = (1.0, math.inf, 0.0, 0.0)
    listens = True

    gamma: float = setting(
        0.1,
        title="Factor of a fall",
        minimum=0.001,
        maximum=0.99,
        live=True,
        help="What the learning rate is multiplied with when progress ends.",
    )
    patience: int = setting(
        10,
        title="Patience",
        minimum=0,
        maximum=10_000,
        live=True,
        help="Epochs without progress that are tolerated.",
    )
    threshold: float = setting(
        1e-4,
        title="Least progress",
        minimum=0.0,
        maximum=1.0,
        live=True,
        help="Share of the best loss by which an epoch must beat it.",
    )
    cooldown: int = setting(
        0,
        title="Cooldown",
        minimum=0,
        maximum=10_000,
        live=True,
        help="Epochs after a fall of the learning rate that are not counted.",
    )
    floor: float = floor_setting()

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        return float(scalars[0])

    def hear(self, loss: float, scalars: Scalars) -> None:
        factor, best, waited, cooling = (float(value) for value in scalars)
        if loss < best * (1.0 - self.threshold):
            best, waited = loss, 0.0
        else:
            waited += 1.0
        if cooling > 0.0:
            cooling, waited = cooling - 1.0, 0.0
        if waited > self.patience:
            factor = min(factor, max(factor * self.gamma, self.floor))
            cooling, waited = float(self.cooldown), 0.0
        scalars[:] = factor, best, waited, cooling
