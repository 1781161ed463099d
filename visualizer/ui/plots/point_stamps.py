"""Many points that move: their pictures copied into one, without a call for each."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPixmap

from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.plane import PointSet
from visualizer.ui.plane_points import POINT_MARGIN, PointLook, sprites_for
from visualizer.ui.theme import Rgb32


class PointStamps:
    """Pixels of the points of a data set, ready to be put anywhere.

    They look like those of `paint_points`, which asks Qt once for each point and is
    meant for points that stay. Where two overlap, the later one hides the other.

    Parameters
    ----------
    points : PointSet
    look : PointLook
    """

    def __init__(self, points: PointSet, look: PointLook) -> None:
        self._points, self._look = points, look
        sprites, marks = sprites_for(points, look)
        numbers: dict[int, int] = {}
        stamps: list[Rgb32] = []
        kinds: list[int] = []
        for mark, is_test in zip(marks.tolist(), points.is_test.tolist(), strict=True):
            sprite = sprites.of(mark, is_test)
            key = sprite.cacheKey()
            if key not in numbers:
                numbers[key] = len(stamps)
                stamps.append(_pixels(sprite))
            kinds.append(numbers[key])
        self._kinds: IntArray = np.array(kinds, dtype=np.intp)
        self._margin = math.ceil((look.radius + POINT_MARGIN) * look.ratio)
        self._side = len(stamps[0]) if stamps else 1
        self._rows, self._columns, self._colors = _listed(stamps)

    def are_of(self, points: PointSet, look: PointLook) -> bool:
        """Return whether they were made for the same points and look."""
        return points is self._points and look == self._look

    def picture(
        self, chosen: IntArray, x: FloatArray, y: FloatArray, size: QSizeF
    ) -> tuple[QPixmap, float]:
        """Return a picture with points on a clear ground.

        Parameters
        ----------
        chosen : int array (M,)
            Their numbers.
        x, y : float arrays (M,)
            Where they are, in logical pixels from the upper left corner.
        size : QSizeF
            Of the place that they are in, in logical pixels.

        Returns
        -------
        QPixmap
        float
            How far the picture reaches beyond that place on each side.
        """
        ratio, margin = self._look.ratio, self._margin
        wide = max(1, round(size.width() * ratio)) + 2 * margin + self._side
        high = max(1, round(size.height() * ratio)) + 2 * margin + self._side
        canvas: Rgb32 = np.zeros((high, wide), dtype=np.uint32)
        if len(chosen):
            kinds = self._kinds[chosen]
            # The upper left corner of a stamp lies `margin` before its middle.
            left = np.rint(x * ratio).astype(np.intp)
            top = np.rint(y * ratio).astype(np.intp)
            rows = top[:, None] + self._rows[kinds]
            columns = left[:, None] + self._columns[kinds]
            canvas[rows.ravel(), columns.ravel()] = self._colors[kinds].ravel()
        form = QImage.Format.Format_ARGB32_Premultiplied
        pixmap = QPixmap.fromImage(QImage(canvas.data, wide, high, 4 * wide, form))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap, margin / ratio


def _pixels(sprite: QPixmap) -> Rgb32:
    """Return the colors of a picture, as premultiplied 0xAARRGGBB."""
    image = sprite.toImage().convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    words = np.frombuffer(image.constBits(), np.uint32)
    return words.reshape(image.height(), -1)[:, : image.width()].copy()


def _listed(stamps: list[Rgb32]) -> tuple[IntArray, IntArray, Rgb32]:
    """Return rows, columns and colors of what is not clear, as many for each stamp.

    The shorter lists are filled up with their first pixel once more.
    """
    places = [np.argwhere(stamp >> np.uint32(24)) for stamp in stamps]
    longest = max((len(each) for each in places), default=0)
    shape = (len(stamps), longest)
    rows, columns = np.zeros(shape, np.intp), np.zeros(shape, np.intp)
    colors: Rgb32 = np.zeros(shape, np.uint32)
    for number, (stamp, at) in enumerate(zip(stamps, places, strict=True)):
        filled = np.concatenate([at, np.repeat(at[:1], longest - len(at), axis=0)])
        rows[number], columns[number] = filled.T
        colors[number] = stamp[filled[:, 0], filled[:, 1]]
    return rows, columns, colors
