import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import examples_of, learner_of, network_of, parameters_of
from visualizer.engine.arrays import ShapeError
from visualizer.engine.learner import (
    Checkpoint,
    Position,
    Samples,
    SupervisedLearner,
)
from visualizer.engine.losses import losses
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.random_streams import EPOCHS_A_STREAM, Purpose, RandomStreams


def walk(learner: SupervisedLearner, updates: int) -> None:
    for _ in range(updates):
        learner.step()


def bits(learner: SupervisedLearner) -> tuple[bytes, bytes, Position]:
    return learner.state.tobytes(), learner.scalars.tobytes(), learner.position


def reconfigure(learner: SupervisedLearner, **changes: Any) -> None:
    chosen: dict[str, Any] = {
        "optimizer": learner.optimizer,
        "batch_size": learner.batch_size,
        "learning_rate": learner.learning_rate,
        "l1": learner.l1,
        "l2": learner.l2,
        **changes,
    }
    learner.configure(**chosen)


# The order of the examples.


@settings(deadline=None, max_examples=30)
@given(examples=st.integers(1, 30), batch=st.integers(1, 30), seed=st.integers(0, 99))
def test_an_epoch_takes_every_example_once(
    examples: int, batch: int, seed: int
) -> None:
    batch = min(batch, examples)
    learner = learner_of((), examples=examples, batch_size=batch, seed=seed)
    for epoch in range(3):
        seen: list[int] = []
        for number in range(learner.updates_per_epoch):
            upcoming = learner.upcoming()
            last = number == learner.updates_per_epoch - 1
            assert len(upcoming) == (examples - number * batch if last else batch)
            seen += upcoming.tolist()
            assert learner.position == Position(
                epoch * learner.updates_per_epoch + number, epoch, number * batch
            )
            assert learner.step() == last
        assert sorted(seen) == list(range(examples))
    assert learner.updates_per_epoch == math.ceil(examples / batch)


def test_each_epoch_has_an_order_of_its_own_from_its_stream() -> None:
    learner = learner_of(batch_size=25)
    orders = []
    for _ in range(2 * EPOCHS_A_STREAM + 1):
        orders.append(tuple(learner.upcoming().tolist()))
        learner.step()
    assert len(set(orders)) == len(orders)
    for block in range(2):
        random = RandomStreams(1).generator(Purpose.ORDER, block)
        for place in range(EPOCHS_A_STREAM):
            expected = tuple(random.permutation(25).tolist())
            assert orders[block * EPOCHS_A_STREAM + place] == expected


def test_without_reshuffling_the_order_stays_as_given() -> None:
    learner = learner_of(batch_size=25, reshuffle=False)
    for _ in range(3):
        assert learner.upcoming().tolist() == list(range(25))
        learner.step()


def test_the_last_batch_is_shorter_and_its_mean_is_over_its_own_examples() -> None:
    learner = learner_of((), output="linear", batch_size=10, reshuffle=False)
    walk(learner, 2)
    theta = learner.parameters.flat.copy()
    weights, bias = theta[:-1], theta[-1]
    x, y = learner.train.x[:, 20:], learner.train.y[0, 20:]
    error = weights @ x + bias - y
    expected = weights - 0.1 * 2.0 * (x @ error) / 5.0
    assert learner.upcoming().tolist() == [20, 21, 22, 23, 24]
    learner.step()
    np.testing.assert_allclose(learner.parameters.flat[:-1], expected, rtol=1e-12)


def test_a_new_batch_size_goes_on_with_the_examples_not_yet_used() -> None:
    learner = learner_of(batch_size=10)
    order = learner._order.tolist()
    seen = learner.upcoming().tolist()
    learner.step()
    reconfigure(learner, batch_size=4)
    sizes = []
    while learner.position.epoch == 0:
        sizes.append(len(learner.upcoming()))
        seen += learner.upcoming().tolist()
        learner.step()
    assert sizes == [4, 4, 4, 3]
    assert seen == order


# Exactness.


@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9), Adam()])
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("reshuffle", [True, False])
def test_two_learners_are_equal_to_the_bit(
    optimizer: Any, precision: str, reshuffle: bool
) -> None:
    options: dict[str, Any] = {
        "optimizer": optimizer,
        "precision": precision,
        "reshuffle": reshuffle,
        "l1": 1e-3,
        "l2": 1e-3,
        "learning_rate": 0.01,
    }
    first, second = learner_of(**options), learner_of(**options)
    for _ in range(5):
        walk(first, 37)
        walk(second, 37)
        assert bits(first) == bits(second)
        assert first.evaluate() == second.evaluate()


