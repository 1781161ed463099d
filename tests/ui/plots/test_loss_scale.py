from __future__ import annotations

import numpy as np
import pytest

from visualizer.ui.plots.loss_scale import LossScale, is_bright, viridis


def test_a_narrow_range_is_linear():
    scale = LossScale.of(np.array([[0.5, 1.0], [2.0, np.nan]]))
    assert (scale.low, scale.high, scale.log) == (0.5, 2.0, False)
    assert scale.share(np.array([0.5, 1.25, 2.0, 9.0])).tolist() == [0, 0.5, 1, 1]


def test_a_wide_range_follows_the_logarithm():
    scale = LossScale.of(np.array([0.01, 1.0, 100.0, np.inf]))
    assert scale.log
    assert scale.share(np.array([0.01, 1.0, 100.0])) == pytest.approx([0, 0.5, 1])


def test_a_loss_of_zero_gets_the_first_color():
    scale = LossScale.of(np.array([0.0, 1e-3, 10.0]))
    assert scale.log
    assert scale.share(np.array([0.0]))[0] == 0.0


def test_negative_values_stay_linear():
    assert not LossScale.of(np.array([-1.0, 1e-3, 10.0])).log


@pytest.mark.parametrize("values", [np.array([np.nan]), np.array([2.0, 2.0])])
def test_a_flat_or_empty_surface_still_has_a_scale(values):
    scale = LossScale.of(values)
    assert scale.high > scale.low
    assert np.isfinite(scale.share(np.array([2.0]))).all()


@pytest.mark.parametrize("values", [np.array([0.01, 100.0]), np.array([1.0, 3.0])])
def test_ticks_of_the_color_bar_are_losses_within_it(values):
    scale = LossScale.of(values)
    ticks = scale.ticks(5)
    assert len(ticks) >= 2
    assert all(scale.low * 0.999 <= t.value <= scale.high * 1.001 for t in ticks)


def test_viridis_runs_from_dark_to_yellow():
    table = viridis()
    assert table.shape == (256,)
    assert int(table[0]) == 0xFF440154
    assert abs(int(table[-1] & 0xFF) - 0x25) <= 2
    assert not is_bright(0.0)
    assert is_bright(1.0)
