"""Losses: how far a network's answer is from the target.

A loss of one example sums over the outputs; the loss of a set is the mean over
its examples, without any penalty on the weights.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.registry import Registry

Targets = Literal["signed", "share", "one_hot"]


@dataclass(frozen=True)
class Loss(ABC):
    """Interface of losses.

    Attributes
    ----------
    targets : "signed", "share" or "one_hot"
        How class labels are written for this loss: ±1, 0 or 1, one-hot.
    fused_with : str or None
        Key of the output activation with which value and gradient are computed
        from z at once, which is exact where a has rounded to 0 or 1.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    formula: ClassVar[str] = ""
    targets: ClassVar[Targets]
    fused_with: ClassVar[str | None] = None

    @abstractmethod
    def value(self, a: Array, y: Array) -> Array:
        """Return the loss of each example (B,), for outputs and targets (n, B)."""

    @abstractmethod
    def gradient(self, a: Array, y: Array, scale: float, da: Array) -> Iterator[Call]:
        """Yield calls that write `scale` times ∂loss/∂a into `da`."""

    def fused_value(self, z: Array, y: Array) -> Array:
        """Return the loss of each example from the output's z (n, B)."""
        raise TypeError(f"{self.key} is not fused with an activation")

    def fused_gradient(
        self, a: Array, y: Array, scale: float, dz: Array
    ) -> Iterator[Call]:
        """Yield calls that write `scale` times ∂loss/∂z into `dz`."""
        raise TypeError(f"{self.key} is not fused with an activation")


losses: Registry[Loss] = Registry("loss", "visualizer.engine.losses")
