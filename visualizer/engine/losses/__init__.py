"""Losses: how far a network's answer is from the target.

A loss of one example sums over the outputs; the loss of a set is the mean over
its examples, without any penalty on the weights.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import numpy.typing as npt

from visualizer.engine.activations import Activation
from visualizer.engine.arrays import Array
from visualizer.engine.domains import Domain, DomainError
from visualizer.engine.plan import Call
from visualizer.registry import Registry

Classes = npt.NDArray[np.int64]
Targets = Literal["signed", "signs", "share", "one_hot"]


@dataclass(frozen=True)
class Loss(ABC):
    """Interface of losses.

    Attributes
    ----------
    targets : "signed", "signs", "share", "one_hot" or None
        How class labels are written for this loss: one output ±1 or several
        0 or 1; always ±1; always 0 or 1; one-hot. None where they cannot be.
    domain : Domain
        The targets that the loss is defined for.
    outputs : (low, high)
        The range that outputs must keep to.
    above_low : bool
        Whether an output must not be equal to the low end of that range.
    output : str or None
        Key of the output activation that classes are learned with; None where
        any will do that squashes to the range of the targets.
    fused_with : str or None
        Key of the output activation with which value and gradient are computed
        from z at once, which is exact where a has rounded to 0 or 1.

    Examples
    --------
    >>> huber = losses["huber"](delta=0.5)
    >>> huber.value(np.array([[2.0, 0.25]]), np.zeros((1, 2))).tolist()
    [0.875, 0.03125]

    What a loss is not defined for is refused before anything is learned:

    >>> losses["hinge"]().check(np.array([[1.0, 0.5]]))
    Traceback (most recent call last):
    ...
    visualizer.engine.domains.DomainError: hinge: target 0.5 of example 1, output 0 \
in y is not allowed; allowed: -1 or 1
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    formula: ClassVar[str] = ""
    targets: ClassVar[Targets | None]
    domain: ClassVar[Domain]
    outputs: ClassVar[tuple[float, float]] = (-np.inf, np.inf)
    above_low: ClassVar[bool] = False
    output: ClassVar[str | None] = None
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

    def fuses(self, activation: Activation) -> bool:
        """Return whether value and gradient are computed with this output's z."""
        return self.fused_with == activation.key

    def answers(self, output: Array) -> Classes:
        """Return the class (B,) that outputs (n, B) stand for.

        The greatest of several; of a single one, the second class from the middle
        of its two targets on.
        """
        if len(output) > 1:
            greatest: Classes = output.argmax(axis=0)
            return greatest
        boundary = 0.5 if self.targets == "share" else 0.0
        second: Classes = (output[0] >= boundary).astype(np.int64)
        return second

    def check(self, y: Array, what: str = "y") -> None:
        """Check targets (n, B), before anything is learned from them.

        Raises
        ------
        DomainError
            If a target lies outside the domain; `what` names the array.
        """
        self.domain.check(self.key, y, what)

    def check_output(self, activation: Activation) -> None:
        """Check that an output layer can be followed by this loss.

        Raises
        ------
        DomainError
            If its activation gives values that the loss is not defined for.
        """
        low, high = activation.limits
        least, greatest = self.outputs
        touches = self.above_low and low == least and activation.reaches_low
        if low < least or high > greatest or touches:
            bounds = f"{'above' if self.above_low else 'at least'} {least:g}"
            if np.isfinite(greatest):
                bounds += f", at most {greatest:g}"
            raise DomainError(
                f"{self.key}: outputs of {activation.key} go from {low:g} to {high:g}; "
                f"allowed: {bounds}"
            )


losses: Registry[Loss] = Registry("loss", "visualizer.engine.losses")
