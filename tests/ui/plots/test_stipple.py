import numpy as np
import pytest

from visualizer.ui.plots.stipple import stippled


def dashes(x, y, dash=4.0, gap=6.0):
    """Return the ends of each dash: (n, 2) and (n, 2) points."""
    across, up = stippled(np.array(x, float), np.array(y, float), dash, gap)
    points = np.stack((across, up), axis=1).reshape(-1, 3, 2)
    assert np.isnan(points[:, 2, 1]).all()
    return points[:, 0], points[:, 1]


def test_a_line_of_a_hundred_has_ten_dashes_of_four():
    first, last = dashes([0.0, 60.0], [0.0, 80.0])
    assert len(first) == 10
    np.testing.assert_allclose(np.hypot(*(last - first).T), 4.0)
    np.testing.assert_allclose(np.hypot(*(first[1:] - last[:-1]).T), 6.0)


def test_a_line_may_run_back():
    first, last = dashes([0.0, 0.0, -50.0, -50.0], [0.0, 20.0, 20.0, 0.0])
    assert len(first) == 9
    # Along the second side, to the left.
    np.testing.assert_allclose(first[3], [-10.0, 20.0])
    np.testing.assert_allclose(last[3], [-14.0, 20.0])


def test_no_dash_bridges_a_gap():
    first, last = dashes([0.0, 10.0, 10.0, 90.0, 100.0], [0.0, 0.0, np.nan, 0.0, 0.0])
    assert len(first) == 2
    assert first[1][0] == pytest.approx(90.0)
    assert (np.hypot(*(last - first).T) <= 4.0 + 1e-9).all()


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_are_no_line(count):
    first, _ = dashes([1.0] * count, [2.0] * count)
    assert len(first) == 0
