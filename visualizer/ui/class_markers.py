"""Colors and markers of classes, told apart by shape as well."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from visualizer.scenes import FloatArray, IntArray
from visualizer.ui.theme import Rgb32, Theme, channels

STEPS = 64
"""Shades of a class's color, from the panel to the color itself."""

STRONGEST = 0.8
"""How much of the color the surest place of a map has, so that points stand out."""

_ROUND = 0
_POLYGONS: tuple[tuple[int, float, float], ...] = (
    # Corners, turn of the first one in degrees, size.
    *((4, 45.0, 1.15), (3, 90.0, 1.3), (4, 0.0, 1.25), (3, -90.0, 1.3)),
    *((5, 90.0, 1.15), (6, 0.0, 1.1), (3, 180.0, 1.3), (3, 0.0, 1.3)),
)


def class_color(theme: Theme, number: int) -> QColor:
    """Return the color of a class, counted from 0."""
    return QColor(theme.classes[number % len(theme.classes)])


def marker(number: int, radius: float) -> QPainterPath:
    """Return the shape of a class, counted from 0, around (0, 0).

    Circle, square, triangle, diamond, triangle on its tip, pentagon, hexagon, two
    triangles on their sides, and an upright cross, all of about the same area.
    """
    path = QPainterPath()
    kind = number % (len(_POLYGONS) + 2)
    if kind == _ROUND:
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif kind <= len(_POLYGONS):
        corners, turn, size = _POLYGONS[kind - 1]
        angles = [turn + 360.0 * each / corners for each in range(corners)]
        points = [
            QPointF(
                size * radius * math.cos(math.radians(angle)),
                -size * radius * math.sin(math.radians(angle)),
            )
            for angle in angles
        ]
        path.addPolygon(QPolygonF(points))
        path.closeSubpath()
    else:
        arm, half = 1.2 * radius, 0.45 * radius
        across, up = QPainterPath(), QPainterPath()
        across.addRect(QRectF(-arm, -half, 2 * arm, 2 * half))
        up.addRect(QRectF(-half, -arm, 2 * half, 2 * arm))
        path = across.united(up).simplified()
    return path


def class_image_table(theme: Theme, count: int) -> Rgb32:
    """Return colors 0xffRRGGBB (count, STEPS) of classes, from `panel` on."""
    return _table(theme.panel, theme.classes, count)


def class_pixels(winners: IntArray, lead: FloatArray, table: Rgb32) -> Rgb32:
    """Return the colors (H, W) of a map of classes.

    Parameters
    ----------
    winners : int array (H, W)
    lead : float array (H, W)
        How sure the map is, 0 … 1; what is not finite gets the panel's color.
    table : uint32 array (K, STEPS)
    """
    sure = np.nan_to_num(lead, nan=0.0, posinf=1.0, neginf=0.0)
    shade = np.clip(np.rint(sure * (STEPS - 1)), 0, STEPS - 1).astype(np.intp)
    pixels: Rgb32 = table[winners, shade]
    return pixels


@cache
def _table(panel: str, classes: tuple[str, ...], count: int) -> Rgb32:
    ground = channels(QColor(panel))
    table = np.empty((count, STEPS), dtype=np.uint32)
    share = STRONGEST * np.linspace(0.0, 1.0, STEPS)[:, None]
    for number in range(count):
        full = channels(QColor(classes[number % len(classes)]))
        red, green, blue = np.rint(ground + share * (full - ground)).astype(np.uint32).T
        table[number] = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    table.flags.writeable = False
    return table
