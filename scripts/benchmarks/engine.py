"""One update of dense networks: ours, PyTorch eager, scikit-learn, products alone."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.measuring import Row, microseconds, peer
from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import dense_network
from visualizer.engine.optimizers import optimizers
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams

LEARNING_RATE = 0.01


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


WORKLOADS = (
    Workload((2, 4, 2, 1), 10, False, 25.0, 12.0, 1 / 2.0),
    Workload((2, 8, 8, 1), 10, False, 25.0, 12.0, 1 / 2.0),
    Workload((2, 8, 8, 8, 8, 8, 8, 1), 10, False, 25.0, 12.0, 1 / 2.0),
    Workload((2, 16, 16, 1), 250, False, 10.0, None, 1 / 2.2),
    Workload((64, 32, 10), 32, True, 12.0, 10.0, 1 / 2.2),
    Workload((784, 128, 64, 10), 64, True, 1.6, 2.3, 1 / 1.3),
)


def rows() -> list[Row]:
    """Measure every workload."""
    torch = peer("torch")
    peer("sklearn")
    torch.set_num_threads(1)
    found: list[Row] = []
    for workload in WORKLOADS:
        data = _data(workload)
        runs = [_ours(workload, *data), _dots(workload)]
        runs += _torch(torch, workload, *data)
        if workload.sklearn_goal is not None:
            runs.append(_sklearn(workload, *data))
        ours, dots, *others = microseconds(runs)
        variants = len(runs) - 2 - (workload.sklearn_goal is not None)
        eager = min(others[:variants])
        name = workload.name
        found.append(Row(name, ours, "torch", eager, "µs", workload.torch_goal))
        if workload.sklearn_goal is not None:
            goal = workload.sklearn_goal
            found.append(Row(name, ours, "sklearn", others[-1], "µs", goal))
        found.append(Row(name, ours, "dots", dots, "µs", workload.dots_goal))
    return found


def _data(workload: Workload) -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    count = 20 * workload.batch
    x = random.standard_normal((count, workload.sizes[0])).astype(np.float32)
    if workload.classes:
        return x, random.integers(0, workload.sizes[-1], count)
    return x, np.sign(random.standard_normal(count)).astype(np.float32)


def _ours(workload: Workload, x: Any, y: Any) -> Callable[[], object]:
    output, loss = ("softmax", "softmax_cross_entropy")
    targets = np.eye(workload.sizes[-1])[:, y] if workload.classes else y[None]
    if not workload.classes:
        output, loss = "tanh", "mean_squared"
    network = dense_network(
        workload.sizes[0],
        workload.sizes[1:-1],
        workload.sizes[-1],
        activations["tanh"](),
        activations[output](),
    )
    streams = RandomStreams(0)
    parameters = Parameters(network.shapes, np.dtype(np.float32))
    random = streams.generator(Purpose.WEIGHTS)
    network.initialize(parameters, initializers["xavier"](), random)
    samples = Samples(np.ascontiguousarray(x.T), targets, None)
    learner = SupervisedLearner(
        network,
        losses[loss](),
        optimizers["sgd"](),
        samples,
        Samples(samples.x[:, :0], samples.y[:, :0], None),
        batch_size=workload.batch,
        learning_rate=LEARNING_RATE,
        streams=streams,
        parameters=parameters,
    )
    return learner.step


def _dots(workload: Workload) -> Callable[[], object]:
    """Return the matrix products of one update, in our layout, and nothing else."""
    calls: list[tuple[Callable[..., object], tuple[Any, ...]]] = []
    shapes = list(zip(workload.sizes[:-1], workload.sizes[1:], strict=True))
    for place, (n_in, n_out) in enumerate(shapes):
        block = np.zeros((n_in + 1, n_out), np.float32)
        x = np.zeros((n_in + 1, workload.batch), np.float32)
        z = np.zeros((n_out, workload.batch), np.float32)
        calls.append((np.dot, (block.T, x, z)))
        calls.append((np.dot, (x, z.T, np.zeros_like(block))))
        if place:
            calls.append((np.dot, (block[:-1], z, np.zeros_like(x[:-1]))))

    def run() -> None:
        for function, operands in calls:
            function(*operands)

    return run


def _torch(
    torch: Any, workload: Workload, x: Any, y: Any
) -> list[Callable[[], object]]:
    """Return the usual module with an optimizer, and the leanest eager loop."""
    inputs = torch.from_numpy(x)
    targets = torch.from_numpy(y) if workload.classes else torch.from_numpy(y)[:, None]
    starts = range(0, len(x), workload.batch)
    parts_of = [slice(start, start + workload.batch) for start in starts]
    batches = [(inputs[part], targets[part]) for part in parts_of]

    def parts() -> Any:
        layers: list[Any] = []
        pairs = list(zip(workload.sizes[:-1], workload.sizes[1:], strict=True))
        for place, (n_in, n_out) in enumerate(pairs):
            layers.append(torch.nn.Linear(n_in, n_out))
            if place + 1 < len(pairs) or not workload.classes:
                layers.append(torch.nn.Tanh())
        return torch.nn.Sequential(*layers)

    measure = (
        torch.nn.functional.cross_entropy
        if workload.classes
        else torch.nn.functional.mse_loss
    )

    def with_optimizer(**options: Any) -> Callable[[], object]:
        module = parts()
        optimizer = torch.optim.SGD(module.parameters(), LEARNING_RATE, **options)
        place = [0]

        def run() -> None:
            batch_x, batch_y = batches[place[0] % len(batches)]
            place[0] += 1
            optimizer.zero_grad()
            measure(module(batch_x), batch_y).backward()
            optimizer.step()

        return run

    def lean() -> Callable[[], object]:
        module = parts()
        parameters = list(module.parameters())
        place = [0]

        def run() -> None:
            batch_x, batch_y = batches[place[0] % len(batches)]
            place[0] += 1
            loss = measure(module(batch_x), batch_y)
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                torch._foreach_add_(parameters, gradients, alpha=-LEARNING_RATE)

        return run

    return [with_optimizer(foreach=True), with_optimizer(foreach=False), lean()]


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
    batch_x, batch_y = x[: workload.batch], y[: workload.batch]
    if workload.classes:
        model = MLPClassifier(**options)
        classes = np.arange(workload.sizes[-1])
        model.partial_fit(batch_x, batch_y, classes=classes)
    else:
        model = MLPRegressor(**options)
        model.partial_fit(batch_x, batch_y)

    def run() -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.partial_fit(batch_x, batch_y)

    return run
