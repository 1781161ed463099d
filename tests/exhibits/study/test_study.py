"""One setting varied, all else the same: runs, curves, the best, the way out."""

import math
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from tests.exhibits.study.builders import (
    frame_of,
    learner_of,
    look,
    scene_of,
    settings_of,
    study_of,
)
from visualizer.datasets.reg_plane import RegressionPlane
from visualizer.engine.activations import activations
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.optimizers.sgd import SGD
from visualizer.exhibits import exhibits
from visualizer.exhibits.study import Study, StudySettings
from visualizer.exhibits.study.frame import ACCURACY, LOSS
from visualizer.exhibits.study.learner import build, halves
from visualizer.exhibits.study.settings import LADDERS, VARIED, adapted, nearest
from visualizer.language import set_language
from visualizer.scenes.intents import SetOption
from visualizer.scenes.network_race import OpenRun
from visualizer.session import commands as do
from visualizer.session.archive import check_archive


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({"learning_rate": 0.01}, (0.003, 0.01, 0.03)),
        ({"learning_rate": 0.012}, (0.003, 0.012, 0.03)),
        ({"learning_rate": 0.01, "count": 4}, (0.001, 0.003, 0.01, 0.03)),
        ({"learning_rate": 10.0}, (1.0, 3.0, 10.0)),
        ({"vary": "batch_size", "batch_size": 1}, (1, 2, 4)),
        ({"vary": "batch_size", "batch_size": 30}, (16, 30, 64)),
        ({"vary": "l2"}, (0.0, 0.0001, 0.0003)),
        ({"vary": "hidden_layers", "hidden_layers": 6}, (4, 5, 6)),
        ({"vary": "units", "units": 5}, (2, 5, 8)),
        ({"vary": "activation"}, ("tanh", "relu", "leaky_relu")),
        (
            {"vary": "activation", "activation": activations["sine"]()},
            ("sine", "linear", "sigmoid"),
        ),
    ],
)
def test_values_lie_around_the_one_that_is_set(
    changes: dict[str, Any], values: tuple[object, ...]
) -> None:
    assert settings_of(**changes).values() == values


@pytest.mark.parametrize("vary", LADDERS)
def test_values_are_as_many_as_asked_for_and_ascend(vary: str) -> None:
    for base in (*LADDERS[vary], LADDERS[vary][2] + 1 if vary == "units" else 1):
        for count in range(2, 8):
            settings = settings_of(vary=vary, count=count, **{vary: base})
            values = settings.values()
            assert len(values) == count
            assert base in values
            assert list(values) == sorted(set(values))


def test_the_nearest_rung_is_near_in_ratio() -> None:
    ladder = (0.0, 1.0, 100.0)
    assert [nearest(value, ladder) for value in (0.4, 0.6, 9.0, 11.0, 500.0)] == [
        0,
        1,
        1,
        2,
        2,
    ]


@pytest.mark.parametrize("vary", VARIED)
def test_runs_differ_in_what_is_varied_alone(vary: str) -> None:
    settings = settings_of(vary=vary)
    base = settings.base()
    runs = [settings.playground(run) for run in range(3)]
    field = "hidden" if vary in ("hidden_layers", "units") else vary
    found = [getattr(run, field) for run in runs]
    assert len(set(found)) == 3
    for run in runs:
        assert replace(run, **{field: getattr(base, field)}) == base


@pytest.mark.parametrize("vary", VARIED)
def test_each_run_learns_as_in_the_playground(vary: str) -> None:
    settings = settings_of(vary=vary)
    family = build(settings)
    for _ in range(3):
        family.run(1)
    assert family.update == 3
    for run, member in enumerate(family.members):
        alone = exhibits["playground"]().build(settings.playground(run))
        assert isinstance(alone, SupervisedLearner)
        while alone.epoch < 3:
            alone.run(1000)
        np.testing.assert_allclose(
            member.parameters.flat, alone.parameters.flat, rtol=1e-10, atol=1e-12
        )


def test_what_was_held_back_is_for_choosing_and_for_testing() -> None:
    settings = settings_of(train_share=0.5)
    family = build(settings)
    alone = exhibits["playground"]().build(settings.playground(0))
    assert isinstance(alone, SupervisedLearner)
    first = family.members[0]
    assert (first.train.count, first.test.count, family.unseen.count) == (30, 15, 15)
    both = np.concatenate([first.test.x, family.unseen.x], axis=1)
    np.testing.assert_array_equal(both, alone.test.x)
    one, other = halves(alone.test.__class__(both[:, :5], both[:1, :5], None))
    assert (one.count, other.count) == (3, 2)


