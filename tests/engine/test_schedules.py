"""Learning rates against PyTorch's, and what they are at turning points."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers import require
from visualizer.engine.optimizers import Scalars
from visualizer.engine.schedules import Schedule, schedules
from visualizer.engine.schedules.constant import Constant
from visualizer.engine.schedules.cosine import Cosine
from visualizer.engine.schedules.exponential import Exponential
from visualizer.engine.schedules.one_cycle import OneCycle
from visualizer.engine.schedules.plateau import Plateau
from visualizer.engine.schedules.step import Step
from visualizer.engine.schedules.warm_up import WarmUp
from visualizer.settings import check, describe

RATE = 0.3
PER_EPOCH = 7
TOLERANCE = 1e-12

Make = Callable[[Any, Any], Any]

BY_EPOCH: dict[str, tuple[Schedule, Make]] = {
    "step": (
        Step(epochs=3, gamma=0.4),
        lambda rates, optimizer: rates.StepLR(optimizer, 3, gamma=0.4),
    ),
    "step, defaults": (Step(), lambda rates, optimizer: rates.StepLR(optimizer, 30)),
    "exponential": (
        Exponential(gamma=0.9),
        lambda rates, optimizer: rates.ExponentialLR(optimizer, 0.9),
    ),
}

BY_UPDATE: dict[str, tuple[Schedule, Make]] = {
    "warm_up": (
        WarmUp(),
        lambda rates, optimizer: rates.LinearLR(optimizer, total_iters=5 * PER_EPOCH),
    ),
    "warm_up, from 0.1": (
        WarmUp(epochs=8, start=0.1),
        lambda rates, optimizer: rates.LinearLR(optimizer, 0.1, 1.0, 8 * PER_EPOCH),
    ),
    "one_cycle": (
        OneCycle(epochs=12),
        lambda rates, optimizer: rates.OneCycleLR(
            optimizer, RATE, total_steps=12 * PER_EPOCH
        ),
    ),
    "one_cycle, lines": (
        OneCycle(epochs=12, rise=0.5, straight=True, start=5.0, end=30.0),
        lambda rates, optimizer: rates.OneCycleLR(
            optimizer,
            RATE,
            total_steps=12 * PER_EPOCH,
            pct_start=0.5,
            anneal_strategy="linear",
            div_factor=5.0,
            final_div_factor=30.0,
        ),
    ),
    "one_cycle, all rise": (
        OneCycle(epochs=12, rise=1.0),
        lambda rates, optimizer: rates.OneCycleLR(
            optimizer, RATE, total_steps=12 * PER_EPOCH, pct_start=1.0
        ),
    ),
    "one_cycle, all fall": (
        OneCycle(epochs=12, rise=0.0),
        lambda rates, optimizer: rates.OneCycleLR(
            optimizer, RATE, total_steps=12 * PER_EPOCH, pct_start=0.0
        ),
    ),
}

NONE = np.empty(0)


def begun(schedule: Schedule) -> Scalars:
    return np.array(schedule.start_scalars, np.float64)


def peer_of(torch: Any, make: Make) -> tuple[Any, Any]:
    """Return an optimizer that has stepped once, and the schedule of its rate."""
    theta = torch.zeros(1, requires_grad=True)
    theta.grad = torch.zeros(1)
    optimizer = torch.optim.SGD([theta], lr=RATE, momentum=0.9)
    peer = make(torch.optim.lr_scheduler, optimizer)
    optimizer.step()
    return optimizer, peer


def test_the_family_is_complete() -> None:
    assert schedules.keys() == (
        *("constant", "step", "exponential", "cosine", "one_cycle"),
        *("warm_up", "plateau"),
    )


@pytest.mark.parametrize("member", schedules, ids=lambda member: member.key)
def test_every_coefficient_is_live_and_its_default_allowed(
    member: type[Schedule],
) -> None:
    check(member())
    assert all(item.live for _, _, item in describe(member))


@pytest.mark.parametrize("member", schedules, ids=lambda member: member.key)
def test_a_factor_is_a_function_of_the_update(member: type[Schedule]) -> None:
    schedule = member()
    scalars = begun(schedule)
    factors = [schedule.factor(update, 4, scalars) for update in range(400)]
    again = [schedule.factor(update, 4, scalars) for update in range(399, -1, -1)]
    assert factors == again[::-1]
    assert all(0.0 <= factor <= 1.0 for factor in factors)
    assert schedule.constant == (set(factors) == {1.0} and not schedule.listens)
    np.testing.assert_array_equal(scalars, schedule.start_scalars)


@pytest.mark.peers
@pytest.mark.parametrize("name", BY_EPOCH)
def test_steps_by_epochs_are_those_of_pytorch(name: str) -> None:
    torch = require("torch")
    schedule, make = BY_EPOCH[name]
    _, peer = peer_of(torch, make)
    for update in range(80 * PER_EPOCH):
        ours = RATE * schedule.factor(update, PER_EPOCH, NONE)
        assert ours == pytest.approx(peer.get_last_lr()[0], rel=TOLERANCE)
        if update % PER_EPOCH == PER_EPOCH - 1:
            peer.step()


@pytest.mark.peers
@pytest.mark.parametrize("name", BY_UPDATE)
def test_steps_by_updates_are_those_of_pytorch(name: str) -> None:
    torch = require("torch")
    schedule, make = BY_UPDATE[name]
    _, peer = peer_of(torch, make)
    for update in range(12 * PER_EPOCH):
        ours = RATE * schedule.factor(update, PER_EPOCH, NONE)
        assert ours == pytest.approx(peer.get_last_lr()[0], rel=TOLERANCE, abs=1e-15)
        if update < 12 * PER_EPOCH - 1:
            peer.step()


@pytest.mark.peers
@pytest.mark.parametrize("growth", [1, 2, 3])
@pytest.mark.parametrize("floor", [0.0, 0.2])
def test_restarts_are_those_of_pytorch(growth: int, floor: float) -> None:
    torch = require("torch")
    _, peer = peer_of(
        torch,
        lambda rates, optimizer: rates.CosineAnnealingWarmRestarts(
            optimizer, T_0=5, T_mult=growth, eta_min=floor * RATE
        ),
    )
    schedule = Cosine(epochs=5, growth=growth, floor=floor)
    for update in range(60 * PER_EPOCH):
        # Their fractions of an epoch miss a restart by rounding; not so a half.
        if update % PER_EPOCH == 0:
            peer.step(update // PER_EPOCH)
            ours = RATE * schedule.factor(update, PER_EPOCH, NONE)
            assert ours == pytest.approx(peer.get_last_lr()[0], abs=TOLERANCE)
    for half in range(120):
        peer.step(half / 2)
        ours = RATE * schedule.factor(half, 2, NONE)
        assert ours == pytest.approx(peer.get_last_lr()[0], abs=TOLERANCE)


@pytest.mark.peers
@pytest.mark.parametrize(
    "schedule",
    [
        Plateau(),
        Plateau(gamma=0.5, patience=2),
        Plateau(gamma=0.5, patience=0, threshold=0.05, cooldown=3),
        Plateau(gamma=0.3, patience=1, floor=0.05),
    ],
)
def test_a_plateau_is_that_of_pytorch(schedule: Plateau) -> None:
    torch = require("torch")
    random = np.random.default_rng(5)
    losses = 1.0 / (1.0 + 0.1 * np.arange(200)) * random.uniform(0.8, 1.2, 200)
    losses[120:] = np.nan
    optimizer, peer = peer_of(
        torch,
        lambda rates, optimizer: rates.ReduceLROnPlateau(
            optimizer,
            factor=schedule.gamma,
            patience=schedule.patience,
            threshold=schedule.threshold,
            cooldown=schedule.cooldown,
            min_lr=schedule.floor * RATE,
            eps=0.0,
        ),
    )
    scalars, seen = begun(schedule), set()
    for loss in losses:
        peer.step(loss)
        schedule.hear(float(loss), scalars)
        ours = RATE * schedule.factor(0, 1, scalars)
        assert ours == pytest.approx(optimizer.param_groups[0]["lr"], rel=TOLERANCE)
        seen.add(ours)
    assert len(seen) > 2


def test_coefficients_of_a_plateau_can_be_changed_live() -> None:
    scalars = begun(Plateau())
    for _ in range(4):
        Plateau(patience=10).hear(1.0, scalars)
    assert scalars.tolist() == [1.0, 1.0, 3.0, 0.0]
    Plateau(patience=2, gamma=0.5, cooldown=1).hear(1.0, scalars)
    assert scalars.tolist() == [0.5, 1.0, 0.0, 1.0]
    Plateau(threshold=0.6).hear(0.5, scalars)
    assert scalars.tolist() == [0.5, 1.0, 0.0, 0.0]
    Plateau(threshold=0.4).hear(0.5, scalars)
    assert scalars.tolist() == [0.5, 0.5, 0.0, 0.0]


def test_a_floor_that_is_raised_does_not_raise_the_rate() -> None:
    scalars = np.array([0.1, 1.0, 0.0, 0.0])
    Plateau(patience=0, floor=0.5).hear(2.0, scalars)
    assert scalars[0] == 0.1


def test_only_a_plateau_listens() -> None:
    for member in schedules:
        if member is not Plateau:
            with pytest.raises(TypeError, match="does not listen"):
                member().hear(1.0, NONE)


def test_a_cycle_stays_at_its_end() -> None:
    schedule = OneCycle(epochs=3)
    last = schedule.factor(3 * PER_EPOCH - 1, PER_EPOCH, NONE)
    assert last == pytest.approx(1.0 / 25.0 / 1e4, rel=1e-12)
    for update in (3 * PER_EPOCH, 1000):
        assert schedule.factor(update, PER_EPOCH, NONE) == last


@settings(deadline=None)
@given(
    epochs=st.integers(1, 50),
    per_epoch=st.integers(1, 50),
    rise=st.floats(0.0, 1.0),
    straight=st.booleans(),
)
def test_a_cycle_rises_then_falls(
    epochs: int, per_epoch: int, rise: float, straight: bool
) -> None:
    schedule = OneCycle(epochs=epochs, rise=rise, straight=straight)
    factors = [
        schedule.factor(update, per_epoch, NONE)
        for update in range(epochs * per_epoch + 2)
    ]
    assert all(0.0 < factor <= 1.0 for factor in factors)
    top = int(np.argmax(factors))
    assert np.all(np.diff(factors[: top + 1]) >= 0.0)
    assert np.all(np.diff(factors[top:]) <= 0.0)


def test_a_warm_up_ends_at_the_rate() -> None:
    schedule = WarmUp(epochs=2, start=0.0)
    assert schedule.factor(0, 5, NONE) == 0.0
    assert schedule.factor(5, 5, NONE) == 0.5
    assert schedule.factor(10, 5, NONE) == schedule.factor(500, 5, NONE) == 1.0


def test_a_constant_rate_is_one() -> None:
    assert Constant.constant
    assert Constant().factor(123, 4, NONE) == 1.0
