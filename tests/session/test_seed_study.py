"""The same experiment with several seeds, against sessions one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.session.builders import (
    Clock,
    change,
    digest,
    experiment_of,
    session_of,
    settings_of,
    small_session,
)
from visualizer.engine.optimizers.adam import Adam
from visualizer.engine.optimizers.lbfgs import LBFGS
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.goals.accuracy import AccuracyAbove
from visualizer.session.goals.loss import LossBelow
from visualizer.session.seed_study import (
    MOST_POINTS,
    SeedSettings,
    SeedStudy,
    SeedsView,
)
from visualizer.session.session import Session
from visualizer.settings import SettingError

FOREVER = float("inf")


def done(experiment: Experiment, asked: SeedSettings) -> SeedStudy:
    study = SeedStudy(experiment, asked, Clock())
    while study.work(FOREVER):
        pass
    return study


def alone(experiment: Experiment, seed: int, epochs: int) -> Session:
    settings = replace(experiment.settings, seed=seed)
    session = Session(experiment.with_settings(settings), clock=Clock())
    session.execute(do.Step("epoch", epochs))
    return session


def finals(session: Session) -> list[float]:
    metrics = session.learner.evaluate()
    return [
        metrics.train_loss,
        metrics.test_loss,
        metrics.train_accuracy,
        metrics.test_accuracy,
    ]


def seeds_of(session: Session) -> SeedsView:
    view = session.snapshot().seeds
    assert view is not None
    return view


def finish(session: Session) -> SeedsView:
    while session.work(FOREVER):
        pass
    return seeds_of(session)


SIDE_BY_SIDE: tuple[dict[str, Any], ...] = (
    {},
    {"optimizer": Adam()},
    {"hidden": (5, 3), "l2": 0.01},
    {"batch": "full"},
)
ONE_BY_ONE: tuple[dict[str, Any], ...] = (
    {"optimizer": LBFGS()},
    {"method": "tf_playground"},
)


@pytest.mark.parametrize("changes", [*SIDE_BY_SIDE, *ONE_BY_ONE], ids=repr)
def test_the_runs_are_those_of_separate_sessions(changes: dict[str, Any]) -> None:
    experiment = experiment_of("xor", precision="float64", seed=5)
    exhibit = experiment.exhibit_class()()
    experiment = experiment.with_settings(exhibit.adapt(experiment.settings, changes))
    study = done(experiment, SeedSettings(3, 12))
    view = study.view
    assert study._together == (changes in SIDE_BY_SIDE)
    assert view.seeds == (5, 6, 7)
    for place, seed in enumerate(view.seeds):
        session = alone(experiment, seed, 12)
        assert view.updates[-1] == session.update
        np.testing.assert_allclose(
            view.values[:, place, -1], finals(session), rtol=1e-12, atol=1e-12
        )
        session.execute(do.Step("epoch", -5))
        np.testing.assert_allclose(
            view.values[:, place, 7], finals(session), rtol=1e-12, atol=1e-12
        )


def test_slices_of_time_change_nothing() -> None:
    experiment = experiment_of()
    whole = done(experiment, SeedSettings(3, 4)).view
    study = SeedStudy(experiment, SeedSettings(3, 4), Clock(beat=1.0))
    slices = 0
    while study.work(0.0):
        slices += 1
    assert slices >= 20
    assert study.view.values.tobytes() == whole.values.tobytes()


@pytest.mark.parametrize(("count", "edges"), [(3, (0, 50, 100)), (6, (25, 50, 75))])
def test_the_band_is_what_numpy_says(count: int, edges: tuple[int, ...]) -> None:
    view = done(experiment_of("xor"), SeedSettings(count, 5)).view
    assert view.quartiles == (count >= 4)
    for row, percentage in zip(view.band, edges, strict=True):
        expected = np.percentile(view.values[0], percentage, axis=0)
        np.testing.assert_allclose(row, expected)
    assert (view.band[0] < view.band[2]).all()


def test_runs_that_diverge_leave_a_gap_in_the_band() -> None:
    experiment = experiment_of("reg-plane", learning_rate=10.0)
    with np.errstate(all="ignore"):
        view = done(experiment, SeedSettings(4, 30)).view
    assert view.complete
    assert np.isfinite(view.band[:, 0]).all()
    assert not np.isfinite(view.band[:, -1]).any()


def test_the_first_epoch_that_meets_the_criterion_is_noted() -> None:
    asked = SeedSettings(5, 60, LossBelow("train", 0.3))
    view = done(experiment_of("xor"), asked).view
    epochs = range(61)
    for losses, reached in zip(view.values[0], view.reached, strict=True):
        below = [n for n, loss in zip(epochs, losses, strict=True) if loss < 0.3]
        assert reached == (below[0] if below else None)
    assert any(view.reached)


def test_long_runs_are_measured_at_some_epochs() -> None:
    view = done(_tiny(), SeedSettings(2, 1000)).view
    assert view.updates.size == MOST_POINTS + 1
    assert (view.updates[0], view.updates[-1]) == (0, 6000)
    assert (np.diff(view.updates) > 0).all()


def _tiny() -> Experiment:
    return small_session()._experiment_now()


def test_seeds_go_around_at_the_end_of_their_range() -> None:
    study = SeedStudy(experiment_of(seed=2**32 - 1), SeedSettings(3, 1), Clock())
    assert study.seeds == (2**32 - 1, 0, 1)


# Stopping.


def test_what_was_done_side_by_side_is_kept_as_far_as_it_goes() -> None:
    study = SeedStudy(experiment_of("xor"), SeedSettings(4, 50), Clock(beat=1.0))
    while study.view.progress < 0.3:
        study.work(0.0)
    assert study.stop()
    view = study.view
    assert view.complete
    assert view.progress == 1.0
    assert 5 < view.updates.size < 25
    assert np.isfinite(view.values).all()
    assert not study.work(FOREVER)


def test_of_runs_one_after_another_the_complete_ones_are_kept() -> None:
    experiment = experiment_of("xor", optimizer=LBFGS())
    study = SeedStudy(experiment, SeedSettings(4, 3), Clock(beat=1.0))
    while study.view.progress < 0.6:
        study.work(0.0)
    assert study.stop()
    assert study.view.seeds == study.seeds
    assert len(study.view.seeds) == 2
    assert study.view.values.shape[1] == len(study.view.reached) == 2
    assert np.isfinite(study.view.values).all()


@pytest.mark.parametrize("changes", [{}, {"optimizer": LBFGS()}])
def test_of_too_little_nothing_is_kept(changes: dict[str, Any]) -> None:
    experiment = experiment_of("xor", **changes)
    study = SeedStudy(experiment, SeedSettings(4, 50), Clock(beat=1.0))
    study.work(0.0)
    assert not study.stop()


# In a session.


def test_a_session_runs_seeds_beside_itself() -> None:
    session = session_of("xor")
    session.advance(30)
    at = digest(session)
    session.execute(do.RunSeeds(SeedSettings(3, 5)))
    assert not seeds_of(session).complete
    assert seeds_of(session).progress == 0.0
    view = finish(session)
    assert view.complete
    assert digest(session) == at
    assert session.snapshot().seeds is view, "the same until something changes"


def test_seeds_are_run_with_the_settings_in_force() -> None:
    session = session_of("xor")
    session.advance(30)
    change(session, learning_rate=0.3)
    session.execute(do.RunSeeds(SeedSettings(2, 5)))
    view = finish(session)
    expected = alone(session._experiment_now(), view.seeds[1], 5)
    np.testing.assert_allclose(view.values[:, 1, -1], finals(expected), rtol=1e-4)


def test_a_slice_of_progress_makes_few_snapshots() -> None:
    session = Session(experiment_of("xor"), clock=Clock(beat=1.0))
    session.execute(do.Look(replace(session.watch, visible=frozenset())))
    session.execute(do.RunSeeds(SeedSettings(3, 120)))
    before, slices = session.serial, 0
    while session.work(0.0):
        slices += 1
    assert slices > 300
    assert session.serial - before <= 101


def test_a_seed_is_opened_as_a_run_of_its_own_and_played_to_its_end() -> None:
    session = session_of("xor", precision="float64")
    session.advance(40)
    at = digest(session)
    session.execute(do.RunSeeds(SeedSettings(3, 5)))
    view = finish(session)
    seed = view.seeds[2]
    session.execute(do.OpenSeed(seed))
    assert settings_of(session).seed == seed
    session.advance(100_000)
    assert session.learner.position.epoch == 5
    np.testing.assert_allclose(view.values[:, 2, -1], finals(session), rtol=1e-10)
    assert session.snapshot().undo_label == f"open seed {seed}"
    session.execute(do.Undo())
    assert digest(session) == at
    assert session.snapshot().seeds is view, "kept until cleared"


def test_seeds_are_stopped_and_cleared() -> None:
    session = session_of("xor")
    session.execute(do.RunSeeds(SeedSettings(3, 5)))
    session.execute(do.StopSeeds())
    assert session.snapshot().seeds is None, "nothing was done yet"
    session.execute(do.RunSeeds(SeedSettings(3, 5)))
    finish(session)
    session.execute(do.StopSeeds())
    assert seeds_of(session).complete
    session.execute(do.ClearSeeds())
    assert session.snapshot().seeds is None
    session.execute(do.ClearSeeds())


def test_seeds_go_on_while_the_present_run_has_diverged() -> None:
    session = session_of("reg-plane", learning_rate=10.0)
    session.advance(10_000)
    assert session.status.condition == "diverged"
    session.execute(do.RunSeeds(SeedSettings(2, 2)))
    assert finish(session).complete


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (SeedSettings(1, 5), "count"),
        (SeedSettings(51, 5), "count"),
        (SeedSettings(3, 0), "epochs"),
        (SeedSettings(3, 5, AccuracyAbove("train", 200.0)), "percent"),
    ],
)
def test_what_is_out_of_range_is_refused(asked: SeedSettings, field: str) -> None:
    session = session_of()
    with pytest.raises(SettingError, match=f"{field}.* out of range; allowed"):
        session.execute(do.RunSeeds(asked))
    assert session.snapshot().seeds is None


def test_a_seed_that_was_not_run_is_refused() -> None:
    session = session_of()
    for _ in range(2):
        with pytest.raises(ValueError, match="Seed 999 is not among those run"):
            session.execute(do.OpenSeed(999))
        session.execute(do.RunSeeds(SeedSettings(2, 1)))


def test_settings_without_a_seed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    session = session_of()
    monkeypatch.setattr("visualizer.session.session.describe", lambda cls: iter(()))
    with pytest.raises(ValueError, match="Nothing here depends on a seed"):
        session.execute(do.RunSeeds(SeedSettings(2, 1)))
