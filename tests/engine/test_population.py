from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import examples_of, network_of, parameters_of
from visualizer.engine import population as module
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.arrays import Array, ShapeError, dtype_of
from visualizer.engine.initializers.uniform import Uniform
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.learner import Samples, SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential
from visualizer.engine.optimizers import optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.lbfgs import LBFGS
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.population import Population, draw_parameters
from visualizer.engine.random_streams import Purpose, RandomStreams

TOLERANCE = 1e-12
UPDATES = 200
RATES = (0.1, 0.003, 0.02, 0.05, 0.01)
SEEDS = (5, 5, 6, 7, 8)


@dataclass
class Race:
    """The same runs side by side and one by one."""

    population: Population
    learners: list[SupervisedLearner]

    def deviation(self) -> float:
        """Return how far the parameters of any run are from those of its learner."""
        return max(
            float(np.abs(self.population.theta(run) - learner.state[0]).max())
            for run, learner in enumerate(self.learners)
        )


def race_of(
    chosen: Any = None,
    loss: str = "mean_squared",
    output: str = "tanh",
    *,
    hidden: tuple[int, ...] = (4, 3),
    activation: str = "tanh",
    outputs: int = 1,
    examples: int = 25,
    test: int = 10,
    batch_size: int = 10,
    precision: str = "float64",
    rates: tuple[float, ...] = RATES,
    l1: Any = 0.0,
    l2: Any = 0.0,
    reshuffle: bool = True,
) -> Race:
    """Return races of five runs; 25 examples, so that the last batch has five."""
    runs = len(rates)
    network = network_of(hidden, activation, output, outputs=outputs)
    measure = losses[loss]()
    train = examples_of(measure, 3, outputs, examples)
    tested = examples_of(measure, 3, outputs, test)
    streams = [RandomStreams(seed) for seed in SEEDS[:runs]]
    starts = [parameters_of(network, 10 + run, precision) for run in range(runs)]
    rules = chosen or [SGD()] * runs
    given: dict[str, Any] = {"batch_size": batch_size, "reshuffle": reshuffle}
    population = Population(
        network,
        measure,
        rules,
        train,
        tested,
        learning_rates=rates,
        l1=l1,
        l2=l2,
        streams=streams,
        parameters=starts,
        **given,
    )
    learners = [
        SupervisedLearner(
            network,
            measure,
            rules[run],
            train,
            tested,
            learning_rate=rates[run],
            l1=float(np.broadcast_to(l1, runs)[run]),
            l2=float(np.broadcast_to(l2, runs)[run]),
            streams=streams[run],
            parameters=starts[run],
            **given,
        )
        for run in range(runs)
    ]
    return Race(population, learners)


def walk(learner: Any, updates: int) -> None:
    until = learner.update + updates
    while learner.update < until:
        learner.run(until - learner.update)


def compare(race: Race, updates: int = UPDATES) -> None:
    walk(race.population, updates)
    # Neither shares anything with the other.
    assert race.deviation() > 1e-4
    for learner in race.learners:
        walk(learner, updates)
    assert race.deviation() <= TOLERANCE
    found = race.population.evaluate()
    expected = [learner.evaluate() for learner in race.learners]
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        np.testing.assert_allclose(
            getattr(found, name),
            [getattr(one, name) for one in expected],
            rtol=1e-10,
            atol=TOLERANCE,
        )


RULES: dict[str, list[Any]] = {
    "sgd": [SGD()] * 5,
    "momentum": [SGD(momentum=m) for m in (0.9, 0.0, 0.5, 0.9, 0.0)],
    "nesterov": [SGD(0.8, True), SGD(0.8), SGD(0.5, True), SGD(0.8, True), SGD()],
    "adam": [Adam(), Adam(beta1=0.5), Adam(), Adam(beta2=0.9), Adam(epsilon=1e-3)],
    "rmsprop": [
        *(RMSProp(), RMSProp(alpha=0.9), RMSProp(momentum=0.9)),
        *(RMSProp(centered=True), RMSProp()),
    ],
}


@pytest.mark.parametrize("rules", RULES)
@pytest.mark.parametrize("penalties", [False, True], ids=["plain", "penalties"])
def test_runs_are_those_of_separate_learners(rules: str, penalties: bool) -> None:
    rates: dict[str, Any] = {}
    if penalties:
        rates = {"l1": (1e-3, 0.0, 1e-4, 0.0, 0.0), "l2": (0.0, 0.01, 0.02, 0.0, 0.1)}
    compare(race_of(RULES[rules], **rates))


