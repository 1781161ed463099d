"""Pictures as data, and the files that they are kept in."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualizer.datasets.picture import Picture
from visualizer.datasets.picture_files import (
    MOST_BYTES,
    PictureError,
    decode_pixels,
    encode_pixels,
    keep_picture,
    read_picture,
)
from visualizer.resource_files import resource
from visualizer.settings import from_plain, to_plain

PIXELS = np.random.default_rng(5).integers(0, 256, (5, 8, 3), np.uint8)


def nothing() -> float:
    raise AssertionError("a picture needs no random numbers")


@pytest.fixture
def own(tmp_path: Path) -> Picture:
    path, known = keep_picture(PIXELS, tmp_path / "kept")
    return Picture(str(path), known)


def test_each_pixel_is_an_example_of_its_colors(own: Picture) -> None:
    examples = own.generate(nothing)
    assert own.extent == (-3.0, 3.0, -1.875, 1.875)
    for (x1, x2), color in zip(examples.inputs, examples.targets, strict=True):
        # The middle of a pixel, counted from the left and from the top.
        column, row = (x1 + 3.0) / 0.75 - 0.5, (1.875 - x2) / 0.75 - 0.5
        assert (column, row) == (round(column), round(row))
        np.testing.assert_allclose(color * 255.0, PIXELS[round(row), round(column)])
    assert len(np.unique(examples.inputs, axis=0)) == 40


def test_the_shipped_picture_is_the_one_of_the_resources() -> None:
    picture = Picture()
    with np.load(resource("data", "small_cat.npz")) as stored:
        np.testing.assert_array_equal(picture.pixels(), stored["image"])
    assert picture.ready
    assert picture.files() == ()
    assert picture.generate(nothing).targets.shape == (64 * 42, 3)
    assert picture.output_names == ("red", "green", "blue")


def test_a_kept_picture_is_told_by_its_checksum(own: Picture, tmp_path: Path) -> None:
    assert Path(own.path).name == f"{own.sha256}.npy"
    assert own.files() == (own.path,)
    np.testing.assert_array_equal(np.load(own.path, allow_pickle=False), PIXELS)
    plain = to_plain(own)
    assert plain.pop("key") == "picture"
    assert from_plain(Picture, plain) == own
    moved = tmp_path / "moved.npy"
    Path(own.path).rename(moved)
    np.testing.assert_array_equal(
        own.relocated({own.path: str(moved)}).pixels(), PIXELS
    )
    with pytest.raises(PictureError, match="cannot be read: No such file"):
        own.relocated({own.path: str(tmp_path / "none.npy")}).pixels()
    moved.write_bytes(encode_pixels(PIXELS[::-1].copy()))
    with pytest.raises(PictureError, match="was changed since it was chosen"):
        read_picture(moved, own.sha256)


def saved(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


GOOD = encode_pixels(PIXELS)
HUGE = GOOD.replace(b"(5, 8, 3), ", b"(9999,9,3),")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "some.npy: is no array of pixels in the format .npy"),
        (b"no array at all", "some.npy: is no array of pixels"),
        (GOOD[:70], "some.npy: is no array of pixels"),
        (GOOD[:-1], "some.npy: has 119 bytes of pixels; allowed: 120"),
        (GOOD + b"1", "some.npy: has 121 bytes of pixels; allowed: 120"),
        (
            HUGE,
            r"some.npy: holds uint8 of shape \(9999, 9, 3\); allowed: uint8 of rows",
        ),
        (saved(PIXELS[..., 0]), r"holds uint8 of shape \(5, 8\)"),
        (saved(PIXELS / 2.0), "holds float64 of shape"),
        (saved(np.asfortranarray(PIXELS)), "holds uint8 of shape"),
        (saved(PIXELS[:3]), "rows and columns from 4 to 64"),
        (saved(np.array([None] * 3)), "holds object of shape"),
    ],
    ids=range(11),
)
def test_a_malformed_file_is_told_before_it_is_believed(
    content: bytes, said: str
) -> None:
    with pytest.raises(PictureError, match=said):
        decode_pixels(content, "some.npy")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.npy"
    path.write_bytes(bytes(MOST_BYTES + 1))
    with pytest.raises(PictureError, match=r"large\.npy: has 16,385 bytes; allowed"):
        read_picture(path, "0")
