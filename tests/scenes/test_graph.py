import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.scenes.graph import EDGE_BINS, edge_bins


def bins_of(*values: float, scale: float = 2.0) -> list[int]:
    return [int(value) for value in edge_bins(np.array(values), scale)]


def test_the_scale_is_absolute() -> None:
    assert bins_of(0.0, 2.0, -2.0, 1.0, -1.0) == [0, EDGE_BINS, -EDGE_BINS, 8, -8]
    assert bins_of(5.0, -1e9) == [EDGE_BINS, -EDGE_BINS]
    assert bins_of(1.0, scale=1.0) == [EDGE_BINS]


def test_values_go_to_the_nearest_bin() -> None:
    step = 2.0 / EDGE_BINS
    assert bins_of(0.49 * step, 0.51 * step, -0.51 * step) == [0, 1, -1]
    assert bins_of(3.4 * step, 3.6 * step) == [3, 4]


def test_what_is_not_finite_has_no_strength() -> None:
    assert bins_of(np.nan, np.inf, -np.inf, 1.0) == [0, 0, 0, 8]


@settings(max_examples=50)
@given(
    st.lists(st.floats(-10, 10, width=32), max_size=20),
    st.floats(0.1, 100),
    st.sampled_from([np.float32, np.float64]),
)
def test_bins_keep_sign_and_order(
    values: list[float], scale: float, dtype: type[np.floating]
) -> None:
    given_values = np.array(values, dtype)
    kept = given_values.copy()
    bins = edge_bins(given_values, scale)
    np.testing.assert_array_equal(given_values, kept)
    assert bins.shape == given_values.shape
    assert bins.dtype == np.int8
    assert (np.abs(bins) <= EDGE_BINS).all()
    assert (bins * given_values >= 0).all()
    order = np.argsort(given_values)
    assert (np.diff(bins[order]) >= 0).all()
    np.testing.assert_array_equal(edge_bins(-given_values, scale), -bins)


@pytest.mark.parametrize("shape", [(0,), (3, 0), (2, 3), (1, 2, 3)])
def test_any_shape(shape: tuple[int, ...]) -> None:
    assert edge_bins(np.ones(shape), 1.0).shape == shape
