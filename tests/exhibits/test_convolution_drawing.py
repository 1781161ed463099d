"""A drawing becomes an image such as those of the data."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exhibits.convolution_builders import (
    ask,
    convolution_session,
    frame_of,
    scene_of,
)
from tests.session.builders import session_of
from visualizer.exhibits.convolution.drawing import FINE, PEN, pixels_of
from visualizer.scenes.intents import Draw, StepExample, TogglePixel

SHAPE = (8, 8)


def arc(x, y, wide, high, first=0.0, last=2 * math.pi, points=40):
    """Return a part of an ellipse; angles are from the right, clockwise."""
    angles = np.linspace(first, last, points)
    return tuple(
        (x + wide * math.cos(angle), y + high * math.sin(angle)) for angle in angles
    )


SHAPES = {
    0: (arc(0.5, 0.5, 0.22, 0.35),),
    1: (((0.4, 0.25), (0.5, 0.15), (0.5, 0.85)),),
    6: (
        (*arc(0.62, 0.45, 0.3, 0.4, -1.7, -3.4), *arc(0.5, 0.65, 0.17, 0.18, 3.1, 9.4)),
    ),
    7: (((0.3, 0.2), (0.7, 0.2), (0.45, 0.85)), ((0.35, 0.5), (0.65, 0.5))),
}


@pytest.mark.reach
@pytest.mark.parametrize("digit", SHAPES)
def test_a_trained_network_reads_what_is_drawn(digit: int) -> None:
    session = convolution_session(20)
    ask(session, Draw(SHAPES[digit]))
    frame = frame_of(session)
    assert int(np.argmax(frame.layers[-1].a)) == digit
    assert scene_of(session, "drawing").verdict == f"says {digit}"


def plain(strokes, shape):
    """Scale and ink by loops over fine cells and points close together."""
    points = []
    for stroke in strokes:
        pairs = list(pairwise(stroke)) or [(stroke[0], stroke[0])]
        for (x, y), (u, v) in pairs:
            points += [
                (x + (u - x) * step / 400, y + (v - y) * step / 400)
                for step in range(401)
            ]
    points = np.array(points)
    low, high = points.min(axis=0), points.max(axis=0)
    rows, columns = shape
    room = np.array([FINE * columns, FINE * rows]) - 2 * PEN
    extent = high - low
    scale = (room / np.maximum(extent, 1e-9)).min()
    points = (points - (low + high) / 2) * scale
    points += np.array([FINE * columns, FINE * rows]) / 2
    ink = np.zeros(shape)
    for row, column in np.ndindex(FINE * rows, FINE * columns):
        center = np.array([column + 0.5, row + 0.5])
        if (np.linalg.norm(points - center, axis=1) <= PEN).any():
            ink[row // FINE, column // FINE] += 1 / FINE**2
    return ink


@pytest.mark.parametrize(
    "strokes",
    [
        ((((0.1, 0.2), (0.8, 0.9))),),
        (((0.2, 0.1), (0.7, 0.1), (0.4, 0.9)), ((0.3, 0.5), (0.6, 0.45))),
        SHAPES[0],
    ],
    ids=["line", "seven", "zero"],
)
def test_ink_is_counted_in_fine_cells(strokes) -> None:
    found = np.reshape(pixels_of(strokes, SHAPE), SHAPE)
    expected = plain(strokes, SHAPE)
    # Cells on the very edge of the pen may fall on either side.
    assert np.abs(found - expected).max() <= 1 / FINE**2 + 1e-12
    assert np.abs(found - expected).sum() <= 0.5


@settings(deadline=None, max_examples=40)
@given(
    strokes=st.lists(
        st.lists(
            st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12
        ).map(tuple),
        max_size=4,
    ).map(tuple),
    rows=st.integers(4, 12),
    columns=st.integers(4, 12),
)
def test_any_strokes_make_an_image(strokes, rows, columns) -> None:
    pixels = np.array(pixels_of(strokes, (rows, columns)))
    assert pixels.shape == (rows * columns,)
    assert np.isfinite(pixels).all()
    assert pixels.min() >= 0.0
    assert pixels.max() <= 1.0
    assert bool(strokes) == bool(pixels.any())


def test_place_and_size_on_the_pad_do_not_matter() -> None:
    large = SHAPES[7]
    small = tuple(
        tuple((0.6 + 0.2 * x, 0.1 + 0.2 * y) for x, y in stroke) for stroke in large
    )
    found = np.array(pixels_of(small, SHAPE))
    assert np.abs(found - pixels_of(large, SHAPE)).max() <= 1 / FINE**2 + 1e-12


def test_a_very_long_stroke_is_thinned_but_keeps_its_ends() -> None:
    few = (((0.5, 0.1), (0.5, 0.9)),)
    many = (tuple((0.5, float(y)) for y in np.linspace(0.1, 0.9, 5000)),)
    np.testing.assert_allclose(pixels_of(many, SHAPE), pixels_of(few, SHAPE))


def test_pixels_are_toggled_one_by_one_from_what_is_watched() -> None:
    session = convolution_session()
    image = frame_of(session).image
    place = int(np.argmin(image))
    ask(session, TogglePixel(place))
    changed = frame_of(session).image.ravel()
    assert changed[place] == 1.0
    others = np.arange(64) != place
    np.testing.assert_array_equal(changed[others], image.ravel()[others])
    ask(session, TogglePixel(place))
    assert frame_of(session).image.ravel()[place] == 0.0


def test_a_step_to_an_example_ends_the_drawing() -> None:
    session = convolution_session()
    ask(session, Draw(SHAPES[1]))
    scene = scene_of(session, "drawing")
    assert scene.drawn
    assert scene.size_text == "scaled to 8 × 8"
    ask(session, StepExample(1))
    assert not scene_of(session, "drawing").drawn
    ask(session, Draw(SHAPES[1]))
    ask(session, Draw(()))
    assert not scene_of(session, "drawing").drawn


@given(
    strokes=st.lists(
        st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=2, max_size=6)
        .map(tuple)
        .filter(lambda points: np.ptp(np.array(points), axis=0).max() > 0.2),
        min_size=1,
        max_size=3,
    ).map(tuple)
)
@settings(deadline=None, max_examples=40)
def test_a_large_image_is_made_as_those_of_mnist(strokes) -> None:
    image = np.reshape(pixels_of(strokes, (28, 28)), (28, 28))
    places = np.argwhere(image > 0)
    # 20 of 28 parts of a side, and what half a pixel at each end touches.
    assert np.ptp(places, axis=0).max() <= 21
    assert image.max() == 1.0


def test_strokes_stand_in_the_middle_by_their_mass() -> None:
    # A long stroke at the left, a short one at the right: no box is centered so.
    strokes = (((0.1, 0.0), (0.1, 1.0)), ((0.1, 0.5), (0.8, 0.5)))
    image = np.reshape(pixels_of(strokes, (28, 28)), (28, 28))
    for axis in (0, 1):
        along = image.sum(axis=1 - axis)
        center = along @ (np.arange(28) + 0.5) / along.sum()
        assert center == pytest.approx(14.0, abs=0.5)


def test_a_digit_of_mnist_drawn_by_hand_is_read_by_a_trained_network() -> None:
    session = session_of("convolution-mnist")
    session.advance(60)
    one = (((0.5, 0.0), (0.5, 1.0)),)
    pixels = pixels_of(one, (28, 28))
    mean = session.learner.train.x[:, session.learner.train.labels == 1].mean(axis=1)
    # As much ink as the ones of the data have, to within a half.
    assert sum(pixels) == pytest.approx(mean.sum(), rel=0.5)
    ask(session, Draw(one))
    assert int(np.argmax(frame_of(session).layers[-1].a)) == 1
