"""k-means and its scores, against scikit-learn and against counting by hand."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.peers import require
from visualizer.datasets import Examples
from visualizer.datasets.digits import Digits
from visualizer.engine.k_means import (
    Clustering,
    adjusted_rand,
    drawn_centroids,
    purity,
    table_of,
)


@pytest.fixture(scope="module")
def digits() -> Examples:
    return Digits().generate(np.random.default_rng(0).random)


def clustering_of(x: np.ndarray, count: int, seed: int = 1) -> Clustering:
    return Clustering(x, count, np.random.default_rng(seed))


@pytest.mark.parametrize("iterations", [1, 2, 7])
def test_iterations_are_those_of_scikit_learn(
    digits: Examples, iterations: int
) -> None:
    cluster = require("sklearn.cluster")
    found = clustering_of(digits.inputs.T, 10)
    peer = cluster.KMeans(
        10,
        init=found.at(0).centroids.T,
        n_init=1,
        max_iter=iterations,
        tol=0.0,
        algorithm="lloyd",
    )
    with warnings.catch_warnings():
        # It warns where it is stopped before it settles, which is what is meant.
        warnings.simplefilter("ignore")
        peer.fit(digits.inputs)
    here = found.at(iterations)
    assert here.iteration == iterations
    np.testing.assert_allclose(here.centroids.T, peer.cluster_centers_, atol=1e-9)
    np.testing.assert_array_equal(here.nearest, peer.labels_)
    assert here.inertia == pytest.approx(peer.inertia_, rel=1e-9)


def test_it_settles_where_scikit_learn_does(digits: Examples) -> None:
    cluster = require("sklearn.cluster")
    found = clustering_of(digits.inputs.T, 10, seed=3)
    ended = found.at(500)
    peer = cluster.KMeans(
        10, init=found.at(0).centroids.T, n_init=1, max_iter=500, tol=0.0
    ).fit(digits.inputs)
    assert ended.settled
    assert ended.iteration < 200
    np.testing.assert_allclose(ended.centroids.T, peer.cluster_centers_, atol=1e-9)
    assert found.at(10_000) is ended


def test_inertia_never_grows_and_a_known_iteration_stays(digits: Examples) -> None:
    found = clustering_of(digits.inputs.T, 12)
    early = found.at(2)
    losses = [found.at(n).inertia for n in range(found.at(500).iteration + 1)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > losses[-1]
    assert found.at(2) is early
    assert found.reached(1_000) is found.at(1_000)


def test_scores_are_those_of_scikit_learn(digits: Examples) -> None:
    metrics = require("sklearn.metrics")
    labels = digits.targets.astype(np.int64)
    for count in (2, 10, 20):
        nearest = clustering_of(digits.inputs.T, count).at(3).nearest
        table = table_of(nearest, labels, (10, count))
        counted = metrics.cluster.contingency_matrix(labels, nearest)
        np.testing.assert_array_equal(table, counted)
        score = metrics.adjusted_rand_score(labels, nearest)
        assert adjusted_rand(table) == pytest.approx(score, abs=1e-12)
        assert purity(table) == counted.max(axis=0).sum() / len(labels)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=60)
)
def test_the_adjusted_rand_index_of_any_two_groupings(
    pairs: list[tuple[int, int]],
) -> None:
    metrics = require("sklearn.metrics")
    labels, clusters = np.array(pairs).T
    found = adjusted_rand(table_of(clusters, labels, (4, 5)))
    peer = metrics.adjusted_rand_score(labels, clusters)
    assert found == pytest.approx(peer, abs=1e-9)


def test_scores_counted_by_hand() -> None:
    labels = np.array([0, 0, 0, 1, 1, 1])
    clusters = np.array([0, 0, 1, 1, 1, 1])
    table = table_of(clusters, labels, (2, 2))
    assert table.tolist() == [[2, 1], [0, 3]]
    assert purity(table) == 5 / 6
    # Pairs: in cells 1 + 3, in rows 3 + 3, in columns 1 + 6, of 15.
    expected = 6 * 7 / 15
    assert adjusted_rand(table) == pytest.approx((4 - expected) / (6.5 - expected))
    assert adjusted_rand(table_of(labels, labels, (2, 2))) == 1.0


def test_first_centroids_are_drawn_by_squared_distance() -> None:
    # From 0 the others lie 1 and 3 away: they are drawn 1 to 9.
    x = np.array([[0.0, 1.0, 3.0]])
    seconds = []
    for seed in range(6000):
        first, second = drawn_centroids(x, 2, np.random.default_rng(seed))[0]
        if first == 0.0:
            seconds.append(second)
    assert np.mean(np.array(seconds) == 3.0) == pytest.approx(0.9, abs=0.025)
    assert 0.0 not in seconds


def test_equal_examples_are_still_drawn() -> None:
    x = np.ones((2, 4))
    assert drawn_centroids(x, 3, np.random.default_rng(1)).tolist() == [[1.0] * 3] * 2
    found = clustering_of(x, 3).at(9)
    assert found.settled
    assert found.inertia == 0.0
    assert np.isfinite(found.centroids).all()


def test_a_centroid_that_is_nearest_to_none_stays() -> None:
    found = clustering_of(np.array([[0.0, 0.0, 5.0]]), 3).at(4)
    assert sorted(np.unique(found.centroids[0]).tolist()) == [0.0, 5.0]
    assert found.inertia == 0.0


@pytest.mark.parametrize("count", [0, 4])
def test_a_number_of_clusters_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} clusters; allowed: from 1 to 3"):
        clustering_of(np.zeros((1, 3)), count)
