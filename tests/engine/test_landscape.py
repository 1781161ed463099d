from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.builders import learner_of
from visualizer.engine.arrays import Array
from visualizer.engine.landscape import (
    Plane,
    Surface,
    line_plane,
    path_plane,
    random_plane,
    weight_plane,
)
from visualizer.engine.learner import SupervisedLearner
from visualizer.engine.parameters import Parameters

PROBLEMS: dict[str, dict[str, Any]] = {
    "no hidden layer": {"hidden": (), "output": "linear"},
    "squares": {"hidden": (4, 3)},
    "binary": {
        "hidden": (4,),
        "loss": "binary_cross_entropy",
        "output": "sigmoid",
        "activation": "relu",
    },
    "classes": {
        "hidden": (5, 4),
        "loss": "softmax_cross_entropy",
        "output": "softmax",
        "outputs": 3,
    },
    "softmax within": {"hidden": (4, 3), "activation": "softmax"},
    "not fused": {
        "hidden": (4,),
        "loss": "binary_cross_entropy",
        "output": "softmax",
        "outputs": 3,
    },
}


def trained(**options: Any) -> SupervisedLearner:
    learner = learner_of(**options)
    for _ in range(20):
        learner.step()
    return learner


def filled(learner: SupervisedLearner, plane: Plane, a: Array, b: Array) -> Array:
    surface = Surface(learner.network, learner.loss, learner.train, plane, a, b)
    while not surface.complete:
        surface.fill_row()
    return surface.values


def loss_at(learner: SupervisedLearner, theta: Array) -> float:
    """Return the training loss that the learner itself measures there."""
    kept = learner.parameters.flat.copy()
    learner.parameters.flat[:] = theta
    loss = learner.evaluate().train_loss
    learner.parameters.flat[:] = kept
    return loss


def some_plane(learner: SupervisedLearner) -> Plane:
    """Return a plane whose directions are neither orthogonal nor of length 1."""
    random = np.random.default_rng(6)
    theta = learner.parameters.flat
    u = random.normal(size=theta.size)
    return Plane(theta.copy(), u, 0.6 * u + random.normal(size=theta.size))


# The surface.


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_point_is_the_loss_measured_there(problem: str) -> None:
    learner = trained(**PROBLEMS[problem])
    plane = some_plane(learner)
    # Not square and not even: rows and columns cannot be taken for another.
    a, b = np.array([-1.5, 0.0, 0.2, 1.0]), np.array([-0.7, 0.0, 2.0])
    values = filled(learner, plane, a, b)
    assert values.shape == (3, 4)
    expected = [[loss_at(learner, plane.point(x, y)) for x in a] for y in b]
    np.testing.assert_allclose(values, expected, rtol=1e-10)


@pytest.mark.parametrize("scale", [1.0, 40.0], ids=["near", "far"])
@pytest.mark.parametrize("hidden", [(4,), (4, 3)], ids=len)
def test_far_from_the_middle_each_tanh_is_computed(
    hidden: tuple[int, ...], scale: float
) -> None:
    """The product of exponentials would leave the range there."""
    learner = trained(hidden=hidden)
    plane = some_plane(learner)
    a = b = scale * np.array([-1.0, 0.1, 0.9])
    surface = Surface(learner.network, learner.loss, learner.train, plane, a, b)
    assert (surface._tanh_along is None) == (scale > 1.0)
    values = filled(learner, plane, a, b)
    expected = [[loss_at(learner, plane.point(x, y)) for x in a] for y in b]
    np.testing.assert_allclose(values, expected, rtol=1e-10)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_at_the_origin_the_surface_is_the_loss(problem: str) -> None:
    learner = trained(**PROBLEMS[problem])
    origin = filled(learner, some_plane(learner), np.zeros(1), np.zeros(1))
    loss = learner.evaluate().train_loss
    assert origin[0, 0] == pytest.approx(loss, rel=1e-10)


