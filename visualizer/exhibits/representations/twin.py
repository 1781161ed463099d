"""A shallow network beside a deep one, of as many parameters, and the other way round.

References: Telgarsky (2016), "Benefits of depth in neural networks"; Montúfar,
Pascanu, Cho & Bengio (2014), "On the number of linear regions of deep neural
networks".
"""

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.learner import Learner, Metrics
from visualizer.exhibits import Moment, Updates
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.settings import MAX_UNITS, PlaygroundSettings

DEPTHS = (3, 2)
"""Hidden layers of the twin of a network that has one, the first where both fit."""

UPDATES_AT_ONCE = 10


class Standing(Struct, frozen=True, eq=False):
    """How one of the two networks stands.

    Attributes
    ----------
    sizes : tuple of int
        Neurons of each layer, inputs first.
    parameters : int
    metrics : Metrics
    """

    sizes: tuple[int, ...]
    parameters: int
    metrics: Metrics


class TwinView(Struct, frozen=True, eq=False):
    """Both networks after the same update.

    Attributes
    ----------
    own, twin : Standing
    update : int
        After which both were measured, not beyond the moment shown.
    per_epoch : int
        Updates of an epoch.
    own_curve, twin_curve : (int array (N,), array (N,))
        Updates and the loss after them: of the test examples or, without any, of
        the training examples.
    tested : bool
        Whether there are test examples.
    """

    own: Standing
    twin: Standing
    update: int
    per_epoch: int
    own_curve: tuple[Updates, Array]
    twin_curve: tuple[Updates, Array]
    tested: bool


def parameter_count(sizes: tuple[int, ...]) -> int:
    """Return the weights and biases of dense layers of so many neurons."""
    return sum((before + 1) * after for before, after in pairwise(sizes))


def twin_of(sizes: tuple[int, ...], parameters: int) -> tuple[int, ...] | None:
    """Return the hidden layers of the twin of a network.

    Of a deep network that is one layer, of a network with one layer three or two of
    equal size, as large as comes nearest to its number of parameters.

    Parameters
    ----------
    sizes : tuple of int
        Neurons of each layer, inputs and outputs included.
    parameters : int

    Returns
    -------
    tuple of int or None
        None for a network without hidden layers.
    """
    if len(sizes) < 3:
        return None
    depths = (1,) if len(sizes) > 3 else DEPTHS
    shapes = [(units,) * d for d in depths for units in range(1, MAX_UNITS + 1)]
    return min(
        shapes,
        key=lambda hidden: abs(
            parameter_count((sizes[0], *hidden, sizes[-1])) - parameters
        ),
    )


class Twin:
    """Trains the twin in the time that is left, up to the moment shown.

    Data, seeds and settings are those that the run began with; what layers, neurons
    and weights had of their own is left out.

    Parameters
    ----------
    settings : PlaygroundSettings
    hidden : tuple of int
    """

    def __init__(self, settings: PlaygroundSettings, hidden: tuple[int, ...]) -> None:
        alike = replace(
            settings,
            hidden=hidden,
            layers=(),
            neurons=(),
            frozen=(),
            disabled=(),
            locked=(),
            input_skips=False,
        )
        learner: Learner = Playground().build(alike)
        assert isinstance(learner, PlaygroundLearner)
        self._learner = learner
        self._updates: list[int] = []
        self._metrics: list[Metrics] = []
        self._measure()

    def work(self, moment: Moment, deadline: float) -> bool:
        """Train until the deadline; return whether there was anything to do."""
        learner = self._learner
        if learner.update >= moment.update:
            return False
        while learner.update < moment.update:
            most = min(UPDATES_AT_ONCE, moment.update - learner.update)
            if learner.run(most) or learner.update == moment.update:
                self._measure()
            if time.perf_counter() >= deadline:
                break
        return True

    def view(self, present: PlaygroundLearner, moment: Moment) -> TwinView:
        """Return how both stand after the last update at which the twin was measured.

        Parameters
        ----------
        present : PlaygroundLearner
            The network on screen.
        moment : Moment
        """
        count = bisect_right(self._updates, moment.update)
        update, metrics = self._updates[count - 1], self._metrics[count - 1]
        updates, values = moment.curve()
        known = int(np.searchsorted(updates, update, side="right"))
        tested = present.test.count > 0
        row = 1 if tested else 0
        losses = [
            one.test_loss if tested else one.train_loss for one in self._metrics[:count]
        ]
        own = values[:, known - 1] if known else np.full(4, np.nan)
        twin = self._learner
        return TwinView(
            own=Standing(
                present.shown.sizes,
                present.parameters.flat.size,
                Metrics(*(float(value) for value in own)),
            ),
            twin=Standing(twin.shown.sizes, twin.parameters.flat.size, metrics),
            update=update,
            per_epoch=present.updates_per_epoch,
            own_curve=(updates, values[row]),
            twin_curve=(np.array(self._updates[:count]), np.array(losses)),
            tested=tested,
        )

    def _measure(self) -> None:
        self._updates.append(self._learner.update)
        self._metrics.append(self._learner.evaluate())
