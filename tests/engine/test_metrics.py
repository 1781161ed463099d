"""Metrics against hand-counted examples and scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers import require
from visualizer.engine.metrics import (
    accuracy,
    confusion_matrix,
    f1,
    precision,
    r_squared,
    recall,
    roc_curve,
)

TRUE = np.array([0, 0, 0, 1, 1, 2])
GIVEN = np.array([0, 0, 1, 1, 0, 1])


def test_counts_and_what_follows_from_them() -> None:
    counts = confusion_matrix(TRUE, GIVEN, 3)
    assert counts.tolist() == [[2, 1, 0], [1, 1, 0], [0, 1, 0]]
    assert accuracy(counts) == pytest.approx(0.5)
    np.testing.assert_allclose(precision(counts), [2 / 3, 1 / 3, np.nan])
    np.testing.assert_allclose(recall(counts), [2 / 3, 1 / 2, 0.0])
    np.testing.assert_allclose(f1(counts), [2 / 3, 2 / 5, 0.0])


def test_nothing_to_count_gives_no_number() -> None:
    empty = confusion_matrix(np.zeros(0, int), np.zeros(0, int), 2)
    assert math.isnan(accuracy(empty))
    assert np.isnan(f1(empty)).all()
    assert math.isnan(r_squared(np.ones(3), np.array([1.0, 2.0, 3.0])))


def test_wrong_labels_are_named() -> None:
    with pytest.raises(ValueError, match="answer 2 of example 1; allowed: 0 to 1"):
        confusion_matrix(np.array([0, 1]), np.array([0, 2]), 2)
    with pytest.raises(ValueError, match="true class -1 of example 0"):
        confusion_matrix(np.array([-1, 1]), np.array([0, 1]), 2)
    with pytest.raises(ValueError, match="1 answers for 2 examples"):
        confusion_matrix(np.array([0, 1]), np.array([0]), 2)
    with pytest.raises(ValueError, match="no example is 'no'"):
        roc_curve(np.array([1, 1]), np.array([0.1, 0.2]))
    with pytest.raises(ValueError, match="the score of example 1 is nan"):
        roc_curve(np.array([0, 1]), np.array([0.1, np.nan]))


def test_a_roc_curve_passes_equal_scores_together() -> None:
    curve = roc_curve(np.array([0, 1, 0, 1]), np.array([0.2, 0.5, 0.5, 0.9]))
    np.testing.assert_allclose(curve.false_positive_rate, [0, 0, 0.5, 1])
    np.testing.assert_allclose(curve.true_positive_rate, [0, 0.5, 1, 1])
    assert curve.cut_offs.tolist() == [math.inf, 0.9, 0.5, 0.2]
    # Of the four pairs three are in order and one is a tie.
    assert curve.area == pytest.approx(3.5 / 4)


labels = st.lists(st.integers(0, 3), min_size=1, max_size=40)


@pytest.mark.peers
@settings(deadline=None, max_examples=60)
@given(data=st.data(), true=labels)
def test_against_scikit_learn(data: st.DataObject, true: list[int]) -> None:
    sklearn = require("sklearn.metrics")
    count = len(true)
    given_ = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    y, answers = np.array(true), np.array(given_)
    counts = confusion_matrix(y, answers, 4)
    classes = [0, 1, 2, 3]
    np.testing.assert_array_equal(
        counts, sklearn.confusion_matrix(y, answers, labels=classes)
    )
    assert accuracy(counts) == pytest.approx(sklearn.accuracy_score(y, answers))
    theirs = sklearn.precision_recall_fscore_support(
        y, answers, labels=classes, zero_division=np.nan
    )
    for ours, peers in zip((precision, recall, f1), theirs[:3], strict=True):
        np.testing.assert_allclose(ours(counts), peers, rtol=1e-12)


@pytest.mark.peers
@settings(deadline=None, max_examples=60)
@given(data=st.data(), count=st.integers(2, 50))
def test_curves_and_areas_against_scikit_learn(data: st.DataObject, count: int) -> None:
    sklearn = require("sklearn.metrics")
    # Few different scores, so that ties happen.
    drawn = st.lists(st.integers(0, 8), min_size=count, max_size=count)
    scores = np.array(data.draw(drawn)) / 8.0
    yes = np.array(data.draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    if yes.all() or not yes.any():
        yes[0] = not yes[0]
    curve = roc_curve(yes, scores)
    false, true, cut_offs = sklearn.roc_curve(yes, scores, drop_intermediate=False)
    np.testing.assert_allclose(curve.false_positive_rate, false)
    np.testing.assert_allclose(curve.true_positive_rate, true)
    np.testing.assert_array_equal(curve.cut_offs, cut_offs)
    assert curve.area == pytest.approx(sklearn.roc_auc_score(yes, scores))
    targets = scores + yes
    if np.ptp(targets) > 0:
        ours = r_squared(targets, scores)
        assert ours == pytest.approx(sklearn.r2_score(targets, scores))
