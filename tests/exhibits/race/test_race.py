"""The race: its runs, its past, its scenes."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from tests.exhibits.race.builders import (
    frame_of,
    learner_of,
    look,
    race_of,
    scene_of,
    settings_of,
)
from tests.files.builders import saved
from tests.session.builders import Clock, digest
from visualizer.datasets import datasets
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.losses import losses
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits.playground import Playground
from visualizer.exhibits.race import NetworkRace
from visualizer.exhibits.race.observer import NetworkRaceObserver
from visualizer.exhibits.race.settings import OPTIMIZERS, adapted
from visualizer.files.opening import begin, open_named
from visualizer.scenes.network_race import OpenRun, SortRuns
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment, is_live
from visualizer.session.session import Session
from visualizer.settings import SettingError, check, from_plain, to_plain

ROOT = Path(__file__).parents[3]

STEEP: dict[str, Any] = {
    "dataset": datasets["reg-plane"](),
    "hidden_layers": 0,
    "optimizers": ("sgd", "adam"),
    "learning_rate": 0.001,
    "highest_rate": 10.0,
    "batch_size": 100,
}
"""SGD diverges at 10, Adam does not."""


# Settings.


def test_the_ladder_has_equal_ratios() -> None:
    settings = settings_of(learning_rate=0.001, highest_rate=10.0, rates=5)
    assert settings.ladder() == (0.001, 0.01, 0.1, 1.0, 10.0)
    assert settings_of(rates=1).ladder() == (0.01,)
    ratios = np.diff(np.log(settings_of(rates=16, seeds=1).ladder()))
    np.testing.assert_allclose(ratios, np.log(100.0) / 15, rtol=1e-4)


def test_a_run_has_a_place() -> None:
    settings = settings_of()
    places = [settings.place(run) for run in range(settings.runs)]
    assert places == [(m, k, s) for m in (0, 1) for k in (0, 1, 2) for s in (0, 1)]
    run = settings.playground(places.index((1, 2, 1)))
    assert (run.optimizer, run.learning_rate, run.seed) == (SGD(), 1.0, 2)
    assert (run.hidden, run.dataset) == ((3, 3), settings.dataset)


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        ({"rates": 16, "seeds": 3}, ["2 optimizers × 16 rates × 3", "96", "64"]),
        ({"highest_rate": 0.001}, ["highest_rate: 0.001", "at least", "0.01"]),
        ({"optimizers": ("sgd", "sgd")}, ["optimizers", "twice"]),
        (
            {
                "dataset": datasets["reg-plane"](),
                "loss": losses["binary_cross_entropy"](),
            },
            ["loss: 'binary_cross_entropy'", "reg-plane"],
        ),
    ],
)
def test_what_does_not_fit_is_one_sentence(
    changes: dict[str, Any], parts: list[str]
) -> None:
    with pytest.raises(SettingError) as caught:
        settings_of(**changes)
    for part in parts:
        assert part in str(caught.value)


def test_methods_that_ask_for_gradients_themselves_do_not_race() -> None:
    assert not {"lbfgs", "implicit_sgd", "random_search"} & set(OPTIMIZERS)
    with pytest.raises(SettingError, match="optimizers"):
        from_plain(type(settings_of()), {"optimizers": ["lbfgs"]})


def test_other_data_bring_their_loss() -> None:
    digits = adapted(settings_of(), dataset=datasets["digits"]())
    assert digits.loss.key == "softmax_cross_entropy"
    check(digits)
    assert from_plain(type(digits), to_plain(digits)) == digits


# Training.


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimizers": ("momentum", "nesterov", "rmsprop"), "l2": 0.01, "seeds": 1},
        {"dataset": datasets["digits"](), "rates": 2, "batch_size": 100},
        {"dataset": datasets["iris"](), "rates": 2, "hidden_layers": 1},
        {"features": ("x1", "x2^2", "sin(x1)"), "seeds": 1},
    ],
    ids=["small", "momentum", "images", "table", "features"],
)
def test_each_run_is_that_of_the_playground(changes: dict[str, Any]) -> None:
    settings = adapted(settings_of(), **changes)
    race = NetworkRace().build(settings)
    assert isinstance(race, type(learner_of(race_of())))
    race.run(3)
    race.run(3)
    for run in range(settings.runs):
        alone = Playground().build(settings.playground(run))
        assert isinstance(alone, SupervisedLearner)
        alone.run(3)
        alone.run(3)
        np.testing.assert_allclose(race.theta(run), alone.state[0], atol=1e-10)
        loss = race.standings().test_loss[run]
        assert loss == pytest.approx(alone.evaluate().test_loss)


def test_the_past_comes_back_to_the_bit() -> None:
    session = race_of(61)
    after = digest(session)
    session.execute(do.Seek(17))
    before = digest(session)
    session.advance(44)
    assert digest(session) == after
    session.execute(do.Seek(17))
    assert digest(session) == before


def test_rates_change_while_it_runs() -> None:
    session = race_of(20)
    settings = session.snapshot().experiment.settings
    slower = NetworkRace().slowed(settings)
    assert is_live(settings, slower)
    run = session.snapshot().run
    session.execute(do.Change(slower))
    session.advance(20)
    assert session.snapshot().run == run
    after = digest(session)
    session.execute(do.Seek(5))
    session.advance(35)
    assert digest(session) == after
    plain = race_of(40)
    assert not np.array_equal(plain.learner.state, session.learner.state)


def test_a_project_goes_on_as_if_never_stopped(tmp_path: Path) -> None:
    session = race_of(25)
    opened = begin(open_named(str(saved(tmp_path, session))).work)
    for each in (session, opened):
        each.advance(10)
    assert digest(opened) == digest(session)


def test_the_session_shows_the_best_run_and_stops_when_none_is_left() -> None:
    session = race_of(20)
    all_ = learner_of(session).standings()
    best = int(all_.train_loss.argmin())
    metrics = session.snapshot().metrics
    assert metrics.train_loss == all_.train_loss[best]
    assert metrics.test_accuracy == all_.test_accuracy[best]
    hopeless = {**STEEP, "optimizers": ("sgd",), "learning_rate": 10.0}
    lost = race_of(2000, **hopeless)
    assert lost.status.condition == "diverged"
    assert "no run was left" in NetworkRace().terms().diverged
    lost.execute(do.GoBack(halve_learning_rate=True))
    assert lost.snapshot().experiment.settings.learning_rate == 5.0


# What is seen.


def test_curves_are_the_losses_along_the_race() -> None:
    session = race_of(40)
    frame = frame_of(session)
    assert (frame.updates[0], frame.updates[-1]) == (0, 40)
    assert np.isfinite(frame.losses).all()
    for place in (0, len(frame.updates) // 2, -1):
        other = race_of(int(frame.updates[place]))
        expected = learner_of(other).standings().train_loss
        np.testing.assert_array_equal(frame.losses[place], expected)


def test_the_past_is_measured_only_while_the_wall_is_in_sight() -> None:
    session = race_of(40)
    look(session, visible=frozenset({"heat"}))
    frame = frame_of(session)
    assert np.isnan(frame.losses[1:-1]).all()
    assert np.isfinite(frame.losses[[0, -1]]).all(), "they decide the scale"


def test_a_frame_nobody_waits_for_is_the_last_one() -> None:
    session = race_of(10)
    frame = session.snapshot().frame
    session.advance(5)
    assert session.snapshot(frozenset()).frame is frame
    later = session.snapshot(frozenset({"heat"})).frame
    assert later is not frame
    assert later.winners is frame.winners, "maps have turns of their own"


def test_while_it_runs_all_runs_are_measured_five_times_a_second() -> None:
    session, clock = race_of(10), Clock()
    observer = NetworkRaceObserver(learner_of(session), clock)
    clock.now = 1.0
    paused = session._moment()
    playing = replace(paused, playing=True, still=False)
    first = observer.capture(session.watch, playing)
    session.advance(5)
    clock.now = 1.19
    assert observer.capture(session.watch, playing) is first
    assert observer.capture(session.watch, paused) is not first, "paused, all is shown"
    session.advance(5)
    clock.now = 1.4
    later = observer.capture(
        session.watch, replace(playing, panels=frozenset({"heat"}))
    )
    np.testing.assert_array_equal(
        later.standings.train_loss, learner_of(session).standings().train_loss
    )
    assert later.winners is not first.winners


def test_the_wall_has_a_cell_for_each_rate_and_optimizer() -> None:
    session = race_of(60)
    scene, frame = scene_of(session, "wall"), frame_of(session)
    assert (scene.columns, scene.rows) == (("Adam", "SGD"), ("0.010", "0.10", "1.0"))
    assert scene.across[0] == 0.0
    assert scene.across[-1] == 1.0
    low, high = (float(text) for text in scene.scale)
    best = int(frame.standings.train_loss.argmin())
    column, row, _ = settings_of().place(best)
    assert scene.best == (row, column)
    cell = scene.cells[row][column]
    assert cell.run == best
    assert cell.text.startswith(f"Adam · {scene.rows[row]} · seed ")
    for number in range(12):
        column, row, seed = settings_of().place(number)
        losses = np.clip(frame.losses[:, number], low, high)
        expected = np.log(losses / low) / np.log(high / low)
        curve = scene.cells[row][column].curves[seed]
        np.testing.assert_allclose(curve, expected, atol=1e-9)


def test_the_scale_reaches_from_the_lowest_loss_to_above_the_first() -> None:
    frame = frame_of(session := race_of(60))
    low, high = (float(text) for text in scene_of(session, "heat").scale)
    assert low <= frame.standings.train_loss.min() < 2.5 * low
    assert frame.losses[0].max() < high <= 4.0 * frame.losses[0].max()
    assert scene_of(session, "heat").scale == scene_of(session, "wall").scale


def test_what_diverged_is_marked_and_never_the_best() -> None:
    session = race_of(60, **STEEP)
    frame = frame_of(session)
    by_cell = frame.lost.reshape(2, 3, 2)
    assert by_cell[0, 2].all()
    assert not by_cell[0, 0].any()
    assert not by_cell[1].any()
    wall, heat = scene_of(session, "wall"), scene_of(session, "heat")
    assert wall.cells[2][0].mark == "diverged"
    assert wall.cells[2][0].text.endswith("diverged")
    assert wall.cells[0][0].mark == ""
    assert np.isnan(heat.cells[2][0].share)
    assert heat.cells[2][0].label == "diverged"
    assert heat.best != (2, 0)
    winners = scene_of(session, "winners")
    assert not any(frame.lost[each.run] for each in winners.maps)


@pytest.mark.parametrize("seeds", [1, 2, 3])
def test_the_heat_map_shows_the_median_over_seeds(seeds: int) -> None:
    session = race_of(60, seeds=seeds)
    scene = scene_of(session, "heat")
    losses = frame_of(session).standings.train_loss.reshape(2, 3, seeds)
    medians = np.median(losses, axis=2).T
    for row, column in np.ndindex(3, 2):
        label = scene.cells[row][column].label
        assert float(label) == pytest.approx(medians[row, column], rel=0.06)
    least = np.unravel_index(medians.argmin(), medians.shape)
    assert scene.best == tuple(map(int, least))


def test_half_lost_is_lost() -> None:
    session = race_of(4)
    frame = frame_of(session)
    lost = frame.lost.copy()
    lost[0] = True
    settings = settings_of()
    shown = msgspec.structs.replace(frame, lost=lost)
    scene = NetworkRace().scenes(
        shown, settings, session.watch, frozenset({"heat", "wall"})
    )
    assert scene["heat"].cells[0][0].label == "diverged"  # type: ignore[attr-defined]
    assert scene["wall"].cells[0][0].mark == "1 of 2 diverged"  # type: ignore[attr-defined]


def test_the_maps_of_the_best_are_their_answers() -> None:
    session = race_of(60)
    scene, frame = scene_of(session, "winners"), frame_of(session)
    order = np.argsort(frame.standings.train_loss, kind="stable")[:4]
    assert [each.run for each in scene.maps] == order.tolist()
    for each in scene.maps:
        alone = Session(Experiment("playground", settings_of().playground(each.run)))
        alone.advance(60)
        playground = alone.observer
        trace = playground._grid_trace(playground._chart, (40, 40))
        trace.forward.run()
        expected = trace.output[0].reshape(40, 40)
        np.testing.assert_allclose(each.values, expected, atol=1e-8)
    assert scene.points.is_test.sum() == 0


def test_classes_have_winners_and_images_have_no_maps() -> None:
    iris = adapted(settings_of(), dataset=datasets["iris"]())
    session = Session(Experiment("race", iris))
    scene = scene_of(session, "winners")
    assert scene.classes == 3
    assert set(np.unique(scene.maps[0].winners)) <= {0, 1, 2}
    digits = adapted(settings_of(rates=1), dataset=datasets["digits"]())
    scene = scene_of(Session(Experiment("race", digits)), "winners")
    assert scene.maps == ()
    assert "no points of a plane" in scene.hint


@pytest.mark.parametrize(
    ("column", "place"),
    [
        ("optimizer", 0),
        ("learning_rate", 1),
        ("seed", 2),
        ("train_loss", 3),
        ("test_loss", 4),
        ("test_accuracy", 5),
    ],
)
def test_the_table_is_sorted_by_any_column(column: str, place: int) -> None:
    session = race_of(40)
    look(session, sort=column, falling=False)
    rising = scene_of(session, "entries")
    assert rising.columns[place][0] == rising.sort == column
    look(session, sort=column, falling=True)
    falling = scene_of(session, "entries")
    for scene, sign in ((rising, 1.0), (falling, -1.0)):
        assert sorted(row.run for row in scene.rows) == list(range(12))
        texts = [row.cells[place].removesuffix(" %") for row in scene.rows]
        keys = [("Adam", "SGD").index(t) if place == 0 else float(t) for t in texts]
        assert (np.diff(keys) * sign >= 0.0).all()


def test_what_diverged_stands_at_the_end_whichever_way_one_sorts() -> None:
    session = race_of(60, **STEEP)
    for falling in (False, True):
        look(session, sort="train_loss", falling=falling)
        rows = scene_of(session, "entries").rows
        lost = [row.status == "lost" for row in rows]
        assert lost == sorted(lost)
        assert rows[-1].cells[3:] == ("–", "–", "–", "diverged")
    assert sum(row.status == "best" for row in rows) == 1


def test_sorting_again_turns_the_order() -> None:
    exhibit, settings, frame = NetworkRace(), settings_of(), frame_of(race_of())
    watch = exhibit.watch_class()
    answer = exhibit.respond(SortRuns("seed"), settings, watch, frame)
    assert answer is not None
    assert (answer[1].sort, answer[1].falling) == ("seed", False)
    again = exhibit.respond(SortRuns("seed"), settings, answer[1], frame)
    assert again is not None
    assert again[1].falling


def test_a_run_opens_as_an_experiment_of_its_own() -> None:
    exhibit, settings = NetworkRace(), settings_of()
    assert exhibit.opened(OpenRun(5), settings) == (
        "playground",
        settings.playground(5),
    )
    assert exhibit.opened(OpenRun(12), settings) is None
    assert exhibit.opened(SortRuns("seed"), settings) is None


def test_the_table_for_other_programs_has_all_digits() -> None:
    session = race_of(40, **STEEP)
    frame, settings = frame_of(session), session.snapshot().experiment.settings
    names, *rows = NetworkRace().table(frame, settings)
    assert len(rows) == 12
    for run, row in enumerate(rows):
        found = dict(zip(names, row, strict=True))
        single = settings.playground(run)
        assert found["learning_rate"] == single.learning_rate
        assert (found["seed"], found["updates"]) == (single.seed, 40)
        loss = None if frame.lost[run] else frame.standings.train_loss[run]
        assert found["train_loss"] == loss
        assert found["train_accuracy"] is None, "a regression has none"
        assert found["status"] == ("diverged" if loss is None else "done")


def test_scenes_wait_for_a_frame_of_the_settings() -> None:
    frame = frame_of(race_of())
    exhibit = NetworkRace()
    watch = exhibit.watch_class()
    assert exhibit.scenes(frame, settings_of(rates=2), watch, watch.visible) == {}


def test_names_follow_the_language_whichever_was_first() -> None:
    # A process of its own: what is imported first speaks Chinese.
    program = """
from visualizer.language import set_language
set_language("zh")
from tests.exhibits.race.builders import settings_of
from visualizer.exhibits.race.scenes import _Words
settings = settings_of(optimizers=("momentum", "averaged_sgd"))
print(_Words(settings).names)
set_language("en")
print(_Words(settings).names)
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    chinese, english = done.stdout.splitlines()
    assert chinese == "('动量', '平均 SGD')"
    assert english == "('Momentum', 'Averaged SGD')"
