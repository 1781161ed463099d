"""How far apart classes are, against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.peers import require
from visualizer.engine.separation import (
    SHRINKAGE,
    discriminant,
    discriminant_accuracy,
    linear_fit,
    scatter_ratio,
)


def blobs(seed: int, classes: int, size: int, count: int = 60):
    random = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    means = random.normal(0.0, 1.5, (classes, size))
    mixing = random.normal(0.0, 1.0, (size, size))
    x = means[labels] + random.normal(0.0, 1.0, (count, size)) @ mixing
    return x.T, labels


@pytest.mark.parametrize(("classes", "size"), [(2, 1), (2, 3), (3, 2), (5, 8)])
def test_the_discriminant_is_that_of_scikit_learn(classes: int, size: int) -> None:
    analysis = require("sklearn.discriminant_analysis")
    x, labels = blobs(3, classes, size)
    test_x, test_labels = blobs(4, classes, size)
    peer = analysis.LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE)
    peer.fit(x.T, labels)
    weights, biases = discriminant(x, labels, classes)
    if classes == 2:
        np.testing.assert_allclose(weights[:, 1] - weights[:, 0], peer.coef_[0])
        assert biases[1] - biases[0] == pytest.approx(peer.intercept_[0])
    else:
        np.testing.assert_allclose(weights.T, peer.coef_, rtol=1e-7)
        np.testing.assert_allclose(biases, peer.intercept_, rtol=1e-7)
    found = discriminant_accuracy(x, labels, test_x, test_labels, classes)
    assert found == peer.score(test_x.T, test_labels)


@pytest.mark.parametrize(("classes", "size"), [(2, 1), (3, 2), (5, 8)])
def test_the_scatter_ratio_is_that_of_scikit_learn(classes: int, size: int) -> None:
    """Calinski and Harabasz divide both scatters by their degrees of freedom."""
    scores = require("sklearn.metrics")
    x, labels = blobs(5, classes, size)
    score = scores.calinski_harabasz_score(x.T, labels)
    expected = score * (classes - 1) / (len(labels) - classes)
    assert scatter_ratio(x, labels, classes) == pytest.approx(expected)


@pytest.mark.parametrize("outputs", [1, 3])
def test_the_linear_fit_is_that_of_scikit_learn(outputs: int) -> None:
    models, scores = require("sklearn.linear_model"), require("sklearn.metrics")
    random = np.random.default_rng(6)
    x, test_x = random.normal(size=(4, 50)), random.normal(size=(4, 30))
    mixing = random.normal(size=(outputs, 4))
    y = mixing @ x + random.normal(size=(outputs, 50))
    test_y = mixing @ test_x + random.normal(size=(outputs, 30))
    peer = models.LinearRegression().fit(x.T, y.T)
    expected = scores.r2_score(
        test_y.T, peer.predict(test_x.T), multioutput="variance_weighted"
    )
    assert linear_fit(x, y, test_x, test_y) == pytest.approx(expected)


def test_a_ring_cannot_be_separated_but_its_squares_can() -> None:
    turns = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    radius = np.where(np.arange(40) % 2, 1.0, 3.0)
    ring = radius * np.array([np.cos(turns), np.sin(turns)])
    labels = np.arange(40) % 2
    assert discriminant_accuracy(ring, labels, ring, labels, 2) < 0.7
    squares = ring**2
    assert discriminant_accuracy(squares, labels, squares, labels, 2) == 1.0
    assert scatter_ratio(ring, labels, 2) < 1e-9
    assert scatter_ratio(squares, labels, 2) > 0.5


def test_neurons_that_do_not_vary_do_no_harm() -> None:
    x, labels = blobs(7, 2, 3)
    alone = discriminant_accuracy(x, labels, x, labels, 2)
    silent = np.concatenate([x, np.zeros((2, x.shape[1]))])
    assert discriminant_accuracy(silent, labels, silent, labels, 2) == alone
    dead = np.zeros_like(x)
    assert discriminant_accuracy(dead, labels, dead, labels, 2) == 0.5
    assert math.isnan(scatter_ratio(dead, labels, 2))


def test_classes_without_examples_are_never_the_answer() -> None:
    x, labels = blobs(8, 2, 2)
    assert discriminant_accuracy(x, labels, x, labels, 4) == discriminant_accuracy(
        x, labels, x, labels, 2
    )
    assert scatter_ratio(x, labels, 4) == pytest.approx(scatter_ratio(x, labels, 2))


def test_points_in_one_place_are_infinitely_apart() -> None:
    labels = np.array([0, 0, 1, 1])
    assert scatter_ratio(labels[None] * 1.0, labels, 2) == math.inf


def test_what_is_not_finite_has_no_measure() -> None:
    x, labels = blobs(9, 2, 2)
    bad = x.copy()
    bad[0, 0] = np.inf
    y = labels[None] * 1.0
    assert math.isnan(discriminant_accuracy(bad, labels, x, labels, 2))
    assert math.isnan(scatter_ratio(bad, labels, 2))
    assert math.isnan(linear_fit(x, y, bad, y))
    assert math.isnan(linear_fit(x, y, x, np.ones_like(y)))
    none = np.empty((2, 0))
    assert math.isnan(discriminant_accuracy(x, labels, none, labels[:0], 2))


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10.0), st.floats(0.0, 6.28))
@settings(max_examples=30, deadline=None)
def test_neither_turns_nor_scale_change_the_scatter_ratio(
    seed: int, scale: float, turn: float
) -> None:
    x, labels = blobs(seed, 3, 2)
    c, s = math.cos(turn), math.sin(turn)
    turned = scale * np.array([[c, -s], [s, c]]) @ x + 1.0
    before, after = scatter_ratio(x, labels, 3), scatter_ratio(turned, labels, 3)
    assert after == pytest.approx(before, rel=1e-6)
