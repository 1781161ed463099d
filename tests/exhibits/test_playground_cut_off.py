"""Counts and curve at a cut-off, against scikit-learn where it is installed."""

from typing import Any

import numpy as np
import pytest

from tests import peers
from tests.exhibits.builders import frame_of, learner_of, look, scene_of
from tests.exhibits.test_playground_chart import session_with
from tests.session.builders import settings_of
from visualizer.engine.losses import losses
from visualizer.exhibits.playground.remedies import with_remedy
from visualizer.session import commands as do
from visualizer.session.session import Session


def a_session(**changes: Any) -> Session:
    changes.setdefault("loss", losses["binary_cross_entropy"]())
    session = session_with("breast-cancer", **changes)
    session.advance(60)
    return session


def scores_of(session: Session) -> tuple[Any, Any]:
    learner = learner_of(session)
    trace = learner.new_trace(learner.test.count, backward=False)
    trace.set_inputs(learner.test.x)
    trace.forward.run()
    return learner.test.labels, trace.output[-1].astype(np.float64)


@pytest.mark.parametrize("cut_off", [0.0, 0.2, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_counts_are_those_of_the_test_examples(loss: str, cut_off: float) -> None:
    session = a_session(loss=losses[loss]())
    look(session, cut_off=cut_off)
    labels, scores = scores_of(session)
    scene = scene_of(session, "cut_off")
    yes, said = labels == 1, scores >= cut_off
    counts = [yes & said, yes & ~said, ~yes & said, ~yes & ~said]
    assert scene.counts == tuple(int(each.sum()) for each in counts)
    found, missed, alarms, left = scene.counts
    assert scene.sensitivity == f"{100 * found / (found + missed):.1f} %"
    assert scene.specificity == f"{100 * left / (left + alarms):.1f} %"
    assert scene.at == pytest.approx(
        (alarms / (left + alarms), found / (found + missed))
    )
    assert (scene.yes, scene.no) == ("malignant", "benign")
    assert scene.subtitle == f"on {len(labels)} test examples"


@pytest.mark.peers
def test_the_curve_is_that_of_scikit_learn() -> None:
    metrics = peers.require("sklearn.metrics")
    session = a_session()
    labels, scores = scores_of(session)
    view = frame_of(session).cut_off
    assert view is not None
    assert view.area == pytest.approx(metrics.roc_auc_score(labels, scores))
    across, up, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
    np.testing.assert_allclose(view.curve, np.column_stack([across, up]))


def test_few_test_examples_are_said() -> None:
    scene = scene_of(a_session(train_share=0.9), "cut_off")
    least = min(sum(scene.counts[:2]), sum(scene.counts[2:]))
    assert least < 50
    assert scene.note == f"few test examples: one more or less is {100 / least:.1f} %"
    assert scene_of(a_session(), "cut_off").note == ""


def test_what_is_no_probability_has_no_cut_off() -> None:
    plain = scene_of(a_session(loss=losses["mean_squared"]()), "cut_off")
    assert plain.hint.startswith("The answer is no probability yet")
    classes = scene_of(session_with("iris"), "cut_off")
    assert classes.hint.startswith("A cut-off belongs to a question of yes or no")
    assert classes.remedy is None


def test_what_is_offered_makes_probabilities() -> None:
    session = a_session(loss=losses["mean_squared"]())
    scene = scene_of(session, "cut_off")
    assert scene.remedy is not None
    key, title = scene.remedy
    assert title == "Use binary cross-entropy"
    better = with_remedy(settings_of(session), key)
    assert better is not None
    assert better.loss == losses["binary_cross_entropy"]()
    session.execute(do.Change(better))
    after = scene_of(session, "cut_off")
    assert (after.hint, after.remedy) == ("", None)
    assert sum(after.counts) == learner_of(session).test.count


def test_a_run_that_diverged_has_no_counts() -> None:
    session = a_session()
    learner_of(session).parameters.flat[:] = np.nan
    assert frame_of(session).cut_off is None
    assert scene_of(session, "cut_off").hint == "not a number any more"
