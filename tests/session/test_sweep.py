"""Sweeps against sessions that train each run by itself."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.session.builders import Clock, experiment_of
from visualizer.datasets.circle import Circle
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment, preset
from visualizer.session.grid import axis_of
from visualizer.session.session import Session
from visualizer.session.sweep import (
    MEASURES,
    MOST_TOGETHER,
    Outcome,
    Sweep,
    best_of,
    report,
    train_portion,
)

EPOCHS = 6


def small(**changes: Any) -> Experiment:
    few = {"dataset": Circle(samples=40), "precision": "float64", **changes}
    return experiment_of("circle", **few)


def swept(
    experiment: Experiment, *lines: str, seeds: int | None = None, jobs: int = 1
) -> tuple[Sweep, list[Outcome]]:
    axes = tuple(map(axis_of, lines))
    sweep = Sweep(experiment, axes, seeds, EPOCHS)
    portions = sweep.portions(range(len(sweep.trials)), jobs)
    # As it is sent to another process or machine.
    sent = json.loads(json.dumps(portions))
    found = dict(pair for portion in sent for pair in train_portion(portion))
    assert sorted(found) == list(range(len(sweep.trials)))
    return sweep, [found[number] for number in range(len(sweep.trials))]


def alone(experiment: Experiment, settings: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return what a session measures at its end, and best at all ends of epochs."""
    session = Session(experiment.with_settings(settings), clock=Clock())
    rows = [_measured(session)]
    for _ in range(EPOCHS):
        session.execute(do.Step("epoch", 1))
        rows.append(_measured(session))
    table = np.array(rows)
    best = np.concatenate([table[:, :2].min(axis=0), table[:, 2:].max(axis=0)])
    return table[-1], best


def _measured(session: Session) -> list[float]:
    metrics = session.learner.evaluate()
    return [getattr(metrics, name) for name in MEASURES]


@pytest.mark.parametrize(
    "lines",
    [
        ["learning_rate=0.01:1:log:3", "optimizer=sgd,adam"],
        ["optimizer.momentum=0,0.5,0.9", "l2=0,0.01"],
        ["initializer.limit=0.1,1", "reshuffle=true,false"],
        ["optimizer=lbfgs,sgd", "hidden=[3],[2,2]"],
        ['layers=[],[{"dropout":0.5}]', "batch=mini,full"],
        ["precision=float64,float32", "seed=1,5"],
        ["frozen=[],[[1,0]]", "learning_rate=0.1,0.3"],
    ],
    ids=" ".join,
)
def test_each_run_is_that_of_a_session(lines: list[str]) -> None:
    experiment = small()
    sweep, outcomes = swept(experiment, *lines)
    for trial, outcome in zip(sweep.trials, outcomes, strict=True):
        last, best = alone(experiment, trial.settings)
        double = trial.settings.precision == "float64"
        tolerance = 1e-10 if double else 1e-4
        ends = [outcome[f"final_{name}"] for name in MEASURES]
        np.testing.assert_allclose(ends, last, rtol=tolerance)
        bests = [outcome[f"best_{name}"] for name in MEASURES]
        np.testing.assert_allclose(bests, best, rtol=tolerance)
        assert (outcome["status"], outcome["epochs"]) == ("done", EPOCHS)
        assert outcome["updates"] == EPOCHS * (
            1 if trial.settings.batch == "full" else 2
        )
        assert outcome["seconds"] > 0.0


@pytest.mark.parametrize("changes", [{}, {"batch_size": 128}], ids=["small", "large"])
def test_runs_of_a_convolution_are_those_of_sessions(changes: dict[str, Any]) -> None:
    """Side by side where batches are small, one after the other where not."""
    few = {"train_share": 0.1, "first_filters": 4, "second_filters": 0}
    experiment = experiment_of(
        "convolution-digits", precision="float64", **few, **changes
    )
    sweep, outcomes = swept(experiment, "learning_rate=0.003,0.01")
    for trial, outcome in zip(sweep.trials, outcomes, strict=True):
        last, best = alone(experiment, trial.settings)
        ends = [outcome[f"final_{name}"] for name in MEASURES]
        np.testing.assert_allclose(ends, last, rtol=1e-10)
        bests = [outcome[f"best_{name}"] for name in MEASURES]
        np.testing.assert_allclose(bests, best, rtol=1e-10)


