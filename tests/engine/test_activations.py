import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers import require
from visualizer.engine.activations import Activation, activations
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.activations.threshold import Threshold
from visualizer.engine.arrays import Array
from visualizer.engine.plan import run_calls

MEMBERS = [pytest.param(member(), id=member.key) for member in activations]
ELEMENTWISE = [
    pytest.param(member(), id=member.key)
    for member in activations
    if member.elementwise
]
FORMULAS: dict[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda z: 1.0 / (1.0 + math.exp(-z)),
    "relu": lambda z: max(z, 0.0),
    "leaky_relu": lambda z: z if z > 0.0 else 0.01 * z,
    "linear": lambda z: z,
    "threshold": lambda z: 1.0 if z >= 0.0 else 0.0,
}


def sums() -> Array:
    """Return z (5, 8), away from 0."""
    z = np.random.default_rng(3).uniform(0.05, 4.0, (5, 8))
    z[1::2] *= -1.0
    return z


def test_the_family_is_complete() -> None:
    wanted = {"sigmoid", "tanh", "relu", "leaky_relu", "linear", "threshold", "softmax"}
    assert wanted <= set(activations.keys())


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_values_follow_the_formula(activation: Activation) -> None:
    z = sums()
    expected = np.vectorize(FORMULAS[activation.key])(z)
    np.testing.assert_allclose(activation(z), expected, rtol=1e-15, atol=1e-15)


def test_softmax_is_the_share_of_exponentials() -> None:
    z = sums()
    expected = np.exp(z) / np.exp(z).sum(axis=0)
    np.testing.assert_allclose(Softmax()(z), expected, rtol=1e-14)
    np.testing.assert_allclose(Softmax()(z).sum(axis=0), 1.0, rtol=1e-15)


@pytest.mark.parametrize("shift", [-1e4, 1e4])
def test_softmax_does_not_overflow(shift: float) -> None:
    z = sums()
    np.testing.assert_allclose(Softmax()(z + shift), Softmax()(z), rtol=1e-11)


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_slopes_are_central_differences(activation: Activation) -> None:
    z, step = sums(), 1e-6
    numeric = (activation(z + step) - activation(z - step)) / (2.0 * step)
    np.testing.assert_allclose(activation.derivative(z), numeric, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("activation", MEMBERS)
def test_backward_is_the_transposed_jacobian(activation: Activation) -> None:
    z = sums()
    da = np.random.default_rng(5).standard_normal(z.shape)
    a, slope, dz = activation(z), activation.derivative(z), np.empty_like(z)
    run_calls(activation.backward(z, a, slope, da, dz))
    step = 1e-6
    for row in range(z.shape[0]):
        nudge = np.zeros_like(z)
        nudge[row] = step
        change = (activation(z + nudge) - activation(z - nudge)) / (2.0 * step)
        np.testing.assert_allclose(dz[row], (da * change).sum(axis=0), atol=1e-8)


@pytest.mark.parametrize("activation", MEMBERS)
def test_slope_of_softmax_and_of_all_others_is_the_diagonal(
    activation: Activation,
) -> None:
    z, step = sums(), 1e-6
    for row in range(z.shape[0]):
        nudge = np.zeros_like(z)
        nudge[row] = step
        own = (activation(z + nudge)[row] - activation(z - nudge)[row]) / (2.0 * step)
        np.testing.assert_allclose(activation.derivative(z)[row], own, atol=1e-8)


def test_slopes_at_the_kinks() -> None:
    zero = np.zeros((1, 1))
    assert ReLU().derivative(zero) == 0.0
    assert LeakyReLU(alpha=0.3).derivative(zero) == 0.3
    assert LeakyReLU(alpha=0.0).derivative(zero) == 0.0
    assert Threshold()(zero) == 1.0
    assert Threshold()(np.full((1, 1), -1e-300)) == 0.0


def test_no_gradient_passes_a_threshold() -> None:
    z = sums()
    np.testing.assert_array_equal(Threshold().derivative(z), 0.0)


def test_leaky_relu_takes_its_slope_from_the_setting() -> None:
    z = np.array([[-2.0, 3.0]])
    np.testing.assert_array_equal(LeakyReLU(alpha=0.25)(z), [[-0.5, 3.0]])
    np.testing.assert_array_equal(LeakyReLU(alpha=0.25).derivative(z), [[0.25, 1.0]])


@pytest.mark.parametrize("activation", MEMBERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_stay_finite_and_within_the_limits(
    activation: Activation, dtype: type[np.floating[Any]]
) -> None:
    z = np.array([[-1e30, -800.0, -90.0, -1.0, 0.0, 1.0, 90.0, 800.0, 1e30]], dtype)
    with np.errstate(over="ignore", under="ignore"):
        a, slope = activation(z), activation.derivative(z)
    low, high = activation.limits
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    assert (a >= low).all()
    assert (a <= high).all()
    assert a.dtype == slope.dtype == dtype


@pytest.mark.parametrize("activation", MEMBERS)
def test_identity_is_told(activation: Activation) -> None:
    assert activation.identity == np.array_equal(activation(sums()), sums())


@settings(deadline=None, max_examples=40)
@given(
    rows=st.integers(1, 6),
    columns=st.integers(1, 9),
    seed=st.integers(0, 1000),
    key=st.sampled_from(activations.keys()),
)
def test_any_shape_leaves_z_alone(rows: int, columns: int, seed: int, key: str) -> None:
    z = np.random.default_rng(seed).standard_normal((rows, columns))
    before = z.copy()
    a = activations[key]()(z)
    assert a.shape == z.shape
    assert a is not z
    np.testing.assert_array_equal(z, before)


@pytest.mark.peers
@pytest.mark.parametrize("activation", MEMBERS)
def test_values_and_gradients_are_those_of_pytorch(activation: Activation) -> None:
    torch = require("torch")
    functions = {
        "tanh": torch.tanh,
        "sigmoid": torch.sigmoid,
        "relu": torch.relu,
        "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.01),
        "linear": lambda z: z * 1.0,
        "threshold": lambda z: (z >= 0).double() + 0.0 * z,
        "softmax": lambda z: torch.softmax(z, dim=0),
    }
    z = np.concatenate([sums(), np.zeros((1, 8))])
    da = np.random.default_rng(5).standard_normal(z.shape)
    peer = torch.tensor(z, requires_grad=True)
    value = functions[activation.key](peer)
    value.backward(torch.tensor(da))
    dz = np.empty_like(z)
    a = activation(z)
    run_calls(activation.backward(z, a, activation.derivative(z), da, dz))
    np.testing.assert_allclose(a, value.detach().numpy(), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(dz, peer.grad.numpy(), rtol=1e-13, atol=1e-15)


def test_steepest_slopes() -> None:
    zero = np.zeros((1, 1))
    assert Sigmoid().derivative(zero) == 0.25
    assert Tanh().derivative(zero) == 1.0
