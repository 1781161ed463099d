import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers import require
from visualizer.engine.activations import Activation, activations
from visualizer.engine.activations.elu import ELU
from visualizer.engine.activations.gelu import GELU
from visualizer.engine.activations.hard_sigmoid import HardSigmoid
from visualizer.engine.activations.leaky_relu import LeakyReLU
from visualizer.engine.activations.relu import ReLU
from visualizer.engine.activations.sigmoid import Sigmoid
from visualizer.engine.activations.softmax import Softmax
from visualizer.engine.activations.softplus import Softplus
from visualizer.engine.activations.swish import Swish
from visualizer.engine.activations.tanh import Tanh
from visualizer.engine.activations.threshold import Threshold
from visualizer.engine.arrays import Array
from visualizer.engine.plan import run_calls

VARIANTS: list[tuple[str, Activation]] = [
    *((member.key, member()) for member in activations),
    ("elu-3", ELU(alpha=3.0)),
    ("elu-0.3", ELU(alpha=0.3)),
    ("gelu-tanh", GELU(approximate=True)),
    ("leaky_relu-0", LeakyReLU(alpha=0.0)),
    ("leaky_relu-0.4", LeakyReLU(alpha=0.4)),
    ("softplus-5", Softplus(beta=5.0)),
    ("swish-0.5", Swish(beta=0.5)),
]
"""Every member with its defaults, and with other settings where they matter."""

MEMBERS = [pytest.param(member, id=name) for name, member in VARIANTS]
ELEMENTWISE = [
    pytest.param(member, id=name) for name, member in VARIANTS if member.elementwise
]


