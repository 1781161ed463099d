"""Activation functions: what a neuron makes of its weighted sum."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call, run_calls
from visualizer.registry import Registry


@dataclass(frozen=True)
class Activation(ABC):
    """Interface of activation functions a = f(z).

    A member yields the NumPy calls that compute it; the engine binds them into
    its plan.

    Attributes
    ----------
    elementwise : bool
        Whether each output depends on its own z alone, and in the same way for
        all neurons, so that arrays of any shape can be worked on.
    identity : bool
        Whether a = z, so that slopes need no computing.
    reaches_low : bool
        Whether the lower limit is a value of f, not only a bound.
    saturates : bool
        Whether the slope fades far from 0, so that a neuron can come to learn
        hardly at all.

    Examples
    --------
    A member is a function of arrays, and knows its derivative:

    >>> relu = activations["relu"]()
    >>> z = np.array([-2.0, 0.5, 3.0])
    >>> relu(z).tolist(), relu.derivative(z).tolist()
    ([0.0, 0.5, 3.0], [0.0, 1.0, 1.0])
    >>> relu.limits, relu.dies
    ((0.0, inf), True)
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    formula: ClassVar[str] = ""
    elementwise: ClassVar[bool] = True
    identity: ClassVar[bool] = False

    @property
    def reaches_low(self) -> bool:
        return True

    @property
    def saturates(self) -> bool:
        return False

    @property
    def neurons(self) -> int | None:
        """Number of neurons that a layer must have; None where any will do."""
        return None

    @property
    def limits(self) -> tuple[float, float]:
        """The least and greatest values; infinite where there is none."""
        return -np.inf, np.inf

    @property
    def dies(self) -> bool:
        """Whether a and slope are 0 on a whole side.

        A neuron can then come to answer 0 to every example, and never learn
        again.
        """
        return False

    @property
    def steepest(self) -> float:
        """The greatest |f'(z)|, which a faded slope is compared with."""
        return 1.0

    @property
    def bounded(self) -> bool:
        """Whether no z, however large, gives a value beyond some number."""
        return all(map(math.isfinite, self.limits))

    def of(self, neuron: int) -> Activation:
        """Return the function of one neuron of a layer."""
        return self

    @abstractmethod
    def value(self, z: Array, a: Array) -> Iterator[Call]:
        """Yield calls that write f(z) into `a`; both (n, B)."""

    @abstractmethod
    def slope(self, z: Array, a: Array, slope: Array) -> Iterator[Call]:
        """Yield calls that write f'(z) into `slope`, given z and a = f(z)."""

    def backward(
        self, z: Array, a: Array, slope: Array, da: Array, dz: Array
    ) -> Iterator[Call]:
        """Yield calls that write ∂loss/∂z into `dz`, given ∂loss/∂a in `da`."""
        yield np.multiply, da, slope, dz

    def __call__(self, z: Array) -> Array:
        """Return f(z) as a new array."""
        a = np.empty_like(z)
        run_calls(self.value(z, a))
        return a

    def derivative(self, z: Array) -> Array:
        """Return f'(z) as a new array."""
        slope = np.empty_like(z)
        run_calls(self.slope(z, self(z), slope))
        return slope


activations: Registry[Activation] = Registry(
    "activation", "visualizer.engine.activations"
)
