"""A picture of one's own, in gray and small enough to be kept with the work."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from msgspec import Struct

from visualizer.scenes import FloatArray, IntArray

MOST_SIDE = 160
"""Rows and columns at the most: of more nothing could be seen beside a kernel."""

Crop = tuple[float, float, float]
"""Left edge, upper edge and width of what is taken of a photo, in its pixels."""


class Photo(Struct, frozen=True):
    """The gray pixels of a picture file.

    Attributes
    ----------
    name : str
        Of the file.
    rows, columns : int
        2 to `MOST_SIDE`.
    shades : bytes
        Row after row, 0 black to 255 white.

    Raises
    ------
    ValueError
        If there are not as many shades as pixels, or too many or too few of them.
    """

    name: str
    rows: int
    columns: int
    shades: bytes

    def __post_init__(self) -> None:
        least, most = sorted((self.rows, self.columns))
        if least < 2 or most > MOST_SIDE:
            raise ValueError(
                f"photo: {self.rows} × {self.columns} pixels; allowed: 2 to "
                f"{MOST_SIDE} a side"
            )
        if len(self.shades) != self.rows * self.columns:
            raise ValueError(
                f"photo: {len(self.shades)} shades for {self.rows} × {self.columns} "
                "pixels"
            )


def photo_of(name: str, colors: IntArray) -> Photo:
    """Return the gray photo of a picture.

    Parameters
    ----------
    name : str
    colors : uint8 array (rows, columns, 3)
        Red, green and blue, 0 to 255.

    References
    ----------
    ITU-R BT.601: weights of red, green and blue in a gray value.
    """
    total = colors.astype(np.int64) @ np.array([299, 587, 114])
    shades = ((total + 500) // 1_000).astype(np.uint8)
    return Photo(name, shades.shape[0], shades.shape[1], shades.tobytes())


@lru_cache(maxsize=4)
def gray_of(photo: Photo) -> FloatArray:
    """Return a photo as an array (rows, columns), 0 black to 1 white; read-only."""
    shades = np.frombuffer(photo.shades, np.uint8).astype(np.float64) / 255.0
    gray: FloatArray = shades.reshape(photo.rows, photo.columns)
    gray.flags.writeable = False
    return gray
