from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ui.canvas.example_graphs import layers_of
from visualizer.ui.canvas.arrangement import (
    FOLDABLE,
    Arrangement,
    TextSizes,
    arrange,
    folds_after,
)

TEXTS = TextSizes(line=13, number=32, input_names=16, output_names=40, title=44)

sizes = st.lists(st.integers(1, 64), min_size=2, max_size=12)
spaces = st.tuples(st.integers(320, 1900), st.integers(160, 1000))


def outlines(arrangement: Arrangement) -> list[tuple[float, float, float, float]]:
    """Neurons with their bars and numbers, as (left, top, right, bottom)."""
    boxes = []
    for column in arrangement.columns:
        half = column.size / 2
        tall = column.picture[1] / 2 if column.picture else half
        below = TEXTS.line if column.numbers and not column.listed else 0
        above = TEXTS.line if column.names else 0
        for y in column.ys:
            right = column.x + half + (0 if column.picture else arrangement.bar)
            boxes.append((column.x - half, y - tall - above, right, y + tall + below))
        for y in column.folds:
            boxes.append((column.x - 3, y - half, column.x + 3, y + half))
    return boxes


@given(sizes=sizes, space=spaces, fold=st.sampled_from([None, 6, 10]))
@settings(deadline=None, max_examples=150)
def test_nothing_overlaps_or_leaves_the_layout(sizes, space, fold) -> None:
    layers = layers_of(sizes, fold=fold)
    arrangement = arrange(layers, *space, TEXTS)
    boxes = outlines(arrangement)
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert right <= arrangement.width
        assert top >= -1e-6
        assert bottom <= arrangement.height + 1e-6
    for one, other in itertools.combinations(boxes, 2):
        apart = (
            one[2] <= other[0]
            or other[2] <= one[0]
            or one[3] <= other[1] + 1e-6
            or other[3] <= one[1] + 1e-6
        )
        assert apart, (one, other)
    for here, there in itertools.pairwise(arrangement.columns):
        assert here.right < there.left


@given(sizes=sizes, space=spaces)
@settings(deadline=None, max_examples=60)
def test_the_scaled_layout_fits_the_space(sizes, space) -> None:
    arrangement = arrange(layers_of(sizes), *space, TEXTS)
    assert 0 < arrangement.scale <= 1
    assert arrangement.width * arrangement.scale == pytest.approx(space[0])
    assert arrangement.height * arrangement.scale == pytest.approx(space[1])


def test_eight_rows_on_a_usual_canvas_show_their_numbers() -> None:
    arrangement = arrange(layers_of((2, 8, 6, 4, 1)), 810, 440, TEXTS)
    full = arrangement.columns[1]
    assert 34 <= full.size <= 44
    assert full.numbers
    assert not full.names
    assert arrangement.columns[3].names


def test_numbers_of_a_full_column_give_way_first() -> None:
    arrangement = arrange(layers_of((2, 8, 6, 4, 1)), 560, 260, TEXTS)
    assert not arrangement.columns[1].numbers
    assert arrangement.columns[3].numbers
    assert arrangement.columns[1].size >= 18


def test_a_single_output_is_larger_than_a_hidden_neuron() -> None:
    arrangement = arrange(layers_of((2, 4, 1)), 810, 440, TEXTS)
    assert arrangement.columns[-1].size > 1.5 * arrangement.columns[1].size


def test_classes_stand_in_a_list_with_room_for_names_and_bars() -> None:
    arrangement = arrange(layers_of((2, 8, 10)), 810, 440, TEXTS)
    last = arrangement.columns[-1]
    assert last.listed
    needed = last.x + last.size / 2 + TEXTS.output_names + arrangement.list_bar
    assert needed + TEXTS.number <= arrangement.width


def test_a_picture_keeps_its_proportions() -> None:
    layers = layers_of((24, 6, 10), picture=(4, 6))
    column = arrange(layers, 810, 440, TEXTS).columns[0]
    assert column.picture is not None
    width, height = column.picture
    assert width / height == pytest.approx(6 / 4)
    assert len(column.ys) == 1


def test_fold_marks_stand_where_neurons_are_left_out() -> None:
    folded = layers_of((2, 20, 1), fold=6)[1]
    assert folds_after(folded) == (3,)
    opened = layers_of((2, FOLDABLE + 1, 1))[1]
    assert folds_after(opened) == (FOLDABLE + 1,)
    assert folds_after(layers_of((2, FOLDABLE, 1))[1]) == ()
