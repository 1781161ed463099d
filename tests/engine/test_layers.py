"""Every layer: its gradient, its shapes, its names, what it refuses."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.engine.gradient_errors import noted
from tests.engine.layer_examples import CASES, TANH, Bench, Case
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, ShapeError
from visualizer.engine.gradient_check import relative_error
from visualizer.engine.initializers.he import He
from visualizer.engine.initializers.uniform import Uniform
from visualizer.engine.initializers.xavier import Xavier
from visualizer.engine.layers import Layer, layers
from visualizer.engine.layers.average_pooling import AveragePooling
from visualizer.engine.layers.batch_normalization import BatchNormalization
from visualizer.engine.layers.carry import Carry
from visualizer.engine.layers.convolution import Convolution
from visualizer.engine.layers.dense import Dense
from visualizer.engine.layers.dropout import Dropout
from visualizer.engine.layers.flatten import Flatten
from visualizer.engine.layers.global_average_pooling import GlobalAveragePooling
from visualizer.engine.layers.input_noise import InputNoise
from visualizer.engine.layers.max_pooling import MaxPooling
from visualizer.engine.layers.prelu import PReLU
from visualizer.engine.layers.residual import Residual
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential, Trace
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Draws, RandomStreams
from visualizer.engine.windows import Windows
from visualizer.settings import SettingError, from_plain, setting, to_plain

TOLERANCE = 1e-6
STEP = 3e-4
KINK = 3e-7
FLOAT64 = np.dtype(np.float64)
MODES = pytest.mark.parametrize("training", [True, False], ids=["train", "look"])


def test_every_layer_has_cases() -> None:
    assert set(CASES) == set(layers.keys())


def slope_along(
    bench: Bench, values: Array, direction: Array, step: float = STEP
) -> float:
    """Return the loss's slope in a direction: central differences, extrapolated."""
    kept = values.copy()

    def difference(step: float) -> float:
        values[:] = kept + step * direction
        high = bench.loss()
        values[:] = kept - step * direction
        low = bench.loss()
        values[:] = kept
        return (high - low) / (2.0 * step)

    return (4.0 * difference(step) - difference(2.0 * step)) / 3.0


class KinkBetweenError(Exception):
    """The slope jumps within the step of the differences: there is none to compare."""


def gradient_error(case: Case, batch: int, training: bool, seed: int) -> float:
    """Return the worst error over directions among inputs and in each block.

    Raises:
        KinkBetweenError: If a kink lies within the step of a difference.
    """
    bench = Bench(*case, batch, training=training, seed=seed)
    bench.run()
    random = np.random.default_rng(seed + 1)
    pairs = [
        (bench.x, bench.dx),
        *zip(bench.parameters.weights, bench.grad.weights, strict=True),
        *zip(bench.parameters.biases, bench.grad.biases, strict=True),
    ]
    analytic, numeric = [], []
    for values, gradient in pairs:
        if not values.size:
            continue
        for _ in range(2):
            # Signs, so that no direction hides a value.
            direction = random.choice([-1.0, 1.0], values.shape)
            direction *= random.uniform(0.5, 1.0, values.shape)
            analytic.append(float((gradient * direction).sum()))
            numeric.append(slope_along(bench, values, direction))
            # Where half the step gives another slope, a kink lies between.
            finer = slope_along(bench, values, direction, STEP / 2.0)
            if abs(finer - numeric[-1]) > KINK * max(1e-3, abs(finer)):
                raise KinkBetweenError
    return noted(relative_error(np.array(analytic), np.array(numeric)))


@MODES
@pytest.mark.parametrize("key", layers.keys())
def test_gradients_are_those_of_central_differences(key: str, training: bool) -> None:
    @settings(deadline=None, max_examples=25)
    @given(case=CASES[key], batch=st.integers(1, 4), seed=st.integers(0, 99))
    def check(case: Case, batch: int, seed: int) -> None:
        try:
            error = gradient_error(case, batch, training, seed)
        except KinkBetweenError:
            reject()
        assert error <= TOLERANCE

    check()


