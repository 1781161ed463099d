"""What hands do with pieces and towers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visualizer.exhibits.approximation import ApproximationSettings, edits
from visualizer.exhibits.approximation.learner import error_by_hand
from visualizer.exhibits.approximation.settings import (
    FIRST,
    HIGHEST,
    LAST,
    MOST_PIECES,
    NARROWEST,
    Piece,
    Tower,
    changed,
)
from visualizer.exhibits.approximation.targets import KNOTS, curve
from visualizer.settings import SettingError, check, from_plain, to_plain

ONE = ApproximationSettings(
    pieces=(Piece(0.2, 0.4, 0.5), Piece(0.6, None, -0.3)), base=0.1
)
TWO = ApproximationSettings(inputs="two", towers=(Tower(0.2, 0.4, 0.5, 0.7, 1.0),))

ANY = st.floats(-10.0, 10.0)


def test_sides_and_heights_follow_the_hand() -> None:
    assert edits.moved(ONE, 0, "left", 0.3, 9.0).pieces[0] == Piece(0.3, 0.4, 0.5)
    assert edits.moved(ONE, 0, "right", 0.9, 0.0).pieces[0] == Piece(0.2, 0.9, 0.5)
    middle = edits.moved(ONE, 0, "middle", 0.5, 0.9).pieces[0]
    assert (middle.left, middle.right, middle.height) == pytest.approx((0.4, 0.6, 0.8))
    step = edits.moved(ONE, 1, "left", 0.7, 5.0).pieces[1]
    assert step == Piece(0.7, None, -0.3)
    step = edits.moved(ONE, 1, "middle", 0.7, -0.4).pieces[1]
    assert (step.left, step.height) == pytest.approx((0.6, -0.5))


def test_a_step_stands_on_what_the_others_add_up_to() -> None:
    pieces = (Piece(0.3, None, 1.0), Piece(0.7, None, -0.4), Piece(0.8, 0.9, 0.5))
    at = replace(ONE, pieces=pieces)
    assert edits.place_of(at, 1, "left") == pytest.approx((0.7, 0.1 + 1.0 - 0.2))
    # Its middle is within the bump.
    assert edits.place_of(at, 1, "middle") == pytest.approx((0.85, 0.1 + 1.5 - 0.4))
    assert edits.place_of(at, 2, "middle") == pytest.approx((0.85, 0.1 + 0.5))
    down = edits.moved(at, 1, "middle", 0.0, 0.1 + 1.5 - 0.7)
    assert down.pieces[1].height == pytest.approx(-0.7)


def test_corners_of_a_tower_follow_the_hand() -> None:
    lower = edits.moved(TWO, 0, "lower", 0.1, 0.3).towers[0]
    assert lower == Tower(0.1, 0.4, 0.3, 0.7, 1.0)
    upper = edits.moved(TWO, 0, "upper", 0.9, 0.8).towers[0]
    assert upper == Tower(0.2, 0.9, 0.5, 0.8, 1.0)
    middle = edits.moved(TWO, 0, "middle", 0.5, 0.5).towers[0]
    sides = (middle.left, middle.right, middle.bottom, middle.top)
    assert sides == pytest.approx((0.4, 0.6, 0.4, 0.6))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([(ONE, 0), (ONE, 1), (TWO, 0)]),
    st.sampled_from(["left", "right", "middle", "lower", "upper"]),
    *(ANY, ANY),
)
def test_wherever_the_hand_goes_settings_stay_allowed(
    which: tuple[ApproximationSettings, int], handle: str, x: float, y: float
) -> None:
    before, number = which
    if handle in edits.handles_of(edits.built(before)[number]):
        after = edits.moved(before, number, handle, x, y)
        check(after)
        assert from_plain(ApproximationSettings, to_plain(after)) == after
        place = edits.place_of(after, number, handle)
        inside = 0.45 <= x <= 0.55 and abs(y) < 0.5
        if inside and handle == "middle" and number == 0:
            assert place == pytest.approx((x, y))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([(ONE, 0), (ONE, 1), (TWO, 0)]),
    st.sampled_from(["left", "right", "bottom", "top"]),
    st.floats(FIRST, LAST),
)
def test_a_slider_of_a_side_never_passes_the_other(
    which: tuple[ApproximationSettings, int], name: str, value: float
) -> None:
    before, number = which
    check(edits.given(before, number, name, value))


def test_numbers_are_given() -> None:
    assert edits.given(ONE, 0, "height", -1.0).pieces[0].height == -1.0
    assert edits.given(ONE, 0, "base", 0.7).base == 0.7
    # s = -b / w.
    moved = edits.given(replace(ONE, weight=50.0), 1, "bias", -15.0)
    assert moved.pieces[1].left == pytest.approx(0.3)
    assert edits.given(TWO, 0, "threshold", 0.5).threshold == 0.5
    assert edits.given(ONE, 1, "right", 0.5) == ONE


def test_with_another_weight_places_or_biases_stay() -> None:
    at = replace(ONE, weight=100.0)
    assert changed(at, {"weight": 200.0}).pieces == ONE.pieces
    kept = changed(replace(at, keep="biases"), {"weight": 200.0})
    biases = [200.0 * p.left for p in kept.pieces]
    assert biases == pytest.approx([100.0 * p.left for p in ONE.pieces])
    assert kept.pieces[0].right == pytest.approx(0.2)
    flat = changed(replace(at, keep="biases"), {"weight": 1.0})
    check(flat)
    assert flat.pieces[1].left == LAST


def test_pieces_are_added_where_there_is_room_and_taken_away() -> None:
    more = edits.added(ONE, "bump")
    assert len(more.pieces) == 3
    new = more.pieces[2]
    assert new.right is not None
    assert 0.4 <= new.left < new.right <= 1.0
    assert edits.added(ONE, "step").pieces[2].right is None
    assert edits.removed(more, 0).pieces == more.pieces[1:]
    assert len(edits.added(TWO, "tower").towers) == 2
    full = replace(ONE, pieces=(Piece(0.0, 1.0, 0.5),))
    check(edits.added(full, "bump"))


def test_dividing_changes_nothing_but_what_can_be_changed() -> None:
    halves = edits.divided(ONE, 0)
    first, second = halves.pieces[:2]
    assert (first.left, first.right) == pytest.approx((0.2, 0.3))
    assert (second.left, second.right) == (first.right, 0.4)
    assert first.height == second.height == 0.5
    assert error_by_hand(halves) == pytest.approx(error_by_hand(ONE), rel=1e-9)
    # A step has no middle.
    assert edits.divided(ONE, 1) == ONE
    many = ONE
    for _ in range(8):
        many = edits.divided(many, None)
    assert len(many.pieces) == MOST_PIECES
    narrow = replace(ONE, pieces=(Piece(0.2, 0.2 + NARROWEST, 0.5),))
    assert edits.divided(narrow, None) == narrow


def test_mean_heights_are_the_best_that_heights_can_do() -> None:
    """Over steep bumps that do not overlap, the mean is the least-squares height."""
    edges = np.linspace(0.0, 1.0, 6)
    pieces = tuple(Piece(float(a), float(b), 0.0) for a, b in pairwise(edges))
    at = replace(ONE, pieces=pieces, base=0.25, weight=1000.0)
    best = edits.leveled(at)
    least = error_by_hand(best)
    for number in range(5):
        height = best.pieces[number].height
        for change in (-0.03, 0.03):
            other = edits.given(best, number, "height", height + change)
            assert error_by_hand(other) > least


def test_more_bumps_of_mean_height_come_ever_nearer() -> None:
    whole = (Piece(0.0, 1.0, 0.0),)
    at = replace(ONE, target="nielsen", pieces=whole, base=0.0, weight=1000.0)
    errors = []
    for _ in range(5):
        at = edits.leveled(at)
        errors.append(error_by_hand(at))
        at = edits.divided(at, None)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < errors[0] / 10.0


def test_steps_and_towers_have_mean_heights_too() -> None:
    step = replace(ONE, target="step", pieces=(Piece(0.4, None, 0.0),), base=0.0)
    assert edits.leveled(step).pieces[0].height == pytest.approx(1.0)
    whole = replace(step, pieces=(Piece(-0.1, None, 0.0),))
    assert edits.leveled(whole).pieces[0].height == pytest.approx(121 / 201)
    tower = replace(TWO, towers=(Tower(0.3, 0.55, 0.4, 0.7, 0.2),))
    assert edits.leveled(tower).towers[0].height == pytest.approx(1.0)
    outside = replace(step, pieces=(Piece(1.2, 1.4, 0.3),))
    assert edits.leveled(outside) == outside


def test_a_stroke_draws_the_target_where_it_leads() -> None:
    after = edits.drawn_over(ONE, [(0.25, 0.0), (0.5, 1.0)])
    assert after.target == "drawn"
    x = np.array([0.0, 0.2, 0.25, 0.375, 0.5, 0.55, 1.0])
    found = curve("drawn", after.drawn, x)
    sines = curve("sines", (), x)
    np.testing.assert_allclose(found[2:5], [0.0, 0.5, 1.0], atol=1e-4)
    np.testing.assert_allclose(found[[0, 1, 5, 6]], sines[[0, 1, 5, 6]], atol=1e-4)
    back = edits.drawn_over(ONE, [(0.5, 1.0), (0.25, 0.0)])
    assert back.drawn == after.drawn


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(ANY, ANY), min_size=1, max_size=6))
def test_any_stroke_leaves_an_allowed_curve(points: list[tuple[float, float]]) -> None:
    after = edits.drawn_over(ONE, points)
    check(after)
    assert len(after.drawn) == KNOTS
    assert max(map(abs, after.drawn)) <= HIGHEST


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"pieces": []}, "pieces: has 0 items; allowed: from 1 to 24"),
        (
            {"pieces": [{"left": 0.5, "right": 0.4, "height": 1.0}]},
            "right: 0.4 is too near to left 0.5; allowed: from 0.505 to 1.5",
        ),
        (
            {"towers": [{"bottom": 0.5, "top": 0.5}]},
            "top: 0.5 is too near to bottom 0.5; allowed: from 0.505 to 1.5",
        ),
        ({"drawn": [0.0]}, "drawn: has 1 items; allowed: from 41 to 41"),
        ({"optimizer": "lbfgs"}, "optimizer: 'lbfgs' is not allowed"),
        ({"target": "moon"}, "target: 'moon' is not allowed"),
        ({"pieces": [{"left": 7.0}]}, r"pieces\[0\].left: 7 is out of range"),
    ],
)
def test_bad_settings_are_refused_in_one_sentence(plain: object, words: str) -> None:
    with pytest.raises(SettingError, match=words) as caught:
        from_plain(ApproximationSettings, plain)
    assert "\n" not in str(caught.value)
