"""Read picture files of one's own: what is allowed, and one sentence where not.

Nothing in a file is believed before it was looked at: the size of the file, its
format by its first bytes, its end, and how many pixels it says that it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageReader, QPainter

from visualizer.language import tr

Colors = npt.NDArray[np.uint8]
Shades = npt.NDArray[np.uint8]

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")

MOST_BYTES = 30_000_000
MOST_PIXELS = 20_000_000
MOST_SIDE = 8_192
LEAST_SIDE = 2

_FORMATS = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "bmp": b"BM",
    "webp": b"RIFF",
}

_ENDS = {"png": b"IEND\xaeB`\x82", "jpeg": b"\xff\xd9", "gif": b"\x3b"}
"""Last bytes of a whole file; some programs write a few more behind them."""

_TAIL = 1_024

_LUMA = np.array([299, 587, 114], np.uint32)
"""Thousandths of red, green and blue in a gray value (ITU-R BT.601)."""


class PictureError(ValueError):
    """A file is no picture that can be taken; the message says which, why, limits."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """The pixels of a picture file.

    Attributes
    ----------
    name : str
        Of the file, without its folder.
    colors : uint8 array (rows, columns, 3)
        Red, green and blue from 0 to 255; what is transparent became white.
    full_size : (int, int)
        Rows and columns in the file, which may be more.
    note : str
        What was left out: of an animation all but its first picture, of 16 bits
        the lower 8. Empty where nothing was.
    """

    name: str
    colors: Colors
    full_size: tuple[int, int]
    note: str

    @property
    def shades(self) -> Shades:
        """The picture in gray (rows, columns), 0 black to 255 white."""
        total = self.colors.astype(np.uint32) @ _LUMA
        gray: Shades = ((total + 500) // 1_000).astype(np.uint8)
        return gray


def is_picture(path: Path) -> bool:
    """Return whether a file may hold a picture, by its name."""
    return path.suffix.lower() in SUFFIXES


def read_picture(path: Path, most_side: int) -> Picture:
    """Read a picture, as large as wanted at the most.

    Parameters
    ----------
    path : Path
    most_side : int
        A picture with a longer side is made smaller, keeping its proportions.

    Raises
    ------
    PictureError
        If the file cannot be read, is too large, of another format, damaged, or has
        too many or too few pixels.
    """
    name = path.name
    content = _content(path)
    kind = _kind(content, name)
    if not _is_whole(kind, content):
        raise PictureError(
            tr(
                "{file}: ends in the middle of the picture; the file was cut off",
                file=name,
            )
        )
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.encode("ascii")))
    reader.setAutoTransform(True)
    size = reader.size()
    _check_size(size, name)
    animated = reader.supportsAnimation() and reader.imageCount() > 1
    image = reader.read()
    if image.isNull():
        raise PictureError(
            tr("{file}: is damaged: its pixels cannot be read", file=name)
        )
    deep = image.pixelFormat().bitsPerPixel() > 32 or (
        image.format() == QImage.Format.Format_Grayscale16
    )
    note = ""
    if animated:
        note = tr(
            "{file}: is animated; the first of its {count} pictures was taken",
            file=name,
            count=reader.imageCount(),
        )
    elif deep:
        note = tr("{file}: has 16 bits a color; the upper 8 were taken", file=name)
    full = (image.height(), image.width())
    return Picture(name, _colors(_shrunk(image, most_side)), full, note)


def _content(path: Path) -> bytes:
    """Return a file's bytes, of which there are not too many."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PictureError(
            tr(
                "{file}: cannot be read: {reason}",
                file=path.name,
                reason=error.strerror or type(error).__name__,
            )
        ) from None
    if len(content) > MOST_BYTES:
        raise PictureError(
            tr(
                "{file}: has more than {most} MB; allowed: at most {most} MB",
                file=path.name,
                most=MOST_BYTES // 1_000_000,
            )
        )
    return content


def _kind(content: bytes, name: str) -> str:
    """Return the format that the first bytes tell of."""
    for kind, start in _FORMATS.items():
        if content.startswith(start) and (kind != "webp" or content[8:12] == b"WEBP"):
            return kind
    raise PictureError(
        tr(
            "{file}: is no picture of a known format; allowed: PNG, JPEG, GIF, BMP, "
            "WebP",
            file=name,
        )
    )


def _is_whole(kind: str, content: bytes) -> bool:
    """Return whether a file has its end; decoders fill up what is missing."""
    if kind in _ENDS:
        return _ENDS[kind] in content[-_TAIL:]
    # Both say near their beginning how long they are.
    place, added = (2, 0) if kind == "bmp" else (4, 8)
    stated = int.from_bytes(content[place : place + 4], "little") + added
    return len(content) >= stated > place + 4


def _check_size(size: QSize, name: str) -> None:
    if not size.isValid():
        raise PictureError(
            tr("{file}: is damaged: its pixels cannot be read", file=name)
        )
    wide, high = size.width(), size.height()
    fits = min(wide, high) >= LEAST_SIDE and max(wide, high) <= MOST_SIDE
    if not fits or wide * high > MOST_PIXELS:
        raise PictureError(
            tr(
                "{file}: has {columns} × {rows} pixels; allowed: {least} to {most} a "
                "side, at most {millions} million in all",
                file=name,
                columns=wide,
                rows=high,
                least=LEAST_SIDE,
                most=MOST_SIDE,
                millions=MOST_PIXELS // 1_000_000,
            )
        )


def _shrunk(image: QImage, most_side: int) -> QImage:
    """Return an image on white paper whose longer side is at most so many pixels."""
    if image.colorSpace().isValid():
        image = image.convertedToColorSpace(
            QColorSpace(QColorSpace.NamedColorSpace.SRgb)
        )
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    if max(paper.width(), paper.height()) <= most_side:
        return paper
    return paper.scaled(
        QSize(most_side, most_side),
        Qt.AspectRatioMode.KeepAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _colors(image: QImage) -> Colors:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows, columns = plain.height(), plain.width()
    lines = np.frombuffer(plain.constBits(), np.uint8)
    colors = lines.reshape(rows, plain.bytesPerLine())[:, : 3 * columns].copy()
    colors.flags.writeable = False
    return colors.reshape(rows, columns, 3)