def test_how_the_work_is_divided_changes_nothing() -> None:
    lines = ["learning_rate=0.01:1:log:5", "optimizer=sgd,adam"]
    (_, one), (_, other) = (swept(small(), *lines, jobs=jobs) for jobs in (1, 4))
    for first, second in zip(one, other, strict=True):
        assert second["status"] == first["status"]
        for name in first.keys() - {"seconds", "status"}:
            assert second[name] == pytest.approx(first[name], rel=1e-12)


def steep(rates: str, optimizer: str = "sgd") -> list[Outcome]:
    base = preset("reg-plane")
    linear = base.with_settings(replace(base.settings, hidden=()))
    return swept(linear, f"learning_rate={rates}", f"optimizer={optimizer}")[1]


def test_a_run_that_diverges_has_no_losses_and_the_others_have() -> None:
    calm, wild = steep("0.001,100")
    assert (calm["status"], calm["epochs"]) == ("done", EPOCHS)
    assert 0.0 < calm["final_train_loss"] < 10.0
    assert calm["final_train_accuracy"] is None, "a regression has none"
    assert wild["status"] == "diverged"
    assert 0 < wild["epochs"] <= EPOCHS
    assert wild["updates"] % wild["epochs"] == 0
    for name in MEASURES:
        assert wild[f"final_{name}"] is wild[f"best_{name}"] is None
    (by_itself,) = steep("100")
    for name in wild.keys() - {"seconds"}:
        assert by_itself[name] == wild[name]


def test_portions_hold_what_trains_side_by_side() -> None:
    lines = ("optimizer=sgd,adam", "hidden=[3],[4]", "learning_rate=0.01:1:log:20")
    sweep = Sweep(small(), tuple(map(axis_of, lines)), None, 1)
    portions = sweep.portions(range(80), 1)
    for portion in portions:
        kinds = {(each["optimizer"], *each["hidden"]) for each in portion["settings"]}
        assert len(kinds) == 1
        assert len(portion["numbers"]) <= MOST_TOGETHER
    numbers = [number for portion in portions for number in portion["numbers"]]
    assert sorted(numbers) == list(range(80))
    assert len(sweep.portions(range(80), 8)) >= 3 * 8, "no process idles long"
    rest = sweep.portions([3, 70], 1)
    assert [portion["numbers"] for portion in rest] == [[3], [70]]


def test_the_best_is_the_lowest_test_loss() -> None:
    sweep, outcomes = swept(small(), "learning_rate=0.001,0.3,0.01")
    ends = [outcome["final_test_loss"] for outcome in outcomes]
    assert best_of(sweep, outcomes) == (int(np.argmin(ends)), "final_test_loss")
    nothing = [{**each, "final_test_loss": None} for each in outcomes]
    trains = [outcome["final_train_loss"] for outcome in outcomes]
    assert best_of(sweep, nothing) == (int(np.argmin(trains)), "final_train_loss")
    assert (
        best_of(sweep, [{**each, "final_train_loss": None} for each in nothing]) is None
    )


def test_the_report_lists_all_runs_in_order() -> None:
    sweep, outcomes = swept(small(), "optimizer=sgd,adam", seeds=2)
    found = json.loads(report(sweep, outcomes))
    assert found["epochs"] == EPOCHS
    assert [(run["optimizer"], run["seed"]) for run in found["runs"]] == [
        *(("sgd", 1), ("sgd", 2), ("adam", 1), ("adam", 2))
    ]
    assert found["runs"][2]["final_test_loss"] == outcomes[2]["final_test_loss"]


def test_a_race_on_a_terrain_can_be_swept() -> None:
    axes = (axis_of("runners[0].learning_rate=0.1"),)
    sweep = Sweep(preset("descent-bowl"), axes, None, 59)
    ((number, outcome),) = train_portion(sweep.portions([0], 1)[0])
    assert (number, outcome["updates"]) == (0, 59)
    assert outcome["final_test_loss"] is None
    assert outcome["final_train_loss"] <= 0.5 * (5.0 * 0.9**59) ** 2


def test_the_mark_tells_experiments_and_lengths_apart() -> None:
    def mark(epochs: int, **changes: Any) -> str:
        return Sweep(small(**changes), (), None, epochs).mark

    assert mark(5) == mark(5)
    assert len({mark(5), mark(6), mark(5, l2=0.1)}) == 3
