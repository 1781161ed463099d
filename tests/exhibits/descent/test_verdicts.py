"""How a runner is doing, and how large a rate may be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.exhibits.descent.builders import frame_of, race, race_of
from visualizer.engine.optimizers import Optimizer
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.averaged_sgd import AveragedSGD
from visualizer.engine.optimizers.implicit_sgd import ImplicitSGD
from visualizer.engine.optimizers.rmsprop import RMSProp
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.race import UNDER_WAY
from visualizer.engine.terrains import terrains
from visualizer.exhibits.descent.settings import DescentSettings, RunnerSettings
from visualizer.exhibits.descent.verdicts import judge, largest_rate
from visualizer.exhibits.grounds import field_of

LIMITED = [
    SGD(),
    AveragedSGD(),
    SGD(momentum=0.5),
    SGD(momentum=0.9),
    SGD(momentum=0.5, nesterov=True),
    SGD(momentum=0.9, nesterov=True),
]


def far_after(optimizer: Optimizer, rate: float, steps: int = 800) -> float:
    """Return how far from the floor of a parabola of curvature 3 a run ends."""
    settings = DescentSettings(
        terrain=terrains["parabola"](steepness=3.0),
        start=(1.0, 0.0),
        runners=(RunnerSettings(optimizer, rate),),
    )
    session = race(settings)
    with np.errstate(all="ignore"):
        for _ in range(steps):
            session.learner.run(1)
    return abs(float(session.learner.state[0, 0]))


@pytest.mark.parametrize("optimizer", LIMITED, ids=str)
def test_beyond_the_limit_it_diverges_and_below_it_does_not(
    optimizer: Optimizer,
) -> None:
    limit = largest_rate(optimizer, 3.0)
    assert limit is not None
    assert far_after(optimizer, 0.98 * limit) < 0.1
    assert not far_after(optimizer, 1.02 * limit) < 10.0


def test_the_limits_are_those_of_the_reference() -> None:
    assert largest_rate(SGD(), 50.0) == pytest.approx(0.04)
    assert largest_rate(SGD(momentum=0.9), 50.0) == pytest.approx(0.076)
    nesterov = largest_rate(SGD(momentum=0.9, nesterov=True), 50.0)
    assert nesterov == pytest.approx(3.8 / 140.0)
    assert largest_rate(ImplicitSGD(), 50.0) == math.inf
    assert largest_rate(Adam(), 50.0) is None
    assert largest_rate(SGD(), 0.0) is None
    assert largest_rate(SGD(), math.nan) is None


@pytest.mark.parametrize("steps", [100, 120, 200])
def test_on_the_flat_floor_of_a_ravine_one_gets_on_and_is_on_no_plateau(
    steps: int,
) -> None:
    frame = frame_of(race_of("beale", steps))
    assert set(frame.verdicts) <= {"under_way", "arrived"}


@pytest.mark.parametrize("steps", [20, 100, 120])
def test_on_the_rim_of_a_hole_is_a_plateau_and_no_saddle(steps: int) -> None:
    frame = frame_of(race_of("plateau", steps))
    assert frame.verdicts[:2] == ("plateau", "plateau")


def test_who_jumps_about_the_floor_hovers() -> None:
    runner = RunnerSettings(RMSProp(alpha=0.9), 0.5)
    settings = DescentSettings(terrain=terrains["bowl"](), runners=(runner,))
    assert frame_of(race(settings, 300)).verdicts == ("hovering",)
    # The control: a rate that falls short of the bowl's radius of arrival rests.
    calm = RunnerSettings(RMSProp(alpha=0.9), 0.01)
    settings = DescentSettings(terrain=terrains["bowl"](), runners=(calm,))
    assert frame_of(race(settings, 900)).verdicts == ("arrived",)


def test_who_crawls_along_the_valley_is_under_way() -> None:
    runner = RunnerSettings(SGD(), 0.003)
    settings = DescentSettings(terrain=terrains["valley"](), runners=(runner,))
    assert frame_of(race(settings, 300)).verdicts == ("under_way",)


def test_at_the_limit_itself_it_hovers_for_ever() -> None:
    runner = RunnerSettings(SGD(), 0.04)
    settings = DescentSettings(terrain=terrains["valley"](), runners=(runner,))
    assert frame_of(race(settings, 600)).verdicts == ("hovering",)


def test_a_valley_that_the_search_has_missed_is_a_valley_all_the_same() -> None:
    terrain = terrains["written"](formula="x^2 + y^2", reach=1.0)
    resting = np.zeros((2, 2))
    assert judge(terrain, resting, UNDER_WAY, 5) == "arrived"


def test_who_comes_to_rest_beside_the_floor_is_in_no_other_valley() -> None:
    terrain = terrains["bowl"]()
    path = np.array([[0.0051, 0.0], [0.005, 0.0]])
    assert terrain.height_at((0.005, 0.0)) > 1e-6
    for arrival in (UNDER_WAY, 3.0):
        assert judge(terrain, path, arrival, 5) == "arrived"


def test_who_is_no_number_any_more_has_diverged() -> None:
    path = np.array([[1.0, 1.0], [np.nan, 0.0]])
    assert judge(terrains["bowl"](), path, UNDER_WAY, 1) == "diverged"
    assert judge(terrains["saddle"](), path, UNDER_WAY, 1) == "falling"
    assert judge(terrains["bowl"](), path[:1], UNDER_WAY, 0) == "under_way"


def test_where_a_formula_has_no_value_nobody_is_on_the_ground() -> None:
    terrain = terrains["written"](formula="log(x) + x^2 + y^2", reach=2.0)
    for x, verdict in ((-1.0, "off"), (1.0, "under_way")):
        path = np.array([[x, 0.5], [x, 0.4]])
        assert judge(terrain, path, UNDER_WAY, 1) == verdict
    settings = DescentSettings(terrain=terrain, start=(-1.0, 0.5))
    session = race(settings)
    assert math.isnan(session.learner.evaluate().train_loss), "it is not on the floor"
    field = field_of(terrain)
    assert len(field) > 20
    assert (field[:, 0] > 0.0).all(), "no way leads down where there is no height"


def test_the_top_of_a_curve_is_a_saddle_and_no_valley() -> None:
    terrain = terrains["double_well_line"]()
    (top, _), *_ = terrains["double_well"]().saddles()
    path = np.array([[top, 0.0], [top, 0.0]])
    assert abs(terrain.slope_at((top, 0.0))[0]) < 1e-3
    assert judge(terrain, path, UNDER_WAY, 9) == "saddle"