def test_columns_go_along_the_first_direction_and_rows_along_the_second() -> None:
    learner = trained(hidden=(), output="linear")
    first, second = learner.locate(1, 0, 0), learner.locate(1, None, 0)
    theta = learner.parameters.flat.copy()
    plane = weight_plane(theta, first, second)
    a, b = np.linspace(-2.0, 2.0, 5), np.linspace(-3.0, 3.0, 7)
    values = filled(learner, plane, a, b)
    assert values.shape == (7, 5)
    moved = theta.copy()
    moved[first], moved[second] = a[4], b[1]
    assert values[1, 4] == pytest.approx(loss_at(learner, moved), rel=1e-12)


def test_rows_come_one_by_one() -> None:
    learner = trained()
    surface = Surface(
        learner.network,
        learner.loss,
        learner.train,
        some_plane(learner),
        np.linspace(-1.0, 1.0, 4),
        np.linspace(-1.0, 1.0, 3),
    )
    for done in range(3):
        assert surface.rows_done == done
        assert not surface.complete
        assert np.isfinite(surface.values[:done]).all()
        assert np.isnan(surface.values[done:]).all()
        surface.fill_row()
    assert surface.complete


def test_the_learner_is_left_alone() -> None:
    learner = trained()
    state = learner.state.copy()
    filled(learner, some_plane(learner), np.linspace(-1, 1, 5), np.linspace(-1, 1, 5))
    np.testing.assert_array_equal(learner.state, state)


def test_points_are_worked_on_in_pieces_where_they_are_many() -> None:
    learner = trained()
    plane, a = some_plane(learner), np.linspace(-1.0, 1.0, 9)
    whole = filled(learner, plane, a, np.zeros(1))
    pieces = Surface(
        learner.network, learner.loss, learner.train, plane, a, np.zeros(1)
    )
    pieces._points = 4
    pieces.fill_row()
    np.testing.assert_allclose(pieces.values, whole, rtol=1e-13)


def test_single_precision_stays_single_and_close() -> None:
    double, single = trained(), trained(precision="float32")
    single.parameters.flat[:] = double.parameters.flat
    plane = some_plane(double)
    narrow = Plane(*(v.astype(np.float32) for v in (plane.origin, plane.u, plane.v)))
    a, b = np.linspace(-1.0, 1.0, 5), np.linspace(-2.0, 2.0, 4)
    values = filled(single, narrow, a, b)
    assert values.dtype == np.float32
    np.testing.assert_allclose(values, filled(double, plane, a, b), rtol=1e-4)


def test_what_overflows_is_not_finite_and_silent() -> None:
    learner = trained(hidden=(), output="linear", precision="float32")
    plane = some_plane(learner)
    narrow = Plane(*(v.astype(np.float32) for v in (plane.origin, plane.u, plane.v)))
    values = filled(learner, narrow, np.array([0.0, 1e30]), np.zeros(1))
    assert np.isfinite(values[0, 0])
    assert not np.isfinite(values[0, 1])


# Planes.


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    size=st.integers(2, 30),
    count=st.integers(1, 6),
    slant=st.floats(-0.9, 0.9),
)
def test_coordinates_are_found_by_least_squares(
    seed: int, size: int, count: int, slant: float
) -> None:
    random = np.random.default_rng(seed)
    u, v = random.normal(size=(2, size))
    plane = Plane(random.normal(size=size), 3.0 * u, v + slant * u)
    wanted = random.normal(size=(count, 2))
    inside = np.array([plane.point(*at) for at in wanted])
    np.testing.assert_allclose(plane.coordinates(inside), wanted, atol=1e-7)
    # What is normal to both directions changes no coordinate.
    basis = np.linalg.qr(np.stack([u, v]).T)[0]
    outside = random.normal(size=(count, size))
    outside -= (outside @ basis) @ basis.T
    np.testing.assert_allclose(plane.coordinates(inside + outside), wanted, atol=1e-6)


def test_dot_products_would_be_wrong() -> None:
    """The mistake that least squares avoid: dot/‖d‖² for slanted directions."""
    plane = Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    np.testing.assert_allclose(plane.coordinates(np.array([[3.0, 2.0]])), [[1.0, 2.0]])


