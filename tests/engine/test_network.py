import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import network_of, parameters_of, targets_of
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array, ShapeError, dtype_of
from visualizer.engine.initializers.uniform import Uniform
from visualizer.engine.losses import losses
from visualizer.engine.network import Sequential, Trace, dense_network
from visualizer.engine.parameters import Parameters

sizes = st.lists(st.integers(1, 6), max_size=4).map(tuple)


def by_hand(network: Sequential, parameters: Parameters, x: Array) -> list[Array]:
    """Return the activations of every layer, written as in a textbook."""
    answers = [x]
    for layer, block in zip(network.layers, parameters.blocks, strict=True):
        z = block[:-1].T @ answers[-1] + block[-1][:, None]
        answers.append(layer.activation(z))
    return answers


@settings(deadline=None, max_examples=60)
@given(
    hidden=sizes,
    inputs=st.integers(1, 5),
    outputs=st.integers(1, 4),
    batch=st.integers(1, 9),
    key=st.sampled_from(activations.keys()),
)
def test_forward_is_the_textbook_formula(
    hidden: tuple[int, ...], inputs: int, outputs: int, batch: int, key: str
) -> None:
    network = network_of(hidden, key, "tanh", inputs=inputs, outputs=outputs)
    parameters = parameters_of(network)
    trace = Trace(network, parameters, batch)
    x = np.random.default_rng(batch).normal(size=(inputs, batch))
    trace.set_inputs(x)
    trace.forward.run()
    expected = by_hand(network, parameters, x)
    for at, a in zip(trace.layers, expected[1:], strict=True):
        np.testing.assert_allclose(at.a, a, rtol=1e-12, atol=1e-13)
    assert trace.output is trace.layers[-1].a


@settings(deadline=None, max_examples=40)
@given(
    hidden=sizes,
    outputs=st.integers(2, 4),
    batch=st.integers(1, 9),
    key=st.sampled_from(activations.keys()),
    loss_key=st.sampled_from(losses.keys()),
)
def test_shapes_and_finiteness(
    hidden: tuple[int, ...], outputs: int, batch: int, key: str, loss_key: str
) -> None:
    loss = losses[loss_key]()
    network = network_of(hidden, key, loss.fused_with or "tanh", outputs=outputs)
    parameters = parameters_of(network, precision="float32")
    trace = Trace(network, parameters, batch, loss, observed=True)
    x = np.random.default_rng(batch).normal(size=(3, batch))
    trace.set_inputs(x, targets_of(loss, outputs, batch))
    trace.forward.run()
    trace.backward.run()
    assert trace.grad.flat.shape == parameters.flat.shape
    for (n_in, n_out), at in zip(network.shapes, trace.layers, strict=True):
        assert at.x.shape == (n_in + 1, batch)
        np.testing.assert_array_equal(at.x[-1], 1.0)
        for values in (at.z, at.a, at.slope, at.da, at.dz):
            assert values.shape == (n_out, batch)
            assert values.dtype == np.float32
            assert np.isfinite(values).all()
        assert np.isfinite(at.grad).all()


def test_gradients_of_a_batch_are_means_over_its_examples() -> None:
    loss = losses["mean_squared"]()
    network = network_of((4,), "tanh", "linear")
    parameters = parameters_of(network)
    batch, one = (Trace(network, parameters, n, loss) for n in (6, 1))
    x = np.random.default_rng(1).normal(size=(3, 6))
    y = targets_of(loss, 2, 6)
    batch.set_inputs(x, y)
    batch.forward.run()
    batch.backward.run()
    total = np.zeros_like(parameters.flat)
    for place in range(6):
        one.set_inputs(x[:, place : place + 1], y[:, place : place + 1])
        one.forward.run()
        one.backward.run()
        total += one.grad.flat
    np.testing.assert_allclose(batch.grad.flat, total / 6.0, rtol=1e-12)


def test_traces_do_not_disturb_one_another() -> None:
    loss = losses["mean_squared"]()
    network = network_of((4, 4), "relu")
    parameters = parameters_of(network)
    first, second = (Trace(network, parameters, 5, loss) for _ in range(2))
    for trace, seed in ((first, 1), (second, 2)):
        x = np.random.default_rng(seed).normal(size=(3, 5))
        trace.set_inputs(x, targets_of(loss, 2, 5, seed))
    first.forward.run()
    first.backward.run()
    kept = [
        values.copy()
        for at in first.layers
        for values in (at.x, at.z, at.a, at.slope, at.da, at.dz, at.grad)
    ]
    second.forward.run()
    second.backward.run()
    now = [
        values
        for at in first.layers
        for values in (at.x, at.z, at.a, at.slope, at.da, at.dz, at.grad)
    ]
    for before, after in zip(kept, now, strict=True):
        np.testing.assert_array_equal(before, after)