@pytest.mark.parametrize(
    "key", [rule.key for rule in optimizers if not rule.closed_loop]
)
def test_every_rule_that_is_given_its_gradient_can_run_side_by_side(key: str) -> None:
    compare(race_of([optimizers[key]()] * 5, rates=(0.02, 0.003, 0.01, 0.001, 0.005)))


@pytest.mark.parametrize(
    ("loss", "output", "outputs"),
    [
        ("binary_cross_entropy", "sigmoid", 1),
        ("softmax_cross_entropy", "softmax", 3),
        ("mean_squared", "softmax", 3),
        ("hinge", "linear", 1),
        ("cosine", "linear", 3),
    ],
)
def test_losses_are_of_each_run(loss: str, output: str, outputs: int) -> None:
    compare(race_of(None, loss, output, outputs=outputs))


@pytest.mark.parametrize("activation", ["relu", "gelu", "softmax", "linear"])
def test_hidden_activations(activation: str) -> None:
    compare(race_of(hidden=(5, 4), activation=activation))


def test_without_reshuffling() -> None:
    compare(race_of(reshuffle=False))


@settings(deadline=None, max_examples=20)
@given(
    hidden=st.lists(st.integers(1, 5), max_size=3),
    outputs=st.integers(1, 3),
    runs=st.integers(1, 5),
    examples=st.integers(1, 12),
    batch=st.integers(1, 12),
)
def test_any_shape(
    hidden: list[int], outputs: int, runs: int, examples: int, batch: int
) -> None:
    race = race_of(
        hidden=tuple(hidden),
        outputs=outputs,
        rates=RATES[:runs],
        examples=examples,
        batch_size=min(batch, examples),
        test=0,
    )
    compare(race, 30)


def test_the_runs_differ() -> None:
    population = race_of().population
    walk(population, 20)
    found = [population.theta(run).tobytes() for run in range(5)]
    assert len(set(found)) == 5
    orders = {row.tobytes() for row in population._order}
    assert len(orders) == len(set(SEEDS))


def test_parameters_of_a_run_are_a_copy() -> None:
    population = race_of().population
    kept = population.theta(2)
    walk(population, 1)
    assert not np.array_equal(kept, population.theta(2))
    kept[:] = 0.0
    assert population.theta(2).any()
    for run in (-1, 5):
        with pytest.raises(IndexError, match=f"run {run}; allowed: 0 to 4"):
            population.theta(run)


@pytest.mark.parametrize("slices", [(1,), (2, 7), (100,)])
def test_slices_do_not_change_a_run(slices: tuple[int, ...]) -> None:
    whole, cut = race_of(RULES["adam"]).population, race_of(RULES["adam"]).population
    walk(whole, 40)
    turn = 0
    while cut.update < 40:
        cut.run(min(slices[turn % len(slices)], 40 - cut.update))
        turn += 1
    assert cut.position == whole.position
    assert cut.state.tobytes() == whole.state.tobytes()


def test_running_stops_at_the_end_of_the_epoch() -> None:
    population = race_of().population
    assert population.updates_per_epoch == 3
    assert not population.run(2)
    assert population.seen == 20
    assert population.run(100)
    assert (population.update, population.epoch, population.seen) == (3, 1, 0)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("rules", ["nesterov", "adam", "rmsprop"])
def test_going_back_repeats_the_runs_to_the_bit(rules: str, precision: str) -> None:
    population = race_of(RULES[rules], precision=precision).population
    walk(population, 17)
    checkpoint = population.checkpoint()
    assert not checkpoint.state.flags.writeable
    walk(population, 60)
    after = population.state.tobytes(), population.scalars.tobytes()
    population.restore(checkpoint)
    assert population.position == checkpoint.position
    assert population.state.tobytes() == checkpoint.state.tobytes()
    walk(population, 60)
    assert (population.state.tobytes(), population.scalars.tobytes()) == after
    fresh = race_of(RULES[rules], precision=precision).population
    fresh.restore(checkpoint)
    walk(fresh, 60)
    assert (fresh.state.tobytes(), fresh.scalars.tobytes()) == after