def test_share_outside() -> None:
    plane = Plane(np.zeros(3), np.array([1.0, 0.0, 0.0]), np.array([1.0, 2.0, 0.0]))
    end = np.array([0.0, 0.0, 5.0])
    path = end + np.array([[3.0, 0.0, 0.0], [0.0, 0.0, 3.0], [0.0, 1.0, 1.0]])
    assert plane.share_outside(path, end) == pytest.approx(10.0 / 20.0)
    assert plane.share_outside(path[:1], end) == pytest.approx(0.0)
    assert plane.share_outside(path[1:2], end) == pytest.approx(1.0)
    assert plane.share_outside(end[None], end) == 0.0


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    size=st.integers(3, 40),
    count=st.integers(3, 30),
)
def test_the_plane_of_a_flat_path_holds_all_of_it(
    seed: int, size: int, count: int
) -> None:
    random = np.random.default_rng(seed)
    directions = random.normal(size=(2, size))
    path = random.normal(size=(count, 2)) @ directions + random.normal(size=size)
    plane = path_plane(path, random)
    np.testing.assert_allclose(plane.point(0.0, 0.0), path[-1])
    assert plane.share_outside(path, path[-1]) < 1e-10
    at = plane.coordinates(path)
    there = np.array([plane.point(*coordinates) for coordinates in at])
    np.testing.assert_allclose(there, path, atol=1e-8)


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 10_000), count=st.integers(3, 40))
def test_the_principal_plane_is_that_of_the_singular_vectors(
    seed: int, count: int
) -> None:
    random = np.random.default_rng(seed)
    path = np.cumsum(random.normal(size=(count, 12)), axis=0)
    plane = path_plane(path, random)
    offset = path[:-1] - path[-1]
    _, values, rows = np.linalg.svd(offset, full_matrices=False)
    if values.size < 2 or values[1] > 0.999 * values[0]:
        return
    assert abs(plane.u @ rows[0]) == pytest.approx(1.0, abs=1e-6)
    least = 1.0 - (values[:2] ** 2).sum() / (values**2).sum()
    assert plane.share_outside(path, path[-1]) == pytest.approx(least, abs=1e-9)
    assert plane.u @ plane.v == pytest.approx(0.0, abs=1e-8)
    assert np.linalg.norm(plane.u) == pytest.approx(1.0)
    assert np.linalg.norm(plane.v) == pytest.approx(1.0)


@pytest.mark.parametrize("count", [1, 2])
def test_a_short_path_is_completed_at_random(count: int) -> None:
    path = np.random.default_rng(1).normal(size=(count, 7))
    plane = path_plane(path, np.random.default_rng(2))
    gram = np.array([[plane.u @ plane.u, plane.u @ plane.v], [0.0, plane.v @ plane.v]])
    np.testing.assert_allclose(gram, np.eye(2), atol=1e-12)
    assert plane.share_outside(path, path[-1]) < 1e-12


def test_a_path_that_stands_still_has_a_plane_too() -> None:
    path = np.ones((5, 4))
    plane = path_plane(path, np.random.default_rng(1))
    np.testing.assert_allclose(plane.coordinates(path), 0.0)
    assert abs(plane.u @ plane.v) < 1e-12


def test_the_plane_does_not_flip_when_it_is_laid_anew() -> None:
    random = np.random.default_rng(4)
    path = np.cumsum(random.normal(0.5, 1.0, size=(40, 9)), axis=0)
    first = path_plane(path, random)
    second = path_plane(path - path[-1] + path[-1] * 1.0, random)
    np.testing.assert_allclose(first.u, second.u)
    np.testing.assert_allclose(first.v, second.v)
    for direction in (first.u, first.v):
        assert direction[np.abs(direction).argmax()] > 0.0


def test_random_directions_are_as_long_as_each_neurons_weights() -> None:
    learner = trained(hidden=(5, 4))
    theta = learner.parameters.flat
    plane = random_plane(theta, learner.network.shapes, np.random.default_rng(3))
    np.testing.assert_array_equal(plane.origin, theta)
    for flat in (plane.u, plane.v):
        views = Parameters(learner.network.shapes, theta.dtype, flat)
        for drawn, own in zip(views.weights, learner.parameters.weights, strict=True):
            np.testing.assert_allclose(
                np.linalg.norm(drawn, axis=0), np.linalg.norm(own, axis=0), rtol=1e-8
            )
        for biases in views.biases:
            np.testing.assert_array_equal(biases, 0.0)
    assert not np.allclose(plane.u, plane.v)


