"""Read pictures of one's own: look at them, decode them, make them small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QBuffer, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

from visualizer.datasets.picture_files import (
    LEAST_SIDE,
    MOST_SIDE,
    PictureError,
    Pixels,
)
from visualizer.language import tr

FORMATS = {"png": "PNG", "jpeg": "JPEG", "jpg": "JPEG", "bmp": "BMP", "webp": "WebP"}
SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")

MOST_PIXELS = 20_000_000
MOST_BYTES = 100_000_000

_DEEP = (
    QImage.Format.Format_Grayscale16,
    QImage.Format.Format_RGBX64,
    QImage.Format.Format_RGBA64,
    QImage.Format.Format_RGBA64_Premultiplied,
    QImage.Format.Format_BGR30,
    QImage.Format.Format_A2BGR30_Premultiplied,
    QImage.Format.Format_RGB30,
    QImage.Format.Format_A2RGB30_Premultiplied,
)


class SmallPicture(Struct, frozen=True, eq=False):
    """A picture with no more pixels a side than were wanted.

    Attributes
    ----------
    pixels : uint8 array (rows, columns, 3)
    remarks : tuple of str
        What of the original is not in it, a sentence each.
    """

    pixels: Pixels
    remarks: tuple[str, ...]


def is_picture(path: str) -> bool:
    """Tell by its name whether a file is a picture that can be read."""
    return path.lower().endswith(SUFFIXES)


def read_picture_file(path: str, most_side: int = MOST_SIDE) -> SmallPicture:
    """Read a picture from a file, whose kind is told by its content.

    Parameters
    ----------
    path : str
    most_side : int
        A picture with a longer side is made smaller, keeping its proportions.

    Raises
    ------
    PictureError
        If it cannot be read, is no picture of an allowed kind, is damaged, or has
        more than `MOST_PIXELS` pixels, which is looked at before it is decoded.
    """
    name, content = Path(path).name, _content(Path(path))
    buffer = QBuffer()
    buffer.setData(content)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    kind = reader.format().toStdString()
    if kind not in FORMATS:
        raise PictureError(
            tr(
                "{file}: is no picture of an allowed kind; allowed: {kinds}",
                file=name,
                kinds=", ".join(dict.fromkeys(FORMATS.values())),
            )
        )
    if not _is_whole(FORMATS[kind], content):
        raise PictureError(
            tr(
                "{file}: is damaged: {reason}",
                file=name,
                reason=tr("its end is missing"),
            )
        )
    _check_size(reader.size(), name)
    frames = reader.imageCount() if reader.supportsAnimation() else 1
    image = reader.read()
    if image.isNull():
        raise PictureError(
            tr("{file}: is damaged: {reason}", file=name, reason=reader.errorString())
        )
    remarks = []
    if frames > 1:
        remarks.append(
            tr("{file}: of {count} frames the first is used", file=name, count=frames)
        )
    return _made(image, name, remarks, most_side)


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise PictureError(
                tr(
                    "{file}: has {size} bytes; allowed: at most {most}",
                    file=path.name,
                    size=f"{size:,}",
                    most=f"{MOST_BYTES:,}",
                )
            )
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PictureError(
            tr("{file}: cannot be read: {reason}", file=path, reason=reason)
        ) from None


def _is_whole(kind: str, content: bytes) -> bool:
    """Return whether a file goes on to its end; Qt decodes what there is of some.

    References: W3C (2003), Portable Network Graphics, section 11.2.5; ITU-T T.81
    (1992), annex B; RFC 9649 (2024), section 2.4.
    """
    if kind == "PNG":
        return b"IEND" in content
    if kind == "JPEG":
        # The end of the image after its last scan.
        return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    declared = int.from_bytes(content[2:6], "little")
    if kind == "WebP":
        declared = 8 + int.from_bytes(content[4:8], "little")
    return len(content) >= declared


def picture_of(image: QImage) -> SmallPicture:
    """Make a picture of an image from the clipboard or one that was dropped.

    Raises
    ------
    PictureError
        If there is none in it, or it is too large.
    """
    name = tr("pasted picture")
    _check_size(image.size(), name)
    return _made(image, name, [], MOST_SIDE)


def _check_size(size: QSize, name: str) -> None:
    wide, high = size.width(), size.height()
    if wide * high > MOST_PIXELS:
        raise PictureError(
            tr(
                "{file}: has {wide} × {high} pixels; allowed: at most {most} in all",
                file=name,
                wide=wide,
                high=high,
                most=f"{MOST_PIXELS:,}",
            )
        )
    if min(wide, high) < 1:
        raise PictureError(
            tr("{file}: is damaged: {reason}", file=name, reason=tr("it has no size"))
        )


def _made(image: QImage, name: str, remarks: list[str], most_side: int) -> SmallPicture:
    if image.format() in _DEEP:
        remarks.append(tr("{file}: its colors were rounded to 8 bits", file=name))
    small = QImage(image)
    longest = max(image.width(), image.height())
    if longest > most_side:
        small = image.scaled(
            QSize(most_side, most_side),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    if _is_transparent(image):
        remarks.append(tr("{file}: what is transparent in it became white", file=name))
    wide, high = small.width(), small.height()
    if min(wide, high) < LEAST_SIDE:
        raise PictureError(
            tr(
                "{file}: is {wide} × {high} pixels when it fits into {most} × {most}; "
                "allowed: at least {least} on each side",
                file=name,
                wide=wide,
                high=high,
                most=most_side,
                least=LEAST_SIDE,
            )
        )
    ground = QImage(wide, high, QImage.Format.Format_RGB888)
    ground.fill(QColor("white"))
    with QPainter(ground) as painter:
        painter.drawImage(0, 0, small)
    rows = _bytes_of(ground)[:, : 3 * wide]
    return SmallPicture(rows.reshape(high, wide, 3).copy(), (*remarks,))


def _is_transparent(image: QImage) -> bool:
    """Return whether any pixel lets through what is behind it."""
    if not image.hasAlphaChannel():
        return False
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    return bool((_bytes_of(alpha)[:, : image.width()] < 255).any())


def _bytes_of(image: QImage) -> Pixels:
    """Return the bytes of an image, line by line."""
    lines = np.frombuffer(image.constBits(), np.uint8)
    return lines.reshape(image.height(), image.bytesPerLine())
