"""Where two pictures of the same shape lie side by side or one above the other."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage

from visualizer.scenes import FloatArray
from visualizer.ui.drawing import pixel_image

CAPTION = 1.5
"""Room for the words over a picture, in lines."""

GAP = 0.8
"""Between the pictures, in lines."""


class PairLayout(Struct, frozen=True):
    """Places of two pictures, in logical pixels.

    Attributes
    ----------
    first, second : QRectF
        The pictures; their captions stand above them.
    """

    first: QRectF
    second: QRectF

    def inside(self, at: QPointF) -> bool:
        """Return whether a place lies on the second picture."""
        return self.second.contains(at)

    @property
    def shift(self) -> QPointF:
        """Way from a place on the first picture to the same on the second."""
        return self.second.topLeft() - self.first.topLeft()


def lay_pair(width: float, height: float, aspect: float, line: float) -> PairLayout:
    """Make two pictures as large as they can be in a room.

    Parameters
    ----------
    width, height : float
        Of the room.
    aspect : float
        Width of a picture over its height.
    line : float
        Height of a line of text.
    """
    above, gap = CAPTION * line, GAP * line
    beside = min((width - gap) / 2, (height - above) * aspect)
    stacked = min(width, (height - 2 * above - 0.3 * line) / 2 * aspect)
    wide = max(8.0, beside, stacked)
    tall = wide / aspect
    if beside >= stacked:
        left = max(0.0, (width - 2 * wide - gap) / 2)
        top = above + max(0.0, (height - above - tall) / 2)
        second = QRectF(round(left + wide + gap), round(top), round(wide), round(tall))
    else:
        left = max(0.0, (width - wide) / 2)
        top = above
        below = top + tall + 0.3 * line + above
        second = QRectF(round(left), round(below), round(wide), round(tall))
    first = QRectF(round(left), round(top), second.width(), second.height())
    return PairLayout(first, second)


def pair_height(width: float, aspect: float, line: float) -> float:
    """Return the height above which pictures in a room of a width grow no more."""
    return 2 * (width / aspect + CAPTION * line) + 0.3 * line


def color_image(colors: FloatArray) -> QImage:
    """Return the picture of red, green and blue, 0 … 1, (H, W, 3), row 0 lowest."""
    red, green, blue = np.rint(colors * 255.0).astype(np.uint32).transpose(2, 0, 1)
    return pixel_image(np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue)
