"""Rules that ask for more than the gradient: L-BFGS, implicit, random search."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.engine.builders import learner_of
from tests.engine.descents import Descent
from tests.peers import require
from visualizer.engine.arrays import Array
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.optimizers.implicit_sgd import ImplicitSGD
from visualizer.engine.optimizers.lbfgs import LBFGS
from visualizer.engine.optimizers.random_search import RandomSearch
from visualizer.engine.random_streams import Purpose, RandomStreams


class Quadratic:
    """The loss ½ θᵀ A θ - bᵀ θ."""

    def __init__(self, matrix: Array, linear: Array) -> None:
        self.matrix, self.linear = matrix, linear

    def loss(self, theta: Array) -> float:
        return float(theta @ (0.5 * self.matrix @ theta - self.linear))

    def gradient(self, theta: Array, out: Array) -> float:
        out[:] = self.matrix @ theta - self.linear
        return self.loss(theta)

    def in_torch(self, torch: Any, theta: Any) -> Any:
        matrix, linear = torch.tensor(self.matrix), torch.tensor(self.linear)
        return theta @ (0.5 * matrix @ theta - linear)


class Rosenbrock:
    """Rosenbrock's function with b = 10, its minimum in a bent valley."""

    def loss(self, theta: Array) -> float:
        x, y = (float(value) for value in theta)
        return (1.0 - x) ** 2 + 10.0 * (y - x * x) ** 2

    def gradient(self, theta: Array, out: Array) -> float:
        x, y = (float(value) for value in theta)
        out[:] = -2.0 * (1.0 - x) - 40.0 * x * (y - x * x), 20.0 * (y - x * x)
        return self.loss(theta)

    def in_torch(self, torch: Any, theta: Any) -> Any:
        x, y = theta
        return (1.0 - x) ** 2 + 10.0 * (y - x * x) ** 2


VALLEY = Quadratic(np.diag([1.0, 50.0]), np.zeros(2))


def quadratic(size: int, seed: int = 3) -> Quadratic:
    random = np.random.default_rng(seed)
    axes, _ = np.linalg.qr(random.normal(size=(size, size)))
    curvatures = 10.0 ** np.linspace(-1.0, 1.0, size)
    return Quadratic((axes * curvatures) @ axes.T, random.normal(size=size))


class Closed(Descent):
    """An optimizer that asks for gradients itself."""

    def update(self) -> None:
        self.loss.gradient(self.theta, self.grad)
        self.plan.run()


# L-BFGS.


@pytest.fixture
def torch() -> Iterator[Any]:
    module = require("torch")
    usual = module.get_default_dtype()
    module.set_default_dtype(module.float64)
    yield module
    module.set_default_dtype(usual)


class Peer:
    """PyTorch's L-BFGS on the same loss."""

    def __init__(self, torch: Any, loss: Any, start: Array, **options: Any) -> None:
        self.theta = torch.tensor(start.copy(), requires_grad=True)
        self.optimizer = torch.optim.LBFGS([self.theta], **options)
        self.torch, self.loss = torch, loss

    def update(self) -> None:
        def closure() -> Any:
            self.optimizer.zero_grad()
            loss = self.loss.in_torch(self.torch, self.theta)
            loss.backward()
            return loss

        self.optimizer.step(closure)

    def difference(self, theta: Array) -> float:
        return float(np.abs(self.theta.detach().numpy() - theta).max())


@pytest.mark.peers
@pytest.mark.parametrize("line_search", [False, True], ids=["fixed", "wolfe"])
@pytest.mark.parametrize("iterations", range(1, 21))
def test_lbfgs_is_that_of_pytorch_on_a_quadratic(
    torch: Any, iterations: int, line_search: bool
) -> None:
    loss = quadratic(12)
    start = np.random.default_rng(4).normal(size=12)
    rate = 1.0 if line_search else 0.5
    ours = Closed(
        LBFGS(iterations=iterations, line_search=line_search), loss, start, rate
    )
    theirs = Peer(
        torch,
        loss,
        start,
        lr=rate,
        max_iter=iterations,
        history_size=10,
        line_search_fn="strong_wolfe" if line_search else None,
    )
    for _ in range(40):
        ours.update()
        theirs.update()
        assert theirs.difference(ours.theta) <= 1e-8