@pytest.mark.parametrize("key", layers.keys())
def test_every_single_gradient_of_one_case(key: str) -> None:
    """Value by value, where directions could only hide an error by chance."""
    shape = (6,) if key in ("dense", "carry") else (2, 6, 6)
    made = {
        "convolution": Convolution(2, 3, 2, 1),
        "dense": Dense(3, TANH),
        "carry": Carry((Dense(3, TANH), Dense(2)), 4),
    }
    if key == "residual":
        layer = Residual((Convolution(2, 3, padding="same"),), TANH)
    else:
        layer = made[key] if key in made else layers[key]()  # type: ignore[assignment]
    bench = Bench(layer, shape, 3)
    bench.run()
    for values, gradient in (
        (bench.x, bench.dx),
        (bench.parameters.flat, bench.grad.flat),
    ):
        found = gradient.copy()
        scale = np.abs(found).max(initial=1.0)
        for place in np.ndindex(values.shape):
            direction = np.zeros_like(values)
            direction[place] = 1.0
            slope = slope_along(bench, values, direction)
            assert abs(slope - found[place]) <= 1e-8 * scale, place


def test_a_wrong_gradient_is_noticed() -> None:
    bench = Bench(Convolution(2, 3), (1, 5, 5), 2)
    bench.run()
    direction = np.ones_like(bench.x)
    right = slope_along(bench, bench.x, direction)
    assert bench.dx.sum() == pytest.approx(right, rel=1e-9)
    bench.dx[3, 1] *= 1.01
    assert abs(bench.dx.sum() - right) > 1e-6


@pytest.mark.parametrize("key", layers.keys())
def test_a_first_layer_reads_the_examples_of_a_batch(key: str) -> None:
    """There targets lie behind the row of ones."""

    @settings(deadline=None, max_examples=15)
    @given(case=CASES[key], batch=st.integers(1, 4), training=st.booleans())
    def check(case: Case, batch: int, training: bool) -> None:
        layer, shape = case
        # What a layer draws depends on its place.
        training = training and not layer.random
        bench = Bench(layer, shape, batch, training=training)
        bench.run()
        network = Sequential(len(bench.x), (layer, Flatten(), Dense(1)), shape)
        parameters = Parameters(network.shapes, FLOAT64)
        size = bench.parameters.flat.size
        parameters.flat[:size] = bench.parameters.flat
        draws = bench.draws if training else None
        loss = losses["mean_squared"]()
        trace = Trace(network, parameters, batch, loss, training=draws)
        trace.set_inputs(bench.x)
        trace.forward.run()
        first = trace.layers[0]
        np.testing.assert_allclose(first.a, bench.trace.a, rtol=1e-12, atol=1e-12)
        for name, values in bench.trace.values.items():
            np.testing.assert_allclose(first.values[name], values, atol=1e-12)

    check()


@MODES
@pytest.mark.parametrize("key", layers.keys())
def test_shapes_are_as_said(key: str, training: bool) -> None:
    @settings(deadline=None, max_examples=15)
    @given(case=CASES[key], batch=st.integers(1, 3))
    def check(case: Case, batch: int) -> None:
        layer, shape = case
        bench = Bench(layer, shape, batch, training=training)
        bench.run()
        output = (*layer.output_shape(shape), batch)
        trace = bench.trace
        for values in (trace.z, trace.a, trace.da, trace.dz):
            assert values.shape == output
        assert trace.x[: shape[0]].size == bench.x.size
        assert np.isfinite(bench.dx).all()
        for block, values, grad in zip(
            layer.blocks(shape), trace.blocks, trace.grads, strict=True
        ):
            assert values.shape == grad.shape == (block.n_in + 1, block.n_out)
            assert np.isfinite(grad).all()

    check()


