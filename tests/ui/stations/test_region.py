"""The part in sight: zoomed around a place that stays, never beyond the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualizer.scenes.stations import Sheet
from visualizer.ui.stations.region import (
    Region,
    in_sight,
    least_region,
    proportion,
)

shares = st.floats(0.0, 1.0)


def sheet(rows=10, columns=20, extent=(0.0, 0.0, 1.0, 1.0)):
    return Sheet("", "signed", "", np.zeros((rows, columns)), -1.0, 1.0, extent=extent)


@given(
    st.lists(st.tuples(st.floats(0.2, 5.0), shares, shares), max_size=6),
    st.floats(-2.0, 2.0),
    st.floats(-2.0, 2.0),
)
def test_it_never_leaves_the_whole(steps, across, down):
    region = Region()
    for factor, x, y in steps:
        region = region.zoomed(factor, (x, y), (0.1, 0.2)).moved(across, down)
    left, top, right, bottom = region.box
    assert -1e-12 <= left < right <= 1 + 1e-12
    assert -1e-12 <= top < bottom <= 1 + 1e-12
    assert right - left >= 0.1 - 1e-9
    assert bottom - top >= 0.2 - 1e-9


def test_the_place_under_the_pointer_stays():
    region = Region(0.2, 0.2, 0.6, 0.6).zoomed(2.0, (0.25, 0.5), (0.01, 0.01))
    assert region.left + 0.25 * (region.right - region.left) == pytest.approx(0.3)
    assert region.top + 0.5 * (region.bottom - region.top) == pytest.approx(0.4)
    assert region.right - region.left == pytest.approx(0.2)


def test_cells_in_sight_follow_the_extent():
    region = Region(0.25, 0.0, 0.75, 0.5)
    assert in_sight(sheet(), region) == (5.0, 0.0, 15.0, 5.0)
    right_half = sheet(extent=(0.5, 0.0, 1.0, 1.0))
    assert in_sight(right_half, region) == (-10.0, 0.0, 10.0, 5.0)


def test_a_line_has_no_rows_and_a_list_no_columns_to_choose_from():
    region = Region(0.25, 0.25, 0.75, 0.75)
    assert in_sight(sheet(rows=1), region) == (5.0, 0.0, 15.0, 1.0)
    assert in_sight(sheet(columns=1), region) == (0.0, 2.5, 1.0, 7.5)


def test_the_finest_sheet_says_how_near_one_comes():
    sheets = (sheet(10, 20), sheet(1, 300), sheet(5, 1))
    assert least_region(sheets) == (pytest.approx(0.01), pytest.approx(0.3))


def test_cells_are_as_wide_as_high():
    assert proportion(sheet(10, 20)) == 2.0
    # A square of 32 by 32 that was cut out of a whole half as wide again.
    cut = sheet(32, 32, (1 / 6, 0.0, 5 / 6, 1.0))
    assert proportion(cut) == pytest.approx(1.5)
