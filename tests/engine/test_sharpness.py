"""Sharpness against known Hessians, a full eigenvalue problem and PyTorch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.engine.builders import learner_of
from tests.peers import require
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.sharpness import Sharpness, hessian_product, set_gradient

BOWL = np.diag([5.0, 2.0, 0.5])


def gradient_of(learner: SupervisedLearner) -> Any:
    return set_gradient(learner.network, learner.loss, learner.train)


def bowl(theta: Any) -> Any:
    return BOWL @ theta


def test_the_product_of_a_known_hessian() -> None:
    direction = np.array([1.0, -2.0, 4.0])
    product = hessian_product(bowl, np.array([3.0, -1.0, 2.0]), direction)
    np.testing.assert_allclose(product, BOWL @ direction, rtol=1e-8)
    assert not hessian_product(bowl, np.zeros(3), np.zeros(3)).any()


def test_the_sharpest_direction_of_a_bowl() -> None:
    sharpness = Sharpness(bowl, np.ones(3), np.random.default_rng(3))
    assert math.isnan(sharpness.value)
    assert not sharpness.settled()
    for _ in range(60):
        sharpness.iterate()
    assert sharpness.iterations == 60
    assert sharpness.value == pytest.approx(5.0, rel=1e-8)
    assert sharpness.settled(1e-6)
    assert abs(sharpness.direction[0]) == pytest.approx(1.0)
    assert sharpness.steepest_rate == pytest.approx(0.4)


def test_descent_beyond_the_steepest_rate_leaves_the_bowl() -> None:
    sharpness = Sharpness(bowl, np.ones(3), np.random.default_rng(3))
    for _ in range(60):
        sharpness.iterate()
    for share, shrinks in ((0.99, True), (1.01, False)):
        theta = np.ones(3)
        for _ in range(1000):
            theta = theta - share * sharpness.steepest_rate * bowl(theta)
        assert bool(abs(theta[0]) < 1.0) is shrinks


def test_a_hill_has_a_negative_value_and_no_limit() -> None:
    sharpness = Sharpness(lambda t: -bowl(t), np.ones(3), np.random.default_rng(3))
    for _ in range(60):
        sharpness.iterate()
    assert sharpness.value == pytest.approx(-5.0)
    assert sharpness.steepest_rate == math.inf


@pytest.mark.parametrize(
    ("loss", "output"),
    [("mean_squared", "tanh"), ("softmax_cross_entropy", "softmax")],
)
def test_against_all_eigenvalues_of_a_network(loss: str, output: str) -> None:
    learner = learner_of((4,), loss=loss, output=output)
    gradient = gradient_of(learner)
    theta = learner.parameters.flat.copy()
    whole = np.stack([hessian_product(gradient, theta, e) for e in np.eye(theta.size)])
    np.testing.assert_allclose(whole, whole.T, atol=1e-7)
    values = np.linalg.eigvalsh((whole + whole.T) / 2.0)
    largest = values[np.abs(values).argmax()]
    sharpness = Sharpness(gradient, theta, np.random.default_rng(0))
    for _ in range(500):
        sharpness.iterate()
    assert sharpness.value == pytest.approx(largest, rel=1e-5)
    assert np.abs(values - sharpness.value).min() <= sharpness.error + 1e-7


@pytest.mark.peers
def test_the_product_against_pytorch() -> None:
    torch = require("torch")
    learner = learner_of((4, 3))
    theta = learner.parameters.flat.copy()
    direction = np.random.default_rng(5).standard_normal(theta.size)
    x, y = (
        torch.tensor(learner.train.x.T.copy()),
        torch.tensor(learner.train.y.T.copy()),
    )
    shapes = learner.network.shapes

    def loss(flat: Any) -> Any:
        signal, start = x, 0
        for n_in, n_out in shapes:
            stop = start + (n_in + 1) * n_out
            block = flat[start:stop].reshape(n_in + 1, n_out)
            signal, start = torch.tanh(signal @ block[:-1] + block[-1]), stop
        return ((signal - y) ** 2).sum(dim=1).mean()

    _, theirs = torch.autograd.functional.hvp(
        loss, torch.tensor(theta), torch.tensor(direction)
    )
    ours = hessian_product(gradient_of(learner), theta, direction)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-6, atol=1e-8)