@pytest.mark.peers
@pytest.mark.parametrize("line_search", [False, True], ids=["fixed", "wolfe"])
@pytest.mark.parametrize("history", [1, 3, 100])
def test_lbfgs_is_that_of_pytorch_in_a_bent_valley(
    torch: Any, history: int, line_search: bool
) -> None:
    start = np.array([-1.2, 1.0])
    rate = 1.0 if line_search else 0.1
    ours = Closed(
        LBFGS(history=history, iterations=4, line_search=line_search),
        Rosenbrock(),
        start,
        rate,
    )
    theirs = Peer(
        torch,
        Rosenbrock(),
        start,
        lr=rate,
        max_iter=4,
        history_size=history,
        line_search_fn="strong_wolfe" if line_search else None,
    )
    # Later the valley's bends have made rounding errors large.
    for _ in range(13):
        ours.update()
        theirs.update()
        assert theirs.difference(ours.theta) <= 1e-8


@pytest.mark.peers
def test_coefficients_of_lbfgs_can_be_changed_live(torch: Any) -> None:
    start = np.array([-1.2, 1.0])
    optimizer = LBFGS(iterations=3)
    ours = Closed(optimizer, Rosenbrock(), start, 0.05)
    theirs = Peer(torch, Rosenbrock(), start, lr=0.05, max_iter=3, history_size=10)
    group = theirs.optimizer.param_groups[0]
    changes: dict[int, tuple[str, Any, dict[str, Any]]] = {
        5: ("iterations", 7, {"max_iter": 7, "max_eval": 8}),
        10: ("rate", 0.2, {"lr": 0.2}),
        15: ("line_search", True, {"line_search_fn": "strong_wolfe"}),
        17: ("least_change", 1e-4, {"tolerance_change": 1e-4}),
        19: ("least_gradient", 1e-2, {"tolerance_grad": 1e-2}),
    }
    for number in range(30):
        if number in changes:
            name, value, of_group = changes[number]
            group.update(of_group)
            if name == "rate":
                ours.rate[()] = value
            else:
                optimizer = replace(optimizer, **{name: value})
                ours.take(optimizer)
        ours.update()
        theirs.update()
        assert theirs.difference(ours.theta) <= 1e-8


@pytest.mark.parametrize("name", ["least_gradient", "least_change"])
def test_lbfgs_ends_an_update_early(name: str) -> None:
    """With a limit of 1, which the first step falls below."""
    start = np.full(2, 0.4)
    bowl = Quadratic(np.eye(2), np.zeros(2))
    free = Closed(LBFGS(iterations=5), bowl, start, 0.1)
    held = Closed(LBFGS(iterations=5, **{name: 1.0}), bowl, start, 0.1)
    free.update()
    held.update()
    assert free.scalars[0] == 5.0
    assert held.scalars[0] == (0.0 if name == "least_gradient" else 1.0)


def test_lbfgs_solves_a_quadratic_in_about_as_many_steps_as_dimensions() -> None:
    loss = quadratic(8)
    optimizer = LBFGS(line_search=True, least_change=1e-15)
    descent = Closed(optimizer, loss, np.zeros(8), 1.0)
    for _ in range(2):
        descent.update()
    solution = np.linalg.solve(loss.matrix, loss.linear)
    assert np.abs(descent.theta - solution).max() < 1e-6


@pytest.mark.peers
@pytest.mark.parametrize("line_search", [False, True], ids=["fixed", "wolfe"])
def test_lbfgs_trains_a_network_as_pytorch_does(torch: Any, line_search: bool) -> None:
    optimizer = LBFGS(iterations=4, line_search=line_search)
    rate = 1.0 if line_search else 0.3
    learner = learner_of(
        (3,), optimizer=optimizer, batch_size=25, learning_rate=rate, l2=1e-2, l1=1e-3
    )
    theta = torch.tensor(learner.parameters.flat.copy(), requires_grad=True)
    peer = torch.optim.LBFGS(
        [theta],
        lr=rate,
        max_iter=4,
        history_size=10,
        line_search_fn="strong_wolfe" if line_search else None,
    )
    x, y = torch.tensor(learner.train.x), torch.tensor(learner.train.y)

    def closure() -> Any:
        peer.zero_grad()
        hidden, output = theta[:12].reshape(4, 3), theta[12:].reshape(4, 1)
        a = torch.tanh(hidden[:3].T @ x + hidden[3:].T)
        a = torch.tanh(output[:3].T @ a + output[3:].T)
        loss = ((a - y) ** 2).sum(dim=0).mean()
        for weights in (hidden[:3], output[:3]):
            loss = loss + 1e-3 * weights.abs().sum() + 0.5e-2 * (weights**2).sum()
        loss.backward()
        return loss

    for _ in range(8):
        learner.step()
        peer.step(closure)
        difference = np.abs(theta.detach().numpy() - learner.parameters.flat).max()
        assert difference <= 1e-8


