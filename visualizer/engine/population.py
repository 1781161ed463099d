"""Many runs of one network at once, stacked in one set of arrays.

Runs that differ in seed, learning rate, optimizer or start do the same NumPy calls.
With a further axis for the run each call does the work of all of them, and what a
call costs besides is paid once instead of R times. Small networks, where that is
nearly all of the cost, so train several times faster than one after the other.

Activations are (n + 1, R, B): seen as (n + 1, R B) they are a batch like any other,
which activations and losses take as it is; seen run by run they are the factors of
R products. Parameters are (R, P), a row a run, which optimizers take as they do (P,).
What layers make of that is in `visualizer.engine.stacked_layers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import (
    Array,
    flush_denormals,
    read_only,
    require_shape,
)
from visualizer.engine.initializers import Initializer
from visualizer.engine.learner import (
    FLUSH_EVERY,
    MEASURED_AT_ONCE,
    Checkpoint,
    Indices,
    Position,
    Samples,
    check_samples,
)
from visualizer.engine.losses import Loss
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.optimizers import Optimizer, Workspace
from visualizer.engine.parameters import Parameters
from visualizer.engine.penalties import penalty_plan
from visualizer.engine.plan import Step
from visualizer.engine.random_streams import EpochOrder, Purpose, RandomStreams
from visualizer.engine.stacked_layers import stacked

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PopulationMetrics:
    """Measures of the whole training and test set, a value a run; no penalties.

    Attributes
    ----------
    train_loss, test_loss : float64 arrays (R,)
        Mean loss of an example; test is NaN where there is no test set.
    train_accuracy, test_accuracy : float64 arrays (R,)
        Share of right answers, 0 … 1; NaN for regression.
    """

    train_loss: Values
    test_loss: Values
    train_accuracy: Values
    test_accuracy: Values


class Population:
    """R supervised learners of one network, trained side by side.

    Each run does what a `SupervisedLearner` with its optimizer, rate, streams and
    start would do, up to rounding.

    Parameters
    ----------
    network : Sequential
        Of layers that can be stacked: dense, convolution, pooling, flatten, and layer
        normalization of rows.
    loss : Loss
    optimizers : sequence of R optimizers
        Of one kind, and none that asks for gradients itself. Runs of equal
        coefficients share their calls, so that few differing ones are faster.
    train, test : Samples
        `test` may hold no examples.
    batch_size : int
        Examples of an update of one run, 1 … N.
    learning_rates : sequence of R floats
    l1, l2 : float or sequence of R floats
        Rates of the penalties l1 Σ|w| + ½ l2 Σw².
    reshuffle : bool
        Draw a new order of the examples in each epoch, for each run its own.
    streams : sequence of R RandomStreams
    parameters : sequence of R Parameters
        Where to start; copied. See `draw_parameters`.
    state : array (1 + vectors, R, P), optional
        Where to keep parameters and what optimizers remember; made when absent.

    Raises
    ------
    ShapeError, DomainError
        If the examples do not fit the network, or their targets or the output
        activation do not fit the loss, or the state has another shape.
    ValueError
        If a sequence is not of R items, a layer cannot be stacked, an optimizer is of
        another kind or closed-loop, or the batch size is out of range.

    Attributes
    ----------
    runs : int
        The number of runs, R.
    update, epoch, seen : int
        Where all runs stand, as in `Position`.

    Examples
    --------
    Three learning rates, from one start:

    >>> from visualizer.engine.activations.tanh import Tanh
    >>> from visualizer.engine.initializers.xavier import Xavier
    >>> from visualizer.engine.losses.mean_squared import MeanSquared
    >>> from visualizer.engine.network import dense_network
    >>> from visualizer.engine.optimizers.sgd import SGD
    >>> network = dense_network(1, (3,), 1, Tanh(), Tanh())
    >>> x = np.array([[-1.0, 1.0]])
    >>> samples, none = Samples(x, x, None), Samples(x[:, :0], x[:, :0], None)
    >>> streams = [RandomStreams(7)] * 3
    >>> start = draw_parameters(network, Xavier(), streams, np.dtype(np.float64))
    >>> race = Population(
    ...     network, MeanSquared(), [SGD()] * 3, samples, none, batch_size=2,
    ...     learning_rates=[0.001, 0.01, 0.1], streams=streams, parameters=start,
    ... )
    >>> while race.epoch < 50:
    ...     ended = race.run(100)
    >>> race.evaluate().train_loss.argmin().item()
    2
    """

    def __init__(
        self,
        network: Sequential,
        loss: Loss,
        optimizers: Sequence[Optimizer],
        train: Samples,
        test: Samples,
        *,
        batch_size: int,
        learning_rates: Sequence[float],
        l1: float | Sequence[float] = 0.0,
        l2: float | Sequence[float] = 0.0,
        reshuffle: bool = True,
        streams: Sequence[RandomStreams],
        parameters: Sequence[Parameters],
        state: Array | None = None,
    ) -> None:
        self.runs = runs = len(parameters)
        if not runs:
            raise ValueError("a population needs at least one run")
        for name, given in (
            ("optimizers", optimizers),
            ("learning_rates", learning_rates),
            ("streams", streams),
        ):
            _require_count(name, len(given), runs)
        check_samples(network, loss, train, test)
        _check_optimizers(optimizers)
        if not 1 <= batch_size <= train.count:
            raise ValueError(
                f"batch size {batch_size} is out of range; "
                f"allowed: from 1 to {train.count}"
            )
        self.network = network
        # Runs of one seed meet the same examples in the same order.
        one_seed = len({stream.seed for stream in streams}) == 1
        self._stacked = stacked(network, runs, one_seed)
        self.loss = loss
        self.batch_size = batch_size
        dtype = parameters[0].flat.dtype
        self.train, self.test = train.astype(dtype), test.astype(dtype)
        # Runs of equal optimizers stand in neighboring rows.
        kinds = list(dict.fromkeys(optimizers))
        order = sorted(range(runs), key=lambda run: kinds.index(optimizers[run]))
        self._row_of = np.argsort(order)
        self._order_of_rows = np.array(order)
        shape = (1 + optimizers[0].state_vectors, runs, parameters[0].flat.size)
        self.state: Array = np.zeros(shape, dtype) if state is None else state
        require_shape("state", self.state, shape)
        for row, run in enumerate(order):
            self.state[0, row] = parameters[run].flat
        self.parameters = Parameters(network.shapes, dtype, self.state[0])
        self.grad = Parameters(network.shapes, dtype, np.zeros_like(self.state[0]))
        memory = len(optimizers[0].start_scalars)
        self.scalars = np.zeros(memory * len(kinds))
        # A rate for each parameter: a column would take three times as long.
        self._rates: Array = np.empty(shape[1:], dtype)
        self.set_learning_rates(learning_rates)
        theta, grad = self.state[0], self.grad.flat
        mask = Parameters(network.shapes, dtype).weight_mask()
        pulls = [self._column(*pair) for pair in (("l1", l1), ("l2", l2))]
        self._update_plan = penalty_plan(theta, grad, mask, *pulls)
        self._works: list[tuple[Optimizer, Workspace]] = []
        first = 0
        for place, optimizer in enumerate(kinds):
            rows = slice(first, first + optimizers.count(optimizer))
            first = rows.stop
            work = Workspace(
                theta[rows],
                grad[rows],
                self.state[1:, rows],
                self.scalars[place * memory : (place + 1) * memory],
                self._rates[rows],
                _NO_EVALUATOR,
                streams[order[rows.start]],
            )
            self._works.append((optimizer, work))
            self._update_plan.extend("θ ← θ − η g", optimizer.update(work))
        self._begin_optimizers()
        self._rows = np.concatenate([self.train.rows(), self.test.rows()])
        self._labels: Indices | None = None
        if train.labels is not None and test.labels is not None:
            self._labels = np.concatenate([train.labels, test.labels])
        # Runs of one seed share an order; each has its copy, to gather all at once.
        by_seed = {stream.seed: stream for stream in streams}
        seeds = list(by_seed)
        self._drawn: Indices = np.tile(np.arange(train.count), (len(seeds), 1))
        self._epoch_orders = [
            EpochOrder(by_seed[seed], drawn, reshuffle)
            for seed, drawn in zip(seeds, self._drawn, strict=True)
        ]
        self._draw_of = np.array([seeds.index(streams[run].seed) for run in order])
        self._order: Indices = self._drawn[self._draw_of]
        self._batches: dict[int, tuple[int, tuple[Step, ...]]] = {}
        self._passes: dict[int, tuple[Trace, tuple[Step, ...]]] = {}
        self._measuring: Trace | None = None
        self.update = self.epoch = self.seen = 0
        self._draw_orders()

    @property
    def updates_per_epoch(self) -> int:
        """Number of updates in one pass through the training set."""
        return -(-self.train.count // self.batch_size)

    @property
    def position(self) -> Position:
        """Where all runs stand in their training set."""
        return Position(self.update, self.epoch, self.seen)

    def run(self, most: int) -> bool:
        """Do up to `most` updates of each run, but none beyond the epoch's end.

        Returns
        -------
        bool
            Whether the epoch has ended.
        """
        for _ in range(most):
            batch = self._batches.get(self.seen)
            if batch is None:
                batch = self._compile_batch(self.seen)
            self.seen, steps = batch
            for function, operands in steps:
                function(*operands)
            self.update += 1
            if self.update % FLUSH_EVERY == 0:
                flush_denormals(self.state)
            if self.seen == self.train.count:
                self.seen = 0
                self.epoch += 1
                self._draw_orders()
                return True
        return False

    def theta(self, run: int) -> Array:
        """Return a copy of the parameters (P,) of a run.

        Raises
        ------
        IndexError
            If there is no such run.
        """
        if not 0 <= run < self.runs:
            raise IndexError(f"run {run}; allowed: 0 to {self.runs - 1}")
        copy: Array = self.state[0, self._row_of[run]].copy()
        return copy

    def evaluate(self) -> PopulationMetrics:
        """Measure training and test set with the present parameters of each run."""
        rows, labels = self._rows, self._labels
        count, runs = len(rows), self.runs
        size = min(count, max(1, MEASURED_AT_ONCE // (sum(self.network.sizes) * runs)))
        trace = self._measuring
        if trace is None:
            measured = stacked(self.network, runs, shared=True)
            trace = Trace(measured, self.parameters, size * runs, runs=runs)
            self._measuring = trace
        losses = np.empty((runs, count))
        right = np.full((runs, count), np.nan)
        fused = self.loss.fuses(self.network.layers[-1].activation)
        for start in range(0, count, size):
            # The last part may overlap the one before: all parts have one size.
            part = slice(min(start, count - size), min(start, count - size) + size)
            trace.examples.reshape(-1, runs, size)[:] = rows[part].T[:, None]
            trace.forward.run()
            measure = self.loss.fused_value if fused else self.loss.value
            output = trace.layers[-1].z if fused else trace.output
            losses[:, part] = measure(output, trace.y).reshape(runs, size)
            if labels is not None:
                answers = self.loss.answers(trace.output).reshape(runs, size)
                right[:, part] = answers == labels[part]
        cut = self.train.count
        return PopulationMetrics(
            self._means(losses[:, :cut]),
            self._means(losses[:, cut:]),
            self._means(right[:, :cut]),
            self._means(right[:, cut:]),
        )

    def checkpoint(self) -> Checkpoint:
        """Return a copy of the present moment of all runs."""
        return Checkpoint(self.position, read_only(self.state), self.scalars.copy())

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go to the moment of a checkpoint, exactly."""
        require_shape("checkpoint.state", checkpoint.state, self.state.shape)
        self.state[:] = checkpoint.state
        self.scalars[:] = checkpoint.scalars
        position = checkpoint.position
        self.update, self.epoch = position.update, position.epoch
        self.seen = position.seen
        self._draw_orders()

    def set_learning_rates(self, learning_rates: Sequence[float]) -> None:
        """Take other rates, one a run; effective from the next update on.

        Raises
        ------
        ValueError
            If there are not as many as runs.
        """
        self._rates[:] = self._column("learning_rates", learning_rates)

    def put(self, theta: Array) -> None:
        """Go on from other parameters (R, P), in the order of the state's rows."""
        self.state[0] = theta
        self._begin_optimizers()

    def upcoming(self) -> Indices:
        """Return the training examples of the next update of the first run."""
        stop = self.seen + self.batch_size
        chosen: Indices = self._order[self._row_of[0], self.seen : stop]
        return chosen

    def _begin_optimizers(self) -> None:
        for optimizer, work in self._works:
            optimizer.begin(work.theta, work.state, work.scalars)

    def _draw_orders(self) -> None:
        for order in self._epoch_orders:
            order.draw(self.epoch)
        self._drawn.take(self._draw_of, 0, self._order, "clip")

    def _means(self, values: Values) -> Values:
        """Return the mean of each row, in the order of the runs; NaN of nothing."""
        if not values.size:
            return np.full(self.runs, np.nan)
        means: Values = values.mean(axis=1)[self._row_of]
        return means

    def _column(self, name: str, given: float | Sequence[float]) -> Array:
        """Return a number for each row (R, 1)."""
        values = np.array(given, self.state.dtype)
        if values.ndim:
            _require_count(name, values.size, self.runs)
        column: Array = np.broadcast_to(values, self.runs)[self._order_of_rows]
        return column[:, None]

    def _compile_batch(self, start: int) -> tuple[int, tuple[Step, ...]]:
        """Bind gathering, forward, backward and update of the batches from `start`."""
        stop = min(start + self.batch_size, self.train.count)
        size = stop - start
        if size not in self._passes:
            trace = Trace(
                self._stacked,
                self.parameters,
                size * self.runs,
                self.loss,
                self.grad,
                runs=self.runs,
            )
            plans = (trace.forward, trace.backward, self._update_plan)
            passes = tuple(step for plan in plans for step in plan.steps)
            self._passes[size] = trace, passes
        trace, passes = self._passes[size]
        chosen = self._order[:, start:stop]
        rows = np.empty_like(self._rows, shape=(self.runs * size, self._rows.shape[1]))
        gathered = rows.reshape(self.runs, size, -1)
        steps: tuple[Step, ...] = (
            (self._rows.take, (chosen, 0, gathered, "clip")),
            # Turning them here once makes both products of layer 1 faster.
            (np.copyto, (trace.examples, rows.T)),
            *passes,
        )
        self._batches[start] = stop, steps
        return self._batches[start]


