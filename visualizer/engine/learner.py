"""Learners: a network, its data and an optimizer, one update at a time."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import (
    Array,
    DType,
    flush_denormals,
    read_only,
    require_shape,
)
from visualizer.engine.batch_evaluator import BatchEvaluator
from visualizer.engine.class_weights import check_class_weights
from visualizer.engine.clipping import clip_gradient, limit_weights
from visualizer.engine.epoch_blocks import EpochBlocks
from visualizer.engine.holding import hold
from visualizer.engine.losses import Loss
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.optimizers import Optimizer, Scalars, Workspace
from visualizer.engine.parameters import Parameters
from visualizer.engine.penalties import penalty_plan
from visualizer.engine.plan import Plan, Step, binder
from visualizer.engine.random_streams import Draws, EpochOrder, RandomStreams
from visualizer.engine.schedules import Schedule
from visualizer.engine.schedules.constant import Constant

Indices = npt.NDArray[np.int64]
Answers = npt.NDArray[np.bool_]

FLUSH_EVERY = 1024
"""Updates between two flushes of denormal numbers."""

BLOCKS_BYTES = 1 << 20
"""Size up to which the examples of an epoch are put in order at once."""

MOST_BLOCKS = 4096
"""Batches of an epoch up to which each has calls of its own; they take 2 kB."""

DIVERGED_LOSS = 1e6
"""From this training loss on, as where it is no number, a run counts as diverged."""

CONSTANT = Constant()

MEASURED_AT_ONCE = 8_000_000
"""Values of all layers that a measurement computes at once, more or less."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a learner stands in its training set.

    Attributes
    ----------
    update : int
        Updates done since the start.
    epoch : int
        Whole passes through the training set done.
    seen : int
        Examples of the present epoch already used.
        The order of the examples is a function of the seed and the epoch, so
        a position needs no state of a random generator.
    """

    update: int
    epoch: int
    seen: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that a learner needs to go on exactly as before.

    Attributes
    ----------
    position : Position
    state : array (1 + vectors, P)
        Parameters and the optimizer's state vectors.
    scalars : float64 array
        State scalars of the optimizer, of clipping and of the schedule, then what
        layers keep from batch to batch.
    """

    position: Position
    state: Array
    scalars: Scalars


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the next update would do.

    Attributes
    ----------
    change : array (P,)
        Of the parameters.
    rates : array (P,) or None
        What each parameter's gradient is multiplied by (`Optimizer.rates`).
    """

    change: Array
    rates: Array | None


@dataclass(frozen=True, slots=True)
class Metrics:
    """Measures of the whole training and test set; no penalty included.

    Attributes
    ----------
    train_loss, test_loss : float
        Mean loss of an example; test is NaN where there is no test set.
    train_accuracy, test_accuracy : float
        Share of right answers, 0 … 1; NaN for regression.
    """

    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float


@dataclass(frozen=True, slots=True)
class Samples:
    """Examples as the engine takes them: the last axis counts them.

    Attributes
    ----------
    x : array (inputs, N)
    y : array (outputs, N)
        Targets as the loss wants them.
    labels : int array (N,) or None
        Class of each example; None for regression.
    """

    x: Array
    y: Array
    labels: Indices | None

    @property
    def count(self) -> int:
        """Number of examples."""
        return int(self.x.shape[1])

    def astype(self, dtype: DType) -> Samples:
        """Return a copy with inputs and targets of another type."""
        return Samples(self.x.astype(dtype), self.y.astype(dtype), self.labels)

    def rows(self) -> Array:
        """Return an example a row, as a trace takes them: inputs, a one, targets."""
        ones = np.ones((1, self.count), self.x.dtype)
        return np.ascontiguousarray(np.concatenate([self.x, ones, self.y]).T)


def check_samples(
    network: Sequential, loss: Loss, train: Samples, test: Samples
) -> None:
    """Check that examples fit a network and its loss.

    Raises
    ------
    ShapeError, DomainError
        If they do not, or the output activation does not fit the loss.
    ValueError
        If there is nothing to learn from.
    """
    for name, samples in (("train", train), ("test", test)):
        require_shape(f"{name}.x", samples.x, (network.inputs, samples.count))
        require_shape(f"{name}.y", samples.y, (network.sizes[-1], samples.count))
        loss.check(samples.y, f"{name}.y")
    loss.check_output(network.layers[-1].activation)
    if train.count == 0:
        raise ValueError("the training set is empty")


class _Passes(NamedTuple):
    """What all batches of one size have in common.

    Attributes
    ----------
    trace : Trace
    rows : array (B, inputs + 1 + outputs)
        Where a batch is gathered that has no block.
    steps : tuple of steps
        Forward, backward and update, bound to the examples of the trace.
    binders : tuple of callables
        For each step what binds it to a block; None if it reads no examples.
    """

    trace: Trace
    rows: Array
    steps: tuple[Step, ...]
    binders: tuple[Callable[[Array], Step] | None, ...]


class Learner(ABC):
    """What a session needs of anything that learns.

    A family with its own way of training (two networks against each other, a
    net that settles) brings its own learner; session, history and timeline
    stay as they are.

    Attributes
    ----------
    keyframe_spacing : int
        Updates between two checkpoints of a run that has just begun. To repeat
        eight takes no time to notice.
    measuring_pause : int
        Least number of updates between two measurements of the whole data set
        while the run goes on; the same throughout a run.
    """

    keyframe_spacing: ClassVar[int] = 8
    measuring_pause: int = 1

    update: int
    state: Array
    scalars: Scalars
    learning_rate: float

    @property
    @abstractmethod
    def examples(self) -> int:
        """Number of training examples."""

    @property
    @abstractmethod
    def updates_per_epoch(self) -> int:
        """Number of updates in one pass through the training set."""

    @property
    @abstractmethod
    def position(self) -> Position:
        """Where the learner stands in its training set."""

    @abstractmethod
    def run(self, most: int) -> bool:
        """Do up to `most` updates, but none beyond the end of the epoch.

        Returns
        -------
        bool
            Whether the epoch has ended.
        """

    def step(self) -> bool:
        """Do one update; return whether it was the last of its epoch."""
        return self.run(1)

    @abstractmethod
    def evaluate(self) -> Metrics:
        """Measure training and test set with the present parameters."""

    @abstractmethod
    def restore(self, checkpoint: Checkpoint) -> None:
        """Go to the moment of a checkpoint, exactly."""

    @abstractmethod
    def upcoming(self) -> Indices:
        """Return the numbers of the training examples of the next update."""

    @abstractmethod
    def locate(self, layer: int, source: int | None, destination: int) -> int:
        """Return the place of a parameter in row 0 of the state.

        Parameters
        ----------
        layer : int
            Layer that the parameter belongs to; 1 is the first after the input.
        source : int or None
            None is the bias.
        destination : int

        Raises
        ------
        IndexError
            If there is no such parameter.
        """

    @abstractmethod
    def put(self, theta: Array) -> None:
        """Go on from other parameters (P,), with a fresh optimizer."""

    def checkpoint(self) -> Checkpoint:
        """Return a copy of the present moment."""
        return Checkpoint(self.position, read_only(self.state), self.scalars.copy())


class SupervisedLearner(Learner):
    """Learns targets from examples by descent on a loss.

    Parameters
    ----------
    network : Sequential
    loss : Loss
    optimizer : Optimizer
    train, test : Samples
        `test` may hold no examples.
    batch_size : int
        Examples of an update, 1 … N; the last batch of an epoch holds the rest.
    learning_rate, l1, l2 : float
        Rates of the update and of the penalties l1 Σ|w| + ½ l2 Σw² (weights
        only, never biases). Both penalties together are the elastic net.
    schedule : Schedule
        Gives a factor on the learning rate.
    clip_value, clip_norm : float
        Limits of each part of the gradient and of its length, above 0.
    max_norm : float
        Limit of the length of each neuron's incoming weights, above 0.
    held : sequence of int
        Places in θ of parameters that no update moves.
    reshuffle : bool
        Draw a new order of the examples in each epoch.
    class_weights : sequence of K floats, optional
        A factor above 0 for each class on the loss of its examples. What is
        descended on is (1 / B) Σ_i w(c_i) C_i: a mean over the examples, which is
        not divided by the sum of their weights. Metrics are without them.
    streams : RandomStreams
        Gives the order of each epoch.
    parameters : Parameters
        Where to start; copied.

    Raises
    ------
    ShapeError, DomainError
        If the examples do not fit the network, or their targets or the output
        activation do not fit the loss.
    ValueError
        If the training set is empty, or class weights do not fit its labels.

    Attributes
    ----------
    parameters, grad : Parameters
        Views of the present parameters and of the last batch's gradient
        (penalties included).
    statistics : float64 array
        View of what layers keep from batch to batch, such as running means.
    held : int array
        Places in θ of parameters that no update moves, ascending.
    example_weights : array (N,) or None
        How often the loss of each training example counts, by its class.
    in_blocks : bool
        Whether small training sets are put in order once an epoch.
    streams : RandomStreams
    reshuffle : bool
    """

    in_blocks: ClassVar[bool] = True

    def __init__(
        self,
        network: Sequential,
        loss: Loss,
        optimizer: Optimizer,
        train: Samples,
        test: Samples,
        *,
        batch_size: int,
        learning_rate: float,
        l1: float = 0.0,
        l2: float = 0.0,
        schedule: Schedule = CONSTANT,
        clip_value: float = math.inf,
        clip_norm: float = math.inf,
        max_norm: float = math.inf,
        held: Sequence[int] = (),
        reshuffle: bool = True,
        class_weights: Sequence[float] | None = None,
        streams: RandomStreams,
        parameters: Parameters,
    ) -> None:
        dtype: DType = parameters.flat.dtype
        check_samples(network, loss, train, test)
        self.network = network
        self.loss = loss
        self.train, self.test = train.astype(dtype), test.astype(dtype)
        shape = (1 + optimizer.state_vectors, parameters.flat.size)
        self.state: Array = np.zeros(shape, dtype)
        self.state[0] = parameters.flat
        self.parameters = Parameters(network.shapes, dtype, self.state[0])
        self.grad = Parameters(network.shapes, dtype)
        # Of the optimizer, of clipping (1: it did nothing), of the schedule.
        scalars = (*optimizer.start_scalars, 1.0, *schedule.start_scalars)
        self._start_scalars = np.array(scalars, np.float64)
        self.scalars = np.concatenate([self._start_scalars, network.statistics()])
        self.statistics = self.scalars[len(scalars) :]
        self._clip_place = len(optimizer.start_scalars)
        self.optimizer, self.schedule = optimizer, schedule
        self._begin_optimizer()
        self._draws = Draws(streams)
        self.update = 0
        self.epoch = 0
        self.seen = 0
        self.streams, self.reshuffle = streams, reshuffle
        self._fused = loss.fuses(network.layers[-1].activation)
        self._mask = self.parameters.weight_mask()
        self._rate = np.array(learning_rate, dtype)
        # One example a row, to be gathered in one piece.
        self._rows = self.train.rows()
        self.example_weights: Array | None = None
        if class_weights is not None:
            factors = check_class_weights(class_weights, train.labels)
            self.example_weights = factors[train.labels].astype(dtype)
            column = self.example_weights[:, None]
            self._rows = np.concatenate([self._rows, column], axis=1)
        # Methods that ask for more gradients of a batch ask its trace.
        small = self._rows.nbytes <= BLOCKS_BYTES and not optimizer.closed_loop
        small = small and self.in_blocks
        self._epoch_blocks = EpochBlocks(self._rows) if small else None
        self._laid_out: tuple[int, int, int] | None = None
        self._order: Indices = np.arange(train.count)
        self._epoch_order = EpochOrder(streams, self._order, reshuffle)
        self._traces: dict[int, Trace] = {}
        self._batches: dict[int, tuple[int, tuple[Step, ...]]] = {}
        self._prepare_measuring()
        self._epoch_order.draw(self.epoch)
        self.configure(
            optimizer,
            batch_size,
            learning_rate,
            l1,
            l2,
            schedule=schedule,
            clip_value=clip_value,
            clip_norm=clip_norm,
            max_norm=max_norm,
            held=held,
        )

    def configure(
        self,
        optimizer: Optimizer,
        batch_size: int,
        learning_rate: float,
        l1: float,
        l2: float,
        *,
        schedule: Schedule = CONSTANT,
        clip_value: float = math.inf,
        clip_norm: float = math.inf,
        max_norm: float = math.inf,
        held: Sequence[int] = (),
        network: Sequential | None = None,
    ) -> None:
        """Take other coefficients; effective from the next update on.

        The optimizer must be of the kind that the learner was made with, and
        the schedule must remember as much. With another batch size the epoch
        goes on with the examples not yet used.

        Parameters
        ----------
        network : Sequential, optional
            Another network of the same parameters, such as one with other rates
            of dropout; the present one stays when absent. Traces made before
            still show the network that they were made of.

        Raises
        ------
        ValueError
            If the batch size is not within 1 … N, a limit is not above 0, the
            optimizer or schedule is of another kind, gradients are to be
            clipped for an optimizer that asks for gradients itself, or the
            network has other parameters.
        IndexError
            If there is no parameter at a place that is to be held.
        """
        if not 1 <= batch_size <= self.train.count:
            raise ValueError(
                f"batch size {batch_size} is out of range; "
                f"allowed: from 1 to {self.train.count}"
            )
        if (
            type(optimizer) is not type(self.optimizer)
            or optimizer.state_vectors != self.state.shape[0] - 1
        ):
            raise ValueError(f"optimizer {optimizer.key} needs a learner of its own")
        if schedule.start_scalars != self.schedule.start_scalars:
            raise ValueError(f"schedule {schedule.key} needs a learner of its own")
        limits = {"clip_value": clip_value, "clip_norm": clip_norm}
        for name, limit in (*limits.items(), ("max_norm", max_norm)):
            if not limit > 0.0:
                raise ValueError(f"{name} {limit} is out of range; allowed: above 0")
        if optimizer.closed_loop and min(limits.values()) < math.inf:
            raise ValueError(
                f"gradients of optimizer {optimizer.key} cannot be clipped; "
                "allowed: infinite limits"
            )
        places = np.array(sorted({int(place) for place in held}), np.int64)
        if places.size and not 0 <= places[0] <= places[-1] < self.state.shape[1]:
            last = self.state.shape[1] - 1
            raise IndexError(f"held {places.tolist()}; allowed: 0 to {last}")
        if network is not None and network != self.network:
            self._take_network(network)
        self.optimizer, self.schedule = optimizer, schedule
        self.held = places
        self.clip_value, self.clip_norm = clip_value, clip_norm
        self.max_norm = max_norm
        self.batch_size = batch_size
        self.l1, self.l2 = l1, l2
        self.learning_rate = learning_rate
        self._follow_schedule(self.seen)
        self.update_plan = self._compile_update()
        # Compiled when first needed, by the first example of each batch.
        self._batches = {}
        self._passes: dict[int, _Passes] = {}
        few = self.updates_per_epoch <= MOST_BLOCKS
        self._blocks = self._epoch_blocks if few else None
        self._lay_out()

    def _take_network(self, network: Sequential) -> None:
        """Go on with the same parameters in another network."""
        present = self.network
        if (
            network.shapes != present.shapes
            or network.inputs != present.inputs
            or network.statistics().size != present.statistics().size
        ):
            raise ValueError("a network of other parameters needs a learner of its own")
        check_samples(network, self.loss, self.train, self.test)
        self.network = network
        self._fused = self.loss.fuses(network.layers[-1].activation)
        self._traces = {}
        self._prepare_measuring()

    @property
    def updates_per_epoch(self) -> int:
        return -(-self.train.count // self.batch_size)

    @property
    def position(self) -> Position:
        return Position(self.update, self.epoch, self.seen)

    @property
    def examples(self) -> int:
        return self.train.count

    def upcoming(self) -> Indices:
        return self._order[self.seen : self.seen + self.batch_size]

    def run(self, most: int) -> bool:
        batches, count = self._batches, self.train.count
        seen, update = self.seen, self.update
        self._draws.update = update
        stop_at = update + most
        while update < stop_at:
            if seen not in batches:
                self._compile_batch(seen)
            seen, steps = batches[seen]
            for function, operands in steps:
                function(*operands)
            update += 1
            if not update % FLUSH_EVERY:
                flush_denormals(self.state)
            if seen == count:
                break
        self.update, self.seen = update, seen
        if seen == count:
            if self.schedule.listens:
                loss = self.evaluate().train_loss
                self.schedule.hear(loss, self._schedule_scalars)
            self.epoch += 1
            self._begin_epoch()
            return True
        return False

    @property
    def plain(self) -> bool:
        """Whether an update is gradient, penalties and optimizer, and nothing else."""
        limits = (self.clip_value, self.clip_norm, self.max_norm)
        free = min(limits) == math.inf and not self.held.size
        return free and self.schedule == CONSTANT and self.example_weights is None

    @property
    def present_rate(self) -> float:
        """The learning rate of the next update, as the schedule has it."""
        return self._scheduled_rate(self.seen)

    @property
    def clipped(self) -> float:
        """Length of the last gradient after clipping, as a share of before: 0 … 1."""
        clips = min(self.clip_value, self.clip_norm) < math.inf
        return float(self.scalars[self._clip_place]) if clips else 1.0

    def rehearse(self) -> Rehearsal:
        """Do the next update and take it back, to the bit."""
        kept, rate = self.checkpoint(), self.present_rate
        self.step()
        rehearsal = Rehearsal(
            change=self.state[0] - kept.state[0],
            rates=self.optimizer.rates(
                rate, self.state[1:], self._optimizer_scalars, self.grad.flat
            ),
        )
        self.restore(kept)
        return rehearsal

    def next_update(self) -> tuple[Trace, Plan]:
        """Return the operations of the next update, and the trace that they fill.

        The examples are in place. Running all of them moves the parameters as the
        update does, without counting it; who looks on the way keeps a checkpoint and
        restores it afterwards.
        """
        chosen = self.upcoming()
        size = len(chosen)
        if size not in self._passes:
            self._passes[size] = self._compile_passes(size)
        trace = self._passes[size].trace
        np.copyto(trace.examples, self._rows[chosen].T)
        self._follow_schedule(self.seen)
        self._draws.update = self.update
        if self.optimizer.closed_loop:
            self._evaluator.enter(trace)
        plan = Plan(self.state.dtype)
        for part in (trace.forward, trace.backward, self.update_plan):
            plan.operations += part.operations
        return trace, plan

    @property
    def average(self) -> Array | None:
        """Parameters averaged over the updates, if the optimizer averages them."""
        return self.optimizer.average(self.state[1:])

    def evaluate_at(self, theta: Array) -> Metrics:
        """Measure training and test set with other parameters, e.g. the average."""
        present = self.parameters.flat.copy()
        self.parameters.flat[:] = theta
        metrics = self.evaluate()
        self.parameters.flat[:] = present
        # What `correct` says is of the present parameters again.
        self._all_losses()
        return metrics

    def evaluate(self) -> Metrics:
        each = self._all_losses()
        train = self.train.count
        right = self._right_answers()
        return Metrics(
            _mean(each[:train]),
            _mean(each[train:]),
            math.nan if right is None else _share(right[:train]),
            math.nan if right is None else _share(right[train:]),
        )

    def example_losses(self) -> tuple[Array, Array]:
        """Measure the loss of each example of the training and of the test set.

        Their means are what `evaluate` reports; `correct` and `outputs` are of this
        measurement then.
        """
        each = self._all_losses().copy()
        return each[: self.train.count], each[self.train.count :]

    def restore(self, checkpoint: Checkpoint) -> None:
        require_shape("checkpoint.state", checkpoint.state, self.state.shape)
        self.state[:] = checkpoint.state
        self.scalars[:] = checkpoint.scalars
        position = checkpoint.position
        self.update, self.epoch = position.update, position.epoch
        self.seen = position.seen
        self._epoch_order.draw(self.epoch)
        self._lay_out()
        self._follow_schedule(self.seen)

    def locate(self, layer: int, source: int | None, destination: int) -> int:
        block = self.network.first_block(layer)
        return self.parameters.offset(block, source, destination)

    def put(self, theta: Array) -> None:
        self.parameters.flat[:] = theta
        self.scalars[: self._start_scalars.size] = self._start_scalars
        self._begin_optimizer()
        self._follow_schedule(self.seen)

    def new_trace(
        self, batch: int, backward: bool, input_gradient: bool = False
    ) -> Trace:
        """Return a trace of the present parameters for looking, not for training."""
        loss = self.loss if backward else None
        return Trace(
            self.network,
            self.parameters,
            batch,
            loss,
            observed=True,
            statistics=self.statistics,
            input_gradient=input_gradient,
        )

    def correct(self) -> tuple[Answers | None, Answers | None]:
        """Return whether each example of the training and test set is answered right.

        Taken from the last `evaluate`; None for regression.
        """
        right = self._right_answers()
        if right is None:
            return None, None
        return right[: self.train.count], right[self.train.count :]

    def outputs(self) -> tuple[Array, Array]:
        """Return the outputs (n, B) for training and test set, of the last `evaluate`.

        They are views: the next `evaluate` overwrites them.
        """
        train = self.train.count
        return self._outputs[:, :train], self._outputs[:, train:]

    @property
    def _optimizer_scalars(self) -> Scalars:
        return self.scalars[: self._clip_place]

    @property
    def _schedule_scalars(self) -> Scalars:
        return self.scalars[self._clip_place + 1 : self._start_scalars.size]

    def _begin_optimizer(self) -> None:
        self.optimizer.begin(self.state[0], self.state[1:], self._optimizer_scalars)

    def _follow_schedule(self, seen: int) -> None:
        """Set the learning rate for the update that begins after `seen` examples."""
        self._rate[()] = self._scheduled_rate(seen)

    def _scheduled_rate(self, seen: int) -> float:
        per_epoch = self.updates_per_epoch
        # As if the batch size had always been the present one.
        update = self.epoch * per_epoch - (-seen // self.batch_size)
        factor = self.schedule.factor(update, per_epoch, self._schedule_scalars)
        return self.learning_rate * factor

    def _losses(self, trace: Trace) -> Array:
        """Return the loss of each example of a trace that has run forward."""
        top = trace.layers[-1]
        if self._fused:
            return self.loss.fused_value(top.z, trace.y)
        return self.loss.value(top.a, trace.y)

    def _batch_losses(self, trace: Trace) -> Array:
        """Return what each example adds to what an update descends on, times B."""
        losses = self._losses(trace)
        return losses if trace.weights is None else losses * trace.weights

    def _begin_epoch(self) -> None:
        self.seen = 0
        self._epoch_order.draw(self.epoch)
        self._lay_out()

    def _lay_out(self) -> None:
        """Put the batches from here to the end of the epoch into their blocks."""
        wanted = (self._epoch_order.epoch, self.seen, self.batch_size)
        if self._blocks and wanted != self._laid_out:
            self._blocks.fill(self._order, self.seen, self.batch_size)
            self._laid_out = wanted

    def _examples_from(self, start: int) -> tuple[Indices, int]:
        """Return the examples of the batch from `start`, and where the next begins."""
        stop = min(start + self.batch_size, self.train.count)
        return self._order[start:stop], stop

    def _compile_batch(self, start: int) -> None:
        """Bind forward, backward and update to the batch from `start`."""
        chosen, stop = self._examples_from(start)
        size = len(chosen)
        if size not in self._passes:
            self._passes[size] = self._compile_passes(size)
        trace, rows, steps, binders = self._passes[size]
        if self._blocks:
            block = self._blocks.block(start, stop)
            steps = tuple(
                step if bind is None else bind(block)
                for step, bind in zip(steps, binders, strict=True)
            )
        else:
            steps = (
                (self._rows.take, (chosen, 0, rows, "clip")),
                # Turning them here once makes both products of layer 1 faster.
                (np.copyto, (trace.examples, rows.T)),
                *steps,
            )
        if not self.schedule.constant:
            steps = ((self._follow_schedule, (start,)), *steps)
        self._batches[start] = (stop, steps)

    def _compile_passes(self, size: int) -> _Passes:
        """Bind forward, backward and update of batches of one size."""
        if size not in self._traces:
            self._traces[size] = Trace(
                self.network,
                self.parameters,
                size,
                self.loss,
                self.grad,
                statistics=self.statistics,
                training=self._draws,
                weighted=self.example_weights is not None,
            )
        trace = self._traces[size]
        plans = (trace.forward, trace.backward, self.update_plan)
        steps = tuple(step for plan in plans for step in plan.steps)
        if self.optimizer.closed_loop:
            steps = ((self._evaluator.enter, (trace,)), *steps)
        if self.network.random:
            steps += ((self._draws.advance, ()),)
        binders = tuple(binder(step, trace.examples) for step in steps)
        return _Passes(trace, np.empty_like(self._rows[:size]), steps, binders)

    def _compile_update(self) -> Plan:
        theta, grad = self.parameters.flat, self.grad.flat
        penalties = penalty_plan(theta, grad, self._mask, self.l1, self.l2)
        self._evaluator = BatchEvaluator(
            self.parameters,
            self.grad,
            self._batch_losses,
            self.l1,
            self.l2,
            penalties,
            self.held,
        )
        plan = Plan(theta.dtype)
        plan.operations += penalties.operations
        before, after = hold(self.state, grad, self.held)
        plan.extend("keep what is held", before)
        record = self.scalars[self._clip_place : self._clip_place + 1]
        plan.extend(
            "clip g", clip_gradient(grad, self.clip_value, self.clip_norm, record)
        )
        work = Workspace(
            theta,
            grad,
            self.state[1:],
            self._optimizer_scalars,
            self._rate,
            self._evaluator,
            self.streams,
        )
        plan.extend("θ ← θ − η g", self.optimizer.update(work))
        plan.extend("limit ‖w‖", limit_weights(self.parameters.weights, self.max_norm))
        plan.extend("put back what is held", after)
        return plan

    def _prepare_measuring(self) -> None:
        x = np.concatenate([self.train.x, self.test.x], axis=1)
        y = np.concatenate([self.train.y, self.test.y], axis=1)
        count, room = x.shape[1], MEASURED_AT_ONCE // sum(self.network.sizes)
        size = min(count, max(1, room))
        self._all = Trace(
            self.network, self.parameters, size, statistics=self.statistics
        )
        self._all.set_inputs(x[:, :size], y[:, :size])
        # The last part may overlap the one before: all parts have one size.
        self._parts = [
            slice(start, start + size)
            for start in (min(start, count - size) for start in range(0, count, size))
        ]
        self._outputs = self._all.output
        if size < count:
            self._x, self._y = x, y
            self._outputs = np.empty_like(y)
        if self.train.labels is None or self.test.labels is None:
            self._labels = None
        else:
            self._labels = np.concatenate([self.train.labels, self.test.labels])

    def _all_losses(self) -> Array:
        """Return the loss of each example, training set first; keep the outputs."""
        if len(self._parts) == 1:
            return self._measured()
        each: Array = np.empty_like(self._y[0])
        for part in self._parts:
            self._all.set_inputs(self._x[:, part], self._y[:, part])
            each[part] = self._measured()
            self._outputs[:, part] = self._all.output
        return each

    def _measured(self) -> Array:
        """Run the measuring trace; return the loss of each of its examples."""
        self._all.forward.run()
        return self._losses(self._all)

    def _right_answers(self) -> Answers | None:
        if self._labels is None:
            return None
        right: Answers = self.loss.answers(self._outputs) == self._labels
        return right


def _mean(values: Array) -> float:
    # Half the time of values.mean, which counts on runs of tiny networks.
    total = np.add.reduce(values, dtype=np.float64)
    return float(total) / values.size if values.size else math.nan


def _share(right: Answers) -> float:
    return float(np.count_nonzero(right)) / right.size if right.size else math.nan