def test_windows_of_same_padding_keep_the_length() -> None:
    for length in range(1, 9):
        for size in range(1, 6):
            for stride in range(1, 4):
                windows = Windows((1, length), size, stride, padding="same")
                assert windows.counts == (-(-length // stride),)
                ((before, after),) = windows.zeros
                assert after - before in (0, 1)


def network_of_all() -> Sequential:
    relu, softmax = activations["relu"](), activations["softmax"]()
    inner = (
        Convolution(3, 3, padding="same"),
        BatchNormalization(activation=relu),
        Dropout(0.25),
    )
    return Sequential(
        50,
        (
            InputNoise(0.1),
            Convolution(3, 3, activation=relu),
            Residual(inner, relu),
            Residual((Residual(inner), PReLU()), relu),
            MaxPooling(3, 1),
            Flatten(),
            Dense(4),
            Dropout(0.5),
            PReLU(),
            Dense(3, softmax),
        ),
        (2, 5, 5),
    )


def test_names_are_paths_and_places_are_unique() -> None:
    network = network_of_all()
    parameters = Parameters(network.shapes, FLOAT64)
    loss = losses["softmax_cross_entropy"]()
    training = Draws(RandomStreams(1))
    trace = Trace(network, parameters, 2, loss, training=training)

    def walk(traces: list) -> list:
        return [deep for at in traces for deep in (at, *walk(at.inner))]

    found = walk(trace.layers)
    assert [at.name for at in found[:7]] == ["1", "2", "3", "3.1", "3.2", "3.3", "4"]
    assert [at.name for at in found[7:10]] == ["4.1", "4.1.1", "4.1.2"]
    assert [at.source for at in found[2:6]] == ["2", "2", "3.1", "3.2"]
    assert len({at.place for at in found}) == len(found)
    names = [operation.name for operation in trace.forward]
    assert "Z3.1 = W3.1ᵀ X3.1 + b3.1" in names
    assert "Z3 = A2 + A3.3" in names
    assert all(operation.name for operation in (*trace.forward, *trace.backward))


def test_nothing_is_computed_below_the_first_parameters() -> None:
    network = network_of_all()
    loss = losses["softmax_cross_entropy"]()
    trace = Trace(network, Parameters(network.shapes, FLOAT64), 2, loss)
    assert trace.layers[1].dx is None
    assert not any("dA0" in operation.name for operation in trace.backward)
    assert not any("dA1" in operation.name for operation in trace.backward)


def test_blocks_are_found_by_layer() -> None:
    network = network_of_all()
    assert network.shapes[:4] == ((18, 3), (27, 3), (0, 3), (0, 3))
    assert [network.first_block(layer) for layer in (2, 3, 4, 7, 9, 10)] == [
        *(0, 1, 4, 8, 9, 10),
    ]
    with pytest.raises(IndexError, match="layer 4 has no parameters"):
        network.first_block(5)
    with pytest.raises(IndexError, match="layer 10; allowed: 0 to 9"):
        network.first_block(11)


def test_parameters_start_as_each_layer_says() -> None:
    network = network_of_all()
    parameters = Parameters(network.shapes, FLOAT64)
    network.initialize(parameters, Uniform(start_bias=0.7), np.random.default_rng(1))
    described = [block for blocks in network.blocks for block in blocks]
    for block, values in zip(described, parameters.blocks, strict=True):
        expected = {"W, b": 0.7, "γ": 1.0, "β": 0.0, "α": 0.25}[block.name]
        np.testing.assert_array_equal(values[-1], expected)
        assert (np.abs(values[:-1]) <= 0.5).all()
        assert values[:-1].all()
    mask = Parameters(network.shapes, FLOAT64, parameters.weight_mask())
    for block, values in zip(described, mask.blocks, strict=True):
        assert values.sum() == block.n_in * block.n_out


@pytest.mark.parametrize("initializer", [Xavier(), He()], ids=["xavier", "he"])
def test_kernels_spread_by_both_fans(initializer: Xavier | He) -> None:
    """n_in = 16 · 9 meet in a sum; each input goes into 32 · 9 sums."""
    layer = Convolution(32, 3)
    network = Sequential(16 * 36, (layer, Flatten()), (16, 6, 6))
    parameters = Parameters(network.shapes, FLOAT64)
    network.initialize(parameters, initializer, np.random.default_rng(1))
    variance = {"xavier": 2.0 / (144 + 288), "he": 2.0 / 144}[initializer.key]
    assert parameters.weights[0].std() == pytest.approx(variance**0.5, rel=0.03)


@pytest.mark.parametrize("cls", [Convolution, MaxPooling, AveragePooling])
def test_a_number_is_a_pair_of_equal_ones(cls: Any) -> None:
    """To the bit, so that what was one number keeps its meaning."""
    one, two = (
        Bench(cls(size=size, stride=step, padding=zeros), (2, 6, 7), 3)
        for size, step, zeros in ((3, 2, 1), ((3, 3), (2, 2), (1, 1)))
    )
    for bench in (one, two):
        bench.run()
    assert one.trace.a.tobytes() == two.trace.a.tobytes()
    assert one.dx.tobytes() == two.dx.tobytes()
    assert one.grad.flat.tobytes() == two.grad.flat.tobytes()


def test_what_pads_a_pool_never_wins_and_counts_only_where_it_is_said_to() -> None:
    """Three values below 0, of which the first and last windows see two."""

    def row(random: np.random.Generator, size: int) -> Array:
        return np.array([-1.0, -2.0, -6.0])

    made = [
        (MaxPooling(3, 1, 1), [-1.0, -1.0, -2.0]),
        (AveragePooling(3, 1, 1), [-1.0, -3.0, -8.0 / 3.0]),
        (AveragePooling(3, 1, 1, False), [-1.5, -3.0, -4.0]),
    ]
    for layer, expected in made:
        bench = Bench(layer, (1, 3), 1, values=row)
        bench.run()
        np.testing.assert_allclose(bench.trace.a.ravel(), expected)


def test_layers_written_with_one_number_are_read_as_before() -> None:
    plain = {"key": "convolution", "size": 5, "stride": 2, "dilation": 3}
    found = from_plain(Holder, {"layer": plain}).layer
    assert found == Convolution(size=5, stride=2, dilation=3)
    assert to_plain(Holder(found)) == {"layer": plain}


@dataclass(frozen=True)
class Holder:
    layer: Layer = setting(registry=layers)


@pytest.mark.parametrize("key", layers.keys())
def test_layers_are_settings(key: str) -> None:
    """Written as JSON and read again they are the same."""

    @settings(deadline=None, max_examples=15)
    @given(case=CASES[key])
    def check(case: Case) -> None:
        holder = Holder(case[0])
        plain = json.loads(json.dumps(to_plain(holder)))
        assert from_plain(Holder, plain) == holder

    check()


@pytest.mark.parametrize(
    ("padding", "message"),
    [
        (-1, "one of valid, same, or a number from 0 to 31"),
        ("full", "one of valid, same, or a number from 0 to 31"),
        (1.5, "1.5 is not a whole number"),
        (None, "None is not a number"),
        ([1, 32], r"padding\[1\]: 32 is out of range; allowed: from 0 to 31"),
        (["same", 1], r"padding\[0\]: 'same' is not a number"),
        ([1, 2, 3], "padding: has 3 items; allowed: from 2 to 2"),
    ],
)
def test_a_padding_that_is_neither_number_nor_word_is_refused(
    padding: object, message: str
) -> None:
    with pytest.raises(SettingError, match=message):
        from_plain(Holder, {"layer": {"key": "convolution", "padding": padding}})


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (Dense(3), (1, 4, 4), r"not \(1, 4, 4\); flatten them"),
        (Convolution(3, 5), (1, 4, 4), r"length 5 do not fit into \(1, 4, 4\)"),
        (Convolution(3, 3, dilation=2), (1, 4, 4), r"length 5 do not fit"),
        (MaxPooling(), (6,), r"do not fit into \(6,\)"),
        (MaxPooling(), (1, 2, 2, 2), r"do not fit into \(1, 2, 2, 2\)"),
        (GlobalAveragePooling(), (6,), r"takes no \(6,\); expected 2 axes or more"),
        (Residual((Dense(3),)), (4,), r"inner layers make \(3,\) of \(4,\)"),
        (Carry((Dense(3),), 5), (4,), "5 inputs cannot be carried; allowed: 1 to 4"),
        (Carry((Convolution(1, 1),)), (1, 2, 2), "expected values in rows"),
        (Convolution(3, (2, 3)), (1, 2, 2), r"length 2 by 3 do not fit into"),
        (Convolution(3, (2, 3)), (1, 9), r"\(2, 3\) is for the height and width"),
        (MaxPooling(stride=(1, 2)), (1, 9), r"allowed for \(1, 9\): one number"),
        (MaxPooling(3, 1, 2), (1, 9), "padding of 2 is too much for windows of len"),
        (AveragePooling((4, 3), 1, 2), (1, 9, 9), "length 3; allowed: from 0 to 1"),
    ],
)
def test_what_does_not_fit_is_refused_when_building(
    layer: Dense, shape: tuple[int, ...], message: str
) -> None:
    with pytest.raises(ShapeError, match=message):
        Sequential(int(np.prod(shape)), (layer,), shape)


def test_networks_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"5 inputs do not fill an image \(1, 2, 2\)"):
        Sequential(5, (Flatten(),), (1, 2, 2))
    with pytest.raises(ShapeError, match=r"gives \(1, 2, 2\), not values in one row"):
        Sequential(4, (PReLU(),), (1, 2, 2))
    with pytest.raises(ValueError, match="at least one layer"):
        Residual(())
    with pytest.raises(ValueError, match="at least one layer"):
        Carry(())
