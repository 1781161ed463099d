"""Limits on gradients and weights, against PyTorch and the definition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.peers import require
from visualizer.engine.arrays import Array
from visualizer.engine.clipping import clip_gradient, limit_weights
from visualizer.engine.plan import Plan

NONE = math.inf
TOLERANCE = 1e-12

gradients = arrays(
    np.float64, st.integers(1, 20), elements=st.floats(-1e3, 1e3, allow_subnormal=False)
)
limits = st.floats(1e-3, 1e3)


def clip(grad: Array, value: float, norm: float) -> tuple[Array, float]:
    clipped, record = grad.copy(), np.full(1, math.nan)
    plan = Plan(grad.dtype)
    plan.extend("g", clip_gradient(clipped, value, norm, record))
    plan.run()
    return clipped, float(record[0])


def limit(weights: list[Array], norm: float) -> None:
    plan = Plan(weights[0].dtype)
    plan.extend("w", limit_weights(weights, norm))
    plan.run()


@pytest.mark.peers
@settings(deadline=None)
@given(grad=gradients, limit=limits)
def test_clipping_by_value_is_that_of_pytorch(grad: Array, limit: float) -> None:
    torch = require("torch")
    theta = torch.zeros(grad.size, requires_grad=True, dtype=torch.float64)
    theta.grad = torch.tensor(grad)
    torch.nn.utils.clip_grad_value_([theta], limit)
    np.testing.assert_array_equal(clip(grad, limit, NONE)[0], theta.grad.numpy())


@pytest.mark.peers
@settings(deadline=None)
@given(grad=gradients, limit=limits)
def test_clipping_by_norm_is_that_of_pytorch(grad: Array, limit: float) -> None:
    torch = require("torch")
    theta = torch.zeros(grad.size, requires_grad=True, dtype=torch.float64)
    theta.grad = torch.tensor(grad)
    torch.nn.utils.clip_grad_norm_([theta], limit)
    np.testing.assert_allclose(
        clip(grad, NONE, limit)[0], theta.grad.numpy(), rtol=TOLERANCE, atol=1e-15
    )


@settings(deadline=None)
@given(grad=gradients, value=limits, norm=limits)
def test_the_record_says_how_much_was_clipped(
    grad: Array, value: float, norm: float
) -> None:
    clipped, record = clip(grad, value, norm)
    before, after = float(np.linalg.norm(grad)), float(np.linalg.norm(clipped))
    assert record == (pytest.approx(after / before, rel=1e-9) if before > 0.0 else 1.0)
    assert after <= norm * (1.0 + 1e-12)
    assert np.abs(clipped).max() <= value
    if before + 1e-6 <= norm and np.abs(grad).max() <= value:
        np.testing.assert_array_equal(clipped, grad)
        assert record == 1.0


def test_both_limits_act_one_after_the_other() -> None:
    clipped, record = clip(np.array([3.0, -10.0, 0.5]), 4.0, 2.5)
    by_value = np.array([3.0, -4.0, 0.5])
    length = np.linalg.norm(by_value)
    np.testing.assert_allclose(clipped, by_value * 2.5 / (length + 1e-6), rtol=1e-12)
    assert record == pytest.approx(2.5 / np.linalg.norm([3.0, 10.0, 0.5]), rel=1e-6)


def test_without_limits_there_is_nothing_to_do() -> None:
    assert list(clip_gradient(np.ones(3), NONE, NONE, np.ones(1))) == []
    assert list(limit_weights([np.ones((2, 2))], NONE)) == []


def test_long_columns_are_shortened_and_others_left_as_they_are() -> None:
    weights = np.array([[3.0, 0.1, 0.0], [4.0, 0.2, 0.0]])
    second = np.array([[-10.0], [0.0], [0.0]])
    limit([weights, second], 2.0)
    np.testing.assert_allclose(weights[:, 0], [1.2, 1.6], rtol=1e-14)
    np.testing.assert_array_equal(weights[:, 1:], [[0.1, 0.0], [0.2, 0.0]])
    np.testing.assert_allclose(second[:, 0], [-2.0, 0.0, 0.0], rtol=1e-14)


@pytest.mark.peers
@pytest.mark.parametrize("norm", [0.3, 1.0, 5.0])
def test_limited_weights_are_those_of_pytorch(norm: float) -> None:
    """Up to the 1e-7 that PyTorch adds to each length."""
    torch = require("torch")
    weights = np.random.default_rng(6).normal(size=(5, 8))
    theirs = torch.renorm(torch.tensor(weights), 2, 1, norm)
    limit([weights], norm)
    np.testing.assert_allclose(weights, theirs.numpy(), rtol=1e-6)


def test_single_precision_stays() -> None:
    grad = np.array([3.0, -4.0], np.float32)
    clipped, record = clip(grad, 2.0, 1.0)
    assert clipped.dtype == np.float32
    assert record == pytest.approx(0.2, rel=1e-5)
    weights = np.array([[3.0], [4.0]], np.float32)
    limit([weights], 1.0)
    np.testing.assert_allclose(weights[:, 0], [0.6, 0.8], rtol=1e-6)
