"""Layers in a learner: replay to the bit, random masks, running statistics."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

import visualizer.engine.learner as learner_module
from tests.engine.layer_examples import (
    CLASSES,
    IMAGE,
    SOFTMAX,
    Bench,
    image_learner,
    network_with,
)
from visualizer.engine.arrays import Shape
from visualizer.engine.initializers.he import He
from visualizer.engine.landscape import Surface, random_plane
from visualizer.engine.layers import Layer, layers
from visualizer.engine.layers.batch_normalization import BatchNormalization
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.input_noise import InputNoise
from visualizer.engine.layers.residual import Residual
from visualizer.engine.learner import Position, SupervisedLearner
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters


def walk(learner: SupervisedLearner, updates: int) -> None:
    for _ in range(updates):
        learner.step()


def bits(learner: SupervisedLearner) -> tuple[bytes, bytes, Position]:
    return learner.state.tobytes(), learner.scalars.tobytes(), learner.position


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("key", layers.keys())
def test_a_checkpoint_goes_on_exactly_as_before(key: str, precision: str) -> None:
    learner = image_learner(network_with(key), precision)
    assert learner.state.dtype == precision
    start = learner.evaluate().train_loss
    walk(learner, 11)
    checkpoint = learner.checkpoint()
    at = bits(learner)
    walk(learner, 19)
    after, measured = bits(learner), learner.evaluate()
    assert at[0] != after[0]
    assert measured.train_loss < start
    learner.restore(checkpoint)
    assert bits(learner) == at
    walk(learner, 19)
    assert bits(learner) == after
    assert learner.evaluate() == measured
    # Another learner, by whole epochs at a time, and watched in between.
    other = image_learner(network_with(key), precision)
    while other.update < 28:
        other.run(100)
        other.evaluate()
        trace = other.new_trace(4, backward=True)
        trace.forward.run()
        trace.backward.run()
    walk(other, 2)
    assert bits(other) == after
    other.restore(checkpoint)
    walk(other, 19)
    assert bits(other) == after


@pytest.mark.parametrize("key", layers.keys())
def test_single_precision_stays_single(key: str) -> None:
    learner = image_learner(network_with(key))
    walk(learner, 2)
    for _, steps in learner._batches.values():
        for function, operands in steps:
            assert not any(isinstance(operand, float) for operand in operands), function
            doubles = [
                operand
                for operand in operands
                if isinstance(operand, np.ndarray) and operand.dtype == np.float64
            ]
            # Only running statistics are kept in double precision.
            assert not doubles or learner.statistics.size, function


def drawn(bench: Bench, name: str) -> Any:
    bench.run()
    return bench.trace.values[name].copy()


@pytest.mark.parametrize(
    ("layer", "name"), [(Dropout(0.3), "mask"), (InputNoise(0.3), "noise")]
)
def test_draws_are_a_function_of_seed_update_and_place(layer: Layer, name: str) -> None:
    bench = Bench(layer, (40,), 25, seed=3)
    first = drawn(bench, name)
    np.testing.assert_array_equal(drawn(bench, name), first)
    bench.draws.update = 7
    later = drawn(bench, name)
    assert not np.array_equal(first, later)
    bench.draws.update = 0
    np.testing.assert_array_equal(drawn(bench, name), first)
    other = drawn(Bench(layer, (40,), 25, seed=4), name)
    assert not np.array_equal(first, other)


def test_layers_of_one_network_draw_apart() -> None:
    inner = Residual((Dropout(), Dropout()))
    chain: Sequence[Layer] = (Dropout(), inner, Dropout(), Dense(CLASSES, SOFTMAX))
    learner = image_learner(Sequential(72, tuple(chain)), batch_size=30)
    learner.step()
    (trace,) = learner._traces.values()
    traces = [trace.layers[0], *trace.layers[1].inner, trace.layers[2]]
    masks = [at.values["mask"].tobytes() for at in traces]
    assert len(set(masks)) == 4


def test_each_update_drops_others() -> None:
    chain = (Dropout(), Dense(CLASSES, SOFTMAX))
    learner = image_learner(Sequential(72, chain), batch_size=30)
    masks = []
    for _ in range(5):
        learner.step()
        (trace,) = learner._traces.values()
        masks.append(trace.layers[0].values["mask"].tobytes())
    assert len(set(masks)) == 5


@pytest.mark.parametrize("rate", [0.0, 0.25, 0.5, 0.9])
def test_dropout_keeps_the_mean(rate: float) -> None:
    bench = Bench(Dropout(rate), (200,), 300, values=lambda _, size: np.ones(size))
    bench.run()
    a = bench.trace.a
    assert set(np.unique(a)) <= {0.0, 1.0 / (1.0 - rate)}
    # 60,000 draws: five standard errors of the share that is kept.
    error = 5.0 * (rate * (1.0 - rate) / a.size) ** 0.5
    assert abs((a == 0.0).mean() - rate) <= error


def test_noise_has_its_deviation() -> None:
    bench = Bench(InputNoise(0.3), (200,), 300)
    bench.run()
    noise = bench.trace.a - bench.trace.x
    assert noise.std() == pytest.approx(0.3, rel=0.02)
    assert abs(noise.mean()) <= 0.01


@pytest.mark.parametrize("layer", [Dropout(0.5), InputNoise(0.5)])
def test_nothing_random_happens_while_looking(layer: Layer) -> None:
    bench = Bench(layer, (4, 5), 6, training=False)
    bench.run()
    np.testing.assert_array_equal(bench.trace.a, bench.trace.x)
    np.testing.assert_array_equal(bench.dx.reshape(bench.c.shape), bench.c)


def test_running_statistics_are_state_of_the_learner() -> None:
    chain = (BatchNormalization(), Dense(CLASSES, SOFTMAX))
    learner = image_learner(Sequential(72, chain), batch_size=30, reshuffle=False)
    np.testing.assert_array_equal(learner.statistics, np.repeat([0.0, 1.0], 72))
    x = learner.train.x.astype(np.float64)
    learner.step()
    mean, variance = learner.statistics.reshape(2, 72)
    np.testing.assert_allclose(mean, 0.1 * x.mean(axis=1), atol=1e-6)
    expected = 0.9 + 0.1 * x.var(axis=1, ddof=1)
    np.testing.assert_allclose(variance, expected, rtol=1e-5)
    kept = learner.statistics.copy()
    learner.evaluate()
    learner.new_trace(30, backward=True).forward.run()
    np.testing.assert_array_equal(learner.statistics, kept)
    learner.put(learner.parameters.flat * 0.5)
    np.testing.assert_array_equal(learner.statistics, kept)


def test_a_batch_of_one_value_leaves_the_variance_alone() -> None:
    bench = Bench(BatchNormalization(), (3,), 1)
    bench.run()
    np.testing.assert_array_equal(bench.statistics[3:], 1.0)
    np.testing.assert_array_equal(bench.dx, 0.0)
    np.testing.assert_array_equal(bench.trace.a[:, 0], bench.trace.blocks[1][0])


def test_penalties_pull_at_weights_of_layers_alone() -> None:
    network = network_with("batch_normalization")
    plain, pulled = (
        image_learner(network, "float64", optimizer="sgd", l2=l2) for l2 in (0.0, 0.5)
    )
    before = plain.parameters.flat.copy()
    plain.step()
    pulled.step()
    mask = plain.parameters.weight_mask()
    assert mask.sum() == 2 * 9 * 3 + 48 * CLASSES
    np.testing.assert_allclose(
        pulled.parameters.flat,
        plain.parameters.flat - 0.01 * 0.5 * mask * before,
        rtol=1e-12,
        atol=1e-15,
    )


def test_images_are_gathered_from_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learner_module, "BLOCKS_BYTES", 0)
    network = network_with("convolution")
    learner = image_learner(network, batch_size=30)
    chosen = learner.upcoming().copy()
    learner.step()
    (trace,) = learner._traces.values()
    expected = learner.train.x[:, chosen].reshape(*IMAGE, 30)
    assert trace.layers[0].x.shape == (2, 6, 6, 30)
    np.testing.assert_array_equal(trace.layers[0].x, expected)


def test_kernels_are_found_by_layer_row_and_filter() -> None:
    learner = image_learner(network_with("max_pooling"))
    place = learner.locate(1, 10, 2)
    assert learner.state[0, place] == learner.parameters.weights[0][10, 2]
    with pytest.raises(IndexError, match="layer 1 has no parameters"):
        learner.locate(2, 0, 0)


@pytest.mark.parametrize("room", [1, 7, 30, 59])
def test_large_sets_are_measured_in_parts(
    room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = network_with("convolution")
    whole = image_learner(network, "float64")
    monkeypatch.setattr(learner_module, "MEASURED_AT_ONCE", room * sum(network.sizes))
    parts = image_learner(network, "float64")
    assert parts._all.batch == room
    for _ in range(2):
        for learner in (whole, parts):
            walk(learner, 3)
        expected, found = whole.evaluate(), parts.evaluate()
        assert found.train_loss == pytest.approx(expected.train_loss, rel=1e-12)
        assert found.test_loss == pytest.approx(expected.test_loss, rel=1e-12)
        assert found.train_accuracy == expected.train_accuracy
        for ours, theirs in zip(parts.correct(), whole.correct(), strict=True):
            np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("key", ["batch_normalization", "max_pooling", "residual"])
def test_surfaces_are_those_of_the_learner(key: str) -> None:
    learner = image_learner(network_with(key), "float64")
    walk(learner, 5)
    theta = learner.parameters.flat.copy()
    shapes = learner.network.shapes
    plane = random_plane(theta, shapes, np.random.default_rng(1))
    biases = 1.0 - learner.parameters.weight_mask()
    np.testing.assert_array_equal(plane.u * biases, 0.0)
    a, b = np.array([-0.5, 0.0, 0.25]), np.array([0.0, 0.75])
    surface = Surface(
        learner.network, learner.loss, learner.train, plane, a, b, learner.statistics
    )
    while not surface.complete:
        surface.fill_row()
    for row, column in np.ndindex(2, 3):
        learner.parameters.flat[:] = plane.point(a[column], b[row])
        loss = learner.evaluate().train_loss
        assert surface.values[row, column] == pytest.approx(loss, rel=1e-12)


def test_traces_hold_values_by_name() -> None:
    padded = Convolution(4, 3, padding=1)
    network = Sequential(72, (padded, Flatten(), Dense(CLASSES, SOFTMAX)), IMAGE)
    parameters = Parameters(network.shapes, np.dtype(np.float64))
    network.initialize(parameters, He(), np.random.default_rng(1))
    trace = Trace(network, parameters, 2)
    x = np.random.default_rng(2).normal(size=(72, 2))
    trace.set_inputs(x)
    trace.forward.run()
    at: Shape = (1, 4, 2)
    values = trace.layers[0].values
    assert values["padded"].shape == (2, 8, 8, 2)
    assert values["patches"].shape == (2 * 9 + 1, 36 * 2)
    window = values["padded"][:, at[1] : at[1] + 3, at[2] : at[2] + 3, at[0]]
    column = (at[1] * 6 + at[2]) * 2 + at[0]
    np.testing.assert_array_equal(values["patches"][:-1, column], window.ravel())
    kernel = parameters.weights[0][:, 3]
    expected = window.ravel() @ kernel + parameters.biases[0][3]
    z = trace.layers[0].z
    assert z[3, at[1], at[2], at[0]] == pytest.approx(expected, rel=1e-12)
