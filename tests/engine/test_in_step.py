"""Learners that move on together do what each would do alone."""

import math

import numpy as np
import pytest

from tests.engine.builders import network_of, parameters_of
from visualizer.engine.in_step import InStep, best_of
from visualizer.engine.learner import Metrics, Samples, SupervisedLearner
from visualizer.engine.losses.softmax_cross_entropy import SoftmaxCrossEntropy
from visualizer.engine.optimizers import optimizers
from visualizer.engine.random_streams import RandomStreams


def samples_of(count: int, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    x = random.normal(size=(3, count))
    labels = (x[0] + 0.5 * x[1] > 0.0).astype(np.int64)
    return Samples(x, np.eye(2)[:, labels], labels)


def learner_of(
    hidden: tuple[int, ...] = (),
    optimizer: str = "adam",
    rate: float = 0.02,
    batch_size: int = 8,
    count: int = 30,
) -> SupervisedLearner:
    network = network_of(hidden, output="softmax")
    return SupervisedLearner(
        network,
        SoftmaxCrossEntropy(),
        optimizers[optimizer](),
        samples_of(count, 4),
        samples_of(12, 5),
        batch_size=batch_size,
        learning_rate=rate,
        streams=RandomStreams(6),
        parameters=parameters_of(network),
    )


def pair() -> list[SupervisedLearner]:
    return [learner_of(), learner_of((4, 3))]


def family() -> list[SupervisedLearner]:
    return [
        learner_of(optimizer="sgd", batch_size=30),
        learner_of((4,), batch_size=7),
        learner_of((5,), "rmsprop"),
    ]


def test_each_does_what_it_does_alone() -> None:
    together, alone = InStep(pair()), pair()
    for most in (3, 20, 1, 2, 20, 20):
        ended = together.run(most)
        assert [member.run(most) for member in alone] == [ended, ended]
    assert together.update == alone[0].update == 12
    assert together.position == alone[0].position
    np.testing.assert_array_equal(together.upcoming(), alone[0].upcoming())
    for here, there in zip(together.members, alone, strict=True):
        np.testing.assert_array_equal(here.state, there.state)
        np.testing.assert_array_equal(here.upcoming(), together.upcoming())


def test_an_update_of_whole_epochs_is_an_epoch_of_each() -> None:
    together, alone = InStep(family(), whole_epochs=True), family()
    assert together.updates_per_epoch == 1
    assert together.run(5)
    assert together.step()
    assert (together.update, together.position.epoch) == (2, 2)
    for here, there in zip(together.members, alone, strict=True):
        while there.epoch < 2:
            there.run(100)
        np.testing.assert_array_equal(here.state, there.state)
    assert together.upcoming().tolist() == list(range(30))


@pytest.mark.parametrize("whole", [False, True])
def test_a_moment_is_returned_to_exactly(whole: bool) -> None:
    members = family() if whole else pair()
    together = InStep(members, whole_epochs=whole)
    together.run(3)
    kept = together.checkpoint()
    assert kept.state.shape == together.state.shape
    standings = together.standings()
    for _ in range(3):
        together.run(6)
    later, position = together.state, together.position
    together.restore(kept)
    assert together.standings() == standings
    assert together.position == kept.position
    for _ in range(3):
        together.run(6)
    np.testing.assert_array_equal(together.state, later)
    assert together.position == position


def test_parameters_of_another_moment_are_measured_and_put() -> None:
    together = InStep(pair())
    first, begun = together.state[0].copy(), together.standings()
    together.run(8)
    now = together.standings()
    assert now != begun
    assert together.standings_at(first) == begun
    assert together.standings() == now
    together.put(first)
    assert together.standings() == begun
    assert not together.state[1:].any()


def test_the_leader_stands_for_all() -> None:
    together = InStep(pair(), leader=1)
    together.run(20)
    assert together.evaluate() == together.standings()[1]
    best = InStep(family(), whole_epochs=True)
    best.run(1)
    losses = [each.test_loss for each in best.standings()]
    assert best.evaluate().test_loss == min(losses)


def test_who_diverged_is_not_the_best() -> None:
    good, better = Metrics(0.5, 0.6, 0.9, 0.8), Metrics(0.4, 0.5, 0.9, 0.8)
    gone = Metrics(math.nan, math.nan, 0.5, 0.5)
    far = Metrics(1e9, 0.1, 0.5, 0.5)
    assert best_of([gone, good, better, far]) == 2
    assert best_of([gone, far]) is None
    together = InStep([learner_of((3,), "sgd", 0.1)])
    together.put(np.full_like(together.state[0], np.nan))
    assert math.isnan(together.evaluate().train_loss)


def test_time_is_counted_for_each() -> None:
    # A clock that goes on by a second at each look.
    seconds = iter(range(100))
    together = InStep(pair(), clock=lambda: float(next(seconds)))
    assert math.isnan(together.seconds_an_update(0))
    together.run(2)
    together.run(2)
    assert [together.seconds_an_update(n) for n in (0, 1)] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("members", "options", "message"),
    [
        ((), {}, "no learner; allowed: 1 or more"),
        ((8, 8), {"leader": 2}, "leader 2; allowed: 0 to 1"),
        ((8, 9), {}, r"batches of \[8, 9\] examples; allowed: one size"),
    ],
)
def test_what_cannot_move_on_together_is_refused(
    members: tuple[int, ...], options: dict[str, int], message: str
) -> None:
    made = [learner_of(batch_size=size) for size in members]
    with pytest.raises(ValueError, match=message):
        InStep(made, **options)


def test_other_numbers_of_examples_are_refused() -> None:
    with pytest.raises(ValueError, match=r"learners of \[29, 30\] examples"):
        InStep([learner_of(), learner_of(count=29)])


def test_no_parameter_is_its_own() -> None:
    together = InStep(pair())
    with pytest.raises(IndexError, match="side by side"):
        together.locate(1, 0, 0)
    assert not together.run(0)
    assert together.update == 0
