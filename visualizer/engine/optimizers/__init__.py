"""Optimizers: how a gradient becomes a change of the parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.registry import Registry

Scalars = npt.NDArray[np.float64]
Rate = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Optimizer(ABC):
    """Interface of optimizers.

    An optimizer itself holds coefficients only. What it remembers lies in
    arrays that the learner owns, so that a checkpoint is a copy of arrays.

    Attributes
    ----------
    vectors : int
        Number of state vectors as long as the parameters; they start at 0.
    start_scalars : tuple of float
        State scalars at the start; kept in float64.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    vectors: ClassVar[int] = 0
    start_scalars: ClassVar[tuple[float, ...]] = ()

    @abstractmethod
    def update(
        self, theta: Array, grad: Array, state: Array, scalars: Scalars, rate: Rate
    ) -> Iterator[Call]:
        """Yield calls that change `theta` in place.

        Parameters
        ----------
        theta, grad : arrays (P,)
        state : array (vectors, P)
        scalars : float64 array
        rate : zero-dimensional array
            The learning rate; read at each update, so that it can change live.
        """


optimizers: Registry[Optimizer] = Registry("optimizer", "visualizer.engine.optimizers")
