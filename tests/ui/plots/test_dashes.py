from __future__ import annotations

import numpy as np
import pytest

from visualizer.ui.plots.dashes import dashed


def drawn(x, y):
    """Return the dashes as (start, end) along x."""
    good = np.concatenate(([False], np.isfinite(y), [False]))
    edges = np.flatnonzero(np.diff(good.astype(int)))
    starts, stops = edges[0::2], edges[1::2]
    return [[x[a], x[b - 1]] for a, b in zip(starts, stops, strict=True)]


def test_a_level_line_is_divided_evenly():
    cut = dashed(np.array([0.0, 25.0]), np.zeros(2), 6.0, 4.0)
    assert drawn(*cut) == [[0, 6], [10, 16], [20, 25]]


def test_dashes_run_on_over_the_points_of_a_curve():
    x = np.arange(0.0, 26.0)
    cut = dashed(x, np.zeros(26), 6.0, 4.0)
    assert drawn(*cut) == [[0, 6], [10, 16], [20, 25]]


def test_a_gap_of_the_curve_is_not_bridged():
    x = np.arange(0.0, 50.0, 5.0)
    y = np.zeros(10)
    y[4] = np.nan
    cut = drawn(*dashed(x, y, 6.0, 4.0))
    assert cut
    assert all(end <= 15 or start >= 25 for start, end in cut)


def test_dashes_of_a_slope_are_measured_along_it():
    cut = dashed(np.array([0.0, 30.0]), np.array([0.0, 40.0]), 10.0, 10.0)
    # Three across and four up.
    lengths = [(end - start) / 0.6 for start, end in drawn(*cut)]
    assert lengths == pytest.approx([10.0, 10.0, 10.0])


def test_noise_does_not_multiply_the_dashes():
    rng = np.random.default_rng(0)
    x = np.arange(300.0)
    cut = drawn(*dashed(x, 500.0 * rng.normal(size=300), 6.0, 4.0))
    assert 0 < len(cut) < 300


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_make_no_dash(count):
    assert drawn(*dashed(np.zeros(count), np.zeros(count), 6.0, 4.0)) == []


def test_a_curve_without_numbers_makes_no_dash():
    assert drawn(*dashed(np.arange(5.0), np.full(5, np.nan), 6.0, 4.0)) == []
