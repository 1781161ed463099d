"""Reads a training step of a network of dense layers, number by number."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.example_gradients import example_gradients
from visualizer.engine.learner import Indices, Rehearsal
from visualizer.engine.network import Trace
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.why.passes import LayerPass, StepPass
from visualizer.language import Phrase

MOST_EXAMPLES = 30
"""Examples of a batch whose numbers are captured one by one."""


class StepReader:
    """Carries the coming training step out and takes it back, with all its numbers.

    Parameters
    ----------
    learner : PlaygroundLearner
        Of dense layers alone.
    """

    def __init__(self, learner: PlaygroundLearner) -> None:
        self._learner = learner
        self._traced = learner.network
        self._shown: Trace | None = None
        self._whole: Trace | None = None

    def read(self, order: Indices, number: int, probe: Array | None = None) -> StepPass:
        """Compute the coming step.

        Parameters
        ----------
        order : integer array
            Numbers of the examples of the coming batch; the first are captured.
        number : int
            The watched example.
        probe : array (inputs,), optional
            Inputs that are watched in place of an example. There is no target for
            them, and so no loss and no way back: those numbers are NaN.
        """
        learner, train = self._learner, self._learner.train
        if learner.network is not self._traced:
            # A live change, such as another activation of a layer.
            self._traced, self._shown, self._whole = learner.network, None, None
        shown = (*order[:MOST_EXAMPLES].tolist(), number)
        trace = self._shown = _fitting(self._shown, learner, len(shown), each=True)
        x, y = train.x[:, shown], train.y[:, shown]
        if probe is not None:
            x[:, -1], y[:, -1] = probe, np.nan
        trace.set_inputs(x, y)
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
