"""Optimizers: how a gradient becomes a change of the parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call
from visualizer.engine.random_streams import RandomStreams
from visualizer.registry import Registry

Scalars = npt.NDArray[np.float64]
Rate = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Memory:
    """A value that an optimizer keeps, or makes of what it keeps.

    Attributes
    ----------
    kind : "mean", "square", "corrected", "rate", "kept" or "average"
        Of the slopes, of their squares, or either corrected for its start at 0; a
        rate of its own for each parameter; what is kept for the next update only;
        or of the parameters.
    symbol : str
    formula : str
        How the value is made, beginning with the symbol.
    value : array (P,)
    """

    kind: Literal["mean", "square", "corrected", "rate", "kept", "average"]
    symbol: str
    formula: str
    value: Array


class Evaluator(Protocol):
    """Loss and gradient on the present batch at any parameters.

    What an update descends on: the mean loss of the batch, penalties included.
    A learner gives one to its optimizer; each network of a learner that trains
    several has an evaluator of its own. Present parameters and gradient are
    the same after a call as before it.
    """

    def loss(self, theta: Array) -> float:
        """Return the loss at parameters (P,)."""

    def gradient(self, theta: Array, out: Array) -> float:
        """Write the gradient at parameters (P,) into `out`; return the loss."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """What an optimizer works on, bound once when a plan is made.

    Attributes
    ----------
    theta, grad : arrays (P,)
        Parameters, to be changed in place, and the batch's gradient at them. Runs
        that learn side by side have (R, P), unless the method is closed-loop.
    state : array (state_vectors, P) or (state_vectors, R, P)
        What the optimizer remembers of each parameter.
    scalars : float64 array
        What it remembers besides.
    rate : zero-dimensional array, or (R, P)
        The learning rate; read at each update, so that it can change live.
    evaluator : Evaluator
        For methods that ask for more than one gradient.
    streams : RandomStreams
        For methods that draw.
    """

    theta: Array
    grad: Array
    state: Array
    scalars: Scalars
    rate: Rate
    evaluator: Evaluator
    streams: RandomStreams


@dataclass(frozen=True)
class Optimizer(ABC):
    """Interface of optimizers.

    An optimizer itself holds coefficients only. What it remembers lies in
    arrays that the learner owns, so that a checkpoint is a copy of arrays.

    Attributes
    ----------
    vectors : int
        Number of state vectors as long as the parameters.
    start_scalars : tuple of float
        State scalars at the start; kept in float64.
    closed_loop : bool
        Whether the method asks the evaluator. The gradient that such a method
        is given must be that of the evaluator's loss, so it cannot be clipped.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100
    vectors: ClassVar[int] = 0
    start_scalars: ClassVar[tuple[float, ...]] = ()
    closed_loop: ClassVar[bool] = False

    @property
    def state_vectors(self) -> int:
        """Number of state vectors with the present coefficients."""
        return self.vectors

    def begin(self, theta: Array, state: Array, scalars: Scalars) -> None:
        """Write the state before the first update from `theta`."""
        state[:] = 0.0
        scalars[:] = self.start_scalars

    def average(self, state: Array) -> Array | None:
        """Return the row of the state that averages the parameters, if any."""
        return None

    def rule(self) -> str:
        """Return the update rule as a formula, with the present coefficients."""
        return ""

    def memories(self, state: Array, scalars: Scalars) -> tuple[Memory, ...]:
        """Return what the method keeps after an update, in the order of its use."""
        return ()

    def rates(
        self, rate: float, state: Array, scalars: Scalars, grad: Array
    ) -> Array | None:
        """Return what each parameter's gradient is multiplied by, such as η / (√v + ε).

        Parameters
        ----------
        rate : float
            η, of the last update.
        state : array (state_vectors, P)
        scalars : float64 array
            Both as the last update left them.
        grad : array (P,)
            Gradient of the last update.

        Returns
        -------
        array (P,) or None
            None where the length of a step is no multiple of the gradient.
        """
        return None

    @abstractmethod
    def update(self, work: Workspace) -> Iterator[Call]:
        """Yield calls that change the parameters in place."""


optimizers: Registry[Optimizer] = Registry("optimizer", "visualizer.engine.optimizers")
