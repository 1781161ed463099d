"""Examples of a regression as points, with the lines that answer them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from visualizer.scenes.fit import FitLine, FitScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.axes import Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.clipping import clipped
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.plots.ticks import linear_ticks
from visualizer.ui.runner_marks import runner_color
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

POINT = 2.4
"""Radius of a point in pixels at the base font."""


class FitView(PlotCanvas):
    """Draws a `FitScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: FitScene | None = None
        stage = self.scene()
        self._axes = Axes(self)
        self._layer = QGraphicsRectItem()
        self._layer.setPen(QPen(Qt.PenStyle.NoPen))
        self._layer.setZValue(1.0)
        stage.addItem(self._layer)
        self._points = stage.addPath(QPainterPath(), QPen(Qt.PenStyle.NoPen))
        self._points.setZValue(0.5)
        self._ideal = stage.addPath(QPainterPath())
        self._ideal.setZValue(0.4)
        self._current = stage.addPath(QPainterPath())
        self._current.setZValue(3.0)
        self._lines: dict[int, Polyline] = {}
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._ideal.setPen(QPen(theme.color("axis"), 1.4 * theme.line_width))
        self._current.setPen(QPen(theme.color("accent"), 2.4 * theme.line_width))
        self.lay_out()

    def set_scene(self, scene: FitScene) -> None:
        """Draw a scene; axes and points that stayed are left as they are."""
        before, self._drawn = self._drawn, scene
        if before is None or _frame(before) != _frame(scene):
            self.lay_out()
            return
        if not np.array_equal(before.points, scene.points, equal_nan=True):
            self._draw_points()
        self._draw_lines()
        self._draw_current()

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._axes.dress(theme, tabular(sized(self.font(), 0.85)))
        em, area = self._axes.line_height(), self.area()
        most_x = max(1, min(8, int(area.width() / (5.0 * em))))
        most_y = max(1, min(6, int(area.height() / (2.4 * em))))
        ticks = linear_ticks(*scene.x, most_x), linear_ticks(*scene.y, most_y)
        labels = scene.x_label, scene.y_label
        self._axes.lay_out(area, scene.x, scene.y, ticks, labels, 0.8 * em)
        ideal = QPainterPath()
        if scene.ideal:
            low = max(scene.x[0], scene.y[0])
            high = min(scene.x[1], scene.y[1])
            ideal.moveTo(self._axes.to_pixels(low, low))
            ideal.lineTo(self._axes.to_pixels(high, high))
        self._ideal.setPath(ideal)
        self._draw_points()
        self._draw_lines()
        self._draw_current()

    def line_ends(self, number: int) -> tuple[QPointF, QPointF] | None:
        """Return where the line of a method begins and ends, if it is drawn."""
        line = self._lines.get(number)
        drawn = None if line is None else line.ends()
        if drawn is None:
            return None
        (left, top), (right, bottom) = drawn
        return QPointF(left, top), QPointF(right, bottom)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point of the plot."""
        return self._axes.to_pixels(x, y)

    def _unit(self) -> float:
        return font_pixels(self) / BASE_PIXELS

    def _draw_points(self) -> None:
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        owner = scene.owner
        color = theme.color("text") if owner is None else runner_color(theme, owner)
        color.setAlphaF(0.75)
        self._points.setBrush(color)
        path, radius = QPainterPath(), POINT * self._unit()
        x, y = self._axes.pixels(scene.points[:, 0], scene.points[:, 1])
        rect = self._axes.rect
        for at in zip(x.tolist(), y.tolist(), strict=True):
            if rect.contains(*at):
                path.addEllipse(QPointF(*at), radius, radius)
        path.setFillRule(Qt.FillRule.WindingFill)
        self._points.setPath(path)

    def _draw_lines(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        for line in scene.lines:
            self._draw_line(line, theme)

    def _draw_line(self, line: FitLine, theme: Theme) -> None:
        if line.number not in self._lines:
            self._lines[line.number] = Polyline(self._layer)
        drawn = self._lines[line.number]
        wide = (3.0 if line.selected else 1.8) * theme.line_width
        drawn.set_pens(QPen(runner_color(theme, line.number), wide))
        if line.ends is None:
            drawn.clear()
            return
        x, y = np.array(line.ends, np.float64).T
        drawn.set_points(*clipped(*self._axes.pixels(x, y), self._axes.rect))

    def _draw_current(self) -> None:
        scene, path = self._drawn, QPainterPath()
        if scene is not None and scene.current is not None:
            x, y = scene.points[scene.current].tolist()
            if np.isfinite(y) and self._axes.rect.contains(self._axes.to_pixels(x, y)):
                reach = 2.6 * POINT * self._unit()
                path.addEllipse(self._axes.to_pixels(x, y), reach, reach)
        self._current.setPath(path)


def _frame(scene: FitScene) -> tuple[object, ...]:
    """Return what decides how the axes look."""
    return scene.x, scene.y, scene.x_label, scene.y_label, scene.ideal, scene.owner
