"""Whole trainings against PyTorch, in double precision with the same batches."""

from typing import Any

import numpy as np
import pytest

from tests.engine.builders import learner_of
from tests.peers import require
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD

pytestmark = pytest.mark.peers

UPDATES = 100
TOLERANCE = 1e-10
ACTIVATIONS = {
    "tanh": lambda torch, z: torch.tanh(z),
    "sigmoid": lambda torch, z: torch.sigmoid(z),
    "relu": lambda torch, z: torch.relu(z),
    "leaky_relu": lambda torch, z: torch.nn.functional.leaky_relu(z, 0.01),
    "linear": lambda torch, z: z,
    "softmax": lambda torch, z: torch.softmax(z, dim=1),
}


class Peer:
    """The same network in PyTorch, examples first."""

    def __init__(self, torch: Any, learner: SupervisedLearner, optimizer: Any) -> None:
        self.torch, self.learner = torch, learner
        self.weights = [
            torch.tensor(weights.T.copy(), requires_grad=True)
            for weights in learner.parameters.weights
        ]
        self.biases = [
            torch.tensor(biases.copy(), requires_grad=True)
            for biases in learner.parameters.biases
        ]
        self.optimizer = optimizer([*self.weights, *self.biases])
        self.keys = [layer.activation.key for layer in learner.network.layers]

    def loss(self, x: Any, y: Any) -> Any:
        """Return the mean loss without penalties."""
        torch, functional = self.torch, self.torch.nn.functional
        signal = torch.tensor(x.T.copy())
        for weights, biases, key in zip(
            self.weights, self.biases, self.keys, strict=True
        ):
            z = signal @ weights.T + biases
            signal = ACTIVATIONS[key](torch, z)
        target = torch.tensor(y.T.copy())
        kind = self.learner.loss.key
        if kind == "mean_squared":
            return ((signal - target) ** 2).sum(dim=1).mean()
        if kind == "binary_cross_entropy" and self.keys[-1] == "sigmoid":
            each = functional.binary_cross_entropy_with_logits(
                z, target, reduction="none"
            )
            return each.sum(dim=1).mean()
        assert kind == "softmax_cross_entropy"
        return functional.cross_entropy(z, target.argmax(dim=1))

    def update(self, x: Any, y: Any) -> None:
        learner = self.learner
        total = self.loss(x, y)
        if learner.l1 or learner.l2:
            for weights in self.weights:
                total = total + learner.l1 * weights.abs().sum()
                total = total + 0.5 * learner.l2 * (weights**2).sum()
        self.optimizer.zero_grad()
        total.backward()
        self.optimizer.step()

    def flat(self) -> Any:
        return np.concatenate(
            [
                np.concatenate([weights.detach().numpy().T, biases[None]]).ravel()
                for weights, biases in zip(
                    self.weights,
                    [biases.detach().numpy() for biases in self.biases],
                    strict=True,
                )
            ]
        )


def compare(learner: SupervisedLearner, make: Any) -> None:
    torch = require("torch")
    peer = Peer(torch, learner, lambda parameters: make(torch, parameters))
    for _ in range(UPDATES):
        chosen = learner.upcoming()
        x, y = learner.train.x[:, chosen], learner.train.y[:, chosen]
        learner.step()
        peer.update(x, y)
    np.testing.assert_allclose(
        learner.parameters.flat, peer.flat(), rtol=TOLERANCE, atol=TOLERANCE
    )
    metrics = learner.evaluate()
    for samples, ours in (
        (learner.train, metrics.train_loss),
        (learner.test, metrics.test_loss),
    ):
        theirs = peer.loss(samples.x, samples.y).item()
        assert ours == pytest.approx(theirs, rel=TOLERANCE)


def sgd(**options: float) -> Any:
    return lambda torch, parameters: torch.optim.SGD(parameters, lr=0.1, **options)


PROBLEMS = {
    "squares": ("mean_squared", "tanh", 1),
    "squares of three": ("mean_squared", "softmax", 3),
    "regression": ("mean_squared", "linear", 2),
    "binary": ("binary_cross_entropy", "sigmoid", 1),
    "three binary": ("binary_cross_entropy", "sigmoid", 3),
    "classes": ("softmax_cross_entropy", "softmax", 3),
}


# 25 examples: the last mini-batch has five.
SHAPES = {
    "single": ((4, 3), 1),
    "mini": ((4, 3), 10),
    "full": ((4, 3), 25),
    "no hidden layer": ((), 10),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_training(problem: str, shape: str) -> None:
    loss, output, outputs = PROBLEMS[problem]
    hidden, batch = SHAPES[shape]
    learner = learner_of(hidden, loss, output, outputs=outputs, batch_size=batch)
    compare(learner, sgd())


@pytest.mark.parametrize("activation", ["sigmoid", "relu", "leaky_relu", "linear"])
def test_hidden_activations(activation: str) -> None:
    compare(learner_of((5, 4, 3), activation=activation), sgd())


@pytest.mark.parametrize("reshuffle", [True, False])
def test_with_momentum_and_penalties(reshuffle: bool) -> None:
    learner = learner_of(
        optimizer=SGD(momentum=0.9, nesterov=True),
        l1=1e-3,
        l2=1e-2,
        reshuffle=reshuffle,
    )
    compare(learner, sgd(momentum=0.9, nesterov=True))


def test_with_adam_and_penalties() -> None:
    learner = learner_of(
        (6,),
        "softmax_cross_entropy",
        "softmax",
        outputs=3,
        optimizer=Adam(),
        learning_rate=0.01,
        l2=1e-2,
    )
    compare(learner, lambda torch, given: torch.optim.Adam(given, lr=0.01))
