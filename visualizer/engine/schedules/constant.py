"""A learning rate that stays."""

from __future__ import annotations

from dataclasses import dataclass

from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, schedules


@schedules.register
@dataclass(frozen=True)
class Constant(Schedule):
    """Factor 1 at all times.

    With noisy gradients a constant rate leads to the neighborhood of a minimum,
    and not further.

    References: Robbins & Monro (1951), condition 27, which it does not fulfill.
    """

    key = "constant"
    title = "Constant rate"
    rank = 10
    constant = True

    def factor(self, update: int, updates_per_epoch: int, scalars: Scalars) -> float:
        return 1.0
