"""Make one population of learners that differ in seed, rates, start, coefficients."""

from __future__ import annotations

import numpy as np

from visualizer.engine.learner import Learner, Samples, SupervisedLearner
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.parameters import Parameters
from visualizer.engine.population import Population
from visualizer.engine.random_streams import RandomStreams
from visualizer.engine.stacked_layers import worth_stacking


class SideBySide:
    """Collects learners at their start; of each only what is its own is kept.

    A population does the same as the learners, up to rounding. It cannot where
    layers keep something from batch to batch or draw random numbers, optimizers ask
    for gradients themselves, there are schedules, limits, class weights or held
    parameters, examples differ, or learners train in a way of their own. It is not
    worth it where the pictures of a batch are large.

    Examples
    --------
    >>> from visualizer.engine.activations.tanh import Tanh
    >>> from visualizer.engine.losses.mean_squared import MeanSquared
    >>> from visualizer.engine.network import dense_network
    >>> from visualizer.engine.optimizers.sgd import SGD
    >>> network = dense_network(1, (3,), 1, Tanh(), Tanh())
    >>> x = np.array([[-1.0, 1.0]])
    >>> samples, none = Samples(x, x, None), Samples(x[:, :0], x[:, :0], None)
    >>> group = SideBySide()
    >>> for seed in (1, 2):
    ...     fits = group.add(SupervisedLearner(
    ...         network, MeanSquared(), SGD(), samples, none, batch_size=2,
    ...         learning_rate=0.1, streams=RandomStreams(seed),
    ...         parameters=Parameters(network.shapes, np.dtype(np.float64)),
    ...     ))
    >>> fits, group.population().runs
    (True, 2)
    """

    def __init__(self) -> None:
        self._first: SupervisedLearner | None = None
        self._optimizers: list[Optimizer] = []
        self._rates: list[tuple[float, float, float]] = []
        self._streams: list[RandomStreams] = []
        self._parameters: list[Parameters] = []

    def add(self, learner: Learner) -> bool:
        """Take a learner in; return whether a population can do what it does."""
        if not isinstance(learner, SupervisedLearner):
            return False
        first = self._first or learner
        if not _fits(learner, first):
            return False
        self._first = first
        self._optimizers.append(learner.optimizer)
        self._rates.append((learner.learning_rate, learner.l1, learner.l2))
        self._streams.append(learner.streams)
        self._parameters.append(learner.parameters)
        return True

    def population(self) -> Population:
        """Return a population of the learners taken in.

        Raises
        ------
        ValueError
            If there are none.
        """
        first = self._first
        if first is None:
            raise ValueError("a population needs at least one learner")
        learning_rates, l1, l2 = zip(*self._rates, strict=True)
        return Population(
            first.network,
            first.loss,
            self._optimizers,
            first.train,
            first.test,
            batch_size=first.batch_size,
            learning_rates=learning_rates,
            l1=l1,
            l2=l2,
            reshuffle=first.reshuffle,
            streams=self._streams,
            parameters=self._parameters,
        )


def _fits(learner: SupervisedLearner, first: SupervisedLearner) -> bool:
    return (
        learner.plain
        and learner.update == 0
        and not learner.optimizer.closed_loop
        and type(learner.optimizer) is type(first.optimizer)
        and learner.network == first.network
        and learner.loss == first.loss
        and learner.batch_size == first.batch_size
        and worth_stacking(learner.network, learner.batch_size)
        and learner.reshuffle == first.reshuffle
        and learner.state.dtype == first.state.dtype
        and _same(learner.train, first.train)
        and _same(learner.test, first.test)
    )


def _same(one: Samples, other: Samples) -> bool:
    return np.array_equal(one.x, other.x) and np.array_equal(one.y, other.y)