def test_the_best_has_the_lowest_validation_loss_of_all_epochs() -> None:
    session = study_of(12, learning_rate=0.1, count=5)
    frame = frame_of(session)
    losses = frame.curves[..., LOSS]
    assert np.isfinite(losses).all()
    assert frame.epochs.tolist() == list(range(13))
    assert frame.best is not None
    place = frame.best_epochs[frame.best]
    assert losses[place, frame.best] == losses.min()
    again = build(session.snapshot().experiment.settings)
    while again.update < place:
        again.run(1)
    expected = again.standings()[frame.best].test_loss
    assert losses.min() == pytest.approx(expected, rel=1e-9)


def test_the_test_is_opened_at_the_best_moment_when_asked() -> None:
    session = study_of(8)
    assert math.isnan(frame_of(session).tested)
    assert (
        scene_of(session, "trials").subtitle == "chosen by validation; the test waits"
    )
    look(session, on_test=True)
    frame = frame_of(session)
    best = frame.best
    assert best is not None
    again = build(session.snapshot().experiment.settings)
    while again.update < frame.best_epochs[best]:
        again.run(1)
    member, unseen = again.members[best], again.unseen
    trace = member.new_trace(unseen.count, False)
    trace.set_inputs(unseen.x, unseen.y)
    trace.forward.run()
    right = np.mean((trace.output[0] > 0) == unseen.labels)
    assert frame.tested == right
    value = session.snapshot().experiment.settings.name_of(best)
    said = scene_of(session, "trials").subtitle
    assert said == f"test accuracy of {value}: {100 * right:.1f} %"


def test_of_values_the_test_is_a_loss() -> None:
    plane = RegressionPlane(samples=60)
    session = study_of(3, dataset=plane)
    look(session, on_test=True)
    frame = frame_of(session)
    family = learner_of(session)
    assert frame.best is not None
    again = build(session.snapshot().experiment.settings)
    while again.update < frame.best_epochs[frame.best]:
        again.run(1)
    member, unseen = again.members[frame.best], family.unseen
    trace = member.new_trace(unseen.count, False)
    trace.set_inputs(unseen.x, unseen.y)
    trace.forward.run()
    assert frame.tested == pytest.approx(np.mean((trace.output - unseen.y) ** 2))
    assert "test loss of" in scene_of(session, "trials").subtitle


def test_curves_are_drawn_with_the_best_marked() -> None:
    session = study_of(6, learning_rate=0.1)
    frame = frame_of(session)
    scene = scene_of(session, "family")
    *runs, train = scene.plot.lines
    assert [line.name for line in runs] == ["0.03", "0.1", "0.3"]
    np.testing.assert_allclose(10 ** runs[1].y, frame.curves[:, 1, LOSS])
    assert train.dashed
    (dot,) = scene.plot.dots
    assert dot.number == frame.best
    assert scene.plot.marks == (dot.x,)
    assert 10**dot.y == pytest.approx(np.nanmin(frame.curves[..., LOSS]))
    assert f"epoch {dot.x:.0f} · " in scene.subtitle
    look(session, log_loss=False)
    linear = scene_of(session, "family")
    np.testing.assert_array_equal(linear.plot.lines[1].y, frame.curves[:, 1, LOSS])


def test_lowest_losses_stand_over_their_values() -> None:
    session = study_of(6, vary="activation")
    look(session, log_loss=False)
    frame, scene = frame_of(session), scene_of(session, "tuning")
    assert scene.plot.x_names == ("tanh", "ReLU", "Leaky ReLU")
    validation, _ = scene.plot.lines
    np.testing.assert_array_equal(validation.y, frame.curves[..., LOSS].min(axis=0))
    assert [dot.number for dot in scene.plot.dots] == [0, 1, 2]
    assert scene.plot.marks == (float(frame.best or 0),)


def test_the_table_has_a_row_a_value() -> None:
    session = study_of(4)
    frame, scene = frame_of(session), scene_of(session, "trials")
    assert [row.cells[0] for row in scene.rows] == ["0.003", "0.01", "0.03"]
    assert [row.run for row in scene.rows if row.best] == [frame.best]
    place = frame.best_epochs[1]
    share = frame.curves[place, 1, ACCURACY]
    assert scene.rows[1].cells[3] == f"{100 * share:.1f} %"
    assert scene.note == "36 training, 12 validation, 12 test examples"
    head, *rows = Study().table(frame, session.snapshot().experiment.settings)
    assert head[0] == "learning_rate"
    assert [row[0] for row in rows] == [0.003, 0.01, 0.03]
    assert rows[1][5] == frame.curves[place, 1, LOSS]
    assert {row[1] for row in rows} == {"done"}


