"""A learning rate that falls exponentially."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, schedules
from visualizer.settings import setting


@schedules.register
@dataclass(frozen=True)
class Exponential(Schedule):
    """Factor γ^e in epoch e, the first being 0.

    References: Bengio (2012), "Practical recommendations for gradient-based
    training of deep architectures", section 3.1.1.
    """

    key = "exponential"
    title = "Exponential decay"
    rank = 30

    gamma: float = setting(
        0.95,
        title="Factor of an epoch",
        minimum=0.001,
        maximum=1.0,
        live=True,
        help="What the learning rate is multiplied with after each epoch.",
    )

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        power: float = self.gamma ** (update // updates_per_epoch)
        return power
