"""A 51×51 loss surface of the digits: ours, PyTorch vmap, products alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.measuring import Row, microseconds, peer
from visualizer.engine.landscape import Surface, random_plane
from visualizer.engine.learner import SupervisedLearner
from visualizer.exhibits import exhibits
from visualizer.session.experiment import preset

POINTS = 51
TORCH_GOAL = 2.5
DOTS_GOAL = 1 / 1.3


def rows() -> list[Row]:
    """Measure the surface on the whole training set of the digits preset."""
    torch = peer("torch")
    torch.set_num_threads(1)
    experiment = preset("digits")
    learner = exhibits["playground"]().build(experiment.settings)
    assert isinstance(learner, SupervisedLearner)
    random = np.random.default_rng(0)
    plane = random_plane(learner.state[0], learner.network.shapes, random)
    axis = np.linspace(-1.0, 1.0, POINTS)

    def ours() -> None:
        surface = Surface(
            learner.network, learner.loss, learner.train, plane, axis, axis
        )
        while not surface.complete:
            surface.fill_row()

    runs = [ours, _torch(torch, learner, plane, axis), _products(learner)]
    mine, eager, dots = (value / 1000.0 for value in microseconds(runs, 0.1, 3))
    name = f"surface {POINTS}×{POINTS} digits"
    return [
        Row(name, mine, "torch vmap", eager, "ms", TORCH_GOAL),
        Row(name, mine, "products", dots, "ms", DOTS_GOAL),
    ]


def _torch(
    torch: Any, learner: SupervisedLearner, plane: Any, axis: Any
) -> Callable[[], object]:
    x = torch.from_numpy(np.ascontiguousarray(learner.train.x.T))
    labels = torch.from_numpy(learner.train.labels)
    origin, u, v = (torch.from_numpy(part) for part in (plane.origin, plane.u, plane.v))
    shapes = learner.network.shapes

    def loss(theta: Any) -> Any:
        signal, start = x, 0
        for place, (n_in, n_out) in enumerate(shapes):
            stop = start + (n_in + 1) * n_out
            block = theta[start:stop].reshape(n_in + 1, n_out)
            signal = signal @ block[:-1] + block[-1]
            if place + 1 < len(shapes):
                signal = torch.tanh(signal)
            start = stop
        return torch.nn.functional.cross_entropy(signal, labels)

    row_of = torch.vmap(loss)
    along = torch.from_numpy(axis.astype(np.float32))

    def run() -> None:
        with torch.no_grad():
            for b in along:
                row_of(origin + along[:, None] * u + b * v)

    return run


def _products(learner: SupervisedLearner) -> Callable[[], object]:
    """Return all matrix products of all points, first layer included."""
    count = learner.train.count
    calls = []
    for n_in, n_out in learner.network.shapes:
        weights = np.zeros((n_out, n_in), np.float32)
        signal = np.zeros((n_in, count), np.float32)
        calls.append((weights.dot, (signal, np.zeros((n_out, count), np.float32))))

    def run() -> None:
        for _ in range(POINTS * POINTS):
            for function, operands in calls:
                function(*operands)

    return run