def test_a_run_that_diverges_harms_no_other() -> None:
    rates = (0.1, 1e9, 0.02)
    race = race_of(hidden=(4,), activation="relu", output="linear", rates=rates)
    with np.errstate(all="ignore"):
        for learner in (race.population, race.learners[0], race.learners[2]):
            walk(learner, 100)
        losses_now = race.population.evaluate().train_loss
    assert not np.isfinite(race.population.theta(1)).all()
    assert not np.isfinite(losses_now[1])
    for run in (0, 2):
        found = race.population.theta(run)
        np.testing.assert_allclose(found, race.learners[run].state[0], atol=TOLERANCE)


def test_large_sets_are_measured_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = race_of(None, "softmax_cross_entropy", "softmax", outputs=3).population
    parts = race_of(None, "softmax_cross_entropy", "softmax", outputs=3).population
    expected = whole.evaluate()
    monkeypatch.setattr(module, "MEASURED_AT_ONCE", 8 * 5 * 13)
    found = parts.evaluate()
    assert parts._measuring is not None
    assert parts._measuring.batch == 5 * 8
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name))


def test_regression_has_no_accuracy_and_an_empty_test_set_no_loss() -> None:
    found = race_of(output="linear", outputs=2, test=0).population.evaluate()
    assert np.isfinite(found.train_loss).all()
    for values in (found.test_loss, found.train_accuracy, found.test_accuracy):
        assert values.shape == (5,)
        assert np.isnan(values).all()


def test_scales_are_factors_on_the_drawn_weights() -> None:
    network = network_of((4,))
    streams = [RandomStreams(3), RandomStreams(3), RandomStreams(4)]
    dtype = dtype_of("float64")
    start = Uniform(start_bias=0.3)
    one, twice, other = draw_parameters(network, start, streams, dtype, (1, 2, 1))
    plain = parameters_of(network)
    network.initialize(plain, start, RandomStreams(3).generator(Purpose.WEIGHTS))
    np.testing.assert_array_equal(one.flat, plain.flat)
    assert not np.array_equal(one.flat, other.flat)
    for single, double in zip(one.weights, twice.weights, strict=True):
        np.testing.assert_array_equal(2.0 * single, double)
    for single, double in zip(one.biases, twice.biases, strict=True):
        np.testing.assert_array_equal(single, 0.3)
        np.testing.assert_array_equal(double, 0.3)
    (alone,) = draw_parameters(network, start, streams[:1], dtype)
    np.testing.assert_array_equal(alone.flat, one.flat)


def build(**changes: Any) -> Population:
    network = changes.pop("network", network_of((4,)))
    measure = losses["mean_squared"]()
    samples = examples_of(measure, 3, 2, 20)
    chosen: dict[str, Any] = {
        "optimizers": [SGD(), SGD()],
        "learning_rates": (0.1, 0.2),
        "streams": [RandomStreams(1), RandomStreams(2)],
        "parameters": [parameters_of(network), parameters_of(network)],
        "batch_size": 10,
        "train": samples,
        **changes,
    }
    rules, train = chosen.pop("optimizers"), chosen.pop("train")
    return Population(network, measure, rules, train, samples, **chosen)


def empty() -> Samples:
    nothing: Array = np.zeros((3, 0))
    return Samples(nothing, nothing[:2], None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parameters": []}, "at least one run"),
        ({"optimizers": [SGD()]}, "optimizers has 1 items; expected 2, one a run"),
        ({"learning_rates": (0.1,)}, "learning_rates has 1 items; expected 2"),
        ({"l1": (0.1, 0.2, 0.3)}, "l1 has 3 items; expected 2"),
        ({"streams": []}, "streams has 0 items; expected 2"),
        ({"optimizers": [SGD(), Adam()]}, "adam of run 1; allowed: sgd, as that"),
        ({"optimizers": [LBFGS(), LBFGS()]}, "lbfgs asks for gradients itself"),
        ({"batch_size": 0}, "batch size 0 is out of range; allowed: from 1 to 20"),
        ({"batch_size": 21}, "batch size 21 is out of range"),
        (
            {"network": Sequential(3, (Dense(4, ReLU()), Dropout(), Dense(2)))},
            r"layer 2 \(dropout, linear\) cannot be stacked; allowed: dense, conv",
        ),
        ({"train": empty()}, "the training set is empty"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(**changes)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"train\.x has shape \(2, 5\)"):
        build(train=Samples(np.zeros((2, 5)), np.zeros((2, 5)), None))
    population = build()
    other = race_of().population.checkpoint()
    with pytest.raises(ShapeError, match=r"checkpoint\.state has shape"):
        population.restore(other)