def draw_parameters(
    network: Sequential,
    initializer: Initializer,
    streams: Sequence[RandomStreams],
    dtype: np.dtype[np.floating],
    scales: Sequence[float] | None = None,
) -> list[Parameters]:
    """Draw the start of each run from its own streams.

    Parameters
    ----------
    network : Sequential
    initializer : Initializer
    streams : sequence of R RandomStreams
    dtype : numpy dtype
    scales : sequence of R floats, optional
        Factors on the drawn weights; biases start as they are.
    """
    drawn = []
    scales = [1.0] * len(streams) if scales is None else scales
    for stream, scale in zip(streams, scales, strict=True):
        parameters = Parameters(network.shapes, dtype)
        network.initialize(parameters, initializer, stream.generator(Purpose.WEIGHTS))
        for weights in parameters.weights:
            weights *= scale
        drawn.append(parameters)
    return drawn


class _NoEvaluator:
    """Stands where methods would ask that no population takes."""

    def loss(self, theta: Array) -> float:
        raise TypeError("a population has no loss of one run alone")

    def gradient(self, theta: Array, out: Array) -> float:
        raise TypeError("a population has no gradient of one run alone")


_NO_EVALUATOR = _NoEvaluator()


def _check_optimizers(optimizers: Sequence[Optimizer]) -> None:
    first = optimizers[0]
    for run, optimizer in enumerate(optimizers):
        if type(optimizer) is not type(first):
            raise ValueError(
                f"optimizer {optimizer.key} of run {run}; allowed: {first.key}, "
                "as that of run 0"
            )
    if first.closed_loop:
        raise ValueError(
            f"optimizer {first.key} asks for gradients itself; "
            "a population takes methods that are given theirs"
        )


def _require_count(name: str, count: int, runs: int) -> None:
    if count != runs:
        raise ValueError(f"{name} has {count} items; expected {runs}, one a run")
