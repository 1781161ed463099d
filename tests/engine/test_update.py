"""What surrounds an optimizer in a learner: schedules, limits, averages, replay."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.engine.builders import PAIRS, learner_of
from tests.engine.gradient_errors import noted
from visualizer.engine.arrays import Array
from visualizer.engine.gradient_check import central_difference, relative_error
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.averaged_sgd import AveragedSGD
from visualizer.engine.optimizers.implicit_sgd import ImplicitSGD
from visualizer.engine.optimizers.lbfgs import LBFGS
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.schedules import Schedule, schedules
from visualizer.engine.schedules.cosine import Cosine
from visualizer.engine.schedules.plateau import Plateau
from visualizer.engine.schedules.step import Step

# Short enough for factors to change within some epochs of three updates.
SCHEDULES: dict[str, Schedule] = {
    "constant": schedules["constant"](),
    "step": Step(epochs=2, gamma=0.5),
    "exponential": schedules["exponential"](gamma=0.8),
    "cosine": Cosine(epochs=3, growth=2, floor=0.1),
    "one_cycle": schedules["one_cycle"](epochs=9),
    "warm_up": schedules["warm_up"](epochs=4),
    "plateau": Plateau(gamma=0.5, patience=0, threshold=0.2),
}


def bits(learner: SupervisedLearner) -> tuple[bytes, bytes, Any]:
    return learner.state.tobytes(), learner.scalars.tobytes(), learner.position


def walk(learner: SupervisedLearner, updates: int) -> None:
    for _ in range(updates):
        learner.step()


def gradient_of_next(learner: SupervisedLearner) -> Array:
    """Return the gradient of the coming batch, without penalties."""
    chosen = learner.upcoming()
    trace = learner.new_trace(chosen.size, backward=True)
    trace.set_inputs(learner.train.x[:, chosen], learner.train.y[:, chosen])
    trace.forward.run()
    trace.backward.run()
    return trace.grad.flat


def options_of(member: type[Optimizer]) -> dict[str, Any]:
    """Return everything at once that goes with an optimizer."""
    limits: dict[str, Any] = {"max_norm": 1.2}
    if not member.closed_loop:
        limits |= {"clip_value": 0.3, "clip_norm": 0.4}
    return {
        "optimizer": member(),
        "learning_rate": 0.05,
        "l1": 1e-3,
        "l2": 1e-3,
        "schedule": SCHEDULES["plateau"],
        **limits,
    }


# Replay.


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_replay_from_a_checkpoint_is_exact(
    member: type[Optimizer], precision: str
) -> None:
    learner = learner_of(**options_of(member), precision=precision)
    other = learner_of(**options_of(member), precision=precision)
    walk(learner, 17)
    checkpoint, at = learner.checkpoint(), bits(learner)
    walk(learner, 23)
    after, metrics = bits(learner), learner.evaluate()
    assert at[0] != after[0]
    for again in (learner, other):
        again.restore(checkpoint)
        assert bits(again) == at
        walk(again, 23)
        assert bits(again) == after
        assert again.evaluate() == metrics


@pytest.mark.parametrize("key", SCHEDULES)
def test_replay_with_a_schedule_is_exact(key: str) -> None:
    learner = learner_of(optimizer=Adam(), schedule=SCHEDULES[key])
    walk(learner, 17)
    checkpoint, rate = learner.checkpoint(), learner.present_rate
    walk(learner, 23)
    after, last = bits(learner), learner.present_rate
    learner.restore(checkpoint)
    assert learner.present_rate == rate
    walk(learner, 23)
    assert bits(learner) == after
    assert learner.present_rate == last


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_configuring_the_same_again_changes_nothing(member: type[Optimizer]) -> None:
    options = options_of(member)
    first, second = learner_of(**options), learner_of(**options)
    for _ in range(20):
        first.step()
        second.configure(batch_size=10, **options)
        second.step()
    assert bits(first) == bits(second)


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_putting_the_network_elsewhere_begins_anew(member: type[Optimizer]) -> None:
    options = options_of(member)
    used, fresh = learner_of(**options), learner_of(**options)
    theta = fresh.parameters.flat.copy()
    walk(used, 17)
    used.put(theta)
    assert used.state.tobytes() == fresh.state.tobytes()
    assert used.scalars.tobytes() == fresh.scalars.tobytes()
    assert used.position.update == 17


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_every_optimizer_learns(member: type[Optimizer]) -> None:
    rate = {"adadelta": 1.0, "lbfgs": 1.0, "random_search": 0.1}.get(member.key, 0.02)
    learner = learner_of(
        (4,), optimizer=member(), learning_rate=rate, batch_size=25, examples=25
    )
    before = learner.evaluate().train_loss
    walk(learner, 300)
    assert learner.evaluate().train_loss < 0.8 * before


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_single_precision_everywhere(member: type[Optimizer]) -> None:
    learner = learner_of((4,), precision="float32", **options_of(member))
    walk(learner, 7)
    assert learner.state.dtype == learner.grad.flat.dtype == np.float32
    assert np.isfinite(learner.state).all()
    for operation in learner.update_plan:
        for operand in operation.operands:
            assert not isinstance(operand, float), operation.name
            if isinstance(operand, np.ndarray) and operand.dtype.kind == "f":
                assert operand.dtype == np.float32, operation.name


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("output", ["linear", "tanh"])
def test_what_diverges_raises_nothing(
    member: type[Optimizer], precision: str, output: str
) -> None:
    """A session finds that the loss is no number; it needs no exception."""
    learner = learner_of(
        (4,),
        "mean_squared",
        output,
        activation="relu",
        optimizer=member(),
        precision=precision,
        schedule=SCHEDULES["plateau"],
        learning_rate=1e25,
        max_norm=1e30,
    )
    with np.errstate(all="ignore"):
        walk(learner, 12)
        learner.parameters.flat[0] = math.nan
        walk(learner, 6)
    assert learner.update == 18


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_where_nothing_is_to_be_learned_nothing_breaks(
    member: type[Optimizer], precision: str
) -> None:
    """All units are dead: every gradient is 0."""
    learner = learner_of(
        (4,), optimizer=member(), activation="relu", output="relu", precision=precision
    )
    learner.put(np.full(learner.parameters.flat.size, -1.0))
    learner._rows[:, :3] = np.abs(learner._rows[:, :3])
    walk(learner, 30)
    assert np.isfinite(learner.state).all()


# Schedules.


@pytest.mark.parametrize("key", [key for key in SCHEDULES if key != "plateau"])
def test_a_schedule_is_a_rate_set_before_each_update(key: str) -> None:
    schedule = SCHEDULES[key]
    scheduled = learner_of(optimizer=SGD(momentum=0.9), schedule=schedule)
    plain = learner_of(optimizer=SGD(momentum=0.9))
    for update in range(36):
        factor = schedule.factor(update, 3, np.empty(0))
        assert scheduled.present_rate == 0.1 * factor
        plain.configure(SGD(momentum=0.9), 10, 0.1 * factor, 0.0, 0.0)
        scheduled.step()
        plain.step()
        assert scheduled.state.tobytes() == plain.state.tobytes()


def test_a_plateau_hears_the_training_loss_of_each_epoch() -> None:
    schedule = SCHEDULES["plateau"]
    scheduled, plain = learner_of(schedule=schedule), learner_of()
    remembered = np.array(schedule.start_scalars)
    factors = []
    for _ in range(12):
        factors.append(schedule.factor(0, 3, remembered))
        plain.configure(SGD(), 10, 0.1 * factors[-1], 0.0, 0.0)
        scheduled.run(100)
        plain.run(100)
        schedule.hear(plain.evaluate().train_loss, remembered)
        assert scheduled.state.tobytes() == plain.state.tobytes()
        np.testing.assert_array_equal(scheduled.scalars[-4:], remembered)
    assert len(set(factors)) > 2


@pytest.mark.parametrize("key", SCHEDULES)
def test_how_a_way_is_cut_does_not_matter(key: str) -> None:
    whole, steps = (learner_of(schedule=SCHEDULES[key]) for _ in range(2))
    for _ in range(8):
        whole.run(100)
    walk(steps, 24)
    assert bits(whole) == bits(steps)


def test_the_rate_below_a_schedule_can_be_changed_live() -> None:
    learner = learner_of(schedule=Step(epochs=2, gamma=0.5))
    walk(learner, 7)
    assert learner.present_rate == 0.05
    learner.configure(SGD(), 10, 0.4, 0.0, 0.0, schedule=Step(epochs=2, gamma=0.25))
    assert learner.learning_rate == 0.4
    assert learner.present_rate == 0.1
    before, gradient = learner.parameters.flat.copy(), gradient_of_next(learner)
    learner.step()
    np.testing.assert_allclose(
        learner.parameters.flat, before - 0.1 * gradient, rtol=1e-12
    )


def test_a_schedule_can_be_replaced_live_by_one_that_remembers_as_much() -> None:
    learner = learner_of(schedule=SCHEDULES["step"])
    walk(learner, 7)
    learner.configure(SGD(), 10, 0.1, 0.0, 0.0)
    assert learner.present_rate == 0.1
    learner.configure(SGD(), 10, 0.1, 0.0, 0.0, schedule=SCHEDULES["cosine"])
    assert learner.present_rate < 0.1
    with pytest.raises(ValueError, match="schedule plateau needs a learner of its own"):
        learner.configure(SGD(), 10, 0.1, 0.0, 0.0, schedule=SCHEDULES["plateau"])


def test_another_batch_size_does_not_move_the_schedule_by_epochs() -> None:
    """Where training stands counts in updates of the present size."""
    learner = learner_of(schedule=SCHEDULES["cosine"], batch_size=5)
    walk(learner, 7)
    for size, updates, update in ((10, 3, 4), (25, 1, 2), (4, 7, 10)):
        learner.configure(SGD(), size, 0.1, 0.0, 0.0, schedule=SCHEDULES["cosine"])
        factor = SCHEDULES["cosine"].factor(update, updates, np.empty(0))
        assert learner.present_rate == 0.1 * factor


def test_a_constant_rate_costs_nothing() -> None:
    plain, scheduled = learner_of(), learner_of(schedule=SCHEDULES["step"])
    lengths = []
    for learner in (plain, scheduled):
        learner.step()
        ((_, steps),) = learner._batches.values()
        lengths.append(len(steps))
    trace = plain.new_trace(10, backward=True)
    passes = len(trace.forward) + len(trace.backward) + len(plain.update_plan)
    # One call gathers the batch; a schedule is one more.
    assert lengths == [1 + passes, 2 + passes]
    assert len(plain.update_plan) == 2


# Limits.


@pytest.mark.parametrize("norm", [math.inf, 0.05, 1e3])
@pytest.mark.parametrize("value", [math.inf, 0.02, 1e3])
def test_what_is_clipped_is_the_gradient_with_penalties(
    value: float, norm: float
) -> None:
    learner = learner_of(clip_value=value, clip_norm=norm, l2=0.1)
    before = learner.parameters.flat.copy()
    gradient = gradient_of_next(learner)
    gradient = gradient + 0.1 * before * learner.parameters.weight_mask()
    clipped = np.clip(gradient, -value, value)
    clipped = clipped * min(1.0, norm / (np.linalg.norm(clipped) + 1e-6))
    learner.step()
    np.testing.assert_allclose(
        learner.parameters.flat, before - 0.1 * clipped, rtol=1e-12
    )
    share = np.linalg.norm(clipped) / np.linalg.norm(gradient)
    assert learner.clipped == pytest.approx(share, rel=1e-12)
    assert (learner.clipped == 1.0) == (min(value, norm) > 1.0)


def test_limits_that_are_not_reached_change_nothing() -> None:
    plain = learner_of()
    limited = learner_of(clip_value=1e6, clip_norm=1e6, max_norm=1e6)
    walk(plain, 20)
    walk(limited, 20)
    assert plain.state.tobytes() == limited.state.tobytes()


def test_clipping_can_be_switched_live() -> None:
    learner = learner_of()
    learner.step()
    assert learner.clipped == 1.0
    learner.configure(SGD(), 10, 0.1, 0.0, 0.0, clip_norm=1e-3)
    learner.step()
    assert 0.0 < learner.clipped < 1.0
    learner.configure(SGD(), 10, 0.1, 0.0, 0.0)
    assert learner.clipped == 1.0


def test_incoming_weights_are_limited_after_each_update_biases_are_not() -> None:
    free, limited = learner_of(), learner_of(max_norm=0.7)
    walk(free, 1)
    walk(limited, 1)
    for name in ("weights", "biases"):
        pairs = zip(
            getattr(free.parameters, name),
            getattr(limited.parameters, name),
            strict=True,
        )
        for unlimited, kept in pairs:
            if name == "biases":
                np.testing.assert_array_equal(kept, unlimited)
            else:
                lengths = np.linalg.norm(unlimited, axis=0)
                shares = np.minimum(1.0, 0.7 / lengths)
                assert (shares < 1.0).any()
                np.testing.assert_allclose(kept, unlimited * shares, rtol=1e-12)
    walk(limited, 30)
    for weights in limited.parameters.weights:
        assert np.linalg.norm(weights, axis=0).max() <= 0.7 * (1 + 1e-12)


@pytest.mark.parametrize("name", ["clip_value", "clip_norm", "max_norm"])
@pytest.mark.parametrize("limit", [0.0, -1.0, math.nan])
def test_limits_are_above_zero(name: str, limit: float) -> None:
    with pytest.raises(ValueError, match=rf"{name} .* is out of range; allowed: above"):
        learner_of(**{name: limit})


@pytest.mark.parametrize("name", ["clip_value", "clip_norm"])
@pytest.mark.parametrize(
    "member",
    [member for member in optimizers if member.closed_loop],
    ids=lambda member: member.key,
)
def test_gradients_that_an_optimizer_asks_for_cannot_be_clipped(
    name: str, member: type[Optimizer]
) -> None:
    with pytest.raises(ValueError, match=f"optimizer {member.key} cannot be clipped"):
        learner_of(optimizer=member(), **{name: 1.0})


def test_a_live_learner_keeps_its_kind_of_optimizer() -> None:
    """Also where another kind would need as much memory."""
    learner = learner_of(optimizer=optimizers["qhm"]())
    for other in (optimizers["lion"](), AveragedSGD(), Adam()):
        with pytest.raises(ValueError, match=f"{other.key} needs a learner of its own"):
            learner.configure(other, 10, 0.1, 0.0, 0.0)
    learner = learner_of(optimizer=LBFGS())
    with pytest.raises(ValueError, match="lbfgs needs a learner of its own"):
        learner.configure(LBFGS(history=5), 10, 0.1, 0.0, 0.0)
    learner.configure(LBFGS(iterations=5), 10, 0.1, 0.0, 0.0)


# Averages.


def test_the_average_can_be_measured_and_changes_nothing() -> None:
    learner = learner_of((4,), optimizer=AveragedSGD(start=5), learning_rate=0.3)
    walk(learner, 31)
    average = learner.average
    assert average is not None
    assert not np.array_equal(average, learner.parameters.flat)
    before, metrics = bits(learner), learner.evaluate()
    right = [part.copy() for part in learner.correct() if part is not None]
    measured = learner.evaluate_at(average)
    assert bits(learner) == before
    for part, again in zip(right, learner.correct(), strict=True):
        np.testing.assert_array_equal(part, again)
    other = learner_of((4,))
    other.put(average)
    assert measured == other.evaluate()
    assert measured != metrics
    learner.put(other.parameters.flat)
    np.testing.assert_array_equal(learner.average, learner.parameters.flat)


def test_without_averaging_there_is_no_average() -> None:
    assert learner_of().average is None
    assert learner_of(optimizer=Adam()).average is None


def test_averaging_calms_noise() -> None:
    """Polyak & Juditsky (1992): the average is closer to the minimum."""
    learner = learner_of(
        (),
        "mean_squared",
        "linear",
        optimizer=AveragedSGD(start=200),
        batch_size=1,
        learning_rate=0.03,
    )
    walk(learner, 2000)
    x = np.concatenate([learner.train.x, np.ones((1, 25))])
    best = np.linalg.lstsq(x.T, learner.train.y[0], rcond=None)[0]
    average = learner.average
    assert average is not None
    iterate = np.linalg.norm(learner.parameters.flat - best)
    assert np.linalg.norm(average - best) < 0.5 * iterate


# The evaluator.


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_the_evaluator_gives_loss_and_gradient_with_penalties(
    loss: str, output: str
) -> None:
    learner = learner_of(
        (4,),
        loss,
        output,
        outputs=2,
        activation="tanh",
        optimizer=ImplicitSGD(),
        l1=0.01,
        l2=0.02,
    )
    learner.step()
    evaluator = learner._evaluator
    theta = learner.parameters.flat + 0.05
    present, grad = learner.parameters.flat.copy(), learner.grad.flat.copy()
    found = np.empty_like(theta)
    value = evaluator.gradient(theta, found)
    assert value == evaluator.loss(theta)
    numeric = central_difference(lambda: evaluator.loss(theta), theta)
    assert noted(relative_error(found, numeric)) <= 1e-6
    np.testing.assert_array_equal(learner.parameters.flat, present)
    np.testing.assert_array_equal(learner.grad.flat, grad)


def test_the_evaluator_measures_the_present_batch() -> None:
    learner = learner_of(optimizer=ImplicitSGD(), l1=0.1, l2=0.2)
    with pytest.raises(RuntimeError, match="no batch has been entered"):
        learner._evaluator.loss(learner.parameters.flat)
    for _ in range(4):
        chosen = learner.upcoming().copy()
        learner.step()
        trace = learner.new_trace(chosen.size, backward=False)
        trace.set_inputs(learner.train.x[:, chosen])
        trace.forward.run()
        squares = (trace.output - learner.train.y[:, chosen]) ** 2
        expected = float(squares.sum(axis=0).mean())
        for weights in learner.parameters.weights:
            expected += 0.1 * np.abs(weights).sum() + 0.1 * (weights**2).sum()
        loss = learner._evaluator.loss(learner.parameters.flat)
        assert loss == pytest.approx(expected, rel=1e-12)


def test_a_learner_keeps_what_it_was_configured_with() -> None:
    schedule = replace(Cosine(), epochs=4)
    learner = learner_of(schedule=schedule, clip_value=2.0, clip_norm=3.0, max_norm=4.0)
    assert learner.schedule == schedule
    assert (learner.clip_value, learner.clip_norm, learner.max_norm) == (2.0, 3.0, 4.0)
    learner.configure(SGD(), 10, 0.1, 0.0, 0.0)
    assert learner.schedule.constant
    assert learner.clip_value == learner.clip_norm == learner.max_norm == math.inf
