"""A picture of one's own as the watched input and in the sandbox."""

from dataclasses import replace

import msgspec
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
from visualizer.exhibits.convolution.frame import ConvolutionWatch
from visualizer.exhibits.convolution.picture import (
    fitted,
    is_dark_on_light,
    pixels_of_photo,
    whole_crop,
)
from visualizer.files.watch import plain_watch, read_watch
from visualizer.scenes.intents import (
    ChooseOption,
    CropPhoto,
    Draw,
    SetOption,
    StepExample,
    TakePhoto,
)
from visualizer.scenes.photo import Photo, gray_of, photo_of


def gray_photo(gray) -> Photo:
    shades = np.asarray(gray, np.uint8)
    return Photo("own.png", *shades.shape, shades.tobytes())


def bar(rows: int = 40, columns: int = 60) -> Photo:
    """Return a dark bar in the middle of light paper."""
    gray = np.full((rows, columns), 220)
    gray[:, columns // 2 - 3 : columns // 2 + 3] = 40
    return gray_photo(gray)


def plain_pixels(photo: Photo, crop, shape, fine: int = 80):
    """Return the same by asking many places of each pixel what they lie on."""
    gray = gray_of(photo)
    left, top, width = crop
    cell = width / shape[1]
    image = np.zeros(shape)
    steps = (np.arange(fine) + 0.5) / fine
    for row in range(shape[0]):
        for column in range(shape[1]):
            for y in top + (row + steps) * cell:
                for x in left + (column + steps) * cell:
                    image[row, column] += gray[int(y), int(x)]
    image /= fine**2
    return (image - image.min()) / (image.max() - image.min())


@pytest.mark.parametrize(
    ("crop", "shape"),
    [((2.0, 1.0, 9.0), (3, 3)), ((0.4, 0.7, 10.3), (4, 5)), ((3.0, 3.0, 2.5), (5, 5))],
    ids=["even", "odd", "enlarged"],
)
def test_a_pixel_is_the_mean_of_what_it_covers(crop, shape) -> None:
    random = np.random.default_rng(4)
    photo = gray_photo(random.integers(0, 256, (12, 14)))
    found = np.reshape(pixels_of_photo(photo, crop, shape, False), shape)
    np.testing.assert_allclose(found, plain_pixels(photo, crop, shape), atol=0.05)


def test_dark_counts_as_ink_where_that_is_wanted() -> None:
    photo = bar()
    crop = whole_crop(photo, (8, 8))
    ink = np.reshape(pixels_of_photo(photo, crop, (8, 8), True), (8, 8))
    assert (ink[:, 3:5] == 1.0).all()
    assert not ink[:, [0, 7]].any()
    light = np.reshape(pixels_of_photo(photo, crop, (8, 8), False), (8, 8))
    np.testing.assert_allclose(light, 1.0 - ink, atol=1e-12)
    assert is_dark_on_light(photo)
    assert not is_dark_on_light(gray_photo(255 - np.full((5, 5), 230)))


def test_a_part_without_any_difference_is_empty() -> None:
    flat = gray_photo(np.full((9, 9), 77))
    assert pixels_of_photo(flat, (0.0, 0.0, 9.0), (3, 3), True) == (0.0,) * 9


@settings(deadline=None, max_examples=60)
@given(
    rows=st.integers(2, 160),
    columns=st.integers(2, 160),
    crop=st.tuples(*[st.floats(-500, 500) for _ in range(3)]),
    shape=st.tuples(st.integers(2, 28), st.integers(2, 28)),
)
def test_whatever_is_wanted_lies_inside(rows, columns, crop, shape) -> None:
    photo = Photo("a", rows, columns, bytes(rows * columns))
    left, top, width = fitted(crop, photo, shape)
    assert width > 0.0
    assert left >= -1e-9
    assert top >= -1e-9
    assert left + width <= columns + 1e-6
    assert top + width * shape[0] / shape[1] <= rows + 1e-6


@pytest.mark.parametrize(
    ("rows", "columns", "count"), [(1, 5, 5), (161, 3, 483), (4, 4, 15)]
)
def test_a_photo_is_refused_where_its_pixels_do_not_fit(rows, columns, count) -> None:
    with pytest.raises(ValueError, match="photo: "):
        Photo("a", rows, columns, bytes(count))


def test_a_picture_feeds_the_network_and_the_sandbox() -> None:
    session = convolution_session(1)
    ask(session, TakePhoto(bar()))
    frame = frame_of(session)
    assert frame.example == -1
    assert (frame.image[:, 3:5] == 1.0).all()
    scene = scene_of(session, "drawing")
    assert (scene.photo_name, scene.inverted) == ("own.png", True)
    assert scene.crop == (10.0, 0.0, 40.0)
    np.testing.assert_array_equal(scene.photo, gray_of(bar()))
    sandbox = scene_of(session, "sandbox")
    assert sandbox.source == "own"
    np.testing.assert_array_equal(sandbox.picture, gray_of(bar()))
    ask(session, ChooseOption("source", "photograph"))
    assert scene_of(session, "sandbox").picture.shape == (100, 150)


def test_another_part_and_another_ink_change_what_is_read() -> None:
    session = convolution_session()
    ask(session, TakePhoto(bar()))
    before = frame_of(session).image.copy()
    ask(session, CropPhoto((20.0, 0.0, 30.0)))
    moved = frame_of(session).image.copy()
    assert not np.array_equal(before, moved)
    ask(session, SetOption("inverted", False))
    np.testing.assert_allclose(frame_of(session).image, 1.0 - moved, atol=1e-12)
    assert session.watch.crop == (20.0, 0.0, 30.0)


@pytest.mark.parametrize("intent", [StepExample(1), Draw((((0.1, 0.1),),))], ids=str)
def test_an_example_or_a_stroke_takes_its_place_as_the_input(intent) -> None:
    session = convolution_session()
    ask(session, TakePhoto(bar()))
    ask(session, intent)
    assert session.watch.crop is None
    assert scene_of(session, "drawing").photo is None
    # The sandbox keeps it.
    assert session.watch.photo == bar()
    ask(session, CropPhoto((20.0, 0.0, 30.0)))
    assert session.watch.drawing is not None


def test_it_is_kept_with_the_work() -> None:
    watch = replace(ConvolutionWatch(), photo=bar(), crop=(1.0, 2.0, 3.0))
    stored = msgspec.json.decode(msgspec.json.encode(plain_watch(watch)))
    assert read_watch(ConvolutionWatch(), stored) == watch


def test_a_damaged_one_in_a_file_is_left_out() -> None:
    watch = replace(ConvolutionWatch(), photo=bar())
    stored = plain_watch(watch)
    stored["photo"]["rows"] = 41
    assert read_watch(ConvolutionWatch(), stored).photo is None


def test_gray_is_the_weighted_mean_of_the_colors() -> None:
    colors = np.random.default_rng(8).integers(0, 256, (6, 9, 3)).astype(np.uint8)
    photo = photo_of("own.png", colors)
    assert (photo.name, photo.rows, photo.columns) == ("own.png", 6, 9)
    plain = colors @ np.array([0.299, 0.587, 0.114]) / 255
    assert np.abs(gray_of(photo) - plain).max() <= 0.51 / 255
