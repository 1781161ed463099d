"""When to stop, and which moment was best."""

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.engine.early_stopping import EarlyStopping, Watched
from visualizer.engine.learner import Metrics


def metrics(**values: float) -> Metrics:
    usual = dict.fromkeys((field.name for field in dataclasses.fields(Metrics)), 0.5)
    return Metrics(**{**usual, **values})


def watch(stopping: EarlyStopping, values: list[float]) -> list[Watched]:
    """Return what is known after each evaluation, one every ten updates."""
    watched, known = Watched(), []
    for number, value in enumerate(values):
        measured = metrics(**{stopping.metric: value})
        watched = stopping.watch(watched, 10 * number, measured)
        known.append(watched)
    return known


def test_patience_counts_evaluations_without_progress() -> None:
    stopping = EarlyStopping("test_loss", patience=3)
    known = watch(stopping, [5.0, 4.0, 4.5, 3.0, 3.0, 3.5, 2.9, 3.0, 3.1, 3.2])
    assert [watched.waited for watched in known] == [0, 0, 1, 0, 1, 2, 0, 1, 2, 3]
    assert [stopping.says_stop(watched) for watched in known] == [*[False] * 9, True]
    assert known[-1] == Watched(2.9, 60, 3)


def test_accuracies_are_better_when_they_are_greater() -> None:
    stopping = EarlyStopping("test_accuracy", patience=2)
    known = watch(stopping, [0.5, 0.7, 0.6, 0.7])
    assert known[-1] == Watched(0.7, 10, 2)
    assert stopping.says_stop(known[-1])


def test_a_small_gain_is_none() -> None:
    stopping = EarlyStopping("train_loss", patience=2, least_gain=0.125)
    assert watch(stopping, [1.0, 0.875, 0.75])[-1] == Watched(0.75, 20, 0)
    assert watch(stopping, [1.0, 0.9375, 0.875])[-1] == Watched(1.0, 0, 2)


def test_what_is_no_number_is_no_progress() -> None:
    stopping = EarlyStopping(patience=2)
    known = watch(stopping, [math.nan, 1.0, math.nan, math.inf, 0.5])
    assert [watched.waited for watched in known] == [1, 0, 1, 2, 0]
    assert known[-1] == Watched(0.5, 40, 0)
    assert stopping.says_stop(watch(stopping, [math.nan, math.nan])[-1])


@settings(deadline=None)
@given(
    values=st.lists(st.floats(-10, 10), min_size=1, max_size=40),
    patience=st.integers(1, 5),
    metric=st.sampled_from(["train_loss", "test_accuracy"]),
)
def test_the_best_moment_is_the_first_of_the_best(
    values: list[float], patience: int, metric: str
) -> None:
    stopping = EarlyStopping(metric, patience)
    last = watch(stopping, values)[-1]
    best = (min if metric == "train_loss" else max)(values)
    assert last.best == best
    assert last.best_update == 10 * values.index(best)
    assert last.waited == len(values) - 1 - values.index(best)


def test_what_is_known_is_plain_data() -> None:
    known = watch(EarlyStopping(), [1.0, 2.0])[-1]
    assert Watched(**dataclasses.asdict(known)) == known


def test_parameters_have_ranges() -> None:
    with pytest.raises(ValueError, match="metric 'loss' is unknown; allowed: train_"):
        EarlyStopping("loss")
    with pytest.raises(ValueError, match="patience 0 is too small; allowed: from 1"):
        EarlyStopping(patience=0)
    for gain in (-1.0, math.nan):
        with pytest.raises(ValueError, match=r"least_gain .* is out of range; allowed"):
            EarlyStopping(least_gain=gain)
