"""Small pictures of data sets, for choosing by eye."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from visualizer.scenes import FloatArray
from visualizer.scenes.plane import PointSet, Relief
from visualizer.ui.class_markers import class_color
from visualizer.ui.drawing import mapped_image
from visualizer.ui.picture_pair import color_image
from visualizer.ui.plots.loss_scale import viridis
from visualizer.ui.theme import Theme

SIDE = 72
"""Logical pixels a side."""

MARGIN = 7
MOST_POINTS = 130


def preview_pictures(
    pictures: Mapping[str, PointSet | Relief | FloatArray], theme: Theme, ratio: float
) -> dict[str, QPixmap]:
    """Draw dots in colors of sign or class, images in gray, reliefs in viridis.

    Arrays (rows, columns, 3) are pictures in colors of their own, row 0 lowest.
    """
    drawn = {}
    for key, picture in pictures.items():
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
        drawn[key] = pixmap
    return drawn


def _draw_points(painter: QPainter, points: PointSet, theme: Theme) -> None:
    stride = max(1, len(points.values) // MOST_POINTS)
    positions = points.positions[::stride]
    reach = float(np.abs(points.positions).max())
    classes = points.classes
    marks = points.values[::stride] if classes is None else classes[::stride]
    scale = (SIDE / 2.0 - MARGIN) / reach
    painter.setPen(Qt.PenStyle.NoPen)
    for (x, y), value in zip(positions, marks, strict=True):
        if classes is None:
            strength = float(np.sign(value)) * (0.35 + 0.65 * min(1.0, abs(value)))
            painter.setBrush(theme.signed_color(strength))
        else:
            painter.setBrush(class_color(theme, int(value)))
        center = QPointF(SIDE / 2.0 + x * scale, SIDE / 2.0 - y * scale)
        painter.drawEllipse(center, 1.7, 1.7)


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
    ink, ground = theme.color("text"), theme.color("control")
    rows, columns = image.shape
    picture = QImage(columns, rows, QImage.Format.Format_RGB32)
    for row in range(rows):
        for column in range(columns):
            share = float(image[row, column])
            mixed = [
                round(a + share * (b - a))
                for a, b in zip(ground.getRgb()[:3], ink.getRgb()[:3], strict=True)  # type: ignore[index]
            ]
            picture.setPixelColor(column, row, QColor(*mixed))
    painter.drawImage(_inside(), picture)