def test_lbfgs_leaves_the_gradient_of_the_update_as_it_was() -> None:
    first = learner_of(batch_size=25)
    second = learner_of(batch_size=25, optimizer=LBFGS(), l1=0.01, l2=0.02)
    plain = learner_of(batch_size=25, l1=0.01, l2=0.02)
    for learner in (first, second, plain):
        learner.step()
    np.testing.assert_array_equal(second.grad.flat, plain.grad.flat)
    assert not np.array_equal(first.grad.flat, plain.grad.flat)


# Implicit descent.


def implicit_learner(loss: str, output: str, batch: int, **options: Any) -> Any:
    options = {"learning_rate": 0.7, "optimizer": ImplicitSGD(iterations=40), **options}
    return learner_of((), loss, output, batch_size=batch, **options)


def columns(learner: SupervisedLearner, chosen: Any) -> tuple[Array, Array]:
    """Return inputs with a one, as the parameters count them, and targets."""
    x = learner.train.x[:, chosen]
    return np.concatenate([x, np.ones((1, x.shape[1]))]), learner.train.y[0, chosen]


@pytest.mark.parametrize("rate", [0.01, 0.7, 50.0])
def test_implicit_descent_on_one_linear_example(rate: float) -> None:
    """Toulis & Airoldi (2017), equation 6; twice their rate, as there is no ½."""
    learner = implicit_learner("mean_squared", "linear", 1, learning_rate=rate)
    for _ in range(30):
        theta = learner.parameters.flat.copy()
        x, y = columns(learner, learner.upcoming())
        learner.step()
        error = y[0] - theta @ x[:, 0]
        expected = (
            theta + 2 * rate / (1 + 2 * rate * x[:, 0] @ x[:, 0]) * error * x[:, 0]
        )
        np.testing.assert_allclose(
            learner.parameters.flat, expected, rtol=1e-9, atol=1e-9
        )


@pytest.mark.parametrize("rate", [0.01, 0.7, 50.0])
@pytest.mark.parametrize("l2", [0.0, 0.3])
def test_implicit_descent_on_linear_least_squares(rate: float, l2: float) -> None:
    """θ⁺ solves (I + η H) θ⁺ = θ + η X y·2/B, with H of the batch and the penalty."""
    learner = implicit_learner("mean_squared", "linear", 10, learning_rate=rate, l2=l2)
    for _ in range(12):
        theta = learner.parameters.flat.copy()
        x, y = columns(learner, learner.upcoming())
        learner.step()
        size = y.size
        curvature = 2.0 / size * x @ x.T + l2 * np.diag([1.0, 1.0, 1.0, 0.0])
        expected = np.linalg.solve(
            np.eye(4) + rate * curvature, theta + rate * 2.0 / size * x @ y
        )
        np.testing.assert_allclose(
            learner.parameters.flat, expected, rtol=1e-8, atol=1e-8
        )


@pytest.mark.parametrize("rate", [0.01, 0.7, 50.0])
def test_implicit_descent_on_one_logistic_example(rate: float) -> None:
    """Toulis & Airoldi (2017), algorithm 1: one equation in one unknown.

    θ⁺ = θ + η ξ x, where ξ = y - σ(θᵀx + η ξ ‖x‖²) is found by bisection.
    """
    learner = implicit_learner("binary_cross_entropy", "sigmoid", 1, learning_rate=rate)
    for _ in range(30):
        theta = learner.parameters.flat.copy()
        (x,), (y,) = (part.T for part in columns(learner, learner.upcoming()))
        learner.step()
        low, high = y - 1.0, float(y)
        for _ in range(100):
            middle = 0.5 * (low + high)
            z = theta @ x + rate * middle * (x @ x)
            if middle < y - 1.0 / (1.0 + np.exp(-z)):
                low = middle
            else:
                high = middle
        np.testing.assert_allclose(
            learner.parameters.flat, theta + rate * low * x, rtol=1e-8, atol=1e-8
        )


def test_implicit_descent_through_a_narrow_valley_takes_any_rate() -> None:
    """(I + ηA)⁻¹ θ; with η = 50 the valley's end is reached in two steps."""
    descent = Closed(ImplicitSGD(iterations=40), VALLEY, np.array([-4.0, 1.0]), 50.0)
    for _ in range(2):
        expected = descent.theta / (1.0 + 50.0 * np.array([1.0, 50.0]))
        descent.update()
        np.testing.assert_allclose(descent.theta, expected, rtol=1e-8, atol=1e-10)
    assert np.abs(descent.theta).max() < 0.01


