import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.engine.special_functions import FLAT, NEAR, erf


def erf_of(x: Any) -> Any:
    out = np.empty_like(x)
    erf(x, out)
    return out


def test_erf_is_right_to_the_last_digits() -> None:
    seams = [np.nextafter(edge, side) for edge in (NEAR, FLAT) for side in (0.0, 9.0)]
    x = np.concatenate([np.linspace(-7.0, 7.0, 20_001), np.logspace(-300, 0, 601)])
    x = np.concatenate([x, seams, [NEAR, FLAT, 0.0]])
    expected = np.array([math.erf(one) for one in x])
    np.testing.assert_allclose(erf_of(x), expected, rtol=7e-16, atol=0.0)


def test_erf_in_single_precision() -> None:
    x = np.linspace(-5.0, 5.0, 4001).astype(np.float32)
    expected = np.array([math.erf(one) for one in x])
    assert erf_of(x).dtype == np.float32
    np.testing.assert_allclose(erf_of(x), expected, rtol=4e-7)


@settings(deadline=None, max_examples=200)
@given(st.floats(allow_nan=False))
def test_erf_is_odd_and_bounded(x: float) -> None:
    both = erf_of(np.array([x, -x]))
    assert both[0] == -both[1]
    assert both[0] == pytest.approx(math.erf(x), rel=7e-16, abs=5e-324)


def test_erf_of_what_is_not_finite() -> None:
    with np.errstate(all="raise"):
        answers = erf_of(np.array([-np.inf, np.inf, np.nan]))
    np.testing.assert_array_equal(answers, [-1.0, 1.0, np.nan])


def test_erf_takes_any_shape_in_place() -> None:
    x = np.random.default_rng(1).normal(size=(2, 3, 4))
    expected = erf_of(x)
    erf(x, x)
    np.testing.assert_array_equal(x, expected)
