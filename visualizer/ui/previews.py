"""Small pictures of data sets, for choosing by eye."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from visualizer.late_pictures import LatePictures
from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.plane import PointSet, Relief
from visualizer.ui.class_markers import class_color
from visualizer.ui.drawing import mapped_image
from visualizer.ui.picture_pair import color_image
from visualizer.ui.plots.loss_scale import viridis
from visualizer.ui.plots.polyline import polygon
from visualizer.ui.theme import Theme, channels

SIDE = 72
"""Logical pixels a side."""

MARGIN = 7
MOST_POINTS = 130
DOT = 3.4
"""Logical pixels across."""

LEVELS = 32
"""Steps of a dot's color on either side of zero."""


def preview_pictures(
    pictures: Mapping[str, PointSet | Relief | FloatArray], theme: Theme, ratio: float
) -> Mapping[str, QPixmap]:
    """Draw dots in colors of sign or class, images in gray, reliefs in viridis.

    Arrays (rows, columns, 3) are pictures in colors of their own, row 0 lowest. Each
    is drawn when it is first looked at.
    """
    return LatePictures(pictures, lambda key: _preview(pictures[key], theme, ratio))


def _preview(
    picture: PointSet | Relief | FloatArray, theme: Theme, ratio: float
) -> QPixmap:
    pixmap = QPixmap(round(SIDE * ratio), round(SIDE * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(QColor(0, 0, 0, 0))
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(picture, PointSet):
            _draw_points(painter, picture, theme)
        elif isinstance(picture, Relief):
            _draw_relief(painter, picture)
        elif picture.ndim == 3:
            _draw_picture(painter, picture)
        else:
            _draw_image(painter, picture, theme)
    return pixmap


def _draw_points(painter: QPainter, points: PointSet, theme: Theme) -> None:
    stride = max(1, len(points.values) // MOST_POINTS)
    scale = (SIDE / 2.0 - MARGIN) / float(np.abs(points.positions).max())
    x, y = points.positions[::stride].T.astype(np.float64) * scale
    marks = _steps(points.values) if points.classes is None else points.classes
    marks = marks[::stride]
    # The first call of `np.unique` would load masked arrays.
    for mark in sorted(set(marks.tolist())):
        if points.classes is None:
            color = theme.signed_color(mark / LEVELS)
        else:
            color = class_color(theme, mark)
        pen = QPen(color, DOT)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        some = marks == mark
        painter.drawPoints(polygon(SIDE / 2.0 + x[some], SIDE / 2.0 - y[some]))


def _steps(values: FloatArray) -> IntArray:
    """Return how strong the color of each value is, in steps with its sign."""
    strengths = np.sign(values) * (0.35 + 0.65 * np.minimum(1.0, np.abs(values)))
    return np.rint(LEVELS * strengths).astype(np.intp)


def _draw_relief(painter: QPainter, relief: Relief) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(_inside(), mapped_image(relief.shares, viridis()))


def _draw_picture(painter: QPainter, colors: FloatArray) -> None:
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    image, room = color_image(colors), _inside()
    size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(QPoint(), size)
    place.moveCenter(room.center())
    painter.drawImage(place, image)


def _inside() -> QRect:
    return QRect(MARGIN, MARGIN, SIDE - 2 * MARGIN, SIDE - 2 * MARGIN)


def _draw_image(painter: QPainter, image: FloatArray, theme: Theme) -> None:
    ink, ground = channels(theme.color("text")), channels(theme.color("control"))
    mixed = ground + image[..., np.newaxis] * (ink - ground)
    painter.drawImage(_inside(), color_image(mixed[::-1] / 255.0))