def logistic(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def bell_share(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def tanh_share(z: float) -> float:
    return 0.5 * (1.0 + math.tanh(math.sqrt(2.0 / math.pi) * (z + 0.044715 * z**3)))


def selu(z: float) -> float:
    return 1.05070098735548 * (z if z > 0.0 else 1.67326324235438 * math.expm1(z))


FORMULAS: dict[str, Callable[[Any, float], float]] = {
    "tanh": lambda _, z: math.tanh(z),
    "sigmoid": lambda _, z: logistic(z),
    "relu": lambda _, z: max(z, 0.0),
    "leaky_relu": lambda f, z: z if z > 0.0 else f.alpha * z,
    "linear": lambda _, z: z,
    "threshold": lambda _, z: 1.0 if z >= 0.0 else 0.0,
    "elu": lambda f, z: z if z > 0.0 else f.alpha * math.expm1(z),
    "selu": lambda _, z: selu(z),
    "gelu": lambda f, z: z * (tanh_share(z) if f.approximate else bell_share(z)),
    "softplus": lambda f, z: math.log(1.0 + math.exp(f.beta * z)) / f.beta,
    "swish": lambda f, z: z * logistic(f.beta * z),
    "mish": lambda _, z: z * math.tanh(math.log(1.0 + math.exp(z))),
    "hard_sigmoid": lambda _, z: min(max((z + 3.0) / 6.0, 0.0), 1.0),
    "sine": lambda _, z: math.sin(z),
    "gaussian": lambda _, z: math.exp(-z * z),
}


def sums() -> Array:
    """Return z (5, 8), away from 0."""
    z = np.random.default_rng(3).uniform(0.05, 4.0, (5, 8))
    z[1::2] *= -1.0
    return z


def test_the_family_is_complete() -> None:
    assert set(FORMULAS) | {"softmax"} <= set(activations.keys())


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_values_follow_the_formula(activation: Activation) -> None:
    formula = FORMULAS[activation.key]
    z = sums()
    expected = np.vectorize(lambda one: formula(activation, one))(z)
    np.testing.assert_allclose(activation(z), expected, rtol=2e-14, atol=1e-15)


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
    np.testing.assert_allclose(activation.derivative(z), numeric, rtol=1e-8, atol=2e-9)


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
    assert ELU(alpha=0.3).derivative(zero) == 0.3
    assert (HardSigmoid().derivative(np.array([-3.0, 3.0])) == 0.0).all()
    assert Threshold()(zero) == 1.0
    assert Threshold()(np.full((1, 1), -1e-300)) == 0.0


def test_no_gradient_passes_a_threshold() -> None:
    z = sums()
    np.testing.assert_array_equal(Threshold().derivative(z), 0.0)


def test_leaky_relu_takes_its_slope_from_the_setting() -> None:
    z = np.array([[-2.0, 3.0]])
    np.testing.assert_array_equal(LeakyReLU(alpha=0.25)(z), [[-0.5, 3.0]])
    np.testing.assert_array_equal(LeakyReLU(alpha=0.25).derivative(z), [[0.25, 1.0]])


EXTREMES = (-1e30, -1e4, -800.0, -90.0, -1.0, 0.0, 1.0, 90.0, 800.0, 1e4, 1e30)


@pytest.mark.parametrize("activation", MEMBERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_stay_finite_and_within_the_limits(
    activation: Activation, dtype: type[np.floating[Any]]
) -> None:
    z = np.array([EXTREMES], dtype)
    with np.errstate(over="ignore", under="ignore", invalid="raise", divide="raise"):
        a, slope = activation(z), activation.derivative(z)
    low, high = activation.limits
    rounding = float(np.finfo(dtype).eps)
    assert np.isfinite(a).all()
    assert np.isfinite(slope).all()
    assert (a >= low * (1.0 + rounding if low < 0.0 else 1.0)).all()
    assert (a <= high).all()
    assert (np.abs(slope) <= activation.steepest * (1.0 + 4.0 * rounding)).all()
    assert a.dtype == slope.dtype == dtype


def wide() -> Array:
    """Return z far to both sides, closely spaced."""
    return np.linspace(-60.0, 60.0, 1_200_001)


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_limits_and_steepest_slope_are_what_values_come_up_to(
    activation: Activation,
) -> None:
    z = wide()
    a = activation(z)
    low, high = activation.limits
    assert a.min() >= low - 1e-15
    assert a.max() <= high
    # A finite limit is come up to, an infinite one left behind.
    assert a.min() == pytest.approx(low, abs=1e-9) if low > -np.inf else a.min() < -0.5
    assert a.max() == pytest.approx(high, abs=1e-9) if high < np.inf else a.max() > 50.0
    assert activation.bounded == (low > -np.inf and high < np.inf)
    slopes = np.abs(activation.derivative(z))
    assert slopes.max() == pytest.approx(activation.steepest, rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_a_limit_is_reached_or_only_a_bound(activation: Activation) -> None:
    """Near 0, where no value comes close to what is only a bound."""
    low = activation.limits[0]
    reached = activation(np.linspace(-3.5, 3.5, 1_000_001)).min() <= low + 1e-9
    assert reached == (activation.reaches_low and low > -np.inf)


@pytest.mark.parametrize("activation", ELEMENTWISE)
def test_where_slopes_fade_is_told(activation: Activation) -> None:
    """Faded: hardly a slope far to one side; dead: soon neither slope nor value."""
    near, far = np.linspace(3.5, 5.0, 101), np.linspace(20.0, 50.0, 301)
    faded, dead = [], []
    for side in (-1.0, 1.0):
        slopes = np.abs(activation.derivative(side * far))
        faded.append(bool((slopes <= 1e-3 * activation.steepest).all()))
        dead.append(
            not activation(side * near).any()
            and not activation.derivative(side * near).any()
        )
    assert activation.dies == (any(dead) and not all(faded))
    assert activation.saturates == (any(faded) and not activation.dies)


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


def torch_functions(torch: Any) -> dict[str, Callable[[Any, Any], Any]]:
    functional = torch.nn.functional
    return {
        "tanh": lambda _, z: torch.tanh(z),
        "sigmoid": lambda _, z: torch.sigmoid(z),
        "relu": lambda _, z: torch.relu(z),
        "leaky_relu": lambda f, z: functional.leaky_relu(z, f.alpha),
        "linear": lambda _, z: z * 1.0,
        "threshold": lambda _, z: (z >= 0).to(z.dtype) + 0.0 * z,
        "softmax": lambda _, z: torch.softmax(z, dim=0),
        "elu": lambda f, z: functional.elu(z, f.alpha),
        "selu": lambda _, z: functional.selu(z),
        "gelu": lambda f, z: functional.gelu(
            z, approximate="tanh" if f.approximate else "none"
        ),
        # PyTorch passes z on above its threshold, which is an approximation.
        "softplus": lambda f, z: functional.softplus(z, f.beta, threshold=80.0),
        "swish": lambda f, z: z * torch.sigmoid(f.beta * z),
        "mish": lambda _, z: functional.mish(z),
        "hard_sigmoid": lambda _, z: functional.relu6(z + 3.0) / 6.0,
        "sine": lambda _, z: torch.sin(z),
        "gaussian": lambda _, z: torch.exp(-z * z),
    }


@pytest.mark.peers
@pytest.mark.parametrize("activation", MEMBERS)
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(np.float64, 2e-14), (np.float32, 4e-6)]
)
def test_values_and_gradients_are_those_of_pytorch(
    activation: Activation, dtype: type[np.floating[Any]], tolerance: float
) -> None:
    torch = require("torch")
    far = np.linspace(-20.0, 20.0, 40).reshape(5, 8)
    z = np.concatenate([sums(), far, np.zeros((1, 8))]).astype(dtype)
    da = np.random.default_rng(5).standard_normal(z.shape).astype(dtype)
    peer = torch.tensor(z, requires_grad=True)
    value = torch_functions(torch)[activation.key](activation, peer)
    value.backward(torch.tensor(da))
    dz = np.empty_like(z)
    a = activation(z)
    run_calls(activation.backward(z, a, activation.derivative(z), da, dz))
    # Some versions of PyTorch cancel digits where GELU fades, as 1 + erf does there.
    near = 0.25 * tolerance
    np.testing.assert_allclose(a, value.detach().numpy(), rtol=tolerance, atol=near)
    np.testing.assert_allclose(dz, peer.grad.numpy(), rtol=tolerance, atol=tolerance)


def test_steepest_slopes() -> None:
    zero = np.zeros((1, 1))
    assert Sigmoid().derivative(zero) == 0.25
    assert Tanh().derivative(zero) == 1.0
