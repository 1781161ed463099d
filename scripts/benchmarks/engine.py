"""One update of a network: ours, PyTorch eager, scikit-learn, products alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.measuring import Row, microseconds, peer
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.layers import Layer
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential, dense_network
from visualizer.engine.network_race import Entry, NetworkRaceLearner
from visualizer.engine.optimizers import optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.plan import Step
from visualizer.engine.population import Population, draw_parameters
from visualizer.engine.random_streams import RandomStreams

LEARNING_RATE = 0.01

BATCHES = 20
"""Batches of an epoch. A call is an epoch, each contestant with a loop of its own."""

RUNS = 64
"""Runs that a population trains side by side."""


RACING = (SGD(), SGD(momentum=0.9), RMSProp(), Adam())
"""Methods of a race, each with as many runs."""


@dataclass(frozen=True)
class Workload:
    """A network, a batch size, and the least ratio to each peer."""

    sizes: tuple[int, ...]
    batch: int
    classes: bool
    torch_goal: float
    sklearn_goal: float | None
    dots_goal: float

    @property
    def name(self) -> str:
        """E.g. ``"2-4-2-1 b10"``."""
        return "-".join(str(size) for size in self.sizes) + f" b{self.batch}"


@dataclass(frozen=True)
class ImageWorkload:
    """Convolution, pooling and ReLU twice, then a dense layer over ten classes.

    Pooling first gives the same values, and is faster in both engines.
    """

    name: str
    side: int
    batch: int
    torch_goal: float
    dots_goal: float

    @property
    def maps(self) -> tuple[tuple[int, int, int], ...]:
        """(channels in, filters, side) of both convolutions."""
        return ((1, 8, self.side), (8, 16, self.side // 2))

    @property
    def inputs(self) -> int:
        """Number of pixels."""
        return self.side**2

    @property
    def features(self) -> int:
        """Number of values that reach the dense layer."""
        return 16 * (self.side // 4) ** 2


WORKLOADS = (
    Workload((2, 4, 2, 1), 10, False, 25.0, 12.0, 1 / 2.0),
    Workload((2, 8, 8, 1), 10, False, 25.0, 12.0, 1 / 2.0),
    Workload((2, 8, 8, 8, 8, 8, 8, 1), 10, False, 25.0, 12.0, 1 / 2.0),
    Workload((2, 16, 16, 1), 250, False, 10.0, None, 1 / 2.2),
    Workload((64, 32, 10), 32, True, 12.0, 10.0, 1 / 2.2),
    Workload((784, 128, 64, 10), 64, True, 1.6, 2.3, 1 / 1.3),
)

RACE = WORKLOADS[1]

IMAGE_WORKLOADS = (
    ImageWorkload("CNN 8x8 b32", 8, 32, 4.0, 1 / 3.0),
    ImageWorkload("CNN 28x28 b32", 28, 32, 1.2, 1 / 3.0),
)


def rows() -> list[Row]:
    """Measure every workload."""
    torch = peer("torch")
    peer("sklearn")
    torch.set_num_threads(1)
    found: list[Row] = []
    for workload in WORKLOADS:
        classes = workload.sizes[-1] if workload.classes else None
        data = _examples(workload.sizes[0], classes, workload.batch)
        runs = [_ours(workload, *data), _dots(workload)]
        runs += _torch(torch, partial(_dense, torch, workload), workload.batch, *data)
        if workload.sklearn_goal is not None:
            runs.append(_sklearn(workload, *data))
        ours, dots, *others = _microseconds_a_batch(runs)
        variants = len(runs) - 2 - (workload.sklearn_goal is not None)
        eager = min(others[:variants])
        name = workload.name
        found.append(Row(name, ours, "torch", eager, "µs", workload.torch_goal))
        if workload.sklearn_goal is not None:
            goal = workload.sklearn_goal
            found.append(Row(name, ours, "sklearn", others[-1], "µs", goal))
        found.append(Row(name, ours, "dots", dots, "µs", workload.dots_goal))
    for images in IMAGE_WORKLOADS:
        data = _examples(images.inputs, 10, images.batch)
        runs = [_our_images(images, *data), _image_dots(images)]
        module = partial(_convolutional, torch, images)
        runs += _torch(torch, module, images.batch, *data)
        ours, dots, *others = _microseconds_a_batch(runs)
        name, eager = images.name, min(others)
        found.append(Row(name, ours, "torch", eager, "µs", images.torch_goal))
        found.append(Row(name, ours, "dots", dots, "µs", images.dots_goal))
    return found + _population_rows(torch)


def _population_rows(torch: Any) -> list[Row]:
    """Measure an epoch of many runs at once, and of one run after the other."""
    workload = RACE
    x, y = _examples(workload.sizes[0], None, workload.batch)
    learners = [_learner(workload, x, y) for _ in range(RUNS)]
    population = _population(workload, x, y)
    updates = population.updates_per_epoch
    one_by_one = partial(_epochs, learners)
    module = partial(_dense, torch, workload)
    torch_runs = _torch(torch, module, workload.batch, x, y)
    methods = _torch_methods(torch)
    race_runs = [
        _torch_loop(module(), make, *_torch_batches(torch, workload.batch, x, y))
        for make in methods
    ]
    race = _race(workload, x, y)
    stacked, raced, separate, *others = microseconds(
        [
            partial(population.run, updates),
            partial(race.run, updates),
            one_by_one,
            *torch_runs,
            *race_runs,
        ]
    )
    # Each of its calls is an epoch of one run.
    plain, each = others[: len(torch_runs)], others[len(torch_runs) :]
    eager = min(plain) * RUNS
    # Of the same methods as many runs of each, in the faster of two ways.
    faster = map(min, each[::2], each[1::2])
    mixed = (min(plain) + sum(faster)) * RUNS / len(RACING)
    name = f"{RUNS} x {workload.name}, an epoch"
    by_four = f"{RUNS} x {workload.name} by {len(RACING)} methods, an epoch"
    return [
        Row(name, stacked, "one by one", separate, "µs", 5.0),
        Row(name, stacked, f"torch 1 run x {RUNS}", eager, "µs", 150.0),
        Row(by_four, raced, f"torch 1 run x {RUNS}", mixed, "µs", 150.0),
    ]


def _epochs(learners: list[SupervisedLearner]) -> None:
    for learner in learners:
        learner.run(learner.updates_per_epoch)


def _microseconds_a_batch(runs: list[Callable[[], object]]) -> list[float]:
    return [epoch / BATCHES for epoch in microseconds(runs)]


def _examples(inputs: int, classes: int | None, batch: int) -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    count = BATCHES * batch
    x = random.standard_normal((count, inputs)).astype(np.float32)
    if classes is not None:
        return x, random.integers(0, classes, count)
    return x, np.sign(random.standard_normal(count)).astype(np.float32)


def _ours(workload: Workload, x: Any, y: Any) -> Callable[[], object]:
    return partial(_learner(workload, x, y).run, BATCHES)


def _network(workload: Workload) -> Sequential:
    return dense_network(
        workload.sizes[0],
        workload.sizes[1:-1],
        workload.sizes[-1],
        activations["tanh"](),
        activations["softmax" if workload.classes else "tanh"](),
    )


def _learner(workload: Workload, x: Any, y: Any) -> SupervisedLearner:
    targets = np.eye(workload.sizes[-1])[:, y] if workload.classes else y[None]
    loss = "softmax_cross_entropy" if workload.classes else "mean_squared"
    return _supervised(_network(workload), workload.batch, loss, x, targets)


def _population(workload: Workload, x: Any, y: Any) -> Population:
    """Return runs of one seed, each with its learning rate."""
    network = _network(workload)
    streams = [RandomStreams(0)] * RUNS
    samples, none = _samples(x, y[None])
    return Population(
        network,
        losses["mean_squared"](),
        [optimizers["sgd"]()] * RUNS,
        samples,
        none,
        batch_size=workload.batch,
        learning_rates=np.geomspace(0.001, 0.1, RUNS).tolist(),
        streams=streams,
        parameters=draw_parameters(
            network, initializers["xavier"](), streams, np.dtype(np.float32)
        ),
    )


def _race(workload: Workload, x: Any, y: Any) -> NetworkRaceLearner:
    """Return as many runs, by several methods, a rate for each run of a method."""
    network = _network(workload)
    streams = RandomStreams(0)
    start = draw_parameters(
        network, initializers["xavier"](), [streams], np.dtype(np.float32)
    )[0]
    samples, none = _samples(x, y[None])
    rates = np.geomspace(0.001, 0.1, RUNS // len(RACING)).tolist()
    return NetworkRaceLearner(
        network,
        losses["mean_squared"](),
        [Entry(method, rate, streams, start) for method in RACING for rate in rates],
        samples,
        none,
        batch_size=workload.batch,
    )


def _our_images(workload: ImageWorkload, x: Any, y: Any) -> Callable[[], object]:
    relu, softmax = activations["relu"](), activations["softmax"]()
    chain: list[Layer] = []
    for _, filters, _ in workload.maps:
        chain.append(Convolution(filters, 3, padding="same"))
        chain.append(MaxPooling(activation=relu))
    chain += [Flatten(), Dense(10, softmax)]
    image = (1, workload.side, workload.side)
    network = Sequential(workload.inputs, tuple(chain), image)
    targets = np.eye(10)[:, y]
    loss = "softmax_cross_entropy"
    learner = _supervised(network, workload.batch, loss, x, targets)
    return partial(learner.run, BATCHES)


def _samples(x: Any, targets: Any) -> tuple[Samples, Samples]:
    """Return examples (N, inputs) to train with, and none to test with."""
    samples = Samples(np.ascontiguousarray(x.T), targets, None)
    return samples, Samples(samples.x[:, :0], samples.y[:, :0], None)


def _supervised(
    network: Sequential, batch: int, loss: str, x: Any, targets: Any
) -> SupervisedLearner:
    """Return a learner of these examples (N, inputs)."""
    streams = RandomStreams(0)
    (parameters,) = draw_parameters(
        network, initializers["xavier"](), [streams], np.dtype(np.float32)
    )
    samples, none = _samples(x, targets)
    return SupervisedLearner(
        network,
        losses[loss](),
        optimizers["sgd"](),
        samples,
        none,
        batch_size=batch,
        learning_rate=LEARNING_RATE,
        streams=streams,
        parameters=parameters,
    )


def _dots(workload: Workload) -> Callable[[], object]:
    """Return the matrix products of an epoch, in our layout, and nothing else."""
    calls: list[Step] = []
    for place, (n_in, n_out) in enumerate(pairwise(workload.sizes)):
        calls += _products(n_in, n_out, workload.batch, passes_on=place > 0)
    return partial(_run, calls)


def _image_dots(workload: ImageWorkload) -> Callable[[], object]:
    """Return the products that convolutions and the dense layer amount to."""
    calls: list[Step] = []
    for place, (channels, filters, side) in enumerate(workload.maps):
        places = side**2 * workload.batch
        calls += _products(9 * channels, filters, places, passes_on=place > 0)
    calls += _products(workload.features, 10, workload.batch, passes_on=True)
    return partial(_run, calls)


def _products(n_in: int, n_out: int, columns: int, passes_on: bool) -> list[Step]:
    block = np.zeros((n_in + 1, n_out), np.float32)
    x = np.zeros((n_in + 1, columns), np.float32)
    z = np.zeros((n_out, columns), np.float32)
    calls: list[Step] = [
        (np.dot, (block.T, x, z)),
        (np.dot, (x, z.T, np.zeros_like(block))),
    ]
    if passes_on:
        calls.append((np.dot, (block[:-1], z, np.zeros_like(x[:-1]))))
    return calls


def _run(calls: list[Step]) -> None:
    for _ in range(BATCHES):
        for function, operands in calls:
            function(*operands)


def _dense(torch: Any, workload: Workload) -> Any:
    layers: list[Any] = []
    last = len(workload.sizes) - 2
    for place, (n_in, n_out) in enumerate(pairwise(workload.sizes)):
        layers.append(torch.nn.Linear(n_in, n_out))
        if place < last or not workload.classes:
            layers.append(torch.nn.Tanh())
    return torch.nn.Sequential(*layers)


def _convolutional(torch: Any, workload: ImageWorkload) -> Any:
    nn = torch.nn
    layers = [nn.Unflatten(1, (1, workload.side, workload.side))]
    for channels, filters, _ in workload.maps:
        layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.MaxPool2d(2)]
        layers.append(nn.ReLU())
    layers += [nn.Flatten(), nn.Linear(workload.features, 10)]
    return nn.Sequential(*layers)


def _torch(
    torch: Any, parts: Callable[[], Any], batch: int, x: Any, y: Any
) -> list[Callable[[], object]]:
    """Return the usual module with an optimizer, and the leanest eager loop."""
    batches, measure = _torch_batches(torch, batch, x, y)

    def with_optimizer(**options: Any) -> Callable[[], object]:
        make = partial(torch.optim.SGD, lr=LEARNING_RATE, **options)
        return _torch_loop(parts(), make, batches, measure)

    def lean() -> Callable[[], object]:
        module = parts()
        parameters = list(module.parameters())

        def run() -> None:
            for batch_x, batch_y in batches:
                loss = measure(module(batch_x), batch_y)
                gradients = torch.autograd.grad(loss, parameters)
                with torch.no_grad():
                    torch._foreach_add_(parameters, gradients, alpha=-LEARNING_RATE)

        return run

    return [with_optimizer(foreach=True), with_optimizer(foreach=False), lean()]


def _torch_batches(
    torch: Any, batch: int, x: Any, y: Any
) -> tuple[list[tuple[Any, Any]], Any]:
    """Return the batches of an epoch, and what measures an answer."""
    classes = y.dtype.kind == "i"
    inputs = torch.from_numpy(x)
    targets = torch.from_numpy(y) if classes else torch.from_numpy(y)[:, None]
    starts = range(0, len(x), batch)
    parts_of = [slice(start, start + batch) for start in starts]
    functional = torch.nn.functional
    measure = functional.cross_entropy if classes else functional.mse_loss
    return [(inputs[part], targets[part]) for part in parts_of], measure


def _torch_loop(
    module: Any, make: Any, batches: list[tuple[Any, Any]], measure: Any
) -> Callable[[], object]:
    """Return the usual loop over an epoch, with the optimizer that `make` makes."""
    optimizer = make(module.parameters())

    def run() -> None:
        for batch_x, batch_y in batches:
            optimizer.zero_grad()
            measure(module(batch_x), batch_y).backward()
            optimizer.step()

    return run


def _torch_methods(torch: Any) -> list[Any]:
    """Return what makes the methods of a race but for plain descent, in two ways."""
    kinds = (
        partial(torch.optim.SGD, momentum=0.9),
        torch.optim.RMSprop,
        torch.optim.Adam,
    )
    return [
        partial(kind, lr=LEARNING_RATE, foreach=foreach)
        for kind in kinds
        for foreach in (True, False)
    ]


def _sklearn(workload: Workload, x: Any, y: Any) -> Callable[[], object]:
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    options: dict[str, Any] = {
        "hidden_layer_sizes": workload.sizes[1:-1],
        "activation": "tanh",
        "solver": "sgd",
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "alpha": 0.0,
        "batch_size": workload.batch,
        "learning_rate_init": LEARNING_RATE,
    }
    if workload.classes:
        model = MLPClassifier(**options)
        classes = np.arange(workload.sizes[-1])
        model.partial_fit(x, y, classes=classes)
    else:
        model = MLPRegressor(**options)
        model.partial_fit(x, y)

    def run() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.partial_fit(x, y)

    return run
