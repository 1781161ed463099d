"""Picture files of one's own: what is taken, and the sentence about what is not."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from visualizer.ui.picture_files import (
    MOST_BYTES,
    MOST_PIXELS,
    PictureError,
    is_picture,
    read_picture,
)

pytestmark = pytest.mark.usefixtures("qapp")


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG file, as its specification lays it out."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(rows: int, columns: int, depth: int, color: int, lines: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", columns, rows, depth, color, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def gradient(rows: int = 6, columns: int = 9) -> np.ndarray:
    random = np.random.default_rng(3)
    return random.integers(0, 256, (rows, columns, 3), dtype=np.uint8)


def rgb_png(colors: np.ndarray) -> bytes:
    rows, columns = colors.shape[:2]
    lines = b"".join(b"\0" + line.tobytes() for line in colors)
    return png(rows, columns, 8, 2, lines)


def two_frames() -> bytes:
    """Return a GIF of two pictures of 2 by 2 pixels, all black, then all white."""
    table = bytes([0, 0, 0, 255, 255, 255])
    screen = struct.pack("<HHBBB", 2, 2, 0x80, 0, 0)
    # Codes of three bits, the lowest bit first: clear (4), then pixels with a clear
    # before the codes would grow, then the end (5).
    frames = b""
    for shade in (0, 1):
        codes = [4, shade, shade, 4, shade, shade, 5]
        value = sum(code << (3 * place) for place, code in enumerate(codes))
        packed = value.to_bytes(3, "little")
        frames += b"\x21\xf9\x04" + struct.pack("<BHB", 0, 10, 0) + b"\0"
        frames += b"\x2c" + struct.pack("<HHHHB", 0, 0, 2, 2, 0)
        frames += b"\x02" + bytes([len(packed)]) + packed + b"\0"
    return b"GIF89a" + screen + table + frames + b"\x3b"


def saved(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_colors_of_a_png_are_those_that_were_written(tmp_path: Path) -> None:
    colors = gradient()
    read = read_picture(saved(tmp_path, "a.png", rgb_png(colors)), 100)
    np.testing.assert_array_equal(read.colors, colors)
    assert (read.name, read.full_size, read.note) == ("a.png", (6, 9), "")


def test_gray_is_the_weighted_mean_of_the_colors(tmp_path: Path) -> None:
    colors = gradient()
    read = read_picture(saved(tmp_path, "a.png", rgb_png(colors)), 100)
    plain = colors @ np.array([0.299, 0.587, 0.114])
    assert np.abs(read.shades - plain).max() <= 0.5 + 1e-9


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp"])
def test_every_format_is_read(tmp_path: Path, kind: str) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 100, 50))
    path = tmp_path / f"a.{kind}"
    assert image.save(str(path))
    read = read_picture(path, 100)
    assert read.colors.shape == (20, 40, 3)
    np.testing.assert_allclose(read.colors[10, 20], [200, 100, 50], atol=4)
    assert is_picture(path)


def test_a_long_side_is_made_shorter_and_keeps_its_proportions(tmp_path: Path) -> None:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    path = tmp_path / "wide.png"
    image.save(str(path))
    read = read_picture(path, 60)
    assert read.colors.shape == (15, 60, 3)
    assert read.full_size == (100, 400)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    path = tmp_path / "clear.png"
    image.save(str(path))
    assert read_picture(path, 10).shades.min() == 255


def test_the_first_picture_of_an_animation_is_taken_and_said(tmp_path: Path) -> None:
    read = read_picture(saved(tmp_path, "moving.gif", two_frames()), 10)
    assert read.note == "moving.gif: is animated; the first of its 2 pictures was taken"
    np.testing.assert_array_equal(read.shades, np.zeros((2, 2)))


@pytest.mark.parametrize(("color", "values"), [(0, 1), (2, 3)])
def test_of_sixteen_bits_the_upper_eight_are_taken_and_said(
    tmp_path: Path, color: int, values: int
) -> None:
    lines = (b"\0" + b"\x80\x12" * (3 * values)) * 3
    path = saved(tmp_path, "deep.png", png(3, 3, 16, color, lines))
    read = read_picture(path, 10)
    assert read.note == "deep.png: has 16 bits a color; the upper 8 were taken"
    np.testing.assert_allclose(read.shades, 0x80, atol=1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "note.png",
            b"Dear diary, this is no picture.",
            "note.png: is no picture of a known format; allowed: PNG, JPEG, GIF, BMP, "
            "WebP",
        ),
        (
            "empty.png",
            b"",
            "empty.png: is no picture of a known format; allowed: PNG, JPEG, GIF, "
            "BMP, WebP",
        ),
        (
            "vector.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
            "vector.svg: is no picture of a known format; allowed: PNG, JPEG, GIF, "
            "BMP, WebP",
        ),
        (
            "wide.png",
            png(2, 9_000, 8, 0, b"\0"),
            "wide.png: has 9000 × 2 pixels; allowed: 2 to 8192 a side, at most 20 "
            "million in all",
        ),
        (
            "many.png",
            png(8_000, 8_000, 8, 0, b"\0"),
            "many.png: has 8000 × 8000 pixels; allowed: 2 to 8192 a side, at most 20 "
            "million in all",
        ),
        (
            "dot.png",
            png(1, 1, 8, 0, b"\0\0"),
            "dot.png: has 1 × 1 pixels; allowed: 2 to 8192 a side, at most 20 "
            "million in all",
        ),
    ],
    ids=["text", "empty", "vector", "wide", "many", "dot"],
)
def test_what_is_no_allowed_picture_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(PictureError) as caught:
        read_picture(saved(tmp_path, name, content), 100)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("kind", ["png", "jpg", "bmp", "webp"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_one_sentence(
    tmp_path: Path, kind: str, share: float
) -> None:
    colors = gradient(60, 60)
    image = QImage(colors.tobytes(), 60, 60, 180, QImage.Format.Format_RGB888)
    path = tmp_path / f"cut.{kind}"
    assert image.save(str(path))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(PictureError) as caught:
        read_picture(path, 100)
    assert str(caught.value) == (
        f"cut.{kind}: ends in the middle of the picture; the file was cut off"
    )


def test_a_file_too_large_is_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(PictureError, match=r"huge\.png: has more than 30 MB"):
        read_picture(path, 100)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match=r"gone\.png: cannot be read: No such file"):
        read_picture(tmp_path / "gone.png", 100)


@pytest.mark.qt_log_ignore("libpng")
def test_damage_in_the_middle_is_one_sentence(tmp_path: Path) -> None:
    whole = bytearray(rgb_png(gradient(40, 40)))
    whole[16:20] = b"\0\0\0\0"
    with pytest.raises(PictureError, match=r"bad\.png: is damaged"):
        read_picture(saved(tmp_path, "bad.png", bytes(whole)), 100)


def test_as_many_pixels_as_are_allowed_fit_into_memory() -> None:
    assert 4 * MOST_PIXELS < 128 * 1024 * 1024
