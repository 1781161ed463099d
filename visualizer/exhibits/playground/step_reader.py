"""Reads a training step of a network of the Playground, number by number."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.layers import LayerTrace
from visualizer.engine.learner import Indices, Rehearsal
from visualizer.engine.network import Trace
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Draws
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.network import Column
from visualizer.exhibits.why.measures import SetMeasure, measure_set
from visualizer.exhibits.why.passes import (
    Across,
    LayerPass,
    NormalizedPass,
    ParameterPass,
    StepPass,
)
from visualizer.language import Phrase
from visualizer.scenes.why import MEASURES, DataExample, Quantity

Measures = tuple[SetMeasure | None, SetMeasure | None]
"""Of the training and the test set."""

MEASURE_SECONDS = 0.2
"""Least time between two measurements of the sets while the run goes on."""

MOST_EXAMPLES = 30
"""Examples of a batch whose numbers are captured one by one."""


class StepReader:
    """Carries the coming training step out and takes it back, with all its numbers.

    The batch passes through the network as in training: with the masks and the noise
    of this very update, normalized by the batch. What layers keep from batch to batch
    stays as it is.

    Parameters
    ----------
    learner : PlaygroundLearner
    """

    def __init__(self, learner: PlaygroundLearner) -> None:
        self._learner = learner
        self._traced = learner.network
        self._draws = Draws(learner.streams)
        self._kept = learner.statistics.copy()
        self._batch: Trace | None = None
        self._alone: Trace | None = None
        self._aside: Trace | None = None
        self._measured: Measures | None = None
        self._next_measuring = 0.0

    def read(
        self,
        order: Indices,
        number: int,
        probe: Array | None = None,
        alone: bool = False,
        trail: Sequence[Quantity] = (),
        still: bool = True,
    ) -> StepPass:
        """Compute the coming step.

        Parameters
        ----------
        order : integer array
            Numbers of the examples of the coming batch; the first are captured.
        number : int
            The watched example. If it is in the batch, its numbers are those of
            training; else those of a network that is only looked at.
        probe : array (inputs,), optional
            Inputs that are watched in place of an example. There is no target for
            them, and so no loss and no way back: those numbers are NaN.
        alone : bool
            Whether the watched example is looked at alone even if it is in the batch.
        trail : sequence of Quantity
            Numbers that were opened: they say which examples of the data are looked
            at by themselves, and whether the sets are measured.
        still : bool
            Whether the run stands; while it goes on, the sets are measured as often
            as numbers can be read.
        """
        learner, train = self._learner, self._learner.train
        if learner.network is not self._traced:
            # A live change, such as another activation of a layer.
            self._traced = learner.network
            self._batch = self._alone = self._aside = None
            self._measured = None
        batch = self._run_batch(order)
        places = np.flatnonzero(order == number)
        within = places.size > 0 and probe is None and not alone
        one = batch
        if not within:
            x, y = train.x[:, [number]], train.y[:, [number]]
            if probe is not None:
                x[:, 0], y[:] = probe, np.nan
            one = self._run_alone(x, y)
        opened = self._opened(trail)
        aside = self._run_opened(opened)
        columns = _Columns(
            batch,
            aside,
            one,
            min(len(order), MOST_EXAMPLES),
            int(places[0]) if within else 0,
        )
        chosen = order[: columns.shown].tolist()
        given = [train.x[:, chosen], train.x[:, [number]]]
        if not within:
            given[1] = one.x[:, :1]
        if aside is not None:
            given.insert(1, aside.x)
        measures = self._measures(trail, still)
        network = learner.network
        differs = network.random or network.statistics().size > 0
        first = learner.shown.columns[0]
        return StepPass(
            data=np.concatenate(given, axis=1),
            x=columns.values(lambda trace: first.sums(trace.layers).inputs[:-1]),
            y=columns.values(lambda trace: trace.y),
            losses=columns.values(lambda trace: self._losses(trace)[None])[0],
            layers=self._layers(columns, not within, learner.rehearse()),
            loss=learner.loss,
            numbers=(*chosen, *(one.number for one in opened), number),
            opened=opened,
            batch=len(order),
            rate=learner.present_rate,
            optimizer=Phrase(learner.optimizer.title),
            aside=not within and differs,
            differs=differs,
            penalized=max(learner.l1, learner.l2) > 0.0,
            train=measures[0],
            test=measures[1],
        )

    def _opened(self, trail: Sequence[Quantity]) -> tuple[DataExample, ...]:
        """Return the examples of the data that were opened and that there are."""
        counts = (self._learner.train.count, self._learner.test.count)
        wanted = (one.example for one in trail)
        return tuple(
            dict.fromkeys(
                one
                for one in wanted
                if isinstance(one, DataExample) and one.number < counts[one.test]
            )
        )

    def _run_opened(self, opened: tuple[DataExample, ...]) -> Trace | None:
        if not opened:
            return None
        sets = (self._learner.train, self._learner.test)
        x = np.stack([sets[one.test].x[:, one.number] for one in opened], axis=1)
        y = np.stack([sets[one.test].y[:, one.number] for one in opened], axis=1)
        if self._aside is None or self._aside.batch != len(opened):
            self._aside = self._learner.new_trace(len(opened), backward=True)
        return _carried_out(self._aside, x, y)

    def _measures(self, trail: Sequence[Quantity], still: bool) -> Measures:
        """Measure both sets if one of the numbers that were opened is of a set."""
        if all(one.what not in MEASURES for one in trail):
            self._measured = None
            return None, None
        now = time.monotonic()
        if self._measured is None or still or now >= self._next_measuring:
            losses, right = self._learner.example_losses(), self._learner.correct()
            update = self._learner.update
            self._measured = (
                measure_set(losses[0], right[0], update),
                measure_set(losses[1], right[1], update),
            )
            self._next_measuring = now + MEASURE_SECONDS
        return self._measured

    def _run_batch(self, order: Indices) -> Trace:
        learner = self._learner
        if self._batch is None or self._batch.batch != len(order):
            self._batch = Trace(
                learner.network,
                learner.parameters,
                len(order),
                learner.loss,
                observed=True,
                statistics=self._kept,
                training=self._draws,
            )
        self._kept[:] = learner.statistics
        self._draws.update = learner.update
        x, y = learner.train.x[:, order], learner.train.y[:, order]
        return _carried_out(self._batch, x, y)

    def _run_alone(self, x: Array, y: Array) -> Trace:
        if self._alone is None:
            self._alone = self._learner.new_trace(1, backward=True)
        return _carried_out(self._alone, x, y)

    def _losses(self, trace: Trace) -> Array:
        loss, top = self._learner.loss, trace.layers[-1]
        if loss.fuses(self._learner.network.layers[-1].activation):
            return loss.fused_value(top.z, trace.y)
        return loss.value(top.a, trace.y)

    def _layers(
        self, columns: _Columns, alone: bool, rehearsal: Rehearsal
    ) -> tuple[LayerPass, ...]:
        changes = iter(
            Parameters(
                self._traced.shapes, rehearsal.change.dtype, rehearsal.change
            ).blocks
        )
        return tuple(
            _layer_pass(column, columns, alone, changes)
            for column in self._learner.shown.columns
        )


class _Columns(Struct, frozen=True):
    """Puts examples of a batch and a watched one side by side.

    Attributes
    ----------
    batch, one : Trace
        Of the batch, and the one that the watched example passed through.
    aside : Trace or None
        Of examples of the data that were opened.
    shown : int
        Examples of the batch that are kept.
    place : int
        Of the watched example in its trace.
    """

    batch: Trace
    aside: Trace | None
    one: Trace
    shown: int
    place: int

    def values(self, get: Callable[[Trace], Array]) -> Array:
        """Return what `get` takes of a trace (n, B), for the kept examples (n, N)."""
        parts = [get(self.batch)[:, : self.shown]]
        if self.aside is not None:
            parts.append(get(self.aside))
        parts.append(get(self.one)[:, self.place : self.place + 1])
        return np.concatenate(parts, axis=1)

    def gradients(self, get: Callable[[Trace], Array]) -> Array:
        """Return gradients of the sum of all losses: a trace has those of the mean."""
        return self.values(lambda trace: get(trace) * trace.batch)


def _carried_out(trace: Trace, x: Array, y: Array) -> Trace:
    trace.set_inputs(x, y)
    trace.forward.run()
    trace.backward.run()
    return trace


def _layer_pass(
    column: Column, columns: _Columns, alone: bool, changes: Iterator[Array]
) -> LayerPass:
    """Copy what one column computes; takes what changes its blocks, in order."""
    sums = column.sums(columns.batch.layers)
    answers = column.answers(columns.batch.layers)
    dsums = columns.gradients(lambda trace: column.sums(trace.layers).dz)
    given = columns.values(lambda trace: column.sums(trace.layers).x)
    z = columns.values(lambda trace: column.answers(trace.layers).z)
    dz = columns.gradients(lambda trace: column.answers(trace.layers).dz)
    masks = None
    if column.dropout:
        masks = columns.values(lambda trace: _mask(column, trace))
    dense = _block(sums, 0, given[:, None] * dsums[None], next(changes))
    off = np.zeros(column.units, np.bool_)
    off[list(column.off)] = True
    return LayerPass(
        dense=dense,
        inputs=given[:-1],
        z=z,
        a=columns.values(lambda trace: column.answers(trace.layers).a),
        slope=column.activation.derivative(z),
        outputs=columns.values(lambda trace: column.output(trace.layers).a),
        da=columns.gradients(lambda trace: column.answers(trace.layers).da),
        dz=dz,
        doutputs=columns.gradients(lambda trace: column.output(trace.layers).da),
        activation=column.activation,
        normalized=(
            _normalized_pass(column, columns, alone, dsums, dz, answers, changes)
            if column.normalized
            else None
        ),
        masks=masks,
        dropout=column.dropout,
        residual=column.residual,
        off=off,
    )


def _normalized_pass(
    column: Column,
    columns: _Columns,
    alone: bool,
    dsums: Array,
    dz: Array,
    layer: LayerTrace,
    changes: Iterator[Array],
) -> NormalizedPass:
    # Of the batch they are one number a neuron, of an example one number a column.
    across: Across = "batch" if layer.values["mean"].ndim == 1 else "neurons"
    axis = 1 if across == "batch" else 0

    def of_all(name: str) -> Array:
        def get(trace: Trace) -> Array:
            values = column.answers(trace.layers).values
            found = values[name]
            wide = found if found.ndim == 2 else found[:, None]
            return np.broadcast_to(wide, values["normalized"].shape)

        return columns.values(get)

    def mean_request(weighed: bool) -> Array:
        def get(trace: Trace) -> Array:
            here = column.answers(trace.layers)
            wishes = -here.blocks[0].T * here.dz
            if weighed:
                wishes = wishes * here.values["normalized"]
            return np.broadcast_to(wishes.mean(axis, keepdims=True), wishes.shape)

        return columns.gradients(get)

    normalized = of_all("normalized")
    running = np.zeros(dz.shape[1], np.bool_)
    if across == "batch":
        running[columns.shown : -1] = True
        running[-1] = alone
    return NormalizedPass(
        across=across,
        running=running,
        sums=columns.values(lambda trace: column.sums(trace.layers).z),
        mean=of_all("mean"),
        variance=of_all("variance"),
        normalized=normalized,
        dsums=dsums,
        mean_requests=mean_request(False),
        spread_requests=mean_request(True),
        epsilon=column.epsilon,
        gain=_block(layer, 0, (dz * normalized)[None], next(changes)),
        shift=_block(layer, 1, dz[None], next(changes)),
    )


def _block(
    layer: LayerTrace, number: int, gradients: Array, change: Array
) -> ParameterPass:
    return ParameterPass(
        values=layer.blocks[number].copy(),
        requests=-gradients,
        average=-layer.grads[number],
        change=change,
    )


def _mask(column: Column, trace: Trace) -> Array:
    """Return the factors of dropout; ones where the network is only looked at."""
    found = column.mask(trace.layers)
    if found is not None:
        return found
    ones: Array = np.ones_like(column.answers(trace.layers).a)
    return ones
