"""Scaling steps: what they make of columns, and the way back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from tests.peers import require
from visualizer.datasets.scaling import Normalize, Scaling, Standardize

BOTH = (Standardize(), Normalize())
finite = st.floats(-1e6, 1e6)
tables = arrays(np.float64, array_shapes(min_dims=2, max_dims=2), elements=finite)


def test_columns_become_alike() -> None:
    inputs = np.random.default_rng(0).normal([0, 50, -3], [1, 1000, 0.01], (200, 3))
    standard = Standardize().fit(inputs).apply(inputs)
    np.testing.assert_allclose(standard.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(standard.std(axis=0), 1.0)
    normal = Normalize().fit(inputs).apply(inputs)
    np.testing.assert_allclose(normal.min(axis=0), 0.0)
    np.testing.assert_allclose(normal.max(axis=0), 1.0)


@settings(deadline=None)
@given(inputs=tables, scaling=st.sampled_from(BOTH))
def test_a_step_can_be_undone(inputs: np.ndarray, scaling: Scaling) -> None:
    step = scaling.fit(inputs)
    assert (step.scale > 0).all()
    largest = max(1.0, float(np.abs(inputs).max()))
    back = step.undo(step.apply(inputs))
    np.testing.assert_allclose(back, inputs, rtol=0, atol=1e-12 * largest)


@pytest.mark.parametrize("scaling", BOTH, ids=lambda s: s.title)
def test_a_constant_column_is_moved_to_zero(scaling: Scaling) -> None:
    inputs = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    scaled = scaling.fit(inputs).apply(inputs)
    np.testing.assert_array_equal(scaled[:, 0], 0.0)
    assert scaled[:, 1].std() > 0.1


def test_what_cannot_be_measured_is_named() -> None:
    with pytest.raises(ValueError, match="no example"):
        Standardize().fit(np.zeros((0, 3)))
    inputs = np.zeros((4, 2))
    inputs[2, 1] = np.nan
    with pytest.raises(ValueError, match="input 2 of example 3 is nan"):
        Normalize().fit(inputs)


@pytest.mark.peers
def test_against_scikit_learn() -> None:
    peers = require("sklearn.preprocessing")
    train, test = np.random.default_rng(1).normal(3.0, 5.0, (2, 40, 4))
    for scaling, peer in (
        (Standardize(), peers.StandardScaler()),
        (Normalize(), peers.MinMaxScaler()),
    ):
        peer.fit(train)
        ours = scaling.fit(train).apply(test)
        np.testing.assert_allclose(ours, peer.transform(test), rtol=1e-12, atol=1e-12)
