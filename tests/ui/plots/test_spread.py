from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.ui.plots.spread import spread


def test_labels_apart_stay_where_they_are():
    assert spread([10.0, 80.0], 12.0, 0.0, 100.0) == [10.0, 80.0]


def test_two_that_meet_move_apart_evenly():
    assert spread([50.0, 50.0], 12.0, 0.0, 100.0) == [44.0, 56.0]


def test_they_stay_within_the_ends():
    assert spread([99.0, 100.0], 12.0, 0.0, 100.0) == pytest.approx([88.0, 100.0])


@given(st.lists(st.floats(0, 300), max_size=6))
def test_no_two_overlap(wanted):
    places = sorted(spread(wanted, 12.0, 0.0, 300.0))
    gaps = [b - a for a, b in itertools.pairwise(places)]
    assert all(gap >= 12.0 - 1e-6 for gap in gaps)
    assert all(-1e-6 <= place <= 300.0 + 1e-6 for place in places)
