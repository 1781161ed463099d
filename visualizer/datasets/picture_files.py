"""Small pictures of one's own in files, which say by themselves what is wrong.

A picture that a person opens is decoded and made small elsewhere; what is kept is
its pixels, in the .npy format without pickle, under their checksum.
"""

from __future__ import annotations

import io
import tokenize
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.datasets.table_files import checksum
from visualizer.language import tr
from visualizer.settings import SettingError

Pixels = npt.NDArray[np.uint8]

MOST_SIDE = 64
MOST_SHOWN_SIDE = 192
"""Of a picture that is looked at and not learned pixel by pixel."""

LEAST_SIDE = 4
COLORS = 3

MOST_BYTES = MOST_SIDE * MOST_SIDE * COLORS + 4096
"""Of a file: pixels and header."""


class PictureError(SettingError):
    """A picture cannot be used; the message names it and what is allowed."""


def encode_pixels(pixels: Pixels) -> bytes:
    """Return the content of a file for pixels (rows, columns, 3)."""
    packed = io.BytesIO()
    np.lib.format.write_array(packed, pixels, version=(1, 0), allow_pickle=False)
    return packed.getvalue()


def decode_pixels(content: bytes, name: str, most_side: int = MOST_SIDE) -> Pixels:
    """Return the pixels (rows, columns, 3) that a file holds, the highest row first.

    The header is looked at before anything is made of its size. No side may be longer
    than `most_side`.

    Raises
    ------
    PictureError
        If it holds anything else.
    """
    file = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"version {version}")
        shape, turned, kind = np.lib.format.read_array_header_1_0(file)
    except (ValueError, SyntaxError, EOFError, tokenize.TokenError):
        raise PictureError(
            tr("{file}: is no array of pixels in the format .npy", file=name)
        ) from None
    sides = (*shape, 0, 0)[:2]
    fitting = len(shape) == 3 and shape[2] == COLORS and kind == np.uint8 and not turned
    if not fitting or not all(LEAST_SIDE <= side <= most_side for side in sides):
        raise PictureError(
            tr(
                "{file}: holds {kind} of shape {shape}; allowed: uint8 of rows and "
                "columns from {low} to {high}, and 3 colors",
                file=name,
                kind=kind,
                shape=shape,
                low=LEAST_SIDE,
                high=most_side,
            )
        )
    values = np.frombuffer(content, np.uint8, offset=file.tell())
    if values.size != shape[0] * shape[1] * COLORS:
        raise PictureError(
            tr(
                "{file}: has {count} bytes of pixels; allowed: {expected}",
                file=name,
                count=values.size,
                expected=shape[0] * shape[1] * COLORS,
            )
        )
    return values.reshape(shape)


def keep_picture(pixels: Pixels, folder: Path) -> tuple[Path, str]:
    """Write pixels into a folder, under their checksum; return path and checksum.

    Raises
    ------
    OSError
        If that cannot be done.
    """
    content = encode_pixels(pixels)
    known = checksum(content)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{known}.npy"
    path.write_bytes(content)
    return path, known


def read_picture(path: Path, known: str) -> Pixels:
    """Return the pixels of a file that has a checksum.

    Raises
    ------
    PictureError
        If it cannot be read, is another one, or holds no pixels.
    """
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
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise PictureError(
            tr("{file}: cannot be read: {reason}", file=path, reason=reason)
        ) from None
    if checksum(content) != known:
        raise PictureError(
            tr("{file}: was changed since it was chosen; open it again", file=path)
        )
    return decode_pixels(content, path.name)
