from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.ui.plots.ranges import (
    GROWTH,
    stepped_decades,
    stepped_span,
    stepped_top,
)


@given(st.floats(1e-3, 1e300), st.floats(1e-3, 1e3))
def test_the_top_holds_the_value_with_at_most_a_quarter_to_spare(value, least):
    top = stepped_top(value, least)
    assert top >= value * (1 - 1e-9)
    assert top == least or top <= value * GROWTH * (1 + 1e-9)


def test_the_top_stays_while_the_value_grows_a_little():
    assert stepped_top(101.0, 20.0) == stepped_top(110.0, 20.0)
    assert stepped_top(5.0, 20.0) == 20.0


@given(st.floats(-30, 30), st.floats(0, 20), st.sampled_from([0.25, 0.5]))
def test_decades_hold_the_values_and_span_one_at_least(low, span, step):
    bottom, top = stepped_decades(low, low + span, step)
    assert bottom <= low + 1e-9
    assert top >= low + span - 1e-9
    assert top - bottom >= 1.0


def test_decades_are_steady():
    assert stepped_decades(-1.9, -0.1) == stepped_decades(-1.7, -0.2) == (-2.0, 0.0)


@pytest.mark.parametrize("value", [float("nan"), -3.0])
def test_what_is_no_top_gives_the_least_one(value):
    assert stepped_top(value, 2.0) == 2.0


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-3.2, 0.4, (-4.0, 1.0)),
        (-31.0, 2.0, (-40.0, 10.0)),
        (-0.5, -0.5, (-0.5, -0.4999)),
        (0.0, 0.0, (0.0, 1e-9)),
    ],
)
def test_spans_reach_the_next_steps(low, high, expected):
    bottom, top = stepped_span(low, high)
    assert bottom <= low <= high <= top
    assert top > bottom
    assert (bottom, top) == pytest.approx(expected, rel=1e-3)
