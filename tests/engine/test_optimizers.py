"""Update rules against PyTorch and against plain ones, fed the same gradients."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.engine.descents import Descent
from tests.engine.plain_rules import RULES, Memory
from tests.peers import require
from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.adadelta import AdaDelta
from visualizer.engine.optimizers.adagrad import AdaGrad
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.adamw import AdamW
from visualizer.engine.optimizers.amsgrad import AMSGrad
from visualizer.engine.optimizers.averaged_sgd import AveragedSGD
from visualizer.engine.optimizers.nadam import NAdam
from visualizer.engine.optimizers.qhadam import QHAdam
from visualizer.engine.optimizers.qhm import QHM
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.rprop import Rprop
from visualizer.engine.optimizers.sgd import SGD
from visualizer.settings import check, describe

UPDATES = 300
PARAMETERS = 40
TOLERANCE = 1e-12

OPEN_LOOP = [member for member in optimizers if not member.closed_loop]
"""Rules that a stream of gradients determines."""


def torch_optimizer(name: str, **options: Any) -> Callable[[Any, Any], Any]:
    return lambda torch, theta: getattr(torch.optim, name)([theta], **options)


CASES: dict[str, tuple[Optimizer, float, Callable[[Any, Any], Any]]] = {
    "sgd": (SGD(), 0.05, torch_optimizer("SGD", lr=0.05)),
    "sgd, momentum": (
        SGD(momentum=0.9),
        0.02,
        torch_optimizer("SGD", lr=0.02, momentum=0.9),
    ),
    "sgd, nesterov": (
        SGD(momentum=0.8, nesterov=True),
        0.02,
        torch_optimizer("SGD", lr=0.02, momentum=0.8, nesterov=True),
    ),
    "averaged_sgd": (AveragedSGD(), 0.05, torch_optimizer("SGD", lr=0.05)),
    "adam": (Adam(), 0.01, torch_optimizer("Adam", lr=0.01)),
    "adam, other betas": (
        Adam(beta1=0.5, beta2=0.9, epsilon=1e-3),
        0.1,
        torch_optimizer("Adam", lr=0.1, betas=(0.5, 0.9), eps=1e-3),
    ),
    "adamw": (AdamW(), 0.01, torch_optimizer("AdamW", lr=0.01)),
    "adamw, other betas": (
        AdamW(beta1=0.6, beta2=0.95, epsilon=1e-5, weight_decay=0.3),
        0.05,
        torch_optimizer(
            "AdamW", lr=0.05, betas=(0.6, 0.95), eps=1e-5, weight_decay=0.3
        ),
    ),
    "adamw, no decay": (
        AdamW(weight_decay=0.0),
        0.01,
        torch_optimizer("AdamW", lr=0.01, weight_decay=0.0),
    ),
    "amsgrad": (AMSGrad(), 0.01, torch_optimizer("Adam", lr=0.01, amsgrad=True)),
    "amsgrad, other betas": (
        AMSGrad(beta1=0.3, beta2=0.7, epsilon=1e-4),
        0.02,
        torch_optimizer("Adam", lr=0.02, betas=(0.3, 0.7), eps=1e-4, amsgrad=True),
    ),
    "nadam": (NAdam(), 0.01, torch_optimizer("NAdam", lr=0.01)),
    "nadam, other betas": (
        NAdam(beta1=0.7, beta2=0.9, epsilon=1e-4, momentum_decay=0.1),
        0.03,
        torch_optimizer(
            "NAdam", lr=0.03, betas=(0.7, 0.9), eps=1e-4, momentum_decay=0.1
        ),
    ),
    "nadam, no warming": (
        NAdam(momentum_decay=0.0),
        0.01,
        torch_optimizer("NAdam", lr=0.01, momentum_decay=0.0),
    ),
    "adagrad": (AdaGrad(), 0.1, torch_optimizer("Adagrad", lr=0.1)),
    "adagrad, other ε": (
        AdaGrad(epsilon=1e-2),
        0.5,
        torch_optimizer("Adagrad", lr=0.5, eps=1e-2),
    ),
    "rmsprop": (RMSProp(), 0.01, torch_optimizer("RMSprop", lr=0.01)),
    "rmsprop, centered": (
        RMSProp(centered=True, alpha=0.9),
        0.01,
        torch_optimizer("RMSprop", lr=0.01, alpha=0.9, centered=True),
    ),
    "rmsprop, momentum": (
        RMSProp(momentum=0.9, alpha=0.5, epsilon=1e-3),
        0.002,
        torch_optimizer("RMSprop", lr=0.002, alpha=0.5, eps=1e-3, momentum=0.9),
    ),
    "rmsprop, both": (
        RMSProp(momentum=0.5, centered=True),
        0.002,
        torch_optimizer("RMSprop", lr=0.002, momentum=0.5, centered=True),
    ),
    "adadelta": (AdaDelta(), 1.0, torch_optimizer("Adadelta")),
    "adadelta, other ρ": (
        AdaDelta(rho=0.5, epsilon=1e-3),
        0.3,
        torch_optimizer("Adadelta", lr=0.3, rho=0.5, eps=1e-3),
    ),
    "rprop": (Rprop(), 0.01, torch_optimizer("Rprop", lr=0.01)),
    "rprop, other steps": (
        Rprop(shrink=0.3, grow=1.5, least=1e-3, most=0.1),
        0.05,
        torch_optimizer("Rprop", lr=0.05, etas=(0.3, 1.5), step_sizes=(1e-3, 0.1)),
    ),
    # What the quasi-hyperbolic rules are for some coefficients.
    "qhm is descent": (QHM(nu=0.0), 0.05, torch_optimizer("SGD", lr=0.05)),
    "qhm is momentum": (
        QHM(nu=1.0, beta=0.9),
        0.2,
        torch_optimizer("SGD", lr=0.2 * (1.0 - 0.9), momentum=0.9),
    ),
    "qhm is nesterov": (
        QHM(nu=0.9, beta=0.9),
        0.2,
        torch_optimizer("SGD", lr=0.2 * (1.0 - 0.9), momentum=0.9, nesterov=True),
    ),
    "qhadam is adam": (
        QHAdam(nu1=1.0, nu2=1.0, beta1=0.8, beta2=0.95, epsilon=1e-4),
        0.01,
        torch_optimizer("Adam", lr=0.01, betas=(0.8, 0.95), eps=1e-4),
    ),
}

NOT_IN_PYTORCH = {"lion", "qhm", "qhadam"}

# For each rule another value of each coefficient that can be changed live.
LIVE: dict[str, dict[str, Any]] = {
    "sgd": {"momentum": 0.6, "nesterov": True},
    "averaged_sgd": {"start": 90},
    "adam": {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2},
    "adamw": {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2, "weight_decay": 0.5},
    "amsgrad": {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2},
    "nadam": {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2, "momentum_decay": 0.5},
    "qhadam": {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-2, "nu1": 0.3, "nu2": 0.4},
    "qhm": {"beta": 0.9, "nu": 0.4},
    "lion": {"beta1": 0.5, "beta2": 0.7, "weight_decay": 0.5},
    "adagrad": {"epsilon": 1e-2},
    "rmsprop": {"alpha": 0.7, "epsilon": 1e-2, "momentum": 0.6},
    "adadelta": {"rho": 0.5, "epsilon": 1e-3},
    "rprop": {"shrink": 0.8, "grow": 1.05, "least": 0.01, "most": 0.03},
}


@pytest.fixture
def torch() -> Iterator[Any]:
    """PyTorch in double precision: the scalars of its state too, as of NAdam."""
    module = require("torch")
    usual = module.get_default_dtype()
    module.set_default_dtype(module.float64)
    yield module
    module.set_default_dtype(usual)


def stream() -> Array:
    """Return gradients (updates, parameters) of sizes from 1e-6 to 10."""
    random = np.random.default_rng(11)
    scale = 10.0 ** random.uniform(-6.0, 1.0, PARAMETERS)
    return random.normal(size=(UPDATES, PARAMETERS)) * scale


class Bowl:
    """The loss ½ ‖θ‖², for rules that ask for more than the gradient."""

    def loss(self, theta: Array) -> float:
        return 0.5 * float(theta.dot(theta))

    def gradient(self, theta: Array, out: Array) -> float:
        out[:] = theta
        return self.loss(theta)


class Rule(Descent):
    """An optimizer with parameters of its own, on gradients that it is given."""

    def __init__(self, optimizer: Optimizer, rate: float) -> None:
        start = np.random.default_rng(12).normal(size=PARAMETERS)
        super().__init__(optimizer, Bowl(), start, rate)

    def update(self, gradient: Array) -> None:
        self.grad[:] = gradient
        self.plan.run()


def test_the_family_is_complete() -> None:
    closed = {"lbfgs", "implicit_sgd", "random_search"}
    assert closed == {member.key for member in optimizers if member.closed_loop}
    assert set(optimizers.keys()) == set(RULES) | closed
    compared = {member.key for member, _, _ in CASES.values()}
    assert compared == set(RULES) - (NOT_IN_PYTORCH - {"qhm", "qhadam"})


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_defaults_are_allowed(member: type[Optimizer]) -> None:
    check(member())


@pytest.mark.peers
@pytest.mark.parametrize("name", CASES)
def test_the_rule_is_that_of_pytorch(torch: Any, name: str) -> None:
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
@pytest.mark.parametrize(
    "key", sorted(set(RULES) - NOT_IN_PYTORCH), ids=lambda key: key
)
def test_the_default_coefficients_are_those_of_pytorch(key: str) -> None:
    """The case named like the rule leaves all but the learning rate as it is."""
    optimizer, _, _ = CASES[key]
    assert optimizer == type(optimizer)()


@pytest.mark.parametrize("member", OPEN_LOOP, ids=lambda member: member.key)
@pytest.mark.parametrize("live", [False, True], ids=["constant", "live"])
def test_the_rule_is_that_of_the_equations(member: type[Optimizer], live: bool) -> None:
    """Coefficients, and the learning rate, change one by one in the live case."""
    optimizer, rate = member(), 0.02
    rule, plain = Rule(optimizer, rate), RULES[member.key]
    theta, memory = rule.theta.copy(), Memory(PARAMETERS)
    changes = dict(zip(range(60, 300, 45), ["rate", *LIVE[member.key]], strict=False))
    assert len(changes) == 1 + len(LIVE[member.key])
    for number, gradient in enumerate(stream()):
        name = changes.get(number) if live else None
        if name == "rate":
            rate = rule.rate[()] = 0.007
        elif name is not None:
            optimizer = replace(optimizer, **{name: LIVE[member.key][name]})
            rule.take(optimizer)
        rule.update(gradient)
        theta = plain(theta, gradient, rate, number + 1, memory, optimizer)
        assert np.abs(rule.theta - theta).max() <= TOLERANCE


@pytest.mark.parametrize("member", OPEN_LOOP, ids=lambda member: member.key)
def test_every_live_coefficient_is_among_those_changed(
    member: type[Optimizer],
) -> None:
    live = {name for name, _, item in describe(member) if item.live}
    assert live == set(LIVE[member.key])


@pytest.mark.parametrize(
    ("key", "name"), [(key, name) for key in LIVE for name in LIVE[key]]
)
def test_every_live_coefficient_matters(key: str, name: str) -> None:
    """Otherwise a rule that ignores it would pass as well."""
    start = optimizers[key](**({"momentum": 0.9} if name == "nesterov" else {}))
    one, other = Rule(start, 0.02), Rule(start, 0.02)
    other.take(replace(start, **{name: LIVE[key][name]}))
    for gradient in stream()[:100]:
        one.update(gradient)
        other.update(gradient)
    parts = [np.concatenate([rule.theta, rule.state.ravel()]) for rule in (one, other)]
    assert np.abs(parts[0] - parts[1]).max() > 1e-6


@pytest.mark.peers
@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_can_be_changed_live(torch: Any, nesterov: bool) -> None:
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
def test_momentum_can_be_switched_on_and_off_live(torch: Any) -> None:
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
@pytest.mark.parametrize("name", CASES)
def test_the_learning_rate_can_be_changed_live(torch: Any, name: str) -> None:
    optimizer, rate, make = CASES[name]
    rule = Rule(optimizer, rate)
    theta = torch.tensor(rule.theta.copy(), requires_grad=True)
    peer = make(torch, theta)
    for number, gradient in enumerate(stream()):
        if number == 150:
            rule.rate[()] *= 0.3
            peer.param_groups[0]["lr"] *= 0.3
        rule.update(gradient)
        theta.grad = torch.tensor(gradient)
        peer.step()
    np.testing.assert_allclose(
        rule.theta, theta.detach().numpy(), rtol=TOLERANCE, atol=TOLERANCE
    )


@pytest.mark.peers
@pytest.mark.parametrize("start", [0, 1, 120])
def test_the_average_is_that_of_pytorch(torch: Any, start: int) -> None:
    optimizer = AveragedSGD(start=start)
    rule = Rule(optimizer, 0.05)
    module = torch.nn.Linear(PARAMETERS, 1, bias=False).double()
    with torch.no_grad():
        module.weight[:] = torch.tensor(rule.theta)
    averaged = torch.optim.swa_utils.AveragedModel(module)
    peer = torch.optim.SGD(module.parameters(), lr=0.05)
    for number, gradient in enumerate(stream()):
        rule.update(gradient)
        module.weight.grad = torch.tensor(gradient)[None]
        peer.step()
        if number >= start:
            averaged.update_parameters(module)
        model = averaged.module if number >= start else module
        average = optimizer.average(rule.state)
        assert average is not None
        theirs = model.weight.detach().numpy()[0]
        assert np.abs(average - theirs).max() <= TOLERANCE


def test_the_average_is_the_mean_of_the_way() -> None:
    rule = Rule(AveragedSGD(start=20), 0.05)
    np.testing.assert_array_equal(rule.state[0], rule.theta)
    way = []
    for gradient in stream():
        rule.update(gradient)
        way.append(rule.theta.copy())
    mean = np.mean(way[20:], axis=0)
    np.testing.assert_allclose(rule.state[0], mean, rtol=TOLERANCE, atol=TOLERANCE)


def test_averaging_begins_anew_when_its_start_is_put_off() -> None:
    rule = Rule(AveragedSGD(), 0.05)
    way = []
    for number, gradient in enumerate(stream()[:100]):
        if number == 30:
            rule.take(AveragedSGD(start=60))
        rule.update(gradient)
        way.append(rule.theta.copy())
    mean = np.mean(way[60:], axis=0)
    np.testing.assert_allclose(rule.state[0], mean, rtol=TOLERANCE, atol=TOLERANCE)


def test_other_rules_have_no_average() -> None:
    for member in optimizers:
        if member is not AveragedSGD:
            optimizer = member()
            assert optimizer.average(np.zeros((optimizer.state_vectors, 1))) is None


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


def test_a_constant_gradient_does_not_upset_the_centered_rule() -> None:
    """Its variance is a difference of rounding errors, which may be negative."""
    rule = Rule(RMSProp(centered=True, alpha=0.1, epsilon=1e-3), 1e-4)
    for _ in range(200):
        rule.update(np.linspace(0.1, 3.0, PARAMETERS))
    assert np.isfinite(rule.theta).all()


@pytest.mark.parametrize(
    "optimizer",
    [
        SGD(momentum=0.9),
        *(member() for member in OPEN_LOOP if member.key not in ("sgd", "adamw")),
    ],
    ids=lambda optimizer: optimizer.key,
)
def test_an_update_of_nothing_changes_nothing(optimizer: Optimizer) -> None:
    rule = Rule(optimizer, 0.1)
    before = rule.theta.copy()
    rule.update(np.zeros(PARAMETERS))
    np.testing.assert_array_equal(rule.theta, before)


def test_adamw_and_lion_decay_even_without_a_gradient() -> None:
    """Loshchilov & Hutter (2017), equation 1."""
    for key in ("adamw", "lion"):
        rule = Rule(optimizers[key](weight_decay=0.5), 0.1)
        before = rule.theta.copy()
        rule.update(np.zeros(PARAMETERS))
        np.testing.assert_allclose(rule.theta, 0.95 * before, rtol=1e-15)


def test_lion_moves_every_parameter_by_the_rate() -> None:
    rule = Rule(optimizers["lion"](), 0.01)
    for gradient in stream()[:50]:
        before = rule.theta.copy()
        rule.update(gradient)
        np.testing.assert_allclose(np.abs(rule.theta - before), 0.01, rtol=1e-10)


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
    assert not np.array_equal(first.theta, Rule(member(), 0.1).theta)
