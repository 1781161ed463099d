"""Looks into single neurons, on the session's thread."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from functools import cache

import numpy as np

from visualizer.engine.activations import Activation, activations
from visualizer.engine.arrays import Array
from visualizer.engine.neuron_learner import NeuronLearner, goals, measure, with_ones
from visualizer.engine.signal_spread import SignalSpread, signal_spread
from visualizer.exhibits import Moment, Observer, StepUnit
from visualizer.exhibits.neuron.frame import (
    GALLERIES,
    GRID,
    PANELS,
    PLANE,
    NeuronFrame,
    NeuronLook,
    NeuronWatch,
)
from visualizer.exhibits.neuron.neuron_step import NeuronMoment, neuron_step
from visualizer.exhibits.neuron.tasks import Task
from visualizer.scenes import IntArray
from visualizer.scenes.graph import Phase

TRAIL = 1000
"""Moments of the curves; of a longer run every second, third … one is drawn."""


class NeuronObserver(Observer[NeuronWatch, NeuronFrame]):
    """Captures each neuron's sums and slopes, and its cost along the run.

    Parameters
    ----------
    learner : NeuronLearner
    task : Task
    """

    def __init__(self, learner: NeuronLearner, task: Task) -> None:
        self._learner = learner
        self._task = task
        self._last: NeuronFrame | None = None
        self._spreads: tuple[tuple[str, SignalSpread], ...] = ()
        self._waiting = _all_members()

    def capture(self, watch: NeuronWatch, moment: Moment) -> NeuronFrame:
        if self._last is not None and not moment.panels & (PANELS | GALLERIES):
            # Nobody draws it: between two panels' turns the last one stands.
            return self._last
        self._last = self._look(watch, moment)
        return self._last

    def work(self, watch: NeuronWatch, moment: Moment, deadline: float) -> bool:
        """Find what activations make of normal inputs, one after the other."""
        if "activations" not in watch.visible:
            return False
        worked = False
        while time.perf_counter() < deadline:
            member = next(self._waiting, None)
            if member is None:
                break
            self._spreads = (*self._spreads, (member.key, _spread(member)))
            worked = True
        return worked

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        return ()

    def resolve(self, wish: object) -> Array | None:
        return None

    def _look(self, watch: NeuronWatch, moment: Moment) -> NeuronFrame:
        learner, task = self._learner, self._task
        own = len(watch.inputs) == task.inputs
        example = -1 if own else min(watch.example, learner.examples - 1)
        inputs = watch.inputs if own else tuple(task.x[:, example].tolist())
        updates, rows = moment.trail(TRAIL)
        paths = rows.reshape(len(rows), *learner.theta.shape)
        count = len(learner.theta)
        costs, outputs = np.empty((len(rows), count)), np.empty((len(rows), count))
        fed = with_ones(np.array(inputs).reshape(-1, 1))
        for number in range(count):
            path = np.ascontiguousarray(paths[:, number])
            costs[:, number] = learner.measured(number, path)[1].mean(axis=1)
            loss = learner.pupils[number].loss
            target = learner.targets[number, :1]
            answered = measure(path, fed, target, learner.activation, loss)[0]
            outputs[:, number] = answered[:, 0]
        point = self._point(watch, updates, paths)
        looking = "why" in moment.panels
        return NeuronFrame(
            update=moment.update,
            updates_per_epoch=learner.updates_per_epoch,
            task=task,
            activation=learner.activation,
            inputs=inputs,
            example=example,
            neurons=tuple(
                self._neuron(number, inputs, example) for number in range(count)
            ),
            updates=updates.copy(),
            costs=costs,
            outputs=outputs,
            answers=self._map(watch) if "output" in moment.panels else None,
            spreads=self._spreads,
            step=(
                neuron_step(learner, point, inputs, example, watch.trail)
                if looking
                else None
            ),
            stepped=(point.number, point.update),
        )

    def _point(
        self, watch: NeuronWatch, updates: IntArray, paths: Array
    ) -> NeuronMoment:
        """Return the neuron and the moment, the nearest there is, that was opened."""
        number, update = watch.point or (watch.neuron, -1)
        number = min(number, paths.shape[1] - 1)
        at = len(updates) - 1
        if update >= 0:
            at = int(np.abs(updates - update).argmin())
        return NeuronMoment(number, int(updates[at]), paths[at, number].copy())

    def _map(self, watch: NeuronWatch) -> Array | None:
        learner = self._learner
        if self._task.inputs != 2:
            return None
        theta = learner.theta[min(watch.neuron, len(learner.theta) - 1)]
        axis = np.linspace(*PLANE, GRID)
        across, up = np.meshgrid(axis, axis)
        z = theta[0] * across + theta[1] * up + theta[2]
        return learner.activation(z)

    def _neuron(
        self, number: int, inputs: tuple[float, ...], example: int
    ) -> NeuronLook:
        learner = self._learner
        targeted = example >= 0
        target = float(learner.targets[number, example])
        way = learner.look(number, np.array(inputs), target)
        theta = learner.theta[number]
        answers, losses = learner.measured(number, theta[None])
        gradient = way.gradient[0] if targeted else np.full_like(theta, np.nan)
        return NeuronLook(
            pupil=learner.pupils[number],
            goals=goals(learner.pupils[number].loss, learner.activation),
            weights=tuple(theta[:-1].tolist()),
            bias=float(theta[-1]),
            z=float(way.z[0, 0]),
            a=float(way.a[0, 0]),
            slope=float(way.slope[0, 0]),
            target=target if targeted else math.nan,
            da=float(way.da[0, 0]) if targeted else math.nan,
            dz=float(way.dz[0, 0]) if targeted else math.nan,
            gradient=tuple(gradient.tolist()),
            answers=answers[0],
            cost=float(losses.mean()),
        )


def _all_members() -> Iterator[Activation]:
    for member in activations:
        yield member()


@cache
def _spread(activation: Activation) -> SignalSpread:
    """Return what is the same for every run."""
    return signal_spread(activation)