def test_seeds_change_the_course() -> None:
    first, second = learner_of(seed=1), learner_of(seed=2)
    walk(first, 1)
    walk(second, 1)
    assert bits(first)[0] != bits(second)[0]


@settings(deadline=None, max_examples=30)
@given(
    before=st.integers(0, 90),
    between=st.integers(0, 90),
    batch=st.integers(1, 25),
    adam=st.booleans(),
)
def test_a_checkpoint_goes_on_exactly_as_before(
    before: int, between: int, batch: int, adam: bool
) -> None:
    optimizer = Adam() if adam else SGD(momentum=0.9)
    learner = learner_of(
        (3,), optimizer=optimizer, batch_size=batch, precision="float32"
    )
    walk(learner, before)
    checkpoint = learner.checkpoint()
    at = bits(learner)
    walk(learner, between)
    after = bits(learner)
    learner.restore(checkpoint)
    assert bits(learner) == at
    walk(learner, between)
    assert bits(learner) == after


def test_a_checkpoint_is_a_copy() -> None:
    learner = learner_of(optimizer=Adam())
    walk(learner, 3)
    checkpoint = learner.checkpoint()
    state, scalars = checkpoint.state.copy(), checkpoint.scalars.copy()
    walk(learner, 3)
    np.testing.assert_array_equal(checkpoint.state, state)
    np.testing.assert_array_equal(checkpoint.scalars, scalars)
    assert not checkpoint.state.flags.writeable


def test_a_checkpoint_of_another_network_is_refused() -> None:
    foreign = learner_of((2,)).checkpoint()
    with pytest.raises(ShapeError, match=r"checkpoint\.state has shape"):
        learner_of((4, 3)).restore(foreign)


def test_configuring_the_same_again_changes_nothing() -> None:
    first, second = (learner_of(optimizer=Adam()) for _ in range(2))
    for _ in range(40):
        first.step()
        reconfigure(second)
        second.step()
    assert bits(first) == bits(second)


def test_measuring_changes_nothing() -> None:
    first, second = (learner_of() for _ in range(2))
    for _ in range(40):
        first.step()
        second.step()
        second.evaluate()
        trace = second.new_trace(2, backward=True)
        trace.forward.run()
        trace.backward.run()
    assert bits(first) == bits(second)


# Precision.


@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9, nesterov=True), SGD(), Adam()])
@pytest.mark.parametrize(
    ("loss", "output", "outputs"),
    [
        ("mean_squared", "tanh", 1),
        ("mean_squared", "softmax", 3),
        ("binary_cross_entropy", "sigmoid", 1),
        ("binary_cross_entropy", "softmax", 3),
        ("softmax_cross_entropy", "softmax", 3),
        ("softmax_cross_entropy", "sigmoid", 3),
    ],
)
def test_single_precision_everywhere(
    optimizer: Any, loss: str, output: str, outputs: int
) -> None:
    learner = learner_of(
        (4,),
        loss,
        output,
        outputs=outputs,
        optimizer=optimizer,
        precision="float32",
        activation="leaky_relu",
        l1=1e-3,
        l2=1e-3,
    )
    walk(learner, 3)
    learner.evaluate()
    assert learner.state.dtype == learner.grad.flat.dtype == np.float32
    assert learner.train.x.dtype == learner.train.y.dtype == np.float32
    for batch in learner._batches.values():
        for function, operands in batch[-1]:
            for operand in operands:
                if isinstance(operand, np.ndarray) and operand.dtype.kind != "i":
                    assert operand.dtype == np.float32, function
                assert not isinstance(operand, float), function
    checkpoint = learner.checkpoint()
    assert checkpoint.state.dtype == np.float32


def test_no_call_of_an_update_returns_a_new_array() -> None:
    """What a call returns is the array that it was told to write into."""
    learner = learner_of((4,), precision="float32", optimizer=Adam(), l1=0.1, l2=0.1)
    learner.step()
    for batch in learner._batches.values():
        for function, operands in batch[-1]:
            answer = function(*operands)
            if isinstance(answer, np.ndarray):
                assert any(answer is operand for operand in operands), function


