from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.scenes.curve import Series
from visualizer.scenes.why import Quantity
from visualizer.ui.plots.smoothing import half_life, smoothed, with_means


def by_hand(x, y, halving):
    """The mean, one point after the other and one weight after the other."""
    means = []
    for i in range(len(x)):
        if not np.isfinite(y[i]):
            means.append(np.nan)
            continue
        pairs = [
            (0.5 ** ((x[i] - x[k]) / halving), y[k])
            for k in range(i + 1)
            if np.isfinite(y[k])
        ]
        total = sum(weight for weight, _ in pairs)
        means.append(sum(weight * value for weight, value in pairs) / total)
    return means


def by_fading(x, y, halving):
    """The mean, from a sum and a weight that fade from point to point."""
    means, total, weight, last = [], 0.0, 0.0, x[0]
    for place, value in zip(x, y, strict=True):
        fading = 0.5 ** ((place - last) / halving)
        total, weight, last = total * fading, weight * fading, place
        if np.isfinite(value):
            total, weight = total + value, weight + 1.0
        means.append(total / weight if np.isfinite(value) else np.nan)
    return means


@given(
    steps=st.lists(st.integers(1, 40), min_size=1, max_size=40),
    seed=st.integers(0, 1000),
    halving=st.integers(2, 200),
)
def test_it_is_the_weighted_mean(steps, seed, halving):
    x = np.cumsum(steps).astype(float)
    y = np.random.default_rng(seed).uniform(0.0, 3.0, len(x))
    places, mean = smoothed(x, y, halving)
    assert np.array_equal(places, x)
    assert np.allclose(mean, by_hand(x, y, halving))


def test_after_a_half_life_a_step_has_come_half_way():
    x = np.arange(0.0, 4001.0)
    y = np.where(x > 2000.0, 1.0, 0.0)
    _, mean = smoothed(x, y, 100)
    assert mean[2000] == 0.0
    assert mean[2100] == pytest.approx(0.5, abs=0.005)
    assert mean[2200] == pytest.approx(0.75, abs=0.005)
    assert np.allclose(smoothed(x, np.full(len(x), 0.3), 100)[1], 0.3)


def test_gaps_stay_and_the_mean_goes_on():
    x = np.arange(5.0)
    y = np.array([1.0, np.nan, 3.0, np.inf, 5.0])
    _, mean = smoothed(x, y, 1.0)
    assert np.allclose(mean, by_hand(x, y, 1.0), equal_nan=True)
    assert np.isnan(mean[[1, 3]]).all()
    assert [part.shape for part in smoothed(x[:0], y[:0], 1.0)] == [(0,), (0,)]


def test_neighbors_together_make_the_same_mean():
    x = np.cumsum(np.random.default_rng(1).integers(1, 9, 4003)).astype(float)
    y = 2.0 / (1.0 + x / 900.0) + np.random.default_rng(2).random(len(x))
    y[[7, 900, 901, 902, 903, 904, 4002]] = np.nan
    places, mean = smoothed(x, y, 400.0, most=800)
    assert len(places) == 801
    ends = np.searchsorted(x, places)
    assert np.array_equal(np.diff(ends), [5] * 799 + [3])
    wanted = np.array(by_fading(x, y, 400.0))[ends]
    # Five neighbors, of which some are gaps, span a twentieth of a half-life.
    assert np.isnan(mean[180])
    assert np.isnan(wanted[[180, 800]]).all()
    assert np.nanmax(np.abs(mean - wanted)) < 5e-3


def test_a_long_run_stays_finite():
    x = np.linspace(0.0, 1e7, 65_536)
    assert np.isfinite(smoothed(x, 1e30 + 0.0 * x, 1.0)[1]).all()


@pytest.mark.parametrize(
    ("updates", "expected"),
    [(0, 1), (100, 1), (150, 2), (1000, 10), (1001, 20), (40_000, 500), (1e6, 10_000)],
)
def test_the_half_life_grows_in_steps(updates, expected):
    assert half_life(updates) == expected


def test_raw_curves_are_faint_and_ghosts_stay():
    x = np.arange(10.0)
    ghost = Series("", "ghost", x, x, 1)
    train = Series("train", "train", x, x, 2, asks=Quantity("train_loss"))
    test = Series("test", "test", x, 2 * x, 2)
    shown = with_means((ghost, train, test), 5)
    assert shown[0] is ghost
    assert [one.kind for one in shown] == ["ghost", "raw", "raw", "train", "test"]
    assert [one.name for one in shown] == ["", "", "", "train", "test"]
    assert shown[1].y is train.y
    # A mean over moments is no number of one of them that could be explained.
    assert [one.asks for one in shown] == [None, train.asks, None, None, None]
    assert np.allclose(shown[4].y, by_hand(x, test.y, 5))
