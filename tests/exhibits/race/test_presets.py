"""What the shipped races show comes true, and otherwise where it should."""

from typing import Any

import numpy as np
import pytest

from tests.exhibits.race.builders import preset_race
from visualizer.engine.arrays import Array
from visualizer.engine.network_race import lost
from visualizer.session.experiment import preset, preset_keys


def medians(key: str, epochs: int, **changes: Any) -> tuple[Array, list[str], Array]:
    """Return rates, optimizers, and the median loss of each rate and optimizer."""
    learner = preset_race(key, epochs, **changes)
    settings = preset(f"race-{key}").settings
    standings = learner.standings()
    ends = np.where(lost(standings), np.inf, standings.train_loss)
    shape = (-1, settings.rates, settings.seeds)
    cells = np.median(ends.reshape(shape), axis=2).T
    return np.array(settings.ladder()), list(settings.optimizers), cells


def test_every_preset_of_the_race_is_tested() -> None:
    named = {key for key in preset_keys() if key.startswith("race-")}
    assert named == {"race-circle", "race-plane", "race-spiral"}
    assert preset("race-spiral").settings.runs == 64


def test_on_the_spiral_the_bands_of_good_rates_lie_apart() -> None:
    rates, names, cells = medians("spiral", 60)
    slow = int(np.abs(np.log(rates / 0.003)).argmin())
    assert cells[slow, names.index("adam")] < 0.2
    assert cells[slow, names.index("sgd")] > 0.7
    best = rates[cells.argmin(axis=0)]
    assert best[names.index("sgd")] > 2.0 * best[names.index("adam")]
    for column in range(4):
        assert cells[-1, column] > 1.0, "the highest rate is too high for all"


def test_without_sines_no_rate_is_good_so_soon() -> None:
    _, _, cells = medians("spiral", 60, features=("x1", "x2"))
    assert cells.min() > 0.2


def test_on_the_circle_rates_are_too_low_or_too_high_beside_the_good_ones() -> None:
    rates, _, cells = medians("circle", 40)
    losses = cells[:, 0]
    best = int(losses.argmin())
    assert losses[best] < 0.1
    assert 0.03 < rates[best] < 1.0
    assert losses[0] > 0.8
    assert losses[-1] > 0.8


def test_without_a_hidden_layer_no_rate_is_good() -> None:
    _, _, cells = medians("circle", 40, hidden_layers=0)
    assert cells.min() > 0.5


LIMITS = {
    "sgd": lambda bend: 2.0 / bend,
    "momentum": lambda bend: 2.0 * 1.9 / bend,
    "nesterov": lambda bend: 2.0 * 1.9 / (bend * 2.8),
}
"""Largest rates for the largest curvature of a quadratic, at momentum 0.9."""


@pytest.mark.parametrize("name", LIMITS)
def test_on_the_plane_the_curvature_says_where_runs_diverge(name: str) -> None:
    learner = preset_race("plane", 30)
    settings = preset("race-plane").settings
    x = learner.data.train.x
    inputs = np.vstack([x, np.ones(x.shape[1])])
    # The mean of (w·x + b - y)² bends by 2 x xᵀ.
    bend = 2.0 * float(np.linalg.eigvalsh(inputs @ inputs.T / x.shape[1])[-1])
    limit = LIMITS[name](bend)
    column = settings.optimizers.index(name)
    gone = lost(learner.standings()).reshape(4, 8, 2)[column]
    rates = np.array(settings.ladder())
    # Batches bend a little more or less than all examples together.
    assert (rates > 1.2 * limit).sum() >= 2
    assert gone[rates > 1.2 * limit].all()
    assert not gone[rates < 0.8 * limit].any()


def test_on_the_plane_adam_does_not_diverge() -> None:
    settings = preset("race-plane").settings
    gone = lost(preset_race("plane", 30).standings()).reshape(4, 8, 2)
    assert not gone[settings.optimizers.index("adam")].any()
