"""Targets, by their formulas in plain numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from visualizer.exhibits.approximation.targets import (
    CURVE_NAMES,
    CURVE_POINTS,
    CURVE_TITLES,
    CURVES,
    KNOTS,
    SURFACE_NAMES,
    SURFACE_SIDE,
    SURFACE_TITLES,
    SURFACES,
    curve,
    grid,
    surface,
)

FLAT = (0.0,) * KNOTS


def at(key: str, x: float) -> float:
    return float(curve(key, FLAT, np.array([x]))[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("x", [0.0, 0.13, 0.5, 1.0])
def test_nielsens_curve_is_that_of_his_book(x: float) -> None:
    # Chapter 4: 0.2 + 0.4 x² + 0.3 x sin(15x) + 0.05 cos(50x).
    f = 0.2 + 0.4 * x * x + 0.3 * x * math.sin(15 * x) + 0.05 * math.cos(50 * x)
    assert at("nielsen", x) == pytest.approx(f)
    # What the output's sigmoid turns back.
    assert 1.0 / (1.0 + math.exp(-at("nielsen_sum", x))) == pytest.approx(f)


def test_the_other_curves() -> None:
    assert at("sines", 0.25) == pytest.approx(0.6 - 0.3)
    assert [at("step", x) for x in (0.39, 0.4, 1.0)] == [0.0, 1.0, 1.0]
    assert [at("bump", x) for x in (0.29, 0.3, 0.69, 0.7)] == [0.0, 1.0, 1.0, 0.0]
    assert [at("absolute", x) for x in (0.0, 0.5, 0.75)] == [1.0, 0.0, 0.5]


def test_a_drawn_curve_runs_straight_from_knot_to_knot() -> None:
    drawn = tuple(float(n % 3) for n in range(KNOTS))
    spacing = 1.0 / (KNOTS - 1)
    x = np.array([0.0, 1.5 * spacing, 2.0 * spacing, 1.0])
    found = curve("drawn", drawn, x)
    np.testing.assert_allclose(found, [0.0, 1.5, 2.0, float((KNOTS - 1) % 3)])


def test_surfaces() -> None:
    x, y = np.array([0.4, 0.8, 0.5, 0.1]), np.array([0.5, 0.2, 0.5, 0.9])
    np.testing.assert_array_equal(surface("square", x, y), [1.0, 0.0, 1.0, 0.0])
    np.testing.assert_array_equal(surface("squares", x, y), [1.0, -0.7, 1.0, 0.0])
    away = 0.1**2
    assert surface("hill", x, y)[0] == pytest.approx(math.exp(-away / 0.08))
    assert surface("hill", x, y)[2] == 1.0


def test_examples_cover_interval_and_square_evenly() -> None:
    (x,) = grid(1)
    assert (x[0], x[-1], len(x)) == (0.0, 1.0, CURVE_POINTS)
    assert np.ptp(np.diff(x)) == pytest.approx(0.0, abs=1e-15)
    across, up = grid(2)
    assert len(across) == SURFACE_SIDE**2
    # Row by row from below.
    assert (across[1], up[1]) == (1.0 / (SURFACE_SIDE - 1), 0.0)
    assert (across[SURFACE_SIDE], up[SURFACE_SIDE]) == (0.0, across[1])


def test_every_target_has_its_names() -> None:
    assert len(CURVES) == len(CURVE_TITLES) == len(CURVE_NAMES)
    assert len(SURFACES) == len(SURFACE_TITLES) == len(SURFACE_NAMES)
