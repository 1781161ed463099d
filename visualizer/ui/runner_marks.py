"""Colors and shapes of runners, the same in every panel.

Blue and orange mean the sign of a value, so no runner wears them. The first is
white, with a rim, on the terrain, and ink beside it.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from visualizer.ui.theme import Theme, load_theme

_CLASSES = (7, 3, 2, 6, 8, 9)
"""Places of their colors in the table of classes; two more are roles."""

_ROLES = ("marker", "success")


def runner_color(theme: Theme, number: int) -> QColor:
    """Return the color of a runner on a panel; the first is 0."""
    place = number % (len(_CLASSES) + len(_ROLES))
    if place < len(_CLASSES):
        return QColor(theme.classes[_CLASSES[place]])
    color = theme.color(_ROLES[place - len(_CLASSES)])
    # The role is made for the dark colors of a surface.
    return color if theme.dark else color.darker(140)


def ground_color(theme: Theme, number: int) -> QColor:
    """Return the color of a runner on the colors of a terrain.

    Those are the same in every theme and mostly dark.
    """
    bright = theme if theme.dark else load_theme("dark")
    return theme.color("path") if number == 0 else runner_color(bright, number)


def runner_shape(number: int, radius: float) -> QPainterPath:
    """Return the marker of a runner around (0, 0)."""
    path = QPainterPath()
    kind = number % 8
    if kind == 0:
        path.addEllipse(QPointF(0.0, 0.0), radius, radius)
        return path
    if kind == 1:
        path.addRect(-0.85 * radius, -0.85 * radius, 1.7 * radius, 1.7 * radius)
        return path
    corners, turn, inner = {
        2: (3, -90.0, 0.0),
        3: (4, 0.0, 0.0),
        4: (3, 90.0, 0.0),
        5: (5, -90.0, 0.5),
        6: (6, 0.0, 0.0),
        7: (4, -90.0, 0.42),
    }[kind]
    polygon = QPolygonF()
    points = 2 * corners if inner else corners
    for index in range(points):
        far = inner if inner and index % 2 else 1.0
        angle = math.radians(turn + 360.0 * index / points)
        reach = 1.2 * radius * far
        polygon.append(QPointF(reach * math.cos(angle), reach * math.sin(angle)))
    path.addPolygon(polygon)
    path.closeSubpath()
    return path


def flag_shape(unit: float) -> QPainterPath:
    """Return a flag whose pole stands at (0, 0)."""
    path = QPainterPath()
    path.addRect(-0.09 * unit, -1.75 * unit, 0.18 * unit, 1.75 * unit)
    path.moveTo(0.09 * unit, -1.75 * unit)
    path.lineTo(1.05 * unit, -1.4 * unit)
    path.lineTo(0.09 * unit, -1.0 * unit)
    path.closeSubpath()
    return path