def test_numbers_close_to_nothing_are_flushed() -> None:
    learner = learner_of((2,), precision="float32", learning_rate=1e-6)
    learner.state[1, 0] = 1e-38
    learner.state[0, 0] = np.float32(1e-35)
    learner.update = 1023
    learner.grad.flat[:] = 0.0
    learner.step()
    assert learner.update == 1024
    assert not ((learner.state != 0.0) & (np.abs(learner.state) < 1e-30)).any()


# Penalties and measures.


@pytest.mark.parametrize(("l1", "l2"), [(0.3, 0.0), (0.0, 0.7), (0.3, 0.7)])
def test_penalties_pull_at_weights_never_at_biases(l1: float, l2: float) -> None:
    plain, pulled = learner_of(), learner_of(l1=l1, l2=l2)
    before = plain.parameters.flat.copy()
    assert plain.evaluate() == pulled.evaluate()
    plain.step()
    pulled.step()
    mask = plain.parameters.weight_mask()
    pull = mask * (l1 * np.sign(before) + l2 * before)
    np.testing.assert_allclose(
        pulled.parameters.flat, plain.parameters.flat - 0.1 * pull, rtol=1e-12
    )
    assert not np.array_equal(pulled.parameters.flat, plain.parameters.flat)


def test_reported_losses_exclude_the_penalty() -> None:
    learner = learner_of(l1=1.0, l2=1.0)
    theta = learner.parameters.flat.copy()
    walk(learner, 7)
    plain = learner_of()
    plain.put(learner.parameters.flat)
    assert learner.evaluate() == plain.evaluate()
    assert not np.array_equal(theta, learner.parameters.flat)


def test_measures_are_those_of_the_whole_sets() -> None:
    learner = learner_of((4,), examples=30, test=12)
    walk(learner, 5)
    metrics = learner.evaluate()
    for samples, loss, accuracy in (
        (learner.train, metrics.train_loss, metrics.train_accuracy),
        (learner.test, metrics.test_loss, metrics.test_accuracy),
    ):
        trace = learner.new_trace(samples.count, backward=False)
        trace.set_inputs(samples.x)
        trace.forward.run()
        squares = (trace.output - samples.y) ** 2
        assert loss == pytest.approx(float(squares.sum(axis=0).mean()), rel=1e-13)
        right = (trace.output[0] >= 0.0) == (samples.labels == 1)
        assert accuracy == right.mean()
    train, test = learner.correct()
    assert train is not None
    assert test is not None
    assert (len(train), len(test)) == (30, 12)
    assert train.mean() == pytest.approx(metrics.train_accuracy)
    assert test.mean() == pytest.approx(metrics.test_accuracy)


@pytest.mark.parametrize(
    ("loss", "output", "outputs", "z", "answer"),
    [
        ("mean_squared", "tanh", 1, [-1e-3], 0),
        ("mean_squared", "tanh", 1, [1e-3], 1),
        ("binary_cross_entropy", "sigmoid", 1, [-1e-3], 0),
        ("binary_cross_entropy", "sigmoid", 1, [1e-3], 1),
        ("softmax_cross_entropy", "softmax", 3, [0.1, 0.3, 0.2], 1),
    ],
)
def test_an_answer_is_the_class_that_the_output_says(
    loss: str, output: str, outputs: int, z: list[float], answer: int
) -> None:
    learner = learner_of((), loss, output, outputs=outputs)
    learner.parameters.flat[:] = 0.0
    learner.parameters.biases[0][:] = z
    metrics = learner.evaluate()
    labels = learner.train.labels
    assert labels is not None
    assert metrics.train_accuracy == (labels == answer).mean()


def test_regression_has_no_accuracy_and_an_empty_set_no_loss() -> None:
    learner = learner_of((), output="linear", outputs=2, test=0)
    metrics = learner.evaluate()
    assert math.isnan(metrics.train_accuracy)
    assert math.isnan(metrics.test_accuracy)
    assert math.isnan(metrics.test_loss)
    assert math.isfinite(metrics.train_loss)
    assert learner.correct() == (None, None)


# Putting and locating.


def test_putting_the_network_elsewhere_forgets_the_optimizer() -> None:
    learner = learner_of(optimizer=Adam())
    walk(learner, 30)
    theta = np.arange(learner.parameters.flat.size, dtype=np.float64)
    position = learner.position
    learner.put(theta)
    np.testing.assert_array_equal(learner.parameters.flat, theta)
    np.testing.assert_array_equal(learner.state[1:], 0.0)
    np.testing.assert_array_equal(learner.scalars, 1.0)
    assert learner.position == position


