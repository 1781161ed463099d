"""Effective learning rates of optimizers, and updates done on trial."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.peers import Peer
from tests.session.builders import digest, small_session
from visualizer.engine.optimizers import optimizers
from visualizer.engine.optimizers.adadelta import AdaDelta
from visualizer.engine.optimizers.adagrad import AdaGrad
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.adamw import AdamW
from visualizer.engine.optimizers.amsgrad import AMSGrad
from visualizer.engine.optimizers.nadam import NAdam
from visualizer.engine.optimizers.qhadam import QHAdam
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.session.session import Session

torch = Peer("torch")

RATE, UPDATES = 0.01, 7


def trained(optimizer: Any, updates: int = UPDATES - 1) -> Session:
    session = small_session(
        optimizer=optimizer, learning_rate=RATE, precision="float64"
    )
    session.advance(updates)
    return session


def gradients(session: Session) -> list[Any]:
    """Return the gradients of the updates that lead here and of the next one."""
    found = []
    last = session.update
    session.learner.restore(session.runs.present.keyframes.before(0))
    for _ in range(last + 1):
        session.learner.step()
        found.append(session.learner.grad.flat.copy())  # type: ignore[attr-defined]
    return found


def in_torch(make: Any, grads: list[Any]) -> dict[str, Any]:
    """Feed gradients to an optimizer of PyTorch; return what it remembers."""
    parameter = torch.zeros(grads[0].size, dtype=torch.float64, requires_grad=True)
    optimizer = make([parameter])
    for grad in grads:
        parameter.grad = torch.from_numpy(grad.copy())
        optimizer.step()
    return {
        name: value.numpy() if isinstance(value, torch.Tensor) else value
        for name, value in optimizer.state[parameter].items()
    }


def of_adam(state: dict[str, Any], square: str = "exp_avg_sq") -> Any:
    corrected = state[square] / (1.0 - 0.999 ** float(state["step"]))
    return RATE / (np.sqrt(corrected) + 1e-8)


CASES: list[Any] = [
    (Adam(), lambda p: torch.optim.Adam(p, RATE), of_adam),
    (AdamW(), lambda p: torch.optim.AdamW(p, RATE), of_adam),
    (NAdam(), lambda p: torch.optim.NAdam(p, RATE), of_adam),
    (
        AMSGrad(),
        lambda p: torch.optim.Adam(p, RATE, amsgrad=True),
        lambda s: of_adam(s, "max_exp_avg_sq"),
    ),
    (
        RMSProp(),
        lambda p: torch.optim.RMSprop(p, RATE),
        lambda s: RATE / (np.sqrt(s["square_avg"]) + 1e-8),
    ),
    (
        RMSProp(centered=True),
        lambda p: torch.optim.RMSprop(p, RATE, centered=True),
        lambda s: RATE / (np.sqrt(s["square_avg"] - s["grad_avg"] ** 2) + 1e-8),
    ),
    (
        AdaGrad(),
        lambda p: torch.optim.Adagrad(p, RATE),
        lambda s: RATE / (np.sqrt(s["sum"]) + 1e-10),
    ),
    (
        AdaDelta(),
        lambda p: torch.optim.Adadelta(p, RATE),
        lambda s: RATE * np.sqrt((s["acc_delta"] + 1e-6) / (s["square_avg"] + 1e-6)),
    ),
]


@pytest.mark.parametrize(("optimizer", "make", "formula"), CASES)
def test_rates_are_those_of_pytorch(optimizer: Any, make: Any, formula: Any) -> None:
    session = trained(optimizer)
    rates = session.learner.rehearse().rates  # type: ignore[attr-defined]
    state = in_torch(make, gradients(session))
    np.testing.assert_allclose(rates, formula(state), rtol=1e-6)


@pytest.mark.parametrize(
    "optimizer",
    [SGD(), QHAdam(nu1=0.0), QHAdam(nu1=0.0, nu2=0.5), RMSProp(), AdaGrad()],
)
def test_a_rate_times_the_gradient_is_the_step(optimizer: Any) -> None:
    session = trained(optimizer)
    rehearsal = session.learner.rehearse()  # type: ignore[attr-defined]
    grad = session.learner.grad.flat  # type: ignore[attr-defined]
    np.testing.assert_allclose(rehearsal.change, -rehearsal.rates * grad, atol=1e-12)


@pytest.mark.parametrize("key", ["rprop", "lion", "lbfgs", "random_search"])
def test_some_have_no_rate_of_each_parameter(key: str) -> None:
    session = trained(optimizers[key]())
    assert session.learner.rehearse().rates is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", optimizers.keys())
@pytest.mark.parametrize("updates", [3, 5, 6])
def test_a_rehearsal_leaves_everything_as_it_was(key: str, updates: int) -> None:
    # Updates 6, 12, … end an epoch.
    session, plain = (trained(optimizers[key](), updates) for _ in range(2))
    before = digest(session)
    rehearsal = session.learner.rehearse()  # type: ignore[attr-defined]
    assert digest(session) == before
    start = plain.learner.state[0].copy()
    session.advance(1)
    plain.advance(1)
    assert digest(session) == digest(plain)
    np.testing.assert_array_equal(rehearsal.change, plain.learner.state[0] - start)
