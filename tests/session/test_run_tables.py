"""The words and numbers of the lists of runs and of seeds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs

from tests.session.builders import change, session_of, settings_of
from visualizer.engine.activations.relu import ReLU
from visualizer.session import commands as do
from visualizer.session.goals.loss import LossBelow
from visualizer.session.run_tables import (
    difference_rows,
    run_rows,
    seed_headline,
    seed_rows,
    seed_summary,
)
from visualizer.session.seed_study import SeedsView
from visualizer.session.session import Session


def with_runs() -> Session:
    """Return a session with a branch of a branch, and a restart."""
    session = session_of("xor")
    session.advance(60)
    session.execute(do.Seek(20))
    session.execute(do.Branch(replace(settings_of(session), learning_rate=0.3)))
    session.advance(30)
    change(session, activation=ReLU())
    session.advance(10)
    return session


def a_view(values: np.ndarray, reached: tuple[int | None, ...]) -> SeedsView:
    return SeedsView(
        seeds=tuple(range(5, 5 + values.shape[1])),
        epochs=3,
        criterion=LossBelow("train", 0.2).text(),
        progress=1.0,
        updates=np.arange(values.shape[2]),
        values=values,
        reached=reached,
        band=np.zeros((3, values.shape[2])),
        quartiles=False,
    )


VALUES = np.random.default_rng(3).uniform(0.1, 0.9, (4, 5, 2))


def test_each_run_says_how_it_began_and_ended() -> None:
    session = with_runs()
    rows = run_rows(session.snapshot())
    assert [row.title for row in rows] == ["run 1", "run 2", "run 3"]
    assert [row.began for row in rows] == [
        "the first run",
        "Learning rate 0.03 → 0.3, at update 20",
        "Activation tanh → ReLU",
    ]
    assert [row.numbers[0] for row in rows] == ["60", "50", "10"]
    assert [row.present for row in rows] == [False, False, True]
    assert [row.removable for row in rows] == [True, True, False]
    for row, view in zip(rows, session.snapshot().runs, strict=True):
        train, test, _, accuracy = view.values[:, -1]
        assert float(row.numbers[1]) == pytest.approx(train, rel=5e-3)
        assert float(row.numbers[2]) == pytest.approx(test, rel=5e-3)
        assert row.numbers[3] == f"{100 * accuracy:.1f} %"


def test_runs_taken_away_are_not_listed_and_names_stand_for_numbers() -> None:
    session = with_runs()
    session.execute(do.RemoveRun(0))
    session.execute(do.NameRun(1, "steep"))
    assert [row.title for row in run_rows(session.snapshot())] == ["steep", "run 3"]


def test_the_present_line_cannot_be_removed() -> None:
    session = with_runs()
    session.execute(do.Return(1, 50))
    assert [row.removable for row in run_rows(session.snapshot())] == [
        False,
        False,
        True,
    ]


def test_differences_are_told_setting_by_setting() -> None:
    session = with_runs()
    shown = session.snapshot()
    assert difference_rows(shown, 0, 2) == (
        ("Learning rate", "0.03", "0.3"),
        ("Activation", "tanh", "ReLU"),
    )
    assert difference_rows(shown, 2, 1) == (("Activation", "ReLU", "tanh"),)
    assert difference_rows(shown, 1, 1) == ()


def test_seeds_are_listed_with_their_ends() -> None:
    rows = seed_rows(a_view(VALUES, (2, None, 1, 3, None)))
    assert [row[0] for row in rows] == ["5", "6", "7", "8", "9"]
    assert [row[4] for row in rows] == ["2", "–", "1", "3", "–"]
    for place, row in enumerate(rows):
        train, test, _, accuracy = VALUES[:, place, -1]
        assert float(row[1]) == pytest.approx(train, rel=5e-3)
        assert float(row[2]) == pytest.approx(test, rel=5e-3)
        assert row[3] == f"{100 * accuracy:.1f} %"


@pytest.mark.parametrize("count", [2, 4, 5])
def test_best_median_and_worst_are_those_of_numpy(count: int) -> None:
    values = VALUES[:, :count]
    summary = seed_summary(a_view(values, (None,) * count))
    assert [row[0] for row in summary] == ["best", "median", "worst"]
    for row, pick in zip(summary, (np.min, np.median, np.max), strict=True):
        assert float(row[1]) == pytest.approx(pick(values[0, :, -1]), rel=5e-3)
        assert float(row[2]) == pytest.approx(pick(values[1, :, -1]), rel=5e-3)
    for row, pick in zip(summary, (np.max, np.median, np.min), strict=True):
        assert row[3] == f"{100 * pick(values[3, :, -1]):.1f} %"


def test_a_run_that_diverged_is_the_worst_and_what_is_missing_a_dash() -> None:
    values = VALUES.copy()
    values[0, 1, -1] = np.nan
    values[1] = np.nan
    values[3] = np.nan
    best, median, worst = seed_summary(a_view(values, (None,) * 5))
    ends = np.where(np.isnan(values[0, :, -1]), np.inf, values[0, :, -1])
    assert float(best[1]) == pytest.approx(ends.min(), rel=5e-3)
    assert float(median[1]) == pytest.approx(np.median(ends), rel=5e-3)
    assert worst[1:] == ("∞", "–", "–")


def test_the_headline_counts_those_that_came_so_far() -> None:
    view = a_view(VALUES, (2, None, 1, 3, None))
    assert seed_headline(view) == "3 of 5 seeds reached: training loss below 0.2"
    running = structs.replace(view, updates=np.empty(0, np.int64), progress=0.25)
    assert seed_headline(running) == "5 seeds, 3 epochs each: 25 % done"
    assert seed_rows(running) == seed_summary(running) == ()