@pytest.mark.parametrize("batch", [1, 10, 25])
@pytest.mark.parametrize("rate", [0.1, 3.0])
def test_implicit_descent_of_a_network_says_what_is_left_of_its_equation(
    batch: int, rate: float
) -> None:
    learner = learner_of(
        (4, 3),
        batch_size=batch,
        learning_rate=rate,
        optimizer=ImplicitSGD(iterations=100),
        reshuffle=False,
    )
    for _ in range(20):
        theta, chosen = learner.parameters.flat.copy(), learner.upcoming()
        learner.step()
        trace = learner.new_trace(chosen.size, backward=True)
        trace.set_inputs(learner.train.x[:, chosen], learner.train.y[:, chosen])
        trace.forward.run()
        trace.backward.run()
        left = learner.parameters.flat - theta + rate * trace.grad.flat
        assert np.linalg.norm(left) == pytest.approx(learner.scalars[0], abs=1e-12)
        assert learner.scalars[0] < 1e-7


def test_more_iterations_leave_less_of_the_equation() -> None:
    left = []
    for iterations in (1, 3, 10):
        learner = learner_of(
            (4,), optimizer=ImplicitSGD(iterations=iterations), learning_rate=0.5
        )
        learner.step()
        left.append(float(learner.scalars[0]))
    assert left[0] > left[1] > left[2]


def test_iterations_of_implicit_descent_can_be_changed_live() -> None:
    start = np.array([-4.0, 1.0])
    live = Closed(ImplicitSGD(iterations=1), VALLEY, start, 0.5)
    live.update()
    fresh = Closed(ImplicitSGD(iterations=5), VALLEY, live.theta, 0.5)
    same = Closed(ImplicitSGD(iterations=1), VALLEY, live.theta, 0.5)
    live.take(ImplicitSGD(iterations=5))
    for descent in (live, fresh, same):
        descent.update()
    np.testing.assert_array_equal(live.theta, fresh.theta)
    assert np.abs(live.theta - same.theta).max() > 1e-3


def test_an_implicit_step_of_no_length_stays() -> None:
    descent = Closed(ImplicitSGD(), VALLEY, np.array([-4.0, 1.0]), 0.0)
    descent.update()
    np.testing.assert_array_equal(descent.theta, [-4.0, 1.0])


# Random search.


@pytest.mark.parametrize("changed", [False, True], ids=["constant", "live"])
def test_random_search_keeps_what_is_better(changed: bool) -> None:
    """A plain search of the same draws; coefficients change on the way."""
    loss, optimizer, rate = quadratic(5), RandomSearch(), 0.3
    search = Closed(optimizer, loss, np.ones(5), rate)
    theta, kept = np.ones(5), 0
    for number in range(300):
        if changed and number == 100:
            optimizer = RandomSearch(anywhere=True)
            search.take(optimizer)
        if changed and number == 180:
            optimizer = RandomSearch(anywhere=True, width=0.4)
            search.take(optimizer)
        if changed and number == 240:
            optimizer = RandomSearch()
            search.take(optimizer)
            rate = search.rate[()] = 0.05
        search.update()
        random = RandomStreams(1).generator(Purpose.SEARCH, number)
        if optimizer.anywhere:
            proposal = random.uniform(-optimizer.width, optimizer.width, 5)
        else:
            proposal = theta + rate * random.standard_normal(5)
        if loss.loss(proposal) < loss.loss(theta):
            theta, kept = proposal, kept + 1
        np.testing.assert_array_equal(search.theta, theta)
    assert search.scalars.tolist() == [300.0, kept]
    assert 0 < kept < 300


def test_random_search_never_gets_worse_on_the_whole_set() -> None:
    learner = learner_of(
        (3,), optimizer=RandomSearch(), batch_size=25, learning_rate=0.2
    )
    losses = [learner.evaluate().train_loss]
    for _ in range(200):
        learner.step()
        losses.append(learner.evaluate().train_loss)
    assert all(after <= before for before, after in pairwise(losses))
    assert losses[-1] < 0.7 * losses[0]


def test_random_search_does_not_move_to_what_is_no_number() -> None:
    class Pit:
        def loss(self, theta: Array) -> float:
            return 1.0 if theta[0] == 0.0 else float("nan")

        def gradient(self, theta: Array, out: Array) -> float:
            out[:] = 0.0
            return self.loss(theta)

    search = Closed(RandomSearch(), Pit(), np.zeros(2), 0.1)
    for _ in range(20):
        search.update()
    np.testing.assert_array_equal(search.theta, 0.0)


def test_seeds_decide_what_random_search_tries() -> None:
    first, again, other = (
        learner_of(optimizer=RandomSearch(), seed=seed) for seed in (1, 1, 2)
    )
    for learner in (first, again, other):
        learner.put(np.zeros(learner.parameters.flat.size))
        learner.run(3)
    assert first.state.tobytes() == again.state.tobytes()
    assert first.state.tobytes() != other.state.tobytes()
