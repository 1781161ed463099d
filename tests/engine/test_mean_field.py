"""Sizes of signals in wide networks: integrals, published factors, PyTorch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from tests.peers import Peer
from visualizer.engine.activations import activations
from visualizer.engine.arrays import Array
from visualizer.engine.mean_field import normal_moments, signal_theory

torch = Peer("torch")

ONE = np.array([1.0])
TORCH = {
    "linear": lambda z: z,
    "tanh": lambda z: torch.tanh(z),
    "relu": lambda z: torch.relu(z),
}


def theory(
    key: str, depth: int, gain: float, width: int = 10, residual: bool = False
) -> tuple[Array, Array]:
    """Follow inputs of size 1 through equal layers with n Var(w) = gain."""
    found = signal_theory(
        activations[key](),
        (width,) * (depth + 2),
        [gain / width] * (depth + 1),
        0.0,
        ONE,
        ONE,
        residual,
    )
    return found.forward, found.backward


@pytest.mark.parametrize("key", ["tanh", "sigmoid", "gelu", "elu", "softplus", "sine"])
@pytest.mark.parametrize(("mean", "variance"), [(0.0, 1.0), (0.3, 0.05), (-0.5, 9.0)])
def test_moments_are_integrals_over_a_normal_distribution(
    key: str, mean: float, variance: float
) -> None:
    function = activations[key]()
    found = normal_moments(function, mean, np.array([variance]))
    # Simpson's rule, far finer and further out.
    g = np.linspace(-12.0, 12.0, 48_001)
    z = mean + math.sqrt(variance) * g
    weights = np.ones(len(g))
    weights[1:-1:2], weights[2:-1:2] = 4.0, 2.0
    weights *= np.exp(-0.5 * g * g) / math.sqrt(2.0 * math.pi) * (g[1] - g[0]) / 3.0
    values, slopes = function(z), function.derivative(z)
    assert found.mean[0] == pytest.approx((weights * values).sum(), abs=1e-5)
    assert found.square[0] == pytest.approx((weights * values**2).sum(), rel=3e-4)
    assert found.slope[0] == pytest.approx((weights * slopes**2).sum(), rel=1e-3)


def test_moments_of_a_rectifier_are_halves() -> None:
    variance = np.array([0.01, 1.0, 400.0])
    found = normal_moments(activations["relu"](), 0.0, variance)
    np.testing.assert_allclose(found.mean, np.sqrt(variance / (2 * np.pi)), rtol=1e-4)
    np.testing.assert_allclose(found.square, variance / 2.0, rtol=1e-12)
    np.testing.assert_allclose(found.slope, 0.5, rtol=1e-12)


def test_selu_keeps_mean_zero_and_variance_one() -> None:
    # Klambauer, Unterthiner, Mayr & Hochreiter (2017), the fixed point (0, 1).
    found = normal_moments(activations["selu"](), 0.0, ONE)
    assert found.mean[0] == pytest.approx(0.0, abs=1e-4)
    assert found.square[0] == pytest.approx(1.0, abs=1e-4)


def test_tanh_is_critical_at_variance_one() -> None:
    # Poole et al. (2016), figure 1; Schoenholz et al. (2017): at σ_w = 1 and σ_b = 0
    # q* is 0, and there χ = σ_w² E[f'²] is 1.
    found = normal_moments(activations["tanh"](), 0.0, np.array([0.0]))
    assert found.slope[0] == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize(
    ("gain", "factor"),
    # He, Zhang, Ren & Sun (2015), section 2.2: Xavier weights lose half in each
    # layer, weights of twice the variance nothing.
    [(1.0, math.sqrt(0.5)), (2.0, 1.0), (8.0, 2.0)],
)
def test_the_factor_of_rectifiers(gain: float, factor: float) -> None:
    forward, backward = theory("relu", 30, gain)
    np.testing.assert_allclose(forward[1:] / forward[:-1], factor, rtol=1e-12)
    np.testing.assert_allclose(backward[:-2] / backward[1:-1], factor, rtol=1e-12)


def test_linear_layers_multiply_by_the_root_of_n_var() -> None:
    # Glorot & Bengio (2010), equations 5 and 6.
    forward, backward = theory("linear", 4, 0.25)
    np.testing.assert_allclose(forward, [1.0, 0.5, 0.25, 0.125, 0.0625])
    np.testing.assert_allclose(backward, [0.0625, 0.125, 0.25, 0.5, 1.0])


def test_numbers_of_inputs_and_outputs_count_on_the_way_they_are_summed() -> None:
    found = signal_theory(
        activations["linear"](), (2, 8, 3), [0.5, 0.25], 0.0, ONE, ONE
    )
    assert found.forward[1] == pytest.approx(math.sqrt(2 * 0.5))
    assert found.backward[0] == pytest.approx(math.sqrt(3 * 0.25))


def test_a_way_around_linear_layers_adds_one() -> None:
    forward, backward = theory("linear", 5, 1.0, residual=True)
    # Not around the first layer; each other one doubles the square.
    np.testing.assert_allclose(forward**2, [1, 1, 2, 4, 8, 16])
    np.testing.assert_allclose(backward**2, [16, 8, 4, 2, 1, 1])


@pytest.mark.parametrize(
    ("key", "gain", "residual"),
    [
        ("linear", 1.0, False),
        ("relu", 2.0, False),
        ("tanh", 1.0, False),
        ("tanh", 4.0, False),
        ("tanh", 0.5, True),
        ("relu", 0.5, True),
    ],
)
def test_many_drawn_networks_have_these_sizes(
    key: str, gain: float, residual: bool
) -> None:
    width, depth, draws = 120, 6, 60
    random = torch.Generator().manual_seed(3)

    def normal(rows: int, columns: int) -> Any:
        return torch.randn(rows, columns, generator=random, dtype=torch.float64)

    x, asked = normal(width, 20).requires_grad_(), normal(width, 20)
    scale = math.sqrt(gain / width)
    forward, backward = np.zeros(depth + 1), np.zeros(depth + 1)
    for _ in range(draws):
        layers = [x]
        for number in range(depth):
            a = TORCH[key](scale * normal(width, width) @ layers[-1])
            layers.append(a + layers[-1] if residual and number else a)
            layers[-1].retain_grad()
        (scale * normal(width, width) @ layers[-1] * asked).sum().backward()
        grads = [*(layer.grad for layer in layers[1:]), asked]
        forward += [layer.detach().square().mean().item() for layer in layers]
        backward += [grad.square().mean().item() for grad in grads]
    x = x.detach()
    found = signal_theory(
        activations[key](),
        (width,) * (depth + 2),
        [gain / width] * (depth + 1),
        0.0,
        x.square().mean(dim=0).numpy(),
        asked.square().mean(dim=0).numpy(),
        residual,
    )
    np.testing.assert_allclose(found.forward, np.sqrt(forward / draws), rtol=0.05)
    np.testing.assert_allclose(found.backward, np.sqrt(backward / draws), rtol=0.07)


def test_a_bias_moves_all_sums() -> None:
    found = signal_theory(activations["linear"](), (4, 4, 4), [0.0, 0.0], 0.3, ONE, ONE)
    np.testing.assert_allclose(found.forward, [1.0, 0.3])
