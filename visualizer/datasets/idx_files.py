"""Read IDX files, the format of MNIST: bytes with their shape, plain or gzipped.

References: LeCun, Cortes & Burges, The MNIST database of handwritten digits: two
bytes of zero, the type (8: unsigned bytes), the number of dimensions, the extent of
each as four bytes, most significant first, then the values.
"""

from __future__ import annotations

import gzip
import io
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from visualizer.language import tr
from visualizer.settings import SettingError

Bytes = npt.NDArray[np.uint8]

MOST_BYTES = 64_000_000
MOST_DIMENSIONS = 3
UNSIGNED_BYTES = 8

_GZIP = b"\x1f\x8b"


class IdxError(SettingError):
    """A file is no IDX file, or not the one that is needed; the message says why."""


def unpack(content: bytes, name: str) -> Bytes:
    """Return the array that an IDX file holds.

    Parameters
    ----------
    content : bytes
        Of the file, gzipped or not.
    name : str
        For messages.

    Raises
    ------
    IdxError
        If it is no such file, holds other numbers than bytes, is too large, or is
        shorter or longer than it says.
    """
    plain = _unzipped(content, name) if content.startswith(_GZIP) else content
    if len(plain) > MOST_BYTES:
        raise IdxError(
            tr(
                "{file}: has {size} bytes; allowed: at most {most}",
                file=name,
                size=f"{len(plain):,}",
                most=f"{MOST_BYTES:,}",
            )
        )
    if len(plain) < 4 or plain[:2] != b"\0\0":
        raise IdxError(tr("{file}: is no IDX file", file=name))
    kind, dimensions = plain[2], plain[3]
    if kind != UNSIGNED_BYTES or not 1 <= dimensions <= MOST_DIMENSIONS:
        raise IdxError(
            tr(
                "{file}: holds type {kind} in {dimensions} dimensions; allowed: "
                "unsigned bytes (8) in 1 to {most}",
                file=name,
                kind=kind,
                dimensions=dimensions,
                most=MOST_DIMENSIONS,
            )
        )
    start = 4 + 4 * dimensions
    if len(plain) < start:
        raise IdxError(tr("{file}: is no IDX file", file=name))
    shape = struct.unpack(f">{dimensions}I", plain[4:start])
    if math.prod(shape) != len(plain) - start:
        raise IdxError(
            tr(
                "{file}: holds {count} values, but says {wanted}",
                file=name,
                count=f"{len(plain) - start:,}",
                wanted=f"{math.prod(shape):,}",
            )
        )
    values: Bytes = np.frombuffer(plain, np.uint8, offset=start).reshape(shape)
    return values


def is_idx(path: Path) -> bool:
    """Return whether a file is one of images or labels, by its name."""
    name = path.name.lower().removesuffix(".gz")
    return name.endswith("ubyte") or ".idx" in name


def partner(path: Path) -> tuple[Path, Path]:
    """Return the files of images and labels that belong to either of them.

    They are told by their names: one has 'images' where the other has 'labels', and
    may have 'idx3' where the other has 'idx1'; either may end in .gz.

    Raises
    ------
    IdxError
        If the name has neither word, or the other file is not beside it.
    """
    words = {"images": "labels", "labels": "images", "idx3": "idx1", "idx1": "idx3"}
    name = path.name
    known = next((word for word in ("images", "labels") if word in name), None)
    if known is None:
        raise IdxError(
            tr("{file}: has neither 'images' nor 'labels' in its name", file=name)
        )
    number = "idx3" if known == "images" else "idx1"
    other = name.replace(known, words[known]).replace(number, words[number])
    plain = other.removesuffix(".gz")
    for each in (other, plain, f"{plain}.gz"):
        if (path.parent / each).is_file():
            found = path.parent / each
            return (path, found) if known == "images" else (found, path)
    raise IdxError(tr("{file}: {other} is not beside it", file=name, other=other))


def _unzipped(content: bytes, name: str) -> bytes:
    """Unpack as much as is allowed, and one byte more to see that it is too much."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise IdxError(tr("{file}: is a damaged gzip file", file=name)) from None
