"""Pictures of one's own: kinds, limits, and what is said of bad ones."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from visualizer.datasets.picture_files import PictureError
from visualizer.ui import picture_reader
from visualizer.ui.picture_reader import is_picture, picture_of, read_picture_file

COLORS = np.random.default_rng(2).integers(0, 256, (12, 20, 3), np.uint8)


def image_of(colors: np.ndarray) -> QImage:
    high, wide, _ = colors.shape
    kind = QImage.Format.Format_RGB888
    return QImage(colors.tobytes(), wide, high, 3 * wide, kind).copy()


def encoded(image: QImage, kind: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)
    return bytes(buffer.data().data())


def file_of(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("kind", ["png", "bmp", "webp", "jpg"])
def test_every_kind_is_read(kind: str, tmp_path: Path) -> None:
    smooth = np.zeros((12, 20, 3), np.uint8)
    smooth[:, :, 0] = np.arange(20) * 12
    path = file_of(tmp_path, f"own.{kind}", encoded(image_of(smooth), kind))
    assert is_picture(path.upper())
    found = read_picture_file(path)
    assert found.remarks == ()
    lossless = kind in ("png", "bmp")
    expected = smooth.astype(int)
    assert np.abs(found.pixels - expected).max() <= (0 if lossless else 24)


def test_a_large_picture_becomes_small_and_keeps_its_shape(tmp_path: Path) -> None:
    blocks = np.kron(COLORS[:4, :8], np.ones((50, 50, 1))).astype(np.uint8)
    path = file_of(tmp_path, "own.png", encoded(image_of(blocks), "png"))
    pixels = read_picture_file(path).pixels
    assert pixels.shape == (32, 64, 3)
    # Pixels in the middle of the blocks have their colors.
    np.testing.assert_allclose(pixels[4::8, 4::8], COLORS[:4, :8], atol=1)


@pytest.mark.parametrize("kind", ["png", "bmp", "webp", "jpg"])
@pytest.mark.parametrize("share", [0.3, 0.95])
def test_a_truncated_picture_is_told(kind: str, share: float, tmp_path: Path) -> None:
    content = encoded(image_of(COLORS), kind)
    cut = content[: int(share * len(content))]
    path = file_of(tmp_path, f"own.{kind}", cut)
    with pytest.raises(PictureError, match="is damaged: its end is missing"):
        read_picture_file(path)


@pytest.mark.qt_log_ignore("libpng|png")
def test_a_damaged_picture_is_told(tmp_path: Path) -> None:
    content = bytearray(encoded(image_of(COLORS), "png"))
    content[60:90] = bytes(30)
    with pytest.raises(PictureError, match=r"own\.png: is damaged: "):
        read_picture_file(file_of(tmp_path, "own.png", bytes(content)))


def test_a_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    content = bytearray(encoded(image_of(COLORS), "png"))
    content[16:24] = struct.pack(">II", 50_000, 50_000)
    # The checksum of the header, which a reader looks at.
    content[29:33] = struct.pack(">I", zlib.crc32(bytes(content[12:29])))
    with pytest.raises(PictureError, match="50000 × 50000 pixels; allowed: at most 20"):
        read_picture_file(file_of(tmp_path, "own.png", bytes(content)))


def test_a_huge_file_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_reader, "MOST_BYTES", 100)
    path = file_of(tmp_path, "own.png", encoded(image_of(COLORS), "png"))
    with pytest.raises(PictureError, match="bytes; allowed: at most 100"):
        read_picture_file(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text.png", b"x1,x2\n1,2\n"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("empty.jpg", b""),
        ("moving.png", b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes(20)),
    ],
    ids=["text", "svg", "empty", "gif"],
)
def test_a_wrong_kind_is_told(name: str, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="allowed: PNG, JPEG, BMP, WebP"):
        read_picture_file(file_of(tmp_path, name, content))


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="cannot be read: No such file"):
        read_picture_file(str(tmp_path / "none.png"))


def test_sixteen_bits_are_rounded_and_that_is_said(tmp_path: Path) -> None:
    deep = image_of(COLORS).convertToFormat(QImage.Format.Format_RGBA64)
    found = read_picture_file(file_of(tmp_path, "own.png", encoded(deep, "png")))
    np.testing.assert_array_equal(found.pixels, COLORS)
    assert found.remarks == ("own.png: its colors were rounded to 8 bits",)


def test_what_is_transparent_becomes_white(tmp_path: Path) -> None:
    clear = image_of(COLORS).convertToFormat(QImage.Format.Format_ARGB32)
    clear.setPixelColor(3, 2, QColor(10, 20, 30, 0))
    found = read_picture_file(file_of(tmp_path, "own.png", encoded(clear, "png")))
    assert found.pixels[2, 3].tolist() == [255, 255, 255]
    assert found.remarks == ("own.png: what is transparent in it became white",)


def test_of_a_moving_picture_the_first_frame_is_used(tmp_path: Path) -> None:
    still = np.full((16, 16, 3), 200, np.uint8)
    frames = [encoded(image_of(still), "webp"), encoded(image_of(still // 4), "webp")]
    path = file_of(tmp_path, "own.webp", moving(frames, 16))
    found = read_picture_file(path)
    np.testing.assert_allclose(found.pixels, 200, atol=6)
    assert found.remarks == ("own.webp: of 2 frames the first is used",)


def moving(frames: list[bytes], side: int) -> bytes:
    """Return a WebP of frames, each of which is a WebP of one image."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
        )

    def three(number: int) -> bytes:
        return number.to_bytes(3, "little")

    extent = three(side - 1) * 2
    body = chunk(b"VP8X", bytes([2, 0, 0, 0]) + extent) + chunk(b"ANIM", bytes(6))
    for frame in frames:
        place = three(0) * 2 + extent + three(100) + b"\0"
        body += chunk(b"ANMF", place + frame[12:])
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def test_a_thin_or_empty_image_is_refused() -> None:
    with pytest.raises(
        PictureError, match="is 64 × 2 pixels when it fits into 64 × 64"
    ):
        picture_of(QImage(640, 20, QImage.Format.Format_RGB32))
    with pytest.raises(
        PictureError, match="pasted picture: is damaged: it has no size"
    ):
        picture_of(QImage())
