"""A race of networks against learners one by one."""

from typing import Any

import numpy as np
import pytest

from tests.engine.builders import examples_of, network_of, parameters_of
from visualizer.engine.arrays import ShapeError
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network_race import (
    Entry,
    NetworkRaceLearner,
    best_run,
    lost,
)
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.random_streams import RandomStreams

LOSS = losses["mean_squared"]()
NETWORK = network_of((4, 3), "tanh", "tanh", outputs=1)
TRAIN, TEST = examples_of(LOSS, 3, 1, 25), examples_of(LOSS, 3, 1, 10)
OPTIONS: dict[str, Any] = {"batch_size": 10, "l1": 0.001, "l2": 0.002}

MIXED = [
    (optimizer, rate, seed)
    for optimizer in (Adam(), SGD(), RMSProp(), SGD(momentum=0.9))
    for rate in (0.01, 0.1)
    for seed in (3, 8)
]


def race_of(
    runs: list[tuple[Any, float, int]] = MIXED, dtype: str = "float64"
) -> NetworkRaceLearner:
    entries = [
        Entry(optimizer, rate, RandomStreams(seed), parameters_of(NETWORK, seed, dtype))
        for optimizer, rate, seed in runs
    ]
    return NetworkRaceLearner(NETWORK, LOSS, entries, TRAIN, TEST, **OPTIONS)


def learner_of(optimizer: Any, rate: float, seed: int) -> SupervisedLearner:
    return SupervisedLearner(
        NETWORK,
        LOSS,
        optimizer,
        TRAIN,
        TEST,
        learning_rate=rate,
        streams=RandomStreams(seed),
        parameters=parameters_of(NETWORK, seed, "float64"),
        **OPTIONS,
    )


def test_each_run_does_what_a_learner_of_its_own_does() -> None:
    race, learners = race_of(), [learner_of(*run) for run in MIXED]
    for _ in range(100):
        race.step()
        for learner in learners:
            learner.step()
    for run, learner in enumerate(learners):
        np.testing.assert_allclose(race.theta(run), learner.state[0], atol=1e-12)
    each = [learner.evaluate() for learner in learners]
    found = race.standings()
    np.testing.assert_allclose(found.train_loss, [one.train_loss for one in each])
    np.testing.assert_allclose(found.test_loss, [one.test_loss for one in each])
    best = min(range(len(each)), key=lambda run: each[run].train_loss)
    assert best_run(found) == best
    assert race.evaluate().test_loss == pytest.approx(each[best].test_loss)
    assert race.position == learners[0].position


def test_epochs_end_together() -> None:
    race = race_of()
    assert (race.runs, race.examples, race.updates_per_epoch) == (16, 25, 3)
    assert [race.run(2), race.run(2), race.run(9)] == [False, True, True]
    assert (race.update, race.position.epoch) == (6, 2)
    assert len(race.upcoming()) == 10
    race.run(2)
    assert len(race.upcoming()) == 5


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_going_back_and_on_gives_the_same_bits(dtype: str) -> None:
    race = race_of(dtype=dtype)
    race.run(2)
    race.run(2)
    kept = race.checkpoint()
    for _ in range(20):
        race.step()
    after, measured = race.checkpoint(), race.standings()
    race.restore(kept)
    assert race.update == kept.position.update == 3
    np.testing.assert_array_equal(race.state, kept.state)
    for _ in range(20):
        race.step()
    np.testing.assert_array_equal(race.state, after.state)
    np.testing.assert_array_equal(race.scalars, after.scalars)
    assert race.position == after.position
    np.testing.assert_array_equal(race.standings().train_loss, measured.train_loss)
    with pytest.raises(ShapeError):
        race_of(MIXED[:4]).restore(kept)


def test_other_moments_are_measured_without_going_there() -> None:
    race = race_of()
    race.run(3)
    theta, then = race.state[0].copy(), race.standings()
    race.run(3)
    now, state = race.standings(), race.state.copy()
    np.testing.assert_array_equal(race.standings_at(theta).test_loss, then.test_loss)
    np.testing.assert_array_equal(race.state, state)
    assert race.standings() is now


def test_rates_change_live() -> None:
    race = race_of()
    race.run(3)
    rates = [0.5 * rate for _, rate, _ in MIXED]
    race.set_learning_rates(rates)
    assert race.learning_rate == 0.005
    learners = [learner_of(*run) for run in MIXED]
    for learner, rate in zip(learners, rates, strict=True):
        learner.run(3)
        learner.configure(learner.optimizer, 10, rate, 0.001, 0.002)
        learner.run(3)
    race.run(3)
    for run, learner in enumerate(learners):
        np.testing.assert_allclose(race.theta(run), learner.state[0], atol=1e-12)
    with pytest.raises(ValueError, match="3 items; expected 16"):
        race.set_learning_rates([1.0] * 3)


def test_other_parameters_begin_the_optimizers_afresh() -> None:
    race, fresh = race_of(), race_of()
    start = race.state[0].copy()
    race.run(3)
    race.put(start)
    assert not race.state[1:].any()
    np.testing.assert_array_equal(race.scalars, fresh.scalars)
    np.testing.assert_array_equal(race.state, fresh.state)


def test_what_has_diverged_is_lost_and_never_the_best() -> None:
    steep = [(SGD(), 1e9, 3), (SGD(), 0.01, 3)]
    linear = network_of((), "linear", "linear", outputs=1)
    entries = [
        Entry(optimizer, rate, RandomStreams(seed), parameters_of(linear, 3, "float64"))
        for optimizer, rate, seed in steep
    ]
    race = NetworkRaceLearner(linear, LOSS, entries, TRAIN, TEST, batch_size=10)
    with np.errstate(all="ignore"):
        race.run(3)
        race.run(3)
        assert lost(race.standings()).tolist() == [True, False]
        assert best_run(race.standings()) == 1
        assert race.evaluate().train_loss == race.standings().train_loss[1]
        race.state[0] = np.nan
        race.restore(race.checkpoint())
        assert best_run(race.standings()) is None
        assert np.isnan(race.evaluate().train_loss)


def test_there_is_no_parameter_of_the_race_and_no_race_of_nobody() -> None:
    race = race_of()
    with pytest.raises(IndexError, match="open one of its runs"):
        race.locate(1, 0, 0)
    with pytest.raises(IndexError, match="run 16; allowed: 0 to 15"):
        race.theta(16)
    with pytest.raises(ValueError, match="needs a run"):
        race_of([])
