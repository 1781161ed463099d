"""Planes through a layer, against scikit-learn and SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.peers import require
from visualizer.exhibits.representations.planes import (
    SPREAD,
    border_within,
    layer_plane,
    neuron_plane,
    spread_out,
)


def cloud(seed: int, size: int, count: int = 50):
    random = np.random.default_rng(seed)
    return random.normal(size=(size, size)) @ random.normal(size=(size, count)) + 0.5


@pytest.mark.parametrize("size", [2, 3, 8])
def test_the_principal_plane_is_that_of_scikit_learn(size: int) -> None:
    decomposition = require("sklearn.decomposition")
    values = cloud(1, size)
    peer = decomposition.PCA(2).fit(values.T)
    plane = layer_plane(values, cloud(2, 2).T)
    assert plane.kept == pytest.approx(peer.explained_variance_ratio_.sum())
    np.testing.assert_allclose(plane.origin, peer.mean_)
    # Both bases span the same plane.
    np.testing.assert_allclose(
        plane.basis @ plane.basis.T, peer.components_.T @ peer.components_, atol=1e-10
    )
    np.testing.assert_allclose(plane.basis.T @ plane.basis, np.eye(2), atol=1e-12)


def test_the_plane_is_turned_as_scipy_would() -> None:
    linear = require("scipy.linalg")
    decomposition = require("sklearn.decomposition")
    values, toward = cloud(3, 5), cloud(4, 2).T
    scores = decomposition.PCA(2).fit_transform(values.T)
    turn, _ = linear.orthogonal_procrustes(scores, toward - toward.mean(axis=0))
    found = layer_plane(values, toward).places(values)
    np.testing.assert_allclose(found, scores @ turn, atol=1e-10)


def test_what_was_turned_and_mirrored_comes_back() -> None:
    inputs = cloud(5, 2)
    c, s = math.cos(2.0), math.sin(2.0)
    turned = np.array([[c, s], [s, -c]]) @ inputs
    shown = layer_plane(np.vstack([turned, np.zeros(50)]), inputs.T).places(
        np.vstack([turned, np.zeros(50)])
    )
    np.testing.assert_allclose(shown, (inputs.T - inputs.mean(axis=1)), atol=1e-12)


def test_two_neurons_are_shown_as_they_are() -> None:
    values = cloud(6, 4)
    plane = neuron_plane(values, (3, 1))
    np.testing.assert_array_equal(plane.places(values), values[[3, 1]].T)
    variances = values.var(axis=1)
    assert plane.kept == pytest.approx(variances[[1, 3]].sum() / variances.sum())
    assert neuron_plane(np.zeros((3, 5)), (0, 1)).kept == 1.0


def test_a_single_neuron_is_spread_out_up_the_plane() -> None:
    values = np.linspace(-1.0, 1.0, 200)
    places = spread_out(values)
    np.testing.assert_array_equal(places[:, 0], values)
    assert np.abs(places[:, 1]).max() <= SPREAD
    gaps = np.diff(np.sort(places[:, 1]))
    assert gaps.min() > 0.2 * gaps.mean(), "no two lie on one another"


@pytest.mark.parametrize("size", [2, 5])
def test_on_the_border_the_sum_is_zero(size: int) -> None:
    values = cloud(7, size)
    random = np.random.default_rng(8)
    weights, bias = random.normal(size=size), 0.7
    plane = (
        neuron_plane(values, (0, 1))
        if size == 2
        else layer_plane(values, cloud(9, 2).T)
    )
    ends = border_within(plane, weights, bias, 10.0)
    assert ends is not None
    for share in (0.0, 0.3, 1.0):
        place = (1.0 - share) * np.array(ends[0]) + share * np.array(ends[1])
        inside = plane.origin + plane.basis @ place
        assert weights @ inside + bias == pytest.approx(0.0, abs=1e-9)
    assert math.dist(*ends) == pytest.approx(20.0)


def test_without_slope_there_is_no_border() -> None:
    plane = neuron_plane(cloud(10, 2), (0, 1))
    assert border_within(plane, np.zeros(2), 1.0, 1.0) is None
    assert border_within(plane, np.full(2, np.nan), 1.0, 1.0) is None
