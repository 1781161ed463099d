"""Update rules against PyTorch, both fed the same gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.peers import require
from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.plan import Plan

UPDATES = 300
PARAMETERS = 40
TOLERANCE = 1e-12

CASES: dict[str, tuple[Optimizer, float, Callable[[Any, Any], Any]]] = {
    "sgd": (SGD(), 0.05, lambda torch, theta: torch.optim.SGD([theta], lr=0.05)),
    "momentum": (
        SGD(momentum=0.9),
        0.02,
        lambda torch, theta: torch.optim.SGD([theta], lr=0.02, momentum=0.9),
    ),
    "nesterov": (
        SGD(momentum=0.8, nesterov=True),
        0.02,
        lambda torch, theta: torch.optim.SGD(
            [theta], lr=0.02, momentum=0.8, nesterov=True
        ),
    ),
    "adam": (Adam(), 0.01, lambda torch, theta: torch.optim.Adam([theta], lr=0.01)),
    "adam, other settings": (
        Adam(beta1=0.5, beta2=0.9, epsilon=1e-3),
        0.1,
        lambda torch, theta: torch.optim.Adam(
            [theta], lr=0.1, betas=(0.5, 0.9), eps=1e-3
        ),
    ),
}


def stream() -> Array:
    """Return gradients (updates, parameters) of sizes from 1e-6 to 10."""
    random = np.random.default_rng(11)
    scale = 10.0 ** random.uniform(-6.0, 1.0, PARAMETERS)
    return random.normal(size=(UPDATES, PARAMETERS)) * scale


class Rule:
    """An optimizer with parameters of its own."""

    def __init__(self, optimizer: Optimizer, rate: float) -> None:
        self.theta = np.random.default_rng(12).normal(size=PARAMETERS)
        self.grad = np.zeros(PARAMETERS)
        self.state = np.zeros((optimizer.vectors, PARAMETERS))
        self.scalars = np.array(optimizer.start_scalars, np.float64)
        self.rate = np.array(rate)
        self.take(optimizer)

    def take(self, optimizer: Optimizer) -> None:
        self.plan = Plan(self.theta.dtype)
        self.plan.extend(
            "θ",
            optimizer.update(
                self.theta, self.grad, self.state, self.scalars, self.rate
            ),
        )

    def update(self, gradient: Array) -> None:
        self.grad[:] = gradient
        self.plan.run()


def test_the_family_is_complete() -> None:
    assert {"sgd", "adam"} <= set(optimizers.keys())


@pytest.mark.peers
@pytest.mark.parametrize("name", CASES)
def test_the_rule_is_that_of_pytorch(name: str) -> None:
    torch = require("torch")
    optimizer, rate, make = CASES[name]
    rule = Rule(optimizer, rate)
    theta = torch.tensor(rule.theta.copy(), requires_grad=True)
    peer = make(torch, theta)
    for gradient in stream():
        rule.update(gradient)
        theta.grad = torch.tensor(gradient)
        peer.step()
        assert np.abs(rule.theta - theta.detach().numpy()).max() <= TOLERANCE


@pytest.mark.peers
@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_can_be_changed_live(nesterov: bool) -> None:
    torch = require("torch")
    rule = Rule(SGD(momentum=0.9, nesterov=nesterov), 0.02)
    theta = torch.tensor(rule.theta.copy(), requires_grad=True)
    peer = torch.optim.SGD([theta], lr=0.02, momentum=0.9, nesterov=nesterov)
    for number, gradient in enumerate(stream()):
        if number == 100:
            rule.take(SGD(momentum=0.5, nesterov=nesterov))
            peer.param_groups[0]["momentum"] = 0.5
        if number == 200:
            rule.rate[()] = 0.002
            peer.param_groups[0]["lr"] = 0.002
        rule.update(gradient)
        theta.grad = torch.tensor(gradient)
        peer.step()
    np.testing.assert_allclose(rule.theta, theta.detach().numpy(), rtol=TOLERANCE)


@pytest.mark.peers
def test_momentum_can_be_switched_on_and_off_live() -> None:
    torch = require("torch")
    rule = Rule(SGD(), 0.02)
    theta = torch.tensor(rule.theta.copy(), requires_grad=True)
    peer = torch.optim.SGD([theta], lr=0.02)
    for number, gradient in enumerate(stream()):
        if number % 50 == 0:
            momentum = 0.9 if number // 50 % 2 else 0.0
            rule.take(SGD(momentum=momentum))
            peer.param_groups[0]["momentum"] = momentum
        rule.update(gradient)
        theta.grad = torch.tensor(gradient)
        peer.step()
        assert np.abs(rule.theta - theta.detach().numpy()).max() <= TOLERANCE


@pytest.mark.peers
def test_adam_is_that_of_pytorch_after_the_learning_rate_changed() -> None:
    torch = require("torch")
    rule = Rule(Adam(), 0.01)
    theta = torch.tensor(rule.theta.copy(), requires_grad=True)
    peer = torch.optim.Adam([theta], lr=0.01)
    for number, gradient in enumerate(stream()):
        if number == 150:
            rule.rate[()] = 0.2
            peer.param_groups[0]["lr"] = 0.2
        rule.update(gradient)
        theta.grad = torch.tensor(gradient)
        peer.step()
    np.testing.assert_allclose(rule.theta, theta.detach().numpy(), rtol=TOLERANCE)


def test_adam_corrects_its_bias_by_the_betas_that_were_applied() -> None:
    """Kingma & Ba (2014), algorithm 1, with a product where β was constant."""
    before, after = Adam(), Adam(beta1=0.5, beta2=0.9)
    rule = Rule(before, 0.01)
    theta = rule.theta.copy()
    mean, square = np.zeros(PARAMETERS), np.zeros(PARAMETERS)
    product1 = product2 = 1.0
    for number, gradient in enumerate(stream()):
        beta1, beta2 = (0.9, 0.999) if number < 20 else (0.5, 0.9)
        if number == 20:
            rule.take(after)
        rule.update(gradient)
        mean = beta1 * mean + (1.0 - beta1) * gradient
        square = beta2 * square + (1.0 - beta2) * gradient**2
        product1, product2 = product1 * beta1, product2 * beta2
        unbiased = mean / (1.0 - product1)
        spread = np.sqrt(square / (1.0 - product2))
        theta -= 0.01 * unbiased / (spread + 1e-8)
        np.testing.assert_allclose(rule.theta, theta, rtol=TOLERANCE, atol=TOLERANCE)


def test_an_update_of_nothing_changes_nothing() -> None:
    for optimizer in (SGD(momentum=0.9), Adam()):
        rule = Rule(optimizer, 0.1)
        before = rule.theta.copy()
        rule.update(np.zeros(PARAMETERS))
        np.testing.assert_array_equal(rule.theta, before)


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_state_is_declared(member: type[Optimizer]) -> None:
    """All that a rule remembers lies in the arrays that it is given."""
    first, second = Rule(member(), 0.1), Rule(member(), 0.1)
    gradients = stream()
    for gradient in gradients[:10]:
        first.update(gradient)
    second.theta[:] = first.theta
    second.state[:] = first.state
    second.scalars[:] = first.scalars
    for gradient in gradients[10:20]:
        first.update(gradient)
        second.update(gradient)
    np.testing.assert_array_equal(first.theta, second.theta)
    np.testing.assert_array_equal(first.state, second.state)
    np.testing.assert_array_equal(first.scalars, second.scalars)
