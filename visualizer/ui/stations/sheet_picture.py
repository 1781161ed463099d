"""Turn the numbers of a sheet into colors."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from visualizer.scenes.stations import Sheet
from visualizer.ui.stations.region import Box
from visualizer.ui.theme import Theme

Colors = npt.NDArray[np.uint8]

_PRIMARY = {"red": 0, "green": 1, "blue": 2}

FINEST = 4
"""Cells of a pixel that are looked at, along each side."""


def colors_of(sheet: Sheet, theme: Theme) -> Colors:
    """Return the color of each cell as (rows, columns, 3), red, green and blue."""
    values = np.nan_to_num(sheet.values)
    if sheet.kind == "colors":
        return np.clip(np.rint(values), 0, 255).astype(np.uint8)
    shares = np.clip((values - sheet.low) / (sheet.high - sheet.low), 0.0, 1.0)
    levels = np.rint(255.0 * shares).astype(np.intp)
    if sheet.kind in _PRIMARY:
        colors = np.zeros((*values.shape, 3), np.uint8)
        colors[..., _PRIMARY[sheet.kind]] = levels
        return colors
    words = theme.signed_table()[levels]
    parts = [(words >> shift) & 0xFF for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1).astype(np.uint8)


def cell_color(colors: Colors, row: int, column: int) -> QColor:
    """Return the color of one cell."""
    red, green, blue = colors[row, column].tolist()
    return QColor(red, green, blue)


def picture_of(
    colors: Colors, sight: Box, wide: int, high: int, ground: QColor
) -> QImage:
    """Return a picture of the cells in sight; several in a pixel are averaged.

    Parameters
    ----------
    colors : uint8 array (rows, columns, 3)
    sight : (left, top, right, bottom)
        In cells.
    wide, high : int
        Pixels of the picture.
    ground : QColor
        Of what lies beyond the cells.
    """
    left, top, right, bottom = sight
    across = _places(left, right, wide, colors.shape[1])
    down = _places(top, bottom, high, colors.shape[0])
    padded = np.empty((colors.shape[0] + 1, colors.shape[1] + 1, 3), np.uint8)
    padded[:-1, :-1] = colors
    padded[-1] = padded[:, -1] = ground.red(), ground.green(), ground.blue()
    taken = padded[down[:, None], across]
    finer = taken.reshape(high, len(down) // high, wide, len(across) // wide, 3)
    pixels = np.ascontiguousarray(finer.mean(axis=(1, 3)).round().astype(np.uint8))
    kind = QImage.Format.Format_RGB888
    # A copy of its own: the picture would share the array's memory.
    return QImage(pixels.data, wide, high, 3 * wide, kind).copy()


def _places(low: float, high: float, pixels: int, count: int) -> npt.NDArray[np.intp]:
    """Return the cells at the middles of equal parts; -1 beyond the first or last."""
    fine = min(FINEST, max(1, math.ceil((high - low) / pixels)))
    middles = low + (np.arange(pixels * fine) + 0.5) * (high - low) / (pixels * fine)
    cells = np.floor(middles).astype(np.intp)
    return np.where((cells >= 0) & (cells < count), cells, -1)
