"""A learning rate that falls in steps."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, schedules
from visualizer.settings import setting


@schedules.register
@dataclass(frozen=True)
class Step(Schedule):
    """Factor γ^floor(e / E) in epoch e, the first being 0.

    References: He, Zhang, Ren & Sun (2016), section 3.4.
    """

    key = "step"
    title = "Step decay"
    rank = 20

    epochs: int = setting(
        30,
        title="Epochs a step",
        minimum=1,
        maximum=100_000,
        live=True,
        help="Epochs from one fall of the learning rate to the next.",
    )
    gamma: float = setting(
        0.1,
        title="Factor of a step",
        minimum=0.001,
        maximum=1.0,
        live=True,
        help="What the learning rate is multiplied with at each step.",
    )

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        power: float = self.gamma ** (update // updates_per_epoch // self.epochs)
        return power