def test_random_directions_of_dead_neurons_have_length_one() -> None:
    learner = learner_of((3,))
    theta = np.zeros_like(learner.parameters.flat)
    plane = random_plane(theta, learner.network.shapes, np.random.default_rng(3))
    views = Parameters(learner.network.shapes, theta.dtype, plane.u)
    np.testing.assert_allclose(np.linalg.norm(views.weights[0], axis=0), 1.0)


@pytest.mark.parametrize("shapes", [((1, 1),), ((1, 1), (1, 1))])
def test_two_random_directions_are_never_one(shapes: Any) -> None:
    for seed in range(20):
        random = np.random.default_rng(seed)
        theta = random.normal(size=sum((n + 1) * m for n, m in shapes))
        plane = random_plane(theta, shapes, random)
        assert np.isfinite(plane.coordinates(theta[None])).all()


def test_coordinates_of_a_weight_plane_are_the_weights_themselves() -> None:
    theta = np.random.default_rng(1).normal(size=8)
    plane = weight_plane(theta, 6, 2)
    np.testing.assert_allclose(plane.coordinates(theta[None]), [[theta[6], theta[2]]])
    moved = plane.point(0.5, -3.0)
    assert (moved[6], moved[2]) == (0.5, -3.0)
    others = [place for place in range(8) if place not in (2, 6)]
    np.testing.assert_array_equal(moved[others], theta[others])
    np.testing.assert_array_equal(theta, np.random.default_rng(1).normal(size=8))
    with pytest.raises(ValueError, match="the two axes are the same parameter"):
        weight_plane(theta, 3, 3)


def test_planes_do_not_follow_the_network() -> None:
    learner = trained()
    theta = learner.parameters.flat
    random = np.random.default_rng(1)
    planes = (
        random_plane(theta, learner.network.shapes, random),
        path_plane(learner.state[:1], random),
        weight_plane(theta, 0, 1),
    )
    origins = [plane.origin.copy() for plane in planes]
    for _ in range(3):
        learner.step()
    for plane, origin in zip(planes, origins, strict=True):
        np.testing.assert_array_equal(plane.origin, origin)


def test_a_line_leads_from_one_solution_to_another() -> None:
    one, other = learner_of((4,), seed=1), learner_of((4,), seed=2)
    for _ in range(40):
        one.step()
        other.step()
    first, last = (learner.parameters.flat.copy() for learner in (one, other))
    plane = line_plane(first, last, np.random.default_rng(0))
    np.testing.assert_allclose(plane.point(1.0, 0.0), last, rtol=1e-12)
    assert plane.u @ plane.v == pytest.approx(0.0, abs=1e-12)
    assert np.linalg.norm(plane.v) == pytest.approx(np.linalg.norm(plane.u))
    shares = np.linspace(0.0, 1.0, 5)
    surface = Surface(one.network, one.loss, one.train, plane, shares, np.zeros(1))
    surface.fill_row()
    assert surface.complete
    # At both ends it is what the learners measure themselves.
    assert surface.values[0, 0] == pytest.approx(one.evaluate().train_loss)
    at_last = other.loss.value(_outputs(one, last), one.train.y).mean()
    assert surface.values[0, -1] == pytest.approx(float(at_last))
    with pytest.raises(ValueError, match="the same point"):
        line_plane(first, first, np.random.default_rng(0))


def _outputs(learner: SupervisedLearner, theta: Array) -> Array:
    """Return the answers of a learner's network with other parameters."""
    signal = learner.train.x
    views = Parameters(learner.network.shapes, theta.dtype, theta)
    for weights, biases in zip(views.weights, views.biases, strict=True):
        signal = np.tanh(weights.T @ signal + biases[:, None])
    return signal
