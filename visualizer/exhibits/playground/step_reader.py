"""Reads a training step of a network of the Playground, number by number."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.layers import LayerTrace
from visualizer.engine.learner import Indices, SupervisedLearner
from visualizer.engine.network import Trace
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Draws
from visualizer.exhibits.playground.carry_over import (
    CarryOverLearner,
    DeadLinkDescent,
)
from visualizer.exhibits.playground.network import Column
from visualizer.exhibits.why.measures import SetMeasure, measure_set
from visualizer.exhibits.why.passes import (
    Across,
    ClassBalance,
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
    learner : SupervisedLearner
    columns : callable
        Returns where the present network computes its layers.
    """

    def __init__(
        self, learner: SupervisedLearner, columns: Callable[[], Sequence[Column]]
    ) -> None:
        self._learner, self._columns = learner, columns
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
        rehearsed: bool = True,
        most: int = MOST_EXAMPLES,
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
        rehearsed : bool
            Whether the coming update is carried out and taken back; another batch than
            the coming one leads to none.
        most : int
            Examples of the batch that are captured one by one, at most.
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
            min(len(order), most),
            int(places[0]) if within else 0,
        )
        chosen = order[: columns.shown].tolist()
        given = [train.x[:, chosen], train.x[:, [number]]]
        if not within:
            given[1] = one.x[:, :1]
        if aside is not None:
            given.insert(1, aside.x)
        measures = self._measures(trail, still)
        watched = number if probe is None else -1
        network, weights = learner.network, learner.example_weights
        differs = network.random or network.statistics().size > 0 or weights is not None
        first = self._columns()[0]
        change = learner.rehearse().change if rehearsed else None
        return StepPass(
            data=np.concatenate(given, axis=1),
            x=columns.values(lambda trace: first.sums(trace.layers).inputs[:-1]),
            y=columns.values(lambda trace: trace.y),
            losses=columns.values(lambda trace: self._losses(trace)[None])[0],
            layers=self._layers(columns, not within, change),
            loss=learner.loss,
            numbers=(*chosen, *(one.number for one in opened), watched),
            opened=opened,
            batch=len(order),
            rate=learner.present_rate,
            optimizer=Phrase(learner.optimizer.title),
            aside=not within and differs,
            differs=differs,
            penalized=max(learner.l1, learner.l2, *_pull(learner)) > 0.0,
            train=measures[0],
            test=measures[1],
            balance=self._balance(columns, chosen, number if within else None),
            pull=_pull(learner),
            waited=learner.waited if isinstance(learner, CarryOverLearner) else 0,
        )

    def _balance(
        self, columns: _Columns, chosen: Sequence[int], watched: int | None
    ) -> ClassBalance | None:
        """Return how often the examples of the batch count; the others are looked at.

        Parameters
        ----------
        watched : int or None
            The watched example if it is one of the batch.
        """
        weights, train = self._learner.example_weights, self._learner.train
        if weights is None or train.labels is None:
            return None
        labels: Indices = np.full(columns.count, -1)
        labels[: columns.shown] = train.labels[chosen]
        counted: Array = np.ones(columns.count, weights.dtype)
        counted[: columns.shown] = weights[chosen]
        if watched is not None:
            labels[-1], counted[-1] = train.labels[watched], weights[watched]
        return ClassBalance(
            examples=train.count,
            classes=np.unique(train.labels).size,
            members=(train.labels == labels[:, None]).sum(axis=1),
            weights=counted,
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
                weighted=learner.example_weights is not None,
            )
        if learner.example_weights is not None and self._batch.weights is not None:
            self._batch.weights[:] = learner.example_weights[order]
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
        self, columns: _Columns, alone: bool, change: Array | None
    ) -> tuple[LayerPass, ...]:
        learner = self._learner
        changes: Iterator[Array] = itertools.repeat(np.empty((0, 0)))
        if change is not None:
            changes = iter(self._blocks(change))
        dead: Iterator[Array | None] = itertools.repeat(None)
        if isinstance(learner.optimizer, DeadLinkDescent):
            dead = iter(self._blocks(learner.state[1]))
        return tuple(
            _layer_pass(column, columns, alone, changes, dead)
            for column in self._columns()
        )

    def _blocks(self, flat: Array) -> list[Array]:
        """Return numbers of all parameters, block by block."""
        return Parameters(self._traced.shapes, flat.dtype, flat).blocks


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

    @property
    def count(self) -> int:
        """Columns in all."""
        return self.shown + (0 if self.aside is None else self.aside.batch) + 1

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


def _pull(learner: SupervisedLearner) -> tuple[float, float]:
    """Return the rates of the penalties whose slopes are taken times the rate."""
    optimizer = learner.optimizer
    if isinstance(optimizer, DeadLinkDescent):
        return optimizer.l1, optimizer.l2
    plain = isinstance(optimizer, SGD) and optimizer.momentum == 0.0
    return (learner.l1, learner.l2) if plain else (0.0, 0.0)


def _carried_out(trace: Trace, x: Array, y: Array) -> Trace:
    trace.set_inputs(x, y)
    trace.forward.run()
    trace.backward.run()
    return trace


def _layer_pass(
    column: Column,
    columns: _Columns,
    alone: bool,
    changes: Iterator[Array],
    dead: Iterator[Array | None],
) -> LayerPass:
    """Copy what one column computes; takes what becomes of its blocks, in order."""
    sums = column.sums(columns.batch.layers)
    dsums = columns.gradients(lambda trace: column.sums(trace.layers).dz)
    given = columns.values(lambda trace: column.sums(trace.layers).x)
    z = columns.values(lambda trace: column.answers(trace.layers).z)
    dz = columns.gradients(lambda trace: column.answers(trace.layers).dz)
    masks = None
    if column.dropout:
        masks = columns.values(lambda trace: _mask(column, trace))
    dense = _block(sums, 0, given[:, None], dsums, next(changes), next(dead))
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
            _normalized_pass(column, columns, alone, dsums, dz, changes, dead)
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
    changes: Iterator[Array],
    dead: Iterator[Array | None],
) -> NormalizedPass:
    layer = column.answers(columns.batch.layers)
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
        gain=_block(layer, 0, normalized[None], dz, next(changes), next(dead)),
        shift=_block(
            layer, 1, np.ones((1, 1, dz.shape[1])), dz, next(changes), next(dead)
        ),
    )


def _block(
    layer: LayerTrace,
    number: int,
    given: Array,
    gradients: Array,
    change: Array,
    dead: Array | None,
) -> ParameterPass:
    return ParameterPass(
        values=layer.blocks[number].copy(),
        given=given,
        gradients=gradients,
        average=-layer.grads[number],
        change=change,
        dead=None if dead is None else dead > 0.0,
    )


def _mask(column: Column, trace: Trace) -> Array:
    """Return the factors of dropout; ones where the network is only looked at."""
    found = column.mask(trace.layers)
    if found is not None:
        return found
    ones: Array = np.ones_like(column.answers(trace.layers).a)
    return ones
