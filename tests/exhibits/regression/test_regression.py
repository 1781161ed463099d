"""Batch, mini-batch and stochastic descent on real measures."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.exhibits.builders import look
from visualizer.exhibits.regression.frame import RegressionFrame
from visualizer.exhibits.regression.settings import RegressionSettings, changed
from visualizer.resource_files import resource
from visualizer.scenes.intents import SetOption, StepExample
from visualizer.scenes.runner_intents import PlaceStart, SelectRunner
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session
from visualizer.settings import SettingError

SETTINGS = [
    pytest.param(RegressionSettings(data=data, scaled=scaled), id=f"{data}-{scaled}")
    for data in ("flowers", "penguins")
    for scaled in (True, False)
]


def run(settings: RegressionSettings, examples: int = 0) -> Session:
    session = Session(Experiment("regression", settings))
    while session.update < examples:
        session.advance(min(100, examples - session.update))
    return session


def frame_of(session: Session) -> RegressionFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, RegressionFrame)
    return frame


def scene_of(session: Session, panel: str) -> Any:
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    return exhibit.scenes(
        shown.frame, shown.experiment.settings, shown.watch, frozenset({panel})
    )[panel]


def answer(session: Session, intent: Any) -> Any:
    """Return settings and watch after an intent."""
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    return exhibit.respond(intent, shown.experiment.settings, shown.watch, shown.frame)


def table(name: str, *columns: str) -> Any:
    """Read columns of a shipped file by the standard library alone."""
    with resource("data", name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [[row[c] for c in columns] for row in rows]
    return np.array([[float(v) for v in row] for row in kept if _whole(row)])


def _whole(row: list[str]) -> bool:
    return all(value not in ("", "NA") for value in row)


def test_the_floor_is_the_fit_of_numpy() -> None:
    x, y = table("iris.csv", "petal length", "petal width").T
    slope, bias = np.polyfit(x, y, 1)
    surface = RegressionSettings(scaled=False).problem().surface
    np.testing.assert_allclose(surface.minima()[0], (slope, bias))
    surface = RegressionSettings(scaled=True).problem().surface
    np.testing.assert_allclose(surface.minima()[0], (slope * x.std(), y.mean()))


def test_penguins_are_fitted_by_two_weights() -> None:
    columns = "flipper_length_mm", "bill_length_mm", "body_mass_g"
    measured = table("penguins.csv", *columns)
    centered = measured - measured.mean(axis=0)
    fit, *_ = np.linalg.lstsq(centered[:, :2], centered[:, 2] / 1000.0, rcond=None)
    surface = RegressionSettings(data="penguins", scaled=False).problem().surface
    np.testing.assert_allclose(surface.minima()[0], fit)


@pytest.mark.parametrize("data", ["flowers", "penguins"])
def test_standardized_inputs_round_the_valley(data: str) -> None:
    def ratio(scaled: bool) -> float:
        surface = RegressionSettings(data=data, scaled=scaled).problem().surface
        low, high = np.linalg.eigvalsh(surface.curvature_at((0.0, 0.0)))
        return float(high / low)

    assert ratio(True) < 0.5 * ratio(False)
    if data == "flowers":
        assert ratio(True) == pytest.approx(1.0)
        assert ratio(False) > 100.0


def test_counted_in_examples_the_single_steps_are_first_and_never_rest() -> None:
    session = run(RegressionSettings(), 150)
    least = frame_of(session).problem.surface.floor()
    assert least is not None
    batch, mini, single = frame_of(session).losses[-1] - least
    assert single < 0.05 * batch
    assert single < mini < batch
    assert frame_of(session).steps.tolist() == [1, 15, 150]
    # Long after, batch descent lies on the floor and the single steps shiver.
    late = run(RegressionSettings(), 150 * 150)
    above = frame_of(late).losses[-300:] - least
    assert above[:, 0].max() < 1e-6
    assert above[:, 2].max() > 1e-4
    # The control: with a tenth of the rate they shiver far less.
    calm = run(RegressionSettings(learning_rate=0.005), 150 * 150)
    assert (frame_of(calm).losses[-300:] - least)[:, 2].mean() < 0.3 * above[
        :, 2
    ].mean()


def test_in_the_ravine_batch_descent_creeps() -> None:
    """At half the rate that the curvature bears, the round bowl is done long before."""

    def left(scaled: bool) -> float:
        settings = RegressionSettings(scaled=scaled)
        surface = settings.problem().surface
        bend = np.linalg.eigvalsh(surface.curvature_at((0.0, 0.0)))[-1]
        session = run(replace(settings, learning_rate=float(0.5 / bend)), 150 * 20)
        above = frame_of(session).losses[:, 0] - surface.floor()
        return float(above[-1] / above[0])

    assert left(True) < 1e-9
    assert left(False) > 1e-4


@pytest.mark.parametrize("settings", SETTINGS)
def test_another_surface_keeps_the_share_of_what_it_bears(
    settings: RegressionSettings,
) -> None:
    for changes in ({"scaled": not settings.scaled}, {"data": "penguins"}):
        after = changed(replace(settings, start=settings.problem().surface.start))
        after = changed(after, **changes)
        if (after.data, after.scaled) == (settings.data, settings.scaled):
            continue
        assert after.start is None
        before = settings.learning_rate / settings.problem().surface.largest_rate()
        now = after.learning_rate / after.problem().surface.largest_rate()
        assert now == pytest.approx(before, rel=0.5)
        session = run(after, 300)
        assert session.status.condition == "ok"


def test_a_rate_that_is_asked_for_is_taken() -> None:
    after = changed(RegressionSettings(), scaled=False, learning_rate=0.01)
    assert after.learning_rate == 0.01


def test_steps_that_are_too_long_diverge_and_say_so() -> None:
    session = run(RegressionSettings(scaled=False, learning_rate=5.0))
    session.advance(3000)
    assert session.status.condition == "diverged"


def test_a_start_beyond_the_map_is_refused_in_one_sentence() -> None:
    with pytest.raises(SettingError, match=r"start: \(99, 0\) lies outside .*allowed"):
        RegressionSettings(start=(99.0, 0.0))


# Scenes.


@pytest.mark.parametrize("settings", SETTINGS)
def test_valleys_belong_to_the_examples(settings: RegressionSettings) -> None:
    session = run(settings, 7)
    scene = scene_of(session, "map")
    problem = frame_of(session).problem
    last = frame_of(session).last
    assert last is not None
    assert scene.valley is not None
    x0, y0, x1, y1 = scene.valleys[scene.valley]
    for x, y in ((x0, y0), (x1, y1), (0.5 * (x0 + x1), 0.5 * (y0 + y1))):
        answered = problem.surface.inputs[last] @ (x, y)
        assert answered == pytest.approx(problem.surface.targets[last], abs=1e-9)
    look(session, valleys=False)
    assert len(scene_of(session, "map").valleys) == 0


def test_the_surface_of_one_example_is_a_valley_with_floor_zero() -> None:
    session = run(RegressionSettings(), 3)
    look(session, one_example=True, example=4)
    scene = scene_of(session, "map")
    assert scene.surface.subtitle == "of example 5 alone"
    assert 0.0 <= np.min(scene.ground.heights) < 1e-3
    mountain = scene_of(session, "mountain")
    assert mountain.ground is scene.ground
    runner = mountain.runners[2]
    example = frame_of(session).problem.surface.of_example(4)
    np.testing.assert_allclose(runner.heights, example.height(*runner.path.T))


def test_a_single_step_goes_square_to_the_valley_of_its_example() -> None:
    session = run(RegressionSettings(), 12)
    frame = frame_of(session)
    step = frame.paths[-1, 2] - frame.paths[-2, 2]
    ends = frame.problem.surface.valley(frame.last or 0)
    assert ends is not None
    along = np.subtract(*ends)
    assert abs(step @ along) < 1e-9 * np.linalg.norm(step) * np.linalg.norm(along)
    assert np.linalg.norm(step) > 1e-6


def test_lines_answer_with_the_parameters_in_measured_units() -> None:
    for scaled in (True, False):
        session = run(RegressionSettings(scaled=scaled, learning_rate=0.01), 40)
        x, _ = table("iris.csv", "petal length", "petal width").T
        w, b = frame_of(session).paths[-1, 2]
        if scaled:
            w, b = w / x.std(), b - w * x.mean() / x.std()
        (x0, y0), (x1, y1) = scene_of(session, "fit").lines[2].ends
        assert (x0, x1) == (x.min(), x.max())
        assert (y0, y1) == pytest.approx((w * x0 + b, w * x1 + b))


def test_two_weights_are_judged_by_what_they_answer() -> None:
    session = run(RegressionSettings(data="penguins"), 2000)
    look(session, method=2)
    scene = scene_of(session, "fit")
    assert scene.ideal
    assert scene.owner == 2
    assert all(line.ends is None for line in scene.lines)
    measured, answered = scene.points.T
    assert np.corrcoef(measured, answered)[0, 1] > 0.8
    assert answered.mean() == pytest.approx(measured.mean())


def test_curves_count_examples_and_start_at_one_height() -> None:
    session = run(RegressionSettings(), 90)
    scene = scene_of(session, "heights")
    assert scene.log
    assert {curve.x[-1] for curve in scene.curves} == {90.0}
    assert len({curve.y[0] for curve in scene.curves}) == 1
    look(session, log_heights=False)
    assert not scene_of(session, "heights").log


# Wishes.


def test_the_start_stays_on_the_map() -> None:
    session = run(RegressionSettings())
    left, _, low, _ = frame_of(session).problem.surface.view
    settings, _ = answer(session, PlaceStart((-1e9, -1e9), 1))
    assert settings.start == (left, low)
    assert answer(session, PlaceStart(None, 1))[0].start is None


def test_examples_are_chosen_one_after_the_other() -> None:
    session = run(RegressionSettings(), 5)
    last = frame_of(session).last
    assert last is not None
    _, watch = answer(session, StepExample(1))
    assert watch.example == (last + 1) % 150
    look(session, example=0)
    assert answer(session, StepExample(-1))[1].example == 149


def test_methods_and_options_are_chosen() -> None:
    session = run(RegressionSettings())
    assert answer(session, SelectRunner(1))[1].method == 1
    assert answer(session, SelectRunner(7)) is None
    assert answer(session, SetOption("slopes", True))[1].slopes
    assert answer(session, SetOption("fog", True)) is None


def test_going_back_shows_the_same_moment() -> None:
    session = run(RegressionSettings(), 30)
    there = frame_of(session).paths.copy()
    session.advance(40)
    session.execute(do.Seek(30))
    np.testing.assert_array_equal(frame_of(session).paths, there)
