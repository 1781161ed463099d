"""Distributions of activations through random layers."""

import numpy as np
import pytest

from visualizer.engine.activations import activations
from visualizer.engine.signal_spread import (
    BINS,
    EXAMPLES,
    LAYERS,
    REACH,
    WIDTH,
    signal_spread,
)


@pytest.mark.parametrize(
    "member", [pytest.param(member, id=member.key) for member in activations]
)
def test_every_activation_is_counted_once_in_each_layer(member):
    spread = signal_spread(member())
    assert spread.counts.shape == (LAYERS, BINS)
    assert (spread.counts.sum(axis=1) == WIDTH * EXAMPLES).all()
    assert np.isfinite(spread.deviations).all()


def test_a_linear_layer_keeps_the_spread():
    spread = signal_spread(activations["linear"]())
    assert spread.deviations[0] == pytest.approx(1.0, abs=0.03)
    # Of each layer 1 ± 1/√(2·100), so after ten about 1 ± 0.2.
    assert spread.deviations[-1] == pytest.approx(1.0, abs=0.35)


def test_a_rectifier_halves_the_mean_square_in_each_layer():
    # He, Zhang, Ren & Sun (2015), section 2.2: half of it is cut off.
    spread = signal_spread(activations["relu"]())
    squares = spread.means**2 + spread.deviations**2
    assert squares[0] == pytest.approx(0.5, rel=0.1)
    assert (squares[-1] / squares[0]) ** (1 / 9) == pytest.approx(0.5, rel=0.1)


def test_a_bell_of_standard_normal_numbers_is_counted():
    spread = signal_spread(activations["linear"]())
    edges = np.linspace(-REACH, REACH, BINS + 1)
    within = (np.abs(0.5 * (edges[1:] + edges[:-1])) < 1.05).nonzero()[0]
    share = spread.counts[0, within].sum() / (WIDTH * EXAMPLES)
    # The bins between -1.1 and 1.1 hold 72.9 % of a standard normal distribution.
    assert edges[within[-1] + 1] == pytest.approx(1.1)
    assert share == pytest.approx(0.729, abs=0.02)


def test_the_seed_decides():
    tanh = activations["tanh"]()
    first, again, other = (signal_spread(tanh, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.counts, again.counts)
    assert (first.counts != other.counts).any()