def test_parameters_are_found_by_layer_and_neuron() -> None:
    learner = learner_of((4, 3))
    for layer, views in enumerate(learner.parameters.weights, start=1):
        for source, destination in np.ndindex(*views.shape):
            place = learner.locate(layer, source, destination)
            assert learner.state[0, place] == views[source, destination]
    assert (
        learner.state[0, learner.locate(2, None, 1)]
        == (learner.parameters.biases[1][1])
    )
    with pytest.raises(IndexError, match="layer -1; allowed: 0 to 2"):
        learner.locate(0, 0, 0)


# What is refused.


def test_batch_sizes_have_a_range() -> None:
    for size in (0, 26):
        with pytest.raises(ValueError, match=f"{size} is out of range; allowed: from"):
            learner_of(batch_size=size)


def test_a_live_learner_keeps_its_kind_of_optimizer() -> None:
    learner = learner_of()
    with pytest.raises(ValueError, match="optimizer adam needs a learner of its own"):
        reconfigure(learner, optimizer=Adam())


def test_examples_must_fit_the_network() -> None:
    network, loss = network_of((2,), outputs=1), losses["mean_squared"]()
    good = examples_of(loss, 3, 1, 5)
    empty = Samples(np.empty((3, 0)), np.empty((1, 0)), None)

    def build(train: Samples, test: Samples) -> None:
        SupervisedLearner(
            network,
            loss,
            SGD(),
            train,
            test,
            batch_size=1,
            learning_rate=0.1,
            streams=RandomStreams(1),
            parameters=parameters_of(network),
        )

    build(good, empty)
    with pytest.raises(ValueError, match="the training set is empty"):
        build(empty, good)
    with pytest.raises(ShapeError, match=r"test\.x has shape \(4, 5\)"):
        build(good, examples_of(loss, 4, 1, 5))
    with pytest.raises(ShapeError, match=r"train\.y has shape \(2, 5\)"):
        build(examples_of(loss, 3, 2, 5), good)


def test_the_starting_parameters_are_copied() -> None:
    network, loss = network_of((2,), outputs=1), losses["mean_squared"]()
    start = parameters_of(network)
    kept = start.flat.copy()
    learner = SupervisedLearner(
        network,
        loss,
        SGD(),
        examples_of(loss, 3, 1, 5),
        examples_of(loss, 3, 1, 5),
        batch_size=5,
        learning_rate=0.1,
        streams=RandomStreams(1),
        parameters=start,
    )
    np.testing.assert_array_equal(learner.parameters.flat, kept)
    learner.step()
    np.testing.assert_array_equal(start.flat, kept)


def test_positions_can_be_jumped_to_in_any_order() -> None:
    learner = learner_of(batch_size=7)
    seen: list[tuple[Checkpoint, list[int]]] = []
    for _ in range(4 * EPOCHS_A_STREAM):
        seen.append((learner.checkpoint(), learner.upcoming().tolist()))
        learner.step()
    for checkpoint, upcoming in [*seen[::-5], *seen[::7]]:
        learner.restore(checkpoint)
        assert learner.upcoming().tolist() == upcoming


def test_running_on_stops_at_the_end_of_the_epoch() -> None:
    learner = learner_of(batch_size=10)
    assert not learner.run(2)
    assert learner.position == Position(2, 0, 20)
    assert learner.run(100)
    assert learner.position == Position(3, 1, 0)
    assert not learner.run(0)
    assert learner.position == Position(3, 1, 0)


@settings(deadline=None, max_examples=20)
@given(lengths=st.lists(st.integers(1, 9), max_size=20))
def test_how_a_way_is_cut_into_pieces_does_not_matter(lengths: list[int]) -> None:
    pieces, steps = (learner_of(optimizer=Adam(), batch_size=7) for _ in range(2))
    for most in lengths:
        pieces.run(most)
    while steps.update < pieces.update:
        steps.step()
    assert bits(pieces) == bits(steps)


def test_memory_of_single_example_batches_is_small() -> None:
    """An entry for each batch has three calls of its own: those on x or y."""
    learner = learner_of((4, 2), batch_size=1, examples=200)
    walk(learner, 200)
    entries = [steps for _, steps in learner._batches.values()]
    assert len(entries) == 200
    assert len({id(step) for steps in entries for step in steps}) == (
        len(entries[0]) - 3 + 3 * 200
    )
