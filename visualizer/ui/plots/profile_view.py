"""A terrain of one coordinate: the curve, and each runner's tangent."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.scenes.terrain import PointOnCurve, ProfileScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.axes import Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.clipping import clipped
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.plots.ticks import linear_ticks
from visualizer.ui.runner_marks import flag_shape, runner_color, runner_shape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

TANGENT = 74.0
"""Length of a tangent to either side of its point, in pixels."""

REACH, GRASP = 12.0, 22.0


class ProfileView(PlotCanvas):
    """Draws a `ProfileScene`; a press or drag puts the start elsewhere.

    Signals
    -------
    grasped
        A drag of the start begins.
    start_moved : float
    runner_chosen : int
    """

    grasped = Signal()
    start_moved = Signal(float)
    runner_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: ProfileScene | None = None
        self._held = False
        stage = self.scene()
        self._axes = Axes(self)
        self._zero = stage.addPath(QPainterPath())
        self._layer = QGraphicsRectItem()
        self._layer.setPen(QPen(Qt.PenStyle.NoPen))
        self._layer.setZValue(1.0)
        stage.addItem(self._layer)
        self._curve = Polyline(self._layer)
        self._fog = stage.addPath(QPainterPath(), QPen(Qt.PenStyle.NoPen))
        self._fog.setZValue(1.5)
        self._flag = stage.addPath(QPainterPath())
        self._flag.setZValue(3.0)
        self._frame = stage.addPath(QPainterPath())
        self._frame.setZValue(4.0)
        self._focused = False
        self._marks: list[tuple[QGraphicsPathItem, QGraphicsPathItem]] = []
        self._ends: dict[int, QPointF] = {}
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._on_released)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._curve.set_pens(QPen(theme.color("text"), 2.0 * theme.line_width))
        self._zero.setPen(QPen(theme.color("axis"), 1.2))
        self._fog.setBrush(theme.color("control"))
        self._flag.setBrush(theme.color("path"))
        self._flag.setPen(QPen(theme.color("path_halo"), 1.4 * theme.line_width))
        self._frame.setPen(QPen(theme.color("accent"), 2.5))
        self.lay_out()

    def set_scene(self, scene: ProfileScene) -> None:
        """Draw a scene."""
        before, self._drawn = self._drawn, scene
        if before is None or before.x is not scene.x or before.y is not scene.y:
            self.lay_out()
        else:
            self._draw_points()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys move the start."""
        self._focused = focused
        path = QPainterPath()
        if focused:
            path.addRect(self._axes.rect)
        self._frame.setPath(path)

    @property
    def dragging(self) -> bool:
        """Whether the hand holds the flag."""
        return self._held

    def runner_ends(self) -> dict[int, QPointF]:
        """Return where the markers of the runners in view are."""
        return dict(self._ends)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point of the plot."""
        return self._axes.to_pixels(x, y)

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        self._axes.dress(theme, font)
        em, area = self._axes.line_height(), self.area()
        finite = scene.y[np.isfinite(scene.y)]
        low, high = float(finite.min()), float(finite.max())
        room = 0.06 * (high - low) or 0.5
        x = (float(scene.x[0]), float(scene.x[-1]))
        y = (low - room, high + room)
        most_x = max(1, min(8, int(area.width() / (5.0 * em))))
        most_y = max(1, min(6, int(area.height() / (2.6 * em))))
        ticks = linear_ticks(*x, most_x), linear_ticks(*y, most_y)
        labels = scene.x_label, scene.y_label
        self._axes.lay_out(area, x, y, ticks, labels, 0.8 * em)
        self._curve.set_points(
            *clipped(*self._axes.pixels(scene.x, scene.y), self._rect)
        )
        zero = QPainterPath()
        if scene.zero and y[0] < 0.0 < y[1]:
            zero.moveTo(self._axes.to_pixels(x[0], 0.0))
            zero.lineTo(self._axes.to_pixels(x[1], 0.0))
        self._zero.setPath(zero)
        self.set_focused(self._focused)
        self._draw_points()

    @property
    def _rect(self) -> QRectF:
        return self._axes.rect

    def _draw_points(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        while len(self._marks) < len(scene.points):
            tangent, marker = QGraphicsPathItem(), QGraphicsPathItem()
            tangent.setZValue(2.0)
            marker.setZValue(2.5)
            self.scene().addItem(tangent)
            self.scene().addItem(marker)
            self._marks.append((tangent, marker))
        self._ends = {}
        unit = font_pixels(self) / BASE_PIXELS
        for (tangent, marker), point in zip(self._marks, scene.points, strict=False):
            color = runner_color(theme, point.number)
            at = self._axes.to_pixels(point.x, point.y)
            finite = math.isfinite(at.x()) and math.isfinite(at.y())
            seen = finite and self._rect.adjusted(-1, -1, 1, 1).contains(at)
            tangent.setPath(self._tangent(point, unit) if seen else QPainterPath())
            tangent.setPen(QPen(color, 2.0 * theme.line_width))
            radius = (6.2 if point.selected else 4.8) * unit
            marker.setPath(
                runner_shape(point.number, radius) if seen else QPainterPath()
            )
            marker.setBrush(color)
            marker.setPen(QPen(theme.color("panel"), 1.4 * theme.line_width))
            if seen:
                marker.setPos(at)
                self._ends[point.number] = at
        for tangent, marker in self._marks[len(scene.points) :]:
            tangent.setPath(QPainterPath())
            marker.setPath(QPainterPath())
        self._flag.setPath(flag_shape(0.95 * font_pixels(self)))
        self._flag.setPos(self._axes.to_pixels(*scene.start))
        self._draw_fog(scene)

    def _tangent(self, point: PointOnCurve, unit: float) -> QPainterPath:
        path = QPainterPath()
        if math.isfinite(point.tangent):
            at = self._axes.to_pixels(point.x, point.y)
            ahead = self._axes.to_pixels(point.x + 1.0, point.y + point.tangent)
            way = ahead - at
            size = math.hypot(way.x(), way.y())
            reach = way * (TANGENT * unit / size)
            x = np.array([at.x() - reach.x(), at.x() + reach.x()])
            y = np.array([at.y() - reach.y(), at.y() + reach.y()])
            inside_x, inside_y = clipped(x, y, self._rect)
            if len(inside_x) > 1:
                path.moveTo(float(inside_x[0]), float(inside_y[0]))
                path.lineTo(float(inside_x[1]), float(inside_y[1]))
        return path

    def _draw_fog(self, scene: ProfileScene) -> None:
        path, rect = QPainterPath(), self._rect
        if scene.sight is not None:
            path.addRect(rect)
            places = [
                scene.start[0],
                *(p.x for p in scene.points if p.number in self._ends),
            ]
            for x in places:
                left = self._axes.to_pixels(x - scene.sight, 0.0).x()
                right = self._axes.to_pixels(x + scene.sight, 0.0).x()
                gap = QPainterPath()
                gap.addRect(QRectF(left, rect.top(), right - left, rect.height()))
                path = path.subtracted(gap)
        self._fog.setPath(path)

    def _on_pressed(self, point: QPointF) -> None:
        away = self._flag.pos() - point
        on_flag = math.hypot(away.x(), away.y()) <= GRASP
        near = [
            (math.hypot(end.x() - point.x(), end.y() - point.y()), number)
            for number, end in self._ends.items()
        ]
        distance, number = min(near, default=(math.inf, 0))
        if distance <= REACH and not on_flag:
            self.runner_chosen.emit(number)
        elif self._drawn is None or not self._drawn.movable:
            return
        elif self._rect.adjusted(-REACH, -REACH, REACH, REACH).contains(point):
            self._held = True
            self.grasped.emit()
            self._on_dragged(point)

    def _on_dragged(self, point: QPointF) -> None:
        if self._held and self._drawn is not None:
            ends = float(self._drawn.x[0]), float(self._drawn.x[-1])
            self.start_moved.emit(min(max(self._axes.x_at(point), ends[0]), ends[1]))

    def _on_released(self) -> None:
        self._held = False
