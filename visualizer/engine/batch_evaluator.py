"""Loss and gradient of one batch at any parameters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.engine.network import Trace
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import Plan

NOTHING_HELD: npt.NDArray[np.int64] = np.empty(0, np.int64)


class BatchEvaluator:
    """What an update of a supervised learner descends on.

    Parameters
    ----------
    parameters, grad : Parameters
        Those that the traces are bound to. They take other values during a
        call, and have their own again after it.
    each : callable
        Returns the loss of each example, given a trace that has run forward.
    l1, l2 : float
        Rates of the penalties l1 Σ|w| + ½ l2 Σw², which are part of the loss.
    penalties : Plan
        Adds the gradient of the penalties to `grad`.
    held : int array, optional
        Places of parameters that keep their values wherever the loss is asked
        for, so that their gradient is 0.
    """

    def __init__(
        self,
        parameters: Parameters,
        grad: Parameters,
        each: Callable[[Trace], Array],
        l1: float,
        l2: float,
        penalties: Plan,
        held: npt.NDArray[np.int64] = NOTHING_HELD,
    ) -> None:
        self._parameters = parameters
        self._grad = grad
        self._each = each
        self._l1, self._l2 = l1, l2
        self._penalties = penalties
        self._held = held
        self._trace: Trace | None = None

    def enter(self, trace: Trace) -> None:
        """Take the batch of a trace, which has a backward plan."""
        self._trace = trace

    def loss(self, theta: Array) -> float:
        """Return the loss at parameters (P,)."""
        present = self._parameters.flat.copy()
        self._move_to(theta, present)
        loss = self._forward(self._present_trace())
        self._parameters.flat[:] = present
        return loss

    def gradient(self, theta: Array, out: Array) -> float:
        """Write the gradient at parameters (P,) into `out`; return the loss."""
        trace = self._present_trace()
        present, grad = self._parameters.flat.copy(), self._grad.flat.copy()
        self._move_to(theta, present)
        loss = self._forward(trace)
        trace.backward.run()
        self._penalties.run()
        out[:] = self._grad.flat
        out[self._held] = 0.0
        self._parameters.flat[:], self._grad.flat[:] = present, grad
        return loss

    def _move_to(self, theta: Array, present: Array) -> None:
        self._parameters.flat[:] = theta
        self._parameters.flat[self._held] = present[self._held]

    def _present_trace(self) -> Trace:
        if self._trace is None:
            raise RuntimeError("no batch has been entered yet")
        return self._trace

    def _forward(self, trace: Trace) -> float:
        trace.forward.run()
        loss = float(self._each(trace).mean(dtype=np.float64))
        for weights in self._parameters.weights:
            if self._l1 > 0.0:
                loss += self._l1 * float(np.abs(weights).sum(dtype=np.float64))
            if self._l2 > 0.0:
                squares = np.square(weights).sum(dtype=np.float64)
                loss += 0.5 * self._l2 * float(squares)
        return loss
