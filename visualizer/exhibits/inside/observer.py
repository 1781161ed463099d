"""Looks at a training step of a network of dense layers, number by number."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.example_gradients import example_gradients
from visualizer.engine.learner import Indices, Rehearsal
from visualizer.engine.network import Trace
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.inside.frame import InsideFrame, InsideWatch
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.observer import PlaygroundObserver
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.why.passes import LayerPass, StepPass
from visualizer.language import Phrase
from visualizer.scenes.graph import Phase

MOST_EXAMPLES = 30
"""Examples of a batch whose numbers are captured one by one."""


class InsideObserver(Observer[InsideWatch, InsideFrame]):
    """Captures the coming training step for the examples of the batch.

    Parameters
    ----------
    learner : PlaygroundLearner
        Of dense layers alone.
    settings : PlaygroundSettings
    """

    enters = True

    def __init__(
        self, learner: PlaygroundLearner, settings: PlaygroundSettings
    ) -> None:
        self._learner = learner
        self._network = PlaygroundObserver(learner, settings, learner.data)
        self._last = len(learner.shown.columns)
        self.closing = (Phase("average", self._last), Phase("update", self._last))
        self._step: StepPass | None = None
        self._traced = learner.network
        self._shown: Trace | None = None
        self._whole: Trace | None = None

    def capture(self, watch: InsideWatch, moment: Moment) -> InsideFrame:
        order = self._learner.upcoming()
        closed = moment.collected >= len(order)
        watched = min(moment.collected, len(order) - 1)
        example = watch.example if watch.example >= 0 else int(order[0])
        network = self._network.capture(
            replace(watch, probe=None, example=example),
            replace(moment, collected=watched, phase=_on_canvas(moment.phase)),
        )
        number = network.example
        found = np.flatnonzero(order == number)
        if self._step is None or moment.still or DETAILS in moment.panels:
            self._step = self._look(order, number)
        return InsideFrame(
            network=network,
            step=self._step,
            walking=moment.walking,
            phase=moment.phase,
            place=int(found[0]) if found.size else -1,
            collected=len(order) if closed else moment.collected,
            phases=self.phases("layer"),
        )

    def work(self, watch: InsideWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        ways = self._network.phases(unit)
        forward = sum(phase.direction == "forward" for phase in ways)
        return (*ways[:forward], Phase("loss", self._last), *ways[forward:])

    def resolve(self, wish: object) -> Array | None:
        return None

    def _look(self, order: Indices, number: int) -> StepPass:
        """Compute the coming step of the first examples, and of a watched one."""
        learner, train = self._learner, self._learner.train
        if learner.network is not self._traced:
            # A live change, such as another activation of a layer.
            self._traced, self._shown, self._whole = learner.network, None, None
        shown = (*order[:MOST_EXAMPLES].tolist(), number)
        trace = self._shown = _fitting(self._shown, learner, len(shown), each=True)
        trace.set_inputs(train.x[:, shown], train.y[:, shown])
        trace.forward.run()
        trace.backward.run()
        whole = self._whole = _fitting(self._whole, learner, len(order), each=False)
        whole.set_inputs(train.x[:, order], train.y[:, order])
        whole.forward.run()
        whole.backward.run()
        rehearsal, requests = learner.rehearse(), -example_gradients(trace)
        top = trace.layers[-1]
        fused = learner.loss.fuses(learner.network.layers[-1].activation)
        losses = (
            learner.loss.fused_value(top.z, trace.y)
            if fused
            else learner.loss.value(top.a, trace.y)
        )
        return StepPass(
            x=trace.x.copy(),
            y=trace.y.copy(),
            losses=losses.copy(),
            layers=self._layers(trace, whole, requests, rehearsal),
            loss=learner.loss,
            numbers=shown,
            batch=len(order),
            rate=learner.present_rate,
            optimizer=Phrase(learner.optimizer.title),
        )

    def _layers(
        self, trace: Trace, whole: Trace, requests: Array, rehearsal: Rehearsal
    ) -> tuple[LayerPass, ...]:
        layers, start = [], 0
        columns = self._learner.shown.columns
        for column, own, mean in zip(columns, trace.layers, whole.layers, strict=True):
            shape, size = own.block.shape, own.block.size
            part = slice(start, start + size)
            start += size
            layers.append(
                LayerPass(
                    weights=own.block[:-1].copy(),
                    biases=own.block[-1].copy(),
                    z=own.z.copy(),
                    a=own.a.copy(),
                    slope=column.activation.derivative(own.z),
                    da=own.da.copy(),
                    dz=own.dz.copy(),
                    requests=requests[part].reshape(*shape, trace.batch),
                    average=-mean.grad,
                    change=rehearsal.change[part].reshape(shape),
                    activation=column.activation,
                )
            )
        return tuple(layers)


def _fitting(
    trace: Trace | None, learner: PlaygroundLearner, batch: int, each: bool
) -> Trace:
    """Return a trace of the present network for so many examples.

    Parameters
    ----------
    each : bool
        Whether every example has a loss of its own rather than a part of the mean.
    """
    if trace is not None and trace.batch == batch:
        return trace
    return Trace(
        learner.network,
        learner.parameters,
        batch,
        learner.loss,
        observed=True,
        statistics=learner.statistics,
        runs=batch if each else 1,
    )


def _on_canvas(phase: Phase | None) -> Phase | None:
    """Return the station as the network shows it, which knows two directions."""
    if phase is None or phase.direction in ("forward", "backward"):
        return phase
    if phase.direction == "loss":
        return Phase("forward", phase.layer)
    return Phase("backward", 1)
