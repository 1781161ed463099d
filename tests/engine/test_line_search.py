"""Line searches and curvature pairs, against their conditions and closed forms."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from visualizer.engine.curvature import CurvaturePairs
from visualizer.engine.line_search import (
    FLATTER,
    SUFFICIENT,
    Point,
    along,
    cubic_minimum,
    strong_wolfe,
)

NO_GRADIENT = np.zeros(0)


def point(length: float, coefficients: list[float]) -> Point:
    """Return a point of a polynomial, its highest power first."""
    loss = float(np.polyval(coefficients, length))
    slope = float(np.polyval(np.polyder(coefficients), length))
    return Point(length, loss, slope, NO_GRADIENT)


@settings(deadline=None)
@given(
    minimum=st.floats(-3.0, 3.0),
    curvature=st.floats(0.1, 10.0),
    bend=st.floats(-2.0, 2.0),
    ends=st.lists(st.floats(-4.0, 4.0), min_size=2, max_size=2),
)
def test_the_minimum_of_a_cubic_is_found(
    minimum: float, curvature: float, bend: float, ends: list[float]
) -> None:
    """f = ½ c (t - m)² + b (t - m)³, whose minimum is at m."""
    assume(abs(ends[0] - ends[1]) > 0.1)
    shifted = np.polynomial.Polynomial([0.0, 0.0, 0.5 * curvature, bend])
    cubic = shifted(np.polynomial.Polynomial([-minimum, 1.0]))
    coefficients = [*cubic.coef[::-1]]
    first, second = (point(end, coefficients) for end in ends)
    found = cubic_minimum(first, second, -10.0, 10.0)
    assert found == pytest.approx(minimum, abs=1e-5)
    assert found == cubic_minimum(second, first, -10.0, 10.0)


def test_a_cubic_without_a_minimum_gives_the_middle() -> None:
    rising = [point(length, [1.0, 0.0, 1.0, 0.0]) for length in (0.0, 1.0)]
    assert cubic_minimum(*rising, 2.0, 5.0) == 3.5
    same = point(1.0, [1.0, 0.0])
    assert cubic_minimum(same, same, 2.0, 5.0) == 3.5
    endless = Point(1.0, math.inf, math.inf, NO_GRADIENT)
    assert cubic_minimum(same, endless._replace(length=2.0), 1.0, 2.0) == 1.5
    steep = Point(2.0, math.inf, 1.0, NO_GRADIENT)
    assert cubic_minimum(same, steep, 1.0, 2.0) == 1.5
    line = [point(length, [-1.0, 0.0]) for length in (0.0, 1.0)]
    assert cubic_minimum(*line, 2.0, 5.0) == 3.5


def test_a_cubic_minimum_is_held_within_its_bounds() -> None:
    ends = [point(length, [1.0, -8.0, 0.0]) for length in (0.0, 1.0)]
    assert cubic_minimum(*ends, 0.0, 10.0) == pytest.approx(4.0)
    assert cubic_minimum(*ends, 0.0, 3.0) == 3.0
    assert cubic_minimum(*ends, 5.0, 9.0) == 5.0


LINES = {
    "parabola": lambda t: ((t - 3.0) ** 2, 2.0 * (t - 3.0)),
    "steep": lambda t: (math.cosh(t - 2.0), math.sinh(t - 2.0)),
    "waves": lambda t: (
        -0.5 * t + 0.02 * t * t - 0.1 * math.sin(3.0 * t),
        -0.5 + 0.04 * t - 0.3 * math.cos(3.0 * t),
    ),
    # Moré & Thuente (1994), functions 5.1 and 5.2.
    "moré 1": lambda t: (-t / (t * t + 2.0), (t * t - 2.0) / (t * t + 2.0) ** 2),
    "moré 2": lambda t: (
        (t + 0.004) ** 5 - 2.0 * (t + 0.004) ** 4,
        5.0 * (t + 0.004) ** 4 - 8.0 * (t + 0.004) ** 3,
    ),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("first", [1e-3, 0.1, 1.0, 10.0, 30.0])
def test_the_conditions_hold_where_the_search_ends(line: str, first: float) -> None:
    calls = []

    def evaluate(length: float) -> Point:
        calls.append(length)
        loss, slope = LINES[line](length)
        return Point(length, loss, slope, np.array([slope]))

    origin = evaluate(0.0)
    calls.clear()
    found, spent = strong_wolfe(evaluate, origin, first, narrowest=1e-12, most=40)
    assert spent == len(calls)
    assert found.length > 0.0
    assert found.loss <= origin.loss + SUFFICIENT * found.length * origin.slope
    assert abs(found.slope) <= FLATTER * abs(origin.slope)


def test_a_search_turns_back_from_where_the_loss_is_no_number() -> None:
    """The loss -2t - ln(1 - t) is finite below 1 alone."""

    def evaluate(length: float) -> Point:
        if length >= 1.0:
            return Point(length, math.nan, math.nan, NO_GRADIENT)
        loss = -2.0 * length - math.log(1.0 - length)
        return Point(length, loss, -2.0 + 1.0 / (1.0 - length), NO_GRADIENT)

    found, _ = strong_wolfe(evaluate, evaluate(0.0), 8.0, narrowest=1e-9, most=30)
    assert 0.05 < found.length < 0.97
    assert found.loss < 0.0


@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_a_search_takes_no_more_evaluations_than_allowed(most: int) -> None:
    def evaluate(length: float) -> Point:
        return Point(
            length, abs(length - 0.01), -1.0 if length < 0.01 else 1.0, NO_GRADIENT
        )

    found, spent = strong_wolfe(evaluate, evaluate(0.0), 5.0, narrowest=0.0, most=most)
    assert spent == 1 + most
    assert found.loss <= evaluate(0.0).loss


def test_points_lie_along_the_direction() -> None:
    matrix = np.diag([1.0, 4.0])

    def gradient_at(theta: np.ndarray, out: np.ndarray) -> float:
        out[:] = matrix @ theta
        return float(0.5 * theta @ matrix @ theta)

    origin, direction = np.array([1.0, 2.0]), np.array([-1.0, 0.5])
    found = along(gradient_at, origin, direction)(2.0)
    np.testing.assert_array_equal(found.gradient, matrix @ [-1.0, 3.0])
    assert found.length == 2.0
    assert found.loss == 18.5
    assert found.slope == 7.0
    np.testing.assert_array_equal(origin, [1.0, 2.0])


# Curvature.


def test_without_pairs_the_direction_is_downhill() -> None:
    pairs = CurvaturePairs(np.empty((3, 2)), np.empty((3, 2)))
    np.testing.assert_array_equal(pairs.direction(np.array([1.0, -2.0])), [-1.0, 2.0])


@pytest.mark.parametrize("held", [1, 2, 5])
def test_the_direction_is_that_of_the_update_of_the_inverse(held: int) -> None:
    """Nocedal & Wright (2006), equation 7.16, with matrices multiplied out."""
    random = np.random.default_rng(8)
    curvature = random.normal(size=(4, 4))
    curvature = curvature @ curvature.T + np.eye(4)
    pairs = CurvaturePairs(np.empty((held, 4)), np.empty((held, 4)))
    kept = []
    for _ in range(7):
        step = random.normal(size=4)
        pairs.remember(step, curvature @ step)
        kept = [*kept, (step, curvature @ step)][-held:]
        last_step, last_change = kept[-1]
        scale = last_step @ last_change / (last_change @ last_change)
        inverse = scale * np.eye(4)
        for step, change in kept:
            weight = 1.0 / (change @ step)
            left = np.eye(4) - weight * np.outer(step, change)
            inverse = left @ inverse @ left.T + weight * np.outer(step, step)
        gradient = random.normal(size=4)
        np.testing.assert_allclose(
            pairs.direction(gradient), -inverse @ gradient, rtol=1e-9, atol=1e-12
        )
    assert pairs.count == min(7, held)


def test_a_pair_whose_square_is_nothing_is_not_taken() -> None:
    pairs = CurvaturePairs(np.empty((2, 2)), np.empty((2, 2)))
    pairs.remember(np.ones(2), np.full(2, 1e-170))
    assert pairs.count == 0


def test_pairs_without_curvature_are_not_taken() -> None:
    pairs = CurvaturePairs(np.empty((2, 2)), np.empty((2, 2)), least=0.5)
    step = np.array([1.0, 0.0])
    for change in (-1.0, 0.0, 0.5, math.nan):
        pairs.remember(step, np.array([change, 1.0]))
    assert pairs.count == 0
    pairs.remember(step, np.array([0.6, 1.0]))
    assert pairs.count == 1