def test_traces_of_one_batch_can_share_a_gradient() -> None:
    loss = losses["mean_squared"]()
    network = network_of((2,))
    parameters = parameters_of(network)
    grad = Parameters(network.shapes, parameters.flat.dtype)
    trace = Trace(network, parameters, 3, loss, grad)
    trace.set_inputs(np.ones((3, 3)), np.zeros((2, 3)))
    trace.forward.run()
    trace.backward.run()
    assert trace.grad is grad
    assert np.abs(grad.flat).max() > 0.0


def test_operations_name_what_they_compute() -> None:
    network = network_of((4, 4), "tanh", "sigmoid", outputs=1)
    trace = Trace(network, parameters_of(network), 3, losses["binary_cross_entropy"]())
    forward = list(dict.fromkeys(operation.name for operation in trace.forward))
    backward = list(dict.fromkeys(operation.name for operation in trace.backward))
    assert forward == [
        "Z1 = W1ᵀ A0 + b1",
        "A1 = tanh(Z1)",
        "Z2 = W2ᵀ A1 + b2",
        "A2 = tanh(Z2)",
        "Z3 = W3ᵀ A2 + b3",
        "A3 = sigmoid(Z3)",
    ]
    assert backward == [
        "S1 … S2 = tanh′(Z)",
        "dZ3 = ∂C/∂Z3",
        "dW3, db3 = A2 dZ3ᵀ",
        "dA2 = W3 dZ3",
        "dZ2 = dA2 ⊙ tanh′(Z2)",
        "dW2, db2 = A1 dZ2ᵀ",
        "dA1 = W2 dZ2",
        "dZ1 = dA1 ⊙ tanh′(Z1)",
        "dW1, db1 = A0 dZ1ᵀ",
    ]


def test_layers_of_different_kinds_have_slopes_of_their_own() -> None:
    tanh, relu, linear = (activations[key]() for key in ("tanh", "relu", "linear"))
    layers = dense_network(2, (3, 3), 1, tanh, linear).layers
    mixed = Sequential(2, (layers[0], type(layers[1])(3, relu), layers[2]))
    parameters = parameters_of(mixed)
    trace = Trace(mixed, parameters, 4, losses["mean_squared"]())
    trace.set_inputs(np.random.default_rng(1).normal(size=(2, 4)), np.zeros((1, 4)))
    trace.forward.run()
    trace.backward.run()
    for at, activation in zip(trace.layers[:2], (tanh, relu), strict=True):
        np.testing.assert_array_equal(at.slope, activation.derivative(at.z))


def test_a_trace_for_looking_computes_no_gradient() -> None:
    network = network_of((4,))
    trace = Trace(network, parameters_of(network), 3)
    assert len(trace.backward) == 0


def test_weights_are_drawn_layer_by_layer() -> None:
    network = network_of((4,), inputs=2, outputs=1)
    parameters = Parameters(network.shapes, dtype_of("float64"))
    network.initialize(parameters, Uniform(), np.random.default_rng(5))
    random = np.random.default_rng(5)
    for weights in parameters.weights:
        expected = Uniform().weights(*weights.shape, random)
        np.testing.assert_array_equal(weights, expected.T)
    for biases in parameters.biases:
        np.testing.assert_array_equal(biases, 0.1)


def test_sizes_and_shapes() -> None:
    network = network_of((4, 5), inputs=3, outputs=2)
    assert network.sizes == (3, 4, 5, 2)
    assert network.shapes == ((3, 4), (4, 5), (5, 2))


def test_what_does_not_fit_is_refused_when_building() -> None:
    network = network_of(())
    trace = Trace(network, parameters_of(network), 4)
    with pytest.raises(ShapeError, match=r"x has shape \(3, 5\); expected \(3, 4\)"):
        trace.set_inputs(np.zeros((3, 5)))
    with pytest.raises(ShapeError, match=r"y has shape \(1, 4\); expected \(2, 4\)"):
        trace.set_inputs(np.zeros((3, 4)), np.zeros((1, 4)))
    with pytest.raises(ValueError, match="at least one input and one layer"):
        Sequential(0, network.layers)
    with pytest.raises(ValueError, match="at least one input and one layer"):
        Sequential(2, ())
    with pytest.raises(ValueError, match="'float16' is unknown; allowed: float32, fl"):
        dtype_of("float16")
