"""Turn what neurons answer over the plane into small pictures."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

from visualizer.scenes import FloatArray
from visualizer.ui.canvas.ink import blend
from visualizer.ui.theme import Rgb32, Theme

Levels = npt.NDArray[np.uint8]

_SMOOTH = Qt.TransformationMode.SmoothTransformation


def levels_of(maps: FloatArray) -> Levels:
    """Sort values of -1 … 1 into 256 levels; what is not a number is neutral."""
    # Half a step more than the middle, because the cast below rounds down.
    scaled = np.minimum(np.maximum(maps, -1.0), 1.0) * 127.5 + 128.0
    if math.isnan(scaled.sum()):
        # Only then, because it costs more than all the rest.
        np.nan_to_num(scaled, copy=False, nan=128.0)
    levels: Levels = scaled.astype(np.uint8)
    return levels


def pictures(levels: Levels, table: Rgb32, width: int, height: int) -> list[QPixmap]:
    """Color maps of levels.

    They are interpolated here, once, rather than each time they are painted.

    Parameters
    ----------
    levels : uint8 array (neurons, rows, columns)
        Row 0 is the lowest y.
    table : uint32 array (256,)
        Color of each level.
    width, height : int
        Of the pictures.

    Returns
    -------
    list of QPixmap
        One a neuron, with high y above.
    """
    colors = table[levels[:, ::-1, :]]
    rows, columns = levels.shape[1:]
    step, kind = 4 * columns, QImage.Format.Format_RGB32
    stretch, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, _SMOOTH
    return [
        # Without a copy of its own, an image that needs no scaling would share
        # the array's memory, and so would the picture.
        QPixmap.fromImage(
            QImage(one.data, columns, rows, step, kind)
            .copy()
            .scaled(width, height, stretch, smooth)
        )
        for one in colors
    ]


def gray_picture(image: FloatArray, theme: Theme) -> QPixmap:
    """Draw an image of values 0 … 1, from the control's color to the text's."""
    levels = np.clip(np.nan_to_num(image) * 255.0, 0.0, 255.0).astype(np.uint8)
    table = _gray_table(theme)
    colors = np.ascontiguousarray(table[levels])
    rows, columns = levels.shape
    shared = QImage(colors.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(shared.copy())


@cache
def _gray_table(theme: Theme) -> Rgb32:
    paper, ink = theme.color("control"), theme.color("text")
    words = [blend(paper, ink, level / 255.0).rgb() for level in range(256)]
    return np.array(words, np.uint32)
