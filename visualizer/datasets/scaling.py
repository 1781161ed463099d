"""Bring inputs to like sizes, as a step that can be shown and undone.

A column that is a thousand times larger than another one makes a valley a
thousand times steeper in one direction than in the other; descent then has to
take steps small enough for the steep one.

References: LeCun, Bottou, Orr & Müller (1998), "Efficient BackProp", section 4.3.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from msgspec import Struct

from visualizer.datasets import Array


# eq=False: comparing arrays gives arrays, which have no single truth value.
class ScalingStep(Struct, frozen=True, eq=False):
    """scaled = (value - offset) / scale, column by column.

    Attributes
    ----------
    offset, scale : arrays (d,)
        The scale is positive.
    """

    offset: Array
    scale: Array

    def apply(self, inputs: Array) -> Array:
        """Return scaled inputs (N, d)."""
        scaled: Array = (inputs - self.offset) / self.scale
        return scaled

    def undo(self, scaled: Array) -> Array:
        """Return the inputs (N, d) that scaled ones came from."""
        inputs: Array = scaled * self.scale + self.offset
        return inputs


class Scaling(ABC):
    """A way to choose offset and scale from training inputs.

    Only from those: what a network is tested with must not have had a say.
    A column that never varies is moved to 0 and not stretched.
    """

    title: ClassVar[str]

    def fit(self, inputs: Array) -> ScalingStep:
        """Return the step for inputs like these.

        Parameters
        ----------
        inputs : array (N, d)

        Raises
        ------
        ValueError
            If there is no example, or a value is not finite.
        """
        if len(inputs) == 0:
            raise ValueError("there is no example to take a scale from")
        wrong = np.argwhere(~np.isfinite(inputs))
        if len(wrong):
            row, column = wrong[0]
            raise ValueError(
                f"input {column + 1} of example {row + 1} is {inputs[row, column]}; "
                "allowed: finite numbers"
            )
        offset, scale = self._measure(inputs)
        # What is left of a constant column after rounding is no variation.
        constant = scale <= 1e-12 * np.abs(inputs).max(axis=0)
        offset = np.where(constant, inputs[0], offset)
        return ScalingStep(offset, np.where(constant, 1.0, scale))

    @abstractmethod
    def _measure(self, inputs: Array) -> tuple[Array, Array]: ...


class Standardize(Scaling):
    """Mean 0 and standard deviation 1."""

    title = "Standardize"

    def _measure(self, inputs: Array) -> tuple[Array, Array]:
        return inputs.mean(axis=0), inputs.std(axis=0)


class Normalize(Scaling):
    """The least value becomes 0 and the greatest 1."""

    title = "Normalize"

    def _measure(self, inputs: Array) -> tuple[Array, Array]:
        low = inputs.min(axis=0)
        return low, inputs.max(axis=0) - low
