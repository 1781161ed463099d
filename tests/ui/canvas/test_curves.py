from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.ui.canvas import curves


@given(t=st.floats(0, 1))
def test_the_parameter_is_found_again(t: float) -> None:
    assert curves.parameter_at(curves.across(t)) == pytest.approx(t, abs=1e-4)


@given(t=st.floats(0, 1))
def test_formulas_follow_the_path_that_is_drawn(t: float) -> None:
    path = curves.path(10.0, 20.0, 110.0, 220.0)
    shares = np.linspace(0, 1, 400)
    x, y = 10 + 100 * curves.across(t), 20 + 200 * curves.upward(t)
    points = [path.pointAtPercent(share) for share in shares]
    assert min(np.hypot(p.x() - x, p.y() - y) for p in points) < 0.6


def test_distance_is_measured_across_the_curve() -> None:
    starts, ends = np.array([0.0, 0.0]), np.array([0.0, 100.0])
    flat, steep = curves.distances(0, 100, starts, ends, 50, 10)
    assert flat == pytest.approx(10)
    assert steep < 40 * 0.6


def test_a_point_on_a_curve_has_no_distance() -> None:
    starts, ends = np.array([30.0]), np.array([90.0])
    x, y = 100 * curves.across(0.3), 30 + 60 * curves.upward(0.3)
    assert curves.distances(0, 100, starts, ends, x, y)[0] < 0.05
