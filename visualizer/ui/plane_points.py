"""Examples as points on a map: training and test told apart, colored by value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.plane import PointSet
from visualizer.ui.class_markers import class_color, marker
from visualizer.ui.theme import Theme

LEVELS = 16
"""Steps of a point's color on either side of zero."""

POINT_MARGIN = 3.0
"""Room for the outlines around a point, in logical pixels."""


_FULL_RADIUS = 3.4
"""From this radius on, outlines have their full width."""


class PointLook(Struct, frozen=True):
    """How points are drawn: theme, radius, and device pixels in a logical one."""

    theme: Theme
    radius: float
    ratio: float


def paint_points(
    painter: QPainter,
    points: PointSet,
    show_test: bool,
    place: Callable[[float, float], QPointF],
    look: PointLook,
) -> None:
    """Paint the points of a data set, those for testing only where wanted.

    Parameters
    ----------
    painter : QPainter
    points : PointSet
    show_test : bool
    place : callable
        Gives the place of a point (x, y) of the plane, in logical pixels.
    look : PointLook
    """
    sprites, marks = sprites_for(points, look)
    reach = look.radius + POINT_MARGIN
    corner = QPointF(reach, reach)
    for x, y, mark, is_test in _in_order(points, marks, show_test):
        painter.drawPixmap(place(x, y) - corner, sprites.of(mark, is_test))


def sprites_for(
    points: PointSet, look: PointLook
) -> tuple[Sprites, FloatArray | IntArray]:
    """Return the pictures of points, and what of each point asks for one of them."""
    classes = points.classes
    graded = classes is None and bool((np.abs(points.values) < 0.99).any())
    marks = points.values if classes is None else classes
    return Sprites(look, graded, classes is not None), marks


def class_sprite(number: int, look: PointLook) -> QPixmap:
    """Return the picture of a training example of a class, for legends."""
    return Sprites(look, graded=False, classes=True).of(number, False)


def signed_sprite(value: float, look: PointLook) -> QPixmap:
    """Return the picture of a training example of a value from -1 to 1."""
    return Sprites(look, graded=abs(value) < 1.0, classes=False).of(value, False)


class Sprites:
    """Small pictures of points: one for each step of color, train and test.

    `graded` says that the values are not classes but any number. Pale points
    then lie on pale places of the map, where the one outline that sets strong
    colors apart would not be seen: they get two. `classes` says that they are
    numbers of classes, each with a color and a shape of its own.
    """

    def __init__(self, look: PointLook, graded: bool, classes: bool) -> None:
        self._look = look
        self._graded = graded
        self._classes = classes
        self._made: dict[tuple[int, bool], QPixmap] = {}

    def of(self, value: float, is_test: bool) -> QPixmap:
        """Return the picture of a point; its middle is that of the point."""
        if self._classes:
            level = int(value)
        else:
            level = round(LEVELS * min(max(value, -1.0), 1.0)) if value == value else 0
        key = (level, is_test)
        if key not in self._made:
            theme = self._look.theme
            if self._classes:
                color = class_color(theme, level)
            else:
                color = theme.signed_color(level / LEVELS)
            self._made[key] = self._paint(color, level if self._classes else 0, is_test)
        return self._made[key]

    def _paint(self, color: QColor, shape: int, is_test: bool) -> QPixmap:
        theme, radius, ratio = self._look.theme, self._look.radius, self._look.ratio
        side = math.ceil(2 * (radius + POINT_MARGIN) * ratio)
        pixmap = QPixmap(side, side)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        outline, ink = theme.color("point_outline"), theme.color("text")
        # On a small map thick outlines would leave nothing of the colors.
        width = 1.2 * theme.line_width * min(1.0, max(0.55, radius / _FULL_RADIUS))
        small = 0.9 * radius if is_test else radius
        line: tuple[QColor, float] | None = None
        if is_test:
            line = (ink, 1.2 * width)
        elif self._graded:
            line = (theme.color("text_secondary"), width)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(radius + POINT_MARGIN, radius + POINT_MARGIN)
            path = marker(shape, small)
            painter.setBrush(color)
            painter.setPen(QPen(outline, width if line is None else 2.8 * width))
            painter.drawPath(path)
            if line is not None:
                painter.setPen(QPen(*line))
                painter.drawPath(path)
        return pixmap


def _in_order(
    points: PointSet, marks: FloatArray | IntArray, show_test: bool
) -> Iterator[tuple[float, float, float, bool]]:
    """Yield (x, y, mark, is test): training examples first, test above them."""
    for is_test in (False, True) if show_test else (False,):
        chosen = points.is_test == is_test
        positions = points.positions[chosen].tolist()
        for (x, y), mark in zip(positions, marks[chosen].tolist(), strict=True):
            yield x, y, mark, is_test
