"""Turn the values of maps and kernels into pictures of square cells."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage, QPixmap

from visualizer.scenes import FloatArray
from visualizer.ui.canvas.thumbnails import gray_picture, levels_of
from visualizer.ui.theme import Theme


def cell_pictures(
    values: FloatArray, limits: FloatArray, theme: Theme
) -> list[QPixmap]:
    """Color maps, a pixel for each value.

    Parameters
    ----------
    values : float array (N, rows, columns)
    limits : float array (N,)
        The value in the last color of the signed table; 0 draws 0 … 1 in gray.
    theme : Theme
    """
    rows, columns = values.shape[1:]
    drawn = limits > 0.0
    shares = values / np.where(drawn, limits, 1.0)[:, None, None]
    colors = np.take(theme.signed_table(), levels_of(shares))
    step, kind = 4 * columns, QImage.Format.Format_RGB32
    return [
        # A copy of its own: the picture would share the array's memory.
        QPixmap.fromImage(QImage(one.data, columns, rows, step, kind).copy())
        if signed
        else gray_picture(image, theme)
        for one, image, signed in zip(colors, values, drawn, strict=True)
    ]


def photo_picture(values: FloatArray) -> QPixmap:
    """Draw a photograph: 0 black, 1 white, in every theme, or it were a negative."""
    shades = np.clip(np.nan_to_num(values) * 255.0, 0.0, 255.0).astype(np.uint8)
    rows, columns = shades.shape
    kind = QImage.Format.Format_Grayscale8
    # A copy of its own: the picture would share the array's memory.
    return QPixmap.fromImage(QImage(shades.data, columns, rows, columns, kind).copy())
