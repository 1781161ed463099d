"""Guessing weights at random, on the budget that descent has had."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.network import Trace
from visualizer.engine.optimizers import Workspace
from visualizer.engine.parameters import Parameters
from visualizer.engine.plan import run_calls
from visualizer.engine.random_streams import RandomStreams
from visualizer.exhibits import Moment
from visualizer.exhibits.playground.frame import SearchView

if TYPE_CHECKING:
    from visualizer.engine.optimizers.random_search import RandomSearch


class SearchStudy:
    """Tries weights anywhere in a box, one try for each update of the run.

    It begins where the run began and keeps the best that it finds. A try measures
    the whole training set; an update of the run sees a batch, forward and back.

    Parameters
    ----------
    learner : SupervisedLearner
    seed : int
    """

    def __init__(self, learner: SupervisedLearner, seed: int) -> None:
        self._learner = learner
        self._streams = RandomStreams(seed)
        self._work: Workspace | None = None
        self._best: list[float] = []

    @cached_property
    def _method(self) -> RandomSearch:
        from visualizer.engine.optimizers.random_search import RandomSearch

        return RandomSearch(anywhere=True)

    def work(self, moment: Moment, deadline: float) -> bool:
        """Try weights until the deadline; return whether any were left to try."""
        if len(self._best) > moment.update:
            return False
        if self._work is None:
            self._begin(moment.path()[0])
        work = self._work
        assert work is not None
        evaluator = work.evaluator
        while len(self._best) <= moment.update and time.perf_counter() < deadline:
            run_calls(self._method.update(work))
            self._best.append(evaluator.loss(work.theta))
        return True

    def view(self, moment: Moment) -> SearchView:
        """Return what descent and guessing have reached so far."""
        updates, values = moment.curve()
        tries = min(len(self._best), moment.update + 1)
        return SearchView(
            parameters=self._learner.state.shape[1],
            updates=updates,
            losses=values[0],
            best=np.array(self._best[:tries]),
        )

    def _begin(self, start: Array) -> None:
        theta = start.copy()
        evaluator = _WholeSet(self._learner)
        self._best = [evaluator.loss(theta)]
        self._work = Workspace(
            theta,
            np.zeros_like(theta),
            np.zeros((0, theta.size), theta.dtype),
            np.array(self._method.start_scalars),
            np.ones((), theta.dtype),
            evaluator,
            self._streams,
        )


class _WholeSet:
    """Loss and gradient over the whole training set, in buffers of its own."""

    def __init__(self, learner: SupervisedLearner) -> None:
        network, train = learner.network, learner.train
        self._parameters = Parameters(network.shapes, learner.state.dtype)
        self._trace = Trace(
            network,
            self._parameters,
            train.count,
            learner.loss,
            observed=True,
            statistics=learner.statistics.copy(),
        )
        self._trace.set_inputs(train.x, train.y)
        self._loss = learner.loss
        self._fused = learner.loss.fuses(network.layers[-1].activation)

    def loss(self, theta: Array) -> float:
        """Return the mean loss at parameters (P,); no penalty included."""
        self._parameters.flat[:] = theta
        trace = self._trace
        trace.forward.run()
        top = trace.layers[-1]
        if self._fused:
            return float(self._loss.fused_value(top.z, trace.y).mean())
        return float(self._loss.value(top.a, trace.y).mean())

    def gradient(self, theta: Array, out: Array) -> float:
        """Write the gradient at parameters (P,) into `out`; return the loss."""
        found = self.loss(theta)
        self._trace.backward.run()
        out[:] = self._trace.grad.flat
        return found
