"""The curve of an activation function with the point where a neuron stands."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen, QPolygonF

from visualizer.scenes.neuron import NeuronScene
from visualizer.ui.drawing import Canvas, nice_ticks, rounded, tick_texts
from visualizer.ui.theme import Theme

_MOST_TICKS = 7


class ActivationPlot:
    """Axes, the curve, and a point on it with lines to both axes.

    A short line through the point shows how steep the curve is there: the
    factor by which the gradient goes on backward.

    Parameters
    ----------
    canvas : Canvas
        Receives the items.
    """

    def __init__(self, canvas: Canvas) -> None:
        stage = canvas.scene()
        self._theme: Theme | None = None
        self._area = QRectF()
        self._box = QRectF(0, 0, 1, 1)
        self._ranges = (-1.0, 1.0, -1.0, 1.0)
        self._small = QFont()
        self._labeled = False
        self._ground = stage.addPath(QPainterPath())
        self._grid = stage.addPath(QPainterPath())
        self._axes = stage.addPath(QPainterPath())
        self._guides = stage.addPath(QPainterPath())
        self._curve = stage.addPath(QPainterPath())
        self._tangent = stage.addLine(0, 0, 0, 0)
        self._point = stage.addEllipse(QRectF())
        self._name = canvas.text()
        self._ticks = tuple(canvas.text() for _ in range(2 * _MOST_TICKS))
        self._drawn: NeuronScene | None = None

    @property
    def point(self) -> QPointF:
        """Where the point stands, in pixels."""
        return self._point.pos()

    @property
    def area(self) -> QRectF:
        """Where the plot stands, in pixels; empty where it is hidden."""
        return QRectF(self._area)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the plot is laid out again afterwards."""
        self._theme = theme

    def lay_out(self, area: QRectF, small: QFont) -> None:
        """Take an area; an empty one hides the plot."""
        self._area, self._small = QRectF(area), QFont(small)
        self._drawn = None
        theme = self._theme
        if theme is None:
            return
        quiet = theme.color("text_secondary")
        for text in (self._name, *self._ticks):
            text.dress(small, quiet)
            text.hide()
        width = theme.line_width
        self._ground.setPen(QPen(theme.color("grid"), width))
        self._grid.setPen(QPen(theme.color("grid"), width))
        self._axes.setPen(QPen(theme.color("axis"), 0.8 * width))
        self._guides.setPen(
            QPen(theme.color("text_secondary"), width, Qt.PenStyle.DotLine)
        )
        line = self._name.line_height()
        curve = QPen(theme.color("text"), 0.13 * line * width)
        curve.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self._curve.setPen(curve)
        steep = QPen(theme.color("success"), 0.11 * line * width)
        steep.setCapStyle(Qt.PenCapStyle.RoundCap)
        self._tangent.setPen(steep)
        self._labeled = area.height() > 6 * line and area.width() > 8 * line
        shown = not area.isEmpty()
        for item in (
            self._ground,
            self._grid,
            self._axes,
            self._guides,
            self._curve,
            self._tangent,
            self._point,
        ):
            item.setVisible(shown)

    def draw(self, scene: NeuronScene) -> None:
        """Draw the curve where it changed, and the point."""
        if self._theme is None or self._area.isEmpty():
            return
        before, self._drawn = self._drawn, scene
        if (
            before is None
            or before.curve_x is not scene.curve_x
            or before.curve_y is not scene.curve_y
            or before.activation_name != scene.activation_name
        ):
            self._draw_curve(scene)
        self._draw_point(scene)

    def _draw_curve(self, scene: NeuronScene) -> None:
        x, y = np.asarray(scene.curve_x, float), np.asarray(scene.curve_y, float)
        good = np.isfinite(x) & np.isfinite(y)
        x, y = x[good], y[good]
        if not len(x):
            x = y = np.zeros(1)
        left, right = _spread(float(x.min()), float(x.max()), 0.0)
        low, high = _spread(float(y.min()), float(y.max()), 0.1)
        self._ranges = (left, right, low, high)
        self._place_box()
        self._draw_axes()
        box = self._box
        across = box.left() + (x - left) / (right - left) * box.width()
        up = box.bottom() - (y - low) / (high - low) * box.height()
        path = QPainterPath()
        path.addPolygon(
            QPolygonF(
                [QPointF(*at) for at in zip(across.tolist(), up.tolist(), strict=True)]
            )
        )
        self._curve.setPath(path)
        line = self._name.line_height()
        at = QPointF(box.left() + 0.5 * line, box.top() + 0.75 * line)
        self._name.place(
            scene.activation_name, at.x(), at.y(), width=box.width() - line
        )

    def _place_box(self) -> None:
        """Leave room for the ticks beside the box, where they are shown at all."""
        area = self._area
        if not self._labeled:
            self._box = area.adjusted(0.5, 0.5, -0.5, -0.5)
            return
        line = self._name.line_height()
        labels = tick_texts(self._up())
        wide = max((self._name.advance_of(text) for text in labels), default=0.0)
        self._box = area.adjusted(round(wide + 0.5 * line), 0.5, -0.5, -1.2 * line)

    def _across(self) -> list[float]:
        """Choose ticks along the horizontal axis with room between their texts."""
        left, right, _, _ = self._ranges
        gap = 0.8 * self._name.line_height()
        for most in range(_MOST_TICKS - 1, 2, -1):
            every = nice_ticks(left, right, most)
            # Every other one, counted from zero, gives steps like 4 as well.
            step = every[1] - every[0] if len(every) > 1 else 1.0
            other = [tick for tick in every if round(tick / step) % 2 == 0]
            for ticks in (every, other):
                texts = tick_texts(ticks)
                wide = max((self._name.advance_of(text) for text in texts), default=0)
                if len(ticks) * (wide + gap) <= self._box.width() + gap:
                    return ticks
        return []

    def _up(self) -> list[float]:
        """Choose ticks along the vertical axis with room between their texts."""
        _, _, low, high = self._ranges
        most = int(self._area.height() / (2 * self._name.line_height()))
        return nice_ticks(low, high, min(max(2, most), _MOST_TICKS - 1))

    def _draw_axes(self) -> None:
        box, (left, _, low, _) = self._box, self._ranges
        self._ground.setPath(rounded(box, 3))
        grid, axes = QPainterPath(), QPainterPath()
        line = self._name.line_height()
        across, up = self._across(), self._up()
        for text in self._ticks:
            text.hide()
        texts = iter(self._ticks)
        for value, label in zip(across, tick_texts(across), strict=True):
            x = self._to_pixels(value, low).x()
            path = axes if value == 0 else grid
            path.moveTo(x, box.top())
            path.lineTo(x, box.bottom())
            text = next(texts)
            half = 0.5 * text.advance_of(label)
            if self._labeled and x - half > self._area.left() - 1:
                x = min(x, self._area.right() - half)
                text.place(label, x, box.bottom() + 0.7 * line, "center")
        for value, label in zip(up, tick_texts(up), strict=True):
            y = self._to_pixels(left, value).y()
            path = axes if value == 0 else grid
            path.moveTo(box.left(), y)
            path.lineTo(box.right(), y)
            text = next(texts)
            if self._labeled and y < box.bottom() - 0.2 * line:
                y = max(y, box.top() + 0.4 * line)
                text.place(label, box.left() - 0.35 * line, y, "right")
        self._grid.setPath(grid)
        self._axes.setPath(axes)

    def _draw_point(self, scene: NeuronScene) -> None:
        theme = self._theme
        assert theme is not None
        known = math.isfinite(scene.pre_activation) and math.isfinite(scene.activation)
        for item in (self._point, self._guides, self._tangent):
            item.setVisible(known)
        if not known:
            return
        box = self._box
        at = self._to_pixels(scene.pre_activation, scene.activation)
        x = min(max(at.x(), box.left()), box.right())
        y = min(max(at.y(), box.top()), box.bottom())
        line = self._name.line_height()
        reach = 0.36 * line
        self._point.setRect(-reach, -reach, 2 * reach, 2 * reach)
        self._point.setPos(x, y)
        sign = "positive" if scene.activation >= 0 else "negative"
        self._point.setBrush(theme.color(sign))
        self._point.setPen(QPen(theme.color("text"), 1.3 * theme.line_width))
        # From the sum on its axis up to the curve, and over to the answer.
        zero = self._to_pixels(0, 0)
        foot = min(max(zero.y(), box.top()), box.bottom())
        side = min(max(zero.x(), box.left()), box.right())
        guides = QPainterPath(QPointF(x, foot))
        guides.lineTo(x, y)
        guides.lineTo(side, y)
        self._guides.setPath(guides)
        self._draw_tangent(scene, QPointF(x, y), 3.8 * line)

    def _draw_tangent(self, scene: NeuronScene, at: QPointF, reach: float) -> None:
        """Draw a line along the curve at the point, as long on every slope."""
        x, y = scene.curve_x, scene.curve_y
        place = int(np.searchsorted(x, scene.pre_activation))
        place = min(max(place, 1), len(x) - 1)
        before = self._to_pixels(float(x[place - 1]), float(y[place - 1]))
        behind = self._to_pixels(float(x[place]), float(y[place]))
        across, up = behind.x() - before.x(), behind.y() - before.y()
        length = math.hypot(across, up)
        self._tangent.setVisible(length > 0 and math.isfinite(length))
        if self._tangent.isVisible():
            step = QPointF(across, up) * (0.5 * reach / length)
            box = self._box
            start, end = at - step, at + step
            self._tangent.setLine(
                max(start.x(), box.left()),
                start.y(),
                min(end.x(), box.right()),
                end.y(),
            )

    def _to_pixels(self, x: float, y: float) -> QPointF:
        box, (left, right, low, high) = self._box, self._ranges
        return QPointF(
            box.left() + (x - left) / (right - left) * box.width(),
            box.bottom() - (y - low) / (high - low) * box.height(),
        )


def _spread(low: float, high: float, margin: float) -> tuple[float, float]:
    """Return a range with a margin on both sides, never empty."""
    if high <= low:
        return low - 1.0, high + 1.0
    room = margin * (high - low)
    return low - room, high + room
