"""Settings, wishes, frames and scenes of Descent."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.exhibits.descent.builders import (
    frame_of,
    learner_of,
    look,
    race,
    race_of,
    scene_of,
)
from visualizer.engine.optimizers import Optimizer, optimizers
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.sgd import SGD
from visualizer.engine.terrains import terrains
from visualizer.exhibits.descent import Descent
from visualizer.exhibits.descent.methods import method_of, methods, optimizer_of
from visualizer.exhibits.descent.scenes import ground_of, picture_of
from visualizer.exhibits.descent.settings import (
    MOST_RUNNERS,
    DescentSettings,
    RunnerSettings,
    changed,
)
from visualizer.scenes import intents
from visualizer.scenes import runner_intents as runners
from visualizer.scenes.terrain import MapScene, MountainScene, ProfileScene
from visualizer.session import commands as do
from visualizer.session.experiment import is_live
from visualizer.session.session import Session
from visualizer.session.wording import describe_change
from visualizer.settings import SettingError


def ask(session: Session, intent: intents.Intent) -> None:
    """Do what the window does about an intent."""
    shown = session.snapshot()
    answer = Descent().respond(
        intent, shown.experiment.settings, shown.watch, shown.frame
    )
    assert answer is not None
    settings, watch = answer
    session.execute(do.Look(watch))
    session.execute(do.Change(settings))


def settings_of(session: Session) -> DescentSettings:
    settings = session.snapshot().experiment.settings
    assert isinstance(settings, DescentSettings)
    return settings


# Settings.


def test_a_start_outside_of_the_terrain_is_refused_in_one_sentence() -> None:
    with pytest.raises(SettingError, match=r"start: \(9, 0\) .* x from -2.5 to 2.5"):
        DescentSettings(start=(9.0, 0.0))


def test_another_terrain_brings_its_own_start() -> None:
    settings = changed(DescentSettings(), start=(1.0, 1.0))
    assert settings.place() == (1.0, 1.0)
    bowl = terrains["bowl"]()
    assert changed(settings, terrain=bowl).place() == bowl.start
    assert changed(settings, noise=0.3).place() == (1.0, 1.0)


def test_on_a_line_everybody_starts_on_the_line() -> None:
    line = terrains["double_well_line"]()
    settings = changed(DescentSettings(terrain=line), start=(1.0, 2.0))
    assert settings.place() == (1.0, 0.0)


def test_rates_and_coefficients_change_live_and_methods_do_not() -> None:
    session = race_of("two-valleys", 20)
    first = session.snapshot().run
    ask(session, runners.SetRate(0, 0.02))
    ask(session, runners.SetCoefficient(1, "momentum", 0.5))
    # Plain descent is momentum of 0.
    ask(session, runners.ChooseMethod(0, "momentum"))
    assert session.snapshot().run == first
    assert session.update == 20
    learner = learner_of(session)
    assert learner.runners[0].learning_rate == 0.02
    assert learner.runners[1].optimizer == SGD(momentum=0.5)
    ask(session, runners.ChooseMethod(0, "adam"))
    assert session.snapshot().run != first
    assert session.update == 0
    session.execute(do.Undo())
    assert session.update == 20
    assert learner_of(session).runners[0].optimizer == SGD(momentum=0.9)


@pytest.mark.parametrize("rate", [0.0, -1.0, 1e4, math.nan])
def test_a_rate_out_of_range_is_refused_and_nothing_is_lost(rate: float) -> None:
    session = race_of("bowl", 5)
    with pytest.raises(SettingError, match=r"runners\[2\].learning_rate"):
        ask(session, runners.SetRate(2, rate))
    assert session.update == 5
    session.advance(1)
    assert session.update == 6


def test_a_change_of_one_runner_is_named_by_what_changed() -> None:
    old = DescentSettings()
    new = replace(
        old, runners=(replace(old.runners[0], learning_rate=0.2), *old.runners[1:])
    )
    assert is_live(old, new)
    assert describe_change(old, new) == "Learning rate 0.01 → 0.2"
    fewer = replace(old, runners=old.runners[:2])
    assert not is_live(old, fewer)
    assert describe_change(old, fewer) == "Runners 5 → 2"
    moved = replace(old, start=(1.0, -0.5))
    assert describe_change(old, moved) == "Start – → 1, -0.5"


def test_halving_after_a_divergence_slows_everybody() -> None:
    session = race_of("parabola", 5)
    before = [runner.learning_rate for runner in settings_of(session).runners]
    session.execute(do.GoBack(halve_learning_rate=True))
    after = [runner.learning_rate for runner in settings_of(session).runners]
    assert after == pytest.approx([rate / 2 for rate in before])


# Wishes.


def test_dragging_the_flag_starts_the_race_there_and_undo_takes_it_back() -> None:
    session = race_of("two-valleys", 30)
    runs = len(session.snapshot().runs)
    for x in (0.5, 0.2, -0.4):
        settings = replace(settings_of(session), start=(x, 1.0))
        session.execute(do.Change(settings, gesture=7))
    assert session.update == 0
    assert len(session.snapshot().runs) == runs + 1
    np.testing.assert_array_equal(
        learner_of(session).places, np.tile((-0.4, 1.0), (5, 1))
    )
    session.execute(do.Undo())
    assert session.update == 30
    assert settings_of(session).start is None


def test_a_flag_dragged_over_the_edge_stays_on_it() -> None:
    session = race_of("two-valleys")
    ask(session, runners.PlaceStart((99.0, -99.0), 1))
    assert settings_of(session).start == (2.5, -2.5)
    ask(session, runners.PlaceStart(None, 0))
    assert settings_of(session).place() == terrains["double_well"]().start


def test_runners_come_and_go_between_one_and_eight() -> None:
    session = race_of("two-valleys")
    while len(settings_of(session).runners) < MOST_RUNNERS:
        ask(session, runners.AddRunner())
        assert session.watch.runner == len(settings_of(session).runners) - 1
    shown = session.snapshot()
    full = (shown.experiment.settings, shown.watch, shown.frame)
    assert Descent().respond(runners.AddRunner(), *full) is None
    assert not scene_of(session, "runners").can_add
    while len(settings_of(session).runners) > 1:
        ask(session, runners.RemoveRunner(0))
    assert session.watch.runner == 0
    shown = session.snapshot()
    alone = (shown.experiment.settings, shown.watch, shown.frame)
    assert Descent().respond(runners.RemoveRunner(0), *alone) is None


def test_brackets_go_from_runner_to_runner() -> None:
    session = race_of("two-valleys")
    ask(session, intents.StepExample(-1))
    assert session.watch.runner == 4
    ask(session, intents.StepExample(1))
    assert session.watch.runner == 0


def test_every_method_can_be_chosen_and_runs() -> None:
    for key, name in methods():
        optimizer = optimizer_of(key)
        assert method_of(optimizer) == key
        assert name
        settings = DescentSettings(runners=(RunnerSettings(optimizer, 0.01),))
        session = race(settings, 3)
        assert np.isfinite(learner_of(session).places).all()
        assert scene_of(session, "runners").rows[0].method == key
        assert scene_of(session, "step").stations[0].numbers


# Scenes.


def test_a_runner_left_out_is_drawn_nowhere_but_stays_in_the_table() -> None:
    session = race_of("two-valleys", 10)
    ask(session, runners.ShowRunner(1, False))
    assert session.update == 10
    for panel in ("map", "mountain"):
        assert [r.number for r in scene_of(session, panel).runners] == [0, 2, 3, 4]
    assert [c.number for c in scene_of(session, "heights").curves] == [0, 2, 3, 4]
    assert len(scene_of(session, "runners").rows) == 5


def test_the_map_keeps_what_leaves_the_view() -> None:
    settings = DescentSettings(
        terrain=terrains["bowl"](), runners=(RunnerSettings(SGD(), 2.5),)
    )
    session = race(settings, 3)
    path = scene_of(session, "map").runners[0].path
    # Each step multiplies the place by 1 - 2.5.
    expected = np.array([(-4.0, 3.0)]) * (-1.5) ** np.arange(4)[:, None]
    np.testing.assert_allclose(path, expected)


def test_heights_are_measured_from_the_floor() -> None:
    session = race_of("two-valleys", 100)
    curve = scene_of(session, "heights").curves[0]
    x, y = learner_of(session).places[0]
    height = x**4 - 4 * x**2 + x + y**2
    lowest = min(t**4 - 4 * t**2 + t for t in np.roots([4, 0, -8, 1]).real)
    assert curve.y[-1] == pytest.approx(height - lowest)
    assert curve.x.tolist() == list(range(101))


def test_without_a_floor_heights_have_no_logarithm() -> None:
    scene = scene_of(race_of("saddle", 20), "heights")
    assert not scene.log
    assert scene.curves[0].y[-1] < scene.curves[0].y[0]


def test_the_field_points_down_everywhere() -> None:
    session = race_of("rosenbrock")
    field = scene_of(session, "map").field
    terrain = terrains["rosenbrock"]()
    for x, y, dx, dy in field:
        away = 1e-5 / math.hypot(dx, dy)
        assert terrain.height_at((x + away * dx, y + away * dy)) < terrain.height_at(
            (x, y)
        )
    assert np.hypot(field[:, 2], field[:, 3]).max() <= 1.0 + 1e-12


def test_contours_lie_at_their_height() -> None:
    scene = scene_of(race_of("two-valleys"), "map").surface
    assert len(scene.levels) == len(scene.contours)
    terrain = terrains["double_well"]()
    for level, lines in zip(scene.levels, scene.contours, strict=True):
        for line in lines:
            heights = terrain.height(line[:, 0], line[:, 1])
            np.testing.assert_allclose(heights, level, atol=0.02)


def test_the_grid_has_rows_along_y() -> None:
    terrain = terrains["written"](formula="x + 10 y")
    ground = ground_of(terrain)
    assert ground.heights[0, -1] == pytest.approx(ground.x[-1] + 10 * ground.y[0])
    assert ground.heights[-1, 0] == pytest.approx(ground.x[0] + 10 * ground.y[-1])


def test_fog_shows_as_far_as_a_share_of_the_view() -> None:
    session = race_of("two-valleys")
    assert scene_of(session, "map").sight is None
    ask(session, intents.SetOption("fog", True))
    assert scene_of(session, "map").sight == pytest.approx(0.45)
    assert scene_of(session, "mountain").sight == pytest.approx(0.45)


def test_one_coordinate_is_drawn_as_a_curve_with_tangents() -> None:
    session = race_of("line", 1)
    curve, slope = scene_of(session, "mountain"), scene_of(session, "map")
    assert isinstance(curve, ProfileScene)
    assert isinstance(slope, ProfileScene)
    # By hand: x = 2.2, f' = 4 x³ - 8 x + 1, one step of 0.01 along it.
    x = 2.2 - 0.01 * (4 * 2.2**3 - 8 * 2.2 + 1)
    assert curve.points[0].x == pytest.approx(x)
    assert curve.points[0].tangent == pytest.approx(4 * x**3 - 8 * x + 1)
    assert curve.points[0].y == pytest.approx(x**4 - 4 * x**2 + x)
    assert slope.points[0].y == pytest.approx(curve.points[0].tangent)
    plane = race_of("bowl")
    assert isinstance(scene_of(plane, "mountain"), MountainScene)
    assert isinstance(scene_of(plane, "map"), MapScene)


def test_the_table_says_which_rates_are_beyond_their_limit() -> None:
    rows = scene_of(race_of("parabola"), "runners").rows
    assert [row.limit for row in rows] == ["limit 2.0"] * 4
    assert [row.exceeded for row in rows] == [False, False, False, True]
    implicit = scene_of(race_of("implicit"), "runners").rows
    assert [row.limit for row in implicit] == ["limit 0.040", "no limit"]
    assert not any(row.exceeded for row in implicit)


def test_the_average_is_the_mean_of_all_places_after_each_step() -> None:
    session = race_of("averaged", 40)
    runner = scene_of(session, "map").runners[0]
    assert runner.average is not None
    count = np.arange(1.0, 41.0)[:, None]
    means = np.cumsum(runner.path[1:], axis=0) / count
    np.testing.assert_allclose(runner.average[1:, :2], means)
    np.testing.assert_array_equal(runner.average[0, :2], runner.path[0])
    # Of the bowl the height is half the square of the distance.
    np.testing.assert_allclose(
        runner.average[:, 2], 0.5 * (runner.average[:, :2] ** 2).sum(axis=1)
    )
    assert scene_of(session, "map").runners[1].average is None


def test_of_a_long_race_every_second_step_is_drawn_and_the_last_one() -> None:
    session = race_of("two-valleys", 4001)
    frame = frame_of(session)
    assert set(np.diff(frame.updates).tolist()) == {1, 2}
    assert frame.updates[-1] == 4001
    assert np.isnan(frame.steps).all()
    session.execute(do.Seek(3000))
    frame = frame_of(session)
    assert frame.updates.tolist() == list(range(3001))
    assert np.isfinite(frame.steps).all()


def test_a_frame_that_no_panel_waits_for_is_the_last_one() -> None:
    session = race_of("two-valleys", 5)
    seen = session.snapshot(frozenset({"map"})).frame
    session.advance(5)
    assert session.snapshot(frozenset()).frame is seen
    assert session.snapshot(frozenset({"runners"})).frame.update == 10


# One step taken apart.


def test_a_step_of_adam_is_what_its_formulas_say() -> None:
    runner = RunnerSettings(Adam(), 0.2)
    settings = DescentSettings(terrain=terrains["bowl"](), runners=(runner,))
    session = race(settings)
    step = frame_of(session).next_step
    assert step is not None
    # By hand, from θ = (-4, 3), whose slope is itself.
    g = np.array([-4.0, 3.0])
    found = {each.symbol: each.value for each in step.after}
    np.testing.assert_allclose(found["m"], 0.1 * g)
    np.testing.assert_allclose(found["v"], 0.001 * g * g)
    np.testing.assert_allclose(found["m̂"], g)
    np.testing.assert_allclose(found["v̂"], g * g)
    np.testing.assert_allclose(step.target, g - 0.2 * np.sign(g), rtol=1e-6)
    # Looking ahead has moved nobody.
    assert session.update == 0
    np.testing.assert_array_equal(learner_of(session).places[0], g)


def test_a_walk_reaches_each_station_then_does_the_step() -> None:
    session = race_of("two-valleys", 3)
    look(session, runner=1)
    target = frame_of(session).next_step
    assert target is not None
    names = ["Measure the slope", "Keep momentum", "Gather squares"]
    names += ["Correct the bias", "Scale by the rate", "Move"]
    for place, name in enumerate(names):
        session.execute(do.Step("layer"))
        stations = scene_of(session, "step").stations
        assert [s.name for s in stations] == names
        assert [s.reached for s in stations] == [n <= place for n in range(6)]
        assert next(s.name for s in stations if s.current) == name
        assert session.update == 3
    arrows = scene_of(session, "map").arrows
    assert [arrow.dashed for arrow in arrows] == [True, False]
    np.testing.assert_allclose(arrows[1].tip, target.target)
    session.execute(do.Step("layer"))
    assert session.update == 4
    np.testing.assert_allclose(learner_of(session).places[1], target.target)
    session.execute(do.Step("layer", -1))
    assert session.update == 3
    assert scene_of(session, "step").stations[-1].current


def test_noise_is_told_apart_from_the_slope() -> None:
    session = race_of("bowl", 0, noise=1.0)
    step = frame_of(session).next_step
    assert step is not None
    assert step.noise.any()
    np.testing.assert_allclose(step.slope, (-4.0, 3.0))
    np.testing.assert_allclose(
        step.target, step.place - 0.1 * (step.slope + step.noise)
    )
    assert scene_of(session, "step").stations[0].formula == "g = ∇f(θ) + ξ"


def test_an_average_is_kept_after_the_move() -> None:
    session = race_of("averaged", 1)
    stations = scene_of(session, "step").stations
    used = [bool(station.formula) for station in stations]
    assert used == [True, False, False, False, True, True]
    assert stations[-1].formula == "θ ← θ + Δθ, θ̄ ← θ̄ + (θ − θ̄) / n"
    step = frame_of(session).next_step
    assert step is not None
    (mean,) = (each.value for each in step.after)
    np.testing.assert_allclose(mean, 0.5 * (step.place + step.target))


@pytest.mark.parametrize("member", optimizers, ids=lambda member: member.key)
def test_what_has_numbers_has_a_formula(member: type[Optimizer]) -> None:
    runner = RunnerSettings(member(), 0.1)
    settings = DescentSettings(terrain=terrains["bowl"](), runners=(runner,))
    for station in scene_of(race(settings), "step").stations:
        names = [part.split(" ")[0] for part in station.formula.split(", ")]
        for told in station.numbers.split("; ") if station.formula else ():
            assert told.split(" ")[0] in names
        searched = member.key == "random_search" and "Δθ" in station.numbers
        assert bool(station.formula) == bool(station.numbers) or searched


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("sgd", "Δθ = −η g"),
        ("adam", "Δθ = −η m̂ / (√v̂ + ε)"),
        ("adamw", "Δθ = −η λ θ − η m̂ / (√v̂ + ε)"),
        ("implicit_sgd", "Δθ = −η ∇f(θ⁺)"),
        ("lbfgs", "Δθ = α d, d = −H g"),
    ],
)
def test_the_rate_makes_the_change_that_the_move_adds(key: str, expected: str) -> None:
    runner = RunnerSettings(optimizers[key](), 0.1)
    settings = DescentSettings(terrain=terrains["bowl"](), runners=(runner,))
    stations = scene_of(race(settings), "step").stations
    assert stations[4].formula == expected
    assert stations[5].formula.startswith("θ ← θ + Δθ")
    assert scene_of(race(settings), "step").hint.startswith("Step by a part")


def test_what_a_method_does_not_do_has_no_formula() -> None:
    stations = scene_of(race_of("two-valleys"), "step").stations
    assert [bool(s.formula) for s in stations] == [
        True,
        False,
        False,
        False,
        True,
        True,
    ]
    session = race_of("two-valleys")
    look(session, runner=4)
    assert all(s.formula for s in scene_of(session, "step").stations)


def test_the_picture_of_a_line_is_its_curve() -> None:
    picture = np.asarray(picture_of(terrains["parabola"]()))
    assert picture.ndim == 2
    assert picture.max() <= 1.0
    middle = (picture * np.arange(len(picture))[:, None]).sum(axis=0) / picture.sum(0)
    x = np.linspace(-1.0, 1.0, picture.shape[1])
    inner = np.abs(x) < 0.9
    # Rows count downward, and the height is the square of the place.
    found = np.polyfit(x[inner], middle[inner], 2)
    assert found[0] < -40.0
    assert abs(found[1]) < 1.0
    np.testing.assert_allclose(np.polyval(found, x[inner]), middle[inner], atol=1.5)