def test_who_diverges_is_said_and_never_the_best() -> None:
    session = study_of(
        40,
        dataset=RegressionPlane(samples=60),
        hidden_layers=0,
        learning_rate=0.1,
        count=5,
        optimizer=SGD(),
    )
    frame, settings = frame_of(session), session.snapshot().experiment.settings
    x = learner_of(session).members[0].train.x
    inputs = np.vstack([x, np.ones(x.shape[1])])
    # The mean of (w·x + b - y)² bends by 2 x xᵀ, and bears steps below 2 over it.
    limit = 1.0 / float(np.linalg.eigvalsh(inputs @ inputs.T / x.shape[1])[-1])
    rates = np.array(settings.values())
    assert frame.lost[rates > 1.2 * limit].all()
    assert not frame.lost[rates < 0.6 * limit].any()
    assert 1 <= frame.lost.sum() <= 4
    assert frame.best is not None
    assert not frame.lost[frame.best]
    names = [row.cells[0] for row in scene_of(session, "trials").rows]
    for name, lost in zip(names, frame.lost.tolist(), strict=True):
        assert name.endswith(" · diverged") == lost
    assert scene_of(session, "family").plot.lines[4].y.size == len(frame.epochs)
    status = [row[1] for row in Study().table(frame, settings)[1:]]
    assert status == ["diverged" if lost else "done" for lost in frame.lost.tolist()]


def test_where_all_diverged_there_is_no_best() -> None:
    session = study_of(2)
    frame = frame_of(session)
    gone = msgspec.structs.replace(
        frame,
        curves=np.full_like(frame.curves, np.nan),
        best=None,
        lost=np.ones(3, np.bool_),
    )
    scenes = Study().scenes(
        gone, settings_of(), session.watch, frozenset({"family", "tuning", "trials"})
    )
    assert scenes["family"].subtitle == "no run is left"
    assert scenes["family"].plot.dots == ()
    assert not any(row.best for row in scenes["trials"].rows)


def test_a_run_opens_in_the_playground() -> None:
    settings = settings_of(vary="units")
    found = Study().opened(OpenRun(2), settings)
    assert found == ("playground", settings.playground(2))
    assert Study().opened(OpenRun(3), settings) is None
    assert Study().opened(SetOption("on_test", True), settings) is None


def test_options_are_watched() -> None:
    session = study_of()
    frame, settings = frame_of(session), settings_of()
    for name in ("log_loss", "on_test"):
        found = Study().respond(SetOption(name, True), settings, session.watch, frame)
        assert found is not None
        assert getattr(found[1], name)
    assert Study().respond(OpenRun(1), settings, session.watch, frame) is None


def test_another_rate_takes_effect_in_the_running_study() -> None:
    session = study_of(3)
    wanted = adapted(session.snapshot().experiment.settings, learning_rate=0.1)
    session.execute(do.Change(wanted))
    assert learner_of(session).update == 3
    rates = [member.learning_rate for member in learner_of(session).members]
    assert rates == [0.03, 0.1, 0.3]
    session.advance(2)
    later = learner_of(session).state
    session.execute(do.Seek(1))
    session.execute(do.Seek(5))
    np.testing.assert_array_equal(learner_of(session).state, later)


def test_a_study_that_was_kept_goes_on_the_same() -> None:
    session = study_of(4, vary="batch_size", batch_size=4)
    archive = session.export()
    check_archive(archive)
    other = study_of()
    other.restore(archive)
    for each in (session, other):
        each.advance(3)
    np.testing.assert_array_equal(learner_of(other).state, learner_of(session).state)
    assert learner_of(other).update == 7


def test_other_data_bring_their_loss() -> None:
    settings = adapted(StudySettings(), dataset=RegressionPlane())
    assert settings.loss.key == "mean_squared"
    back = adapted(settings, dataset=StudySettings().dataset)
    assert back.loss.key == "softmax_cross_entropy"


def test_it_is_said_in_chinese() -> None:
    session = study_of(1)
    set_language("zh")
    assert scene_of(session, "family").title == "验证损失 · 学习率"
    set_language("en")
