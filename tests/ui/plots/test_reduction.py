from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from visualizer.scenes.curve import Series
from visualizer.ui.plots.reduction import (
    finite_range,
    log10_or_gap,
    reduce_curve,
    same_array,
    same_series,
)


def test_a_short_curve_is_kept_as_it_is():
    x, y = np.arange(5.0), np.array([1.0, np.inf, 2.0, np.nan, 3.0], dtype=np.float32)
    kept_x, kept_y = reduce_curve(x, y, 0.0, 10.0, 100)
    assert np.array_equal(kept_x, x)
    assert np.array_equal(kept_y, [1.0, np.nan, 2.0, np.nan, 3.0], equal_nan=True)


def test_a_long_curve_keeps_its_extremes():
    x = np.arange(100_000.0)
    y = np.sin(x / 500.0)
    y[54_321], y[12_345] = 7.0, -7.0
    reduced_x, reduced_y = reduce_curve(x, y, 0.0, 100_000.0, 300)
    assert len(reduced_x) <= 600
    assert reduced_y.max() == 7.0
    assert reduced_y.min() == -7.0
    assert np.all(np.diff(reduced_x) >= 0)


def test_of_a_million_points_two_a_column_are_drawn():
    rng = np.random.default_rng(1)
    x, y = np.arange(1_000_000.0), rng.random(1_000_000)
    reduced_x, reduced_y = reduce_curve(x, y, 0.0, 1e6, 800)
    assert len(reduced_x) <= 1600
    columns = y.reshape(800, 1250)
    assert np.array_equal(reduced_y.reshape(800, 2).min(axis=1), columns.min(axis=1))
    assert np.array_equal(reduced_y.reshape(800, 2).max(axis=1), columns.max(axis=1))


def test_only_the_visible_part_is_kept_with_one_neighbor_beyond():
    x = np.arange(1000.0)
    reduced_x, _ = reduce_curve(x, x, 400.0, 500.0, 200)
    assert reduced_x[0] == 399.0
    assert reduced_x[-1] == 501.0


def test_what_is_not_finite_is_a_gap_and_hides_nothing_else():
    x = np.arange(10_000.0)
    y = np.ones(10_000)
    y[2_000:4_000] = np.nan
    y[5_000] = np.inf
    y[5_001] = 9.0
    reduced_x, reduced_y = reduce_curve(x, y, 0.0, 10_000.0, 100)
    assert np.isnan(reduced_y[(reduced_x > 2_100) & (reduced_x < 3_900)]).all()
    assert np.nanmax(reduced_y) == 9.0
    assert np.isfinite(reduced_y[reduced_x < 1_900]).all()


def test_a_falling_curve_does_not_become_a_saw():
    x = np.arange(10_000.0)
    _, falling = reduce_curve(x, -x, 0.0, 10_000.0, 100)
    assert np.all(np.diff(falling) <= 0)


@given(st.integers(0, 3000), st.integers(1, 50), st.integers(0, 2**32 - 1))
def test_it_never_gives_more_than_two_points_a_column(count, columns, seed):
    y = np.random.default_rng(seed).normal(size=count)
    x = np.arange(float(count))
    reduced_x, reduced_y = reduce_curve(x, y, 0.0, max(1.0, count), columns)
    assert len(reduced_x) == len(reduced_y) <= max(2 * columns, 2)
    if count:
        assert reduced_y.max() == y.max()
        assert reduced_y.min() == y.min()


def test_logarithms_of_what_has_none_are_gaps():
    values = log10_or_gap(np.array([100.0, 0.0, -1.0, np.nan]))
    assert values[0] == 2.0
    assert np.isnan(values[1:]).all()


def test_the_range_leaves_out_what_is_not_finite():
    nothing = np.array([np.nan])
    assert finite_range([(nothing, nothing)]) is None
    assert finite_range([]) is None
    curve = np.array([np.nan, 2.0, -1.0, np.inf])
    assert finite_range([(curve, curve)]) == (-1.0, 2.0)


def test_arrays_are_compared_with_their_gaps():
    one = np.array([1.0, np.nan])
    assert same_array(one, one.copy())
    assert not same_array(one, np.array([1.0, 2.0]))
    assert not same_array(one, np.array([1.0]))
    assert not same_array(np.array([1.0, 2.0]), np.array([3.0, 2.0]))


def test_series_that_look_the_same_are_the_same():
    x = np.arange(3.0)
    one = Series("train", "train", x, x, 1)
    assert same_series((one,), (Series("train", "train", x.copy(), x, 1),))
    assert not same_series((one,), (Series("train", "train", x, x + 1, 1),))
    assert not same_series((one,), (Series("train", "ghost", x, x, 1),))
    assert not same_series((one,), ())
