from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from visualizer.ui.plots.clipping import clipped, holds, thinned, within_reach

RECT = QRectF(0.0, 0.0, 10.0, 10.0)


def test_a_point_that_is_not_a_number_is_nowhere():
    assert holds(RECT, QPointF(3.0, 10.0))
    for point in ((3.0, 10.1), (np.nan, 3.0), (3.0, np.nan), (np.inf, 3.0)):
        assert not holds(RECT, QPointF(*point))
    x, y = clipped(np.array([3.0]), np.array([np.nan]), RECT)
    assert len(x) == len(y) == 0


def test_a_line_inside_stays_as_it_is():
    x, y = np.array([1.0, 5.0, 9.0]), np.array([1.0, 9.0, 1.0])
    cut_x, cut_y = clipped(x, y, RECT)
    assert cut_x is x
    assert cut_y is y


def test_a_line_through_is_cut_at_both_edges():
    x, y = clipped(np.array([-10.0, 20.0]), np.array([5.0, 5.0]), RECT)
    assert x[:2].tolist() == [0.0, 10.0]
    assert y[:2].tolist() == [5.0, 5.0]


def test_an_excursion_leaves_a_gap():
    x, y = clipped(np.array([5.0, 5.0, 6.0, 6.0]), np.array([5, -5, -5, 5.0]), RECT)
    gap = np.flatnonzero(np.isnan(y))
    assert x[: gap[0]].tolist() == [5.0, 5.0]
    assert y[: gap[0]].tolist() == [5.0, 0.0]
    assert x[gap[0] + 1 : gap[0] + 3].tolist() == [6.0, 6.0]
    assert y[gap[0] + 1 : gap[0] + 3].tolist() == [0.0, 5.0]


def test_a_line_outside_is_not_drawn():
    x, _ = clipped(np.array([-5.0, -5.0]), np.array([0.0, 10.0]), RECT)
    assert not len(x)


def test_what_is_not_finite_is_a_gap():
    x = np.array([1.0, np.nan, 3.0, 4.0])
    cut_x, cut_y = clipped(x, np.ones(4), RECT)
    assert cut_x[np.isfinite(cut_y)].tolist() == [3.0, 4.0]


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), max_size=30))
def test_everything_drawn_is_inside(points):
    x = np.array([point[0] for point in points])
    y = np.array([point[1] for point in points])
    cut_x, cut_y = clipped(x, y, RECT)
    good = np.isfinite(cut_y)
    assert (cut_x[good] >= -1e-6).all()
    assert (cut_x[good] <= 10 + 1e-6).all()
    assert (cut_y[good] >= -1e-6).all()
    assert (cut_y[good] <= 10 + 1e-6).all()


def test_points_within_a_pixel_are_left_out():
    x = np.linspace(0.0, 10.0, 10_000)
    kept, _ = thinned(x, x, 1e9)
    assert 10 <= len(kept) <= 12
    assert kept[0] == 0.0
    assert kept[-1] == 10.0


def test_a_scribble_is_thinned_until_it_is_short():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0, 100, 5000), rng.uniform(0, 100, 5000)
    kept_x, kept_y = thinned(x, y, 2_000.0)
    assert np.hypot(np.diff(kept_x), np.diff(kept_y)).sum() <= 2_000.0
    assert (kept_x[0], kept_x[-1]) == (x[0], x[-1])


@pytest.mark.parametrize("count", [0, 1])
def test_short_paths_are_kept(count):
    x, _ = thinned(np.zeros(count), np.zeros(count), 10.0)
    assert len(x) == count


def test_what_is_endlessly_far_is_brought_within_reach():
    far = np.array([-np.inf, -1e308, -3.0, 0.5, 7.0, 1e308, np.inf, np.nan])
    found = within_reach(far, -1.0, 1.0)
    assert found[2:5].tolist() == [-3.0, 0.5, 7.0]
    assert np.isnan(found[-1])
    assert np.isfinite(found[:-1]).all()
    assert np.abs(found[:-1]).max() < 1e7
    assert found[0] == found[1] < -1e5
