from __future__ import annotations

import numpy as np
import pytest

from visualizer.ui.plots.dashes import dashed


def drawn(x, y, connect):
    """Return the joined stretches as (start, end) along x, neighbors merged."""
    stretches = []
    for index in np.flatnonzero(connect):
        start, end = x[index], x[index + 1]
        if start == end:
            continue
        if stretches and stretches[-1][1] == start:
            stretches[-1][1] = end
        else:
            stretches.append([start, end])
    return stretches


def test_a_level_line_is_divided_evenly():
    x, y, connect = dashed(np.array([0.0, 25.0]), np.zeros(2), 6.0, 4.0)
    assert drawn(x, y, connect) == [[0, 6], [10, 16], [20, 25]]


def test_dashes_run_on_over_the_points_of_a_curve():
    x = np.arange(0.0, 26.0)
    cut = dashed(x, np.zeros(26), 6.0, 4.0)
    assert drawn(*cut) == [[0, 6], [10, 16], [20, 25]]


def test_a_gap_of_the_curve_is_not_bridged():
    x = np.arange(0.0, 50.0, 5.0)
    y = np.zeros(10)
    y[4] = np.nan
    cut_x, cut_y, connect = dashed(x, y, 6.0, 4.0)
    assert all(end <= 15 or start >= 25 for start, end in drawn(cut_x, cut_y, connect))
    assert np.isfinite(cut_y).all()


def test_dashes_of_a_slope_are_measured_along_it():
    x, y, connect = dashed(np.array([0.0, 30.0]), np.array([0.0, 40.0]), 10.0, 10.0)
    lengths = np.hypot(np.diff(x), np.diff(y))[connect[:-1] == 1]
    assert lengths[lengths > 0.0] == pytest.approx([10.0, 10.0, 10.0])


def test_noise_does_not_multiply_the_dashes():
    rng = np.random.default_rng(0)
    x = np.arange(300.0)
    _, _, connect = dashed(x, 500.0 * rng.normal(size=300), 6.0, 4.0)
    starts = np.flatnonzero(np.diff(np.concatenate(([0], connect))) == 1)
    assert len(starts) < 300


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_make_no_dash(count):
    _, _, connect = dashed(np.zeros(count), np.zeros(count), 6.0, 4.0)
    assert not connect.any()


def test_a_curve_without_numbers_makes_no_dash():
    _, _, connect = dashed(np.arange(5.0), np.full(5, np.nan), 6.0, 4.0)
    assert not connect.any()
