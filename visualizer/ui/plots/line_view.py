"""Curves with points on them, their tangents, and names beside them."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.scenes.line_plot import Dot, Line, LinePlot, Range
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import font_pixels
from visualizer.ui.plots.asked_points import AskedPoints, Place
from visualizer.ui.plots.axes import Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.clipping import clipped, thinned
from visualizer.ui.plots.polyline import Polyline, broken_path
from visualizer.ui.plots.ranges import stepped_decades, stepped_top
from visualizer.ui.plots.readout import ReadoutBox
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import Tick, format_number, linear_ticks, log_ticks
from visualizer.ui.runner_marks import runner_color, runner_shape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

LEAST_EPOCHS = 20.0
LEAST_TOP = 0.01
"""The upper end of a growing axis is at least this."""

TANGENT = 56.0
"""Length of a tangent to either side of its point, in pixels."""

LONGEST = 9_000.0


class LineView(PlotCanvas):
    """Draws a `LinePlot`; of points that can be asked about one is pointed at.

    Signals
    -------
    asked : AskPoint
        A click on such a point, or a key while it is pointed at.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: LinePlot | None = None
        stage = self.scene()
        self._axes = Axes(self)
        self._marks = stage.addPath(QPainterPath())
        self._layer = QGraphicsRectItem()
        self._layer.setPen(QPen(Qt.PenStyle.NoPen))
        self._layer.setZValue(1.0)
        stage.addItem(self._layer)
        self._names = TextPool(self._layer)
        self._lines: list[tuple[Polyline, QGraphicsPathItem]] = []
        self._dots: list[tuple[QGraphicsPathItem, QGraphicsPathItem]] = []
        self._keys: list[QGraphicsPathItem] = []
        self._points: AskedPoints | None = None
        self._pointed: Place | None = None
        self._ring = stage.addPath(QPainterPath())
        self._ring.setZValue(3.0)
        self._box = ReadoutBox()
        stage.addItem(self._box.item)
        self._focus: FocusBorder | None = None
        self.resized.connect(self.lay_out)
        self.hovered.connect(self._on_hovered)
        self.pressed.connect(self._on_pressed)
        self.left.connect(lambda: self._point_at(None))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._marks.setPen(QPen(theme.color("axis"), 1.2, Qt.PenStyle.DotLine))
        self._ring.setPen(QPen(theme.color("accent"), 2.0 * theme.line_width))
        if self._focus is not None:
            self._focus.set_theme(theme)
        self.lay_out()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""
        if self._focus is None:
            self._focus = FocusBorder(self)
            if self._theme is not None:
                self._focus.set_theme(self._theme)
        self._focus.setGeometry(self.rect())
        self._focus.setVisible(focused)

    def set_plot(self, plot: LinePlot) -> None:
        """Draw a plot; what is the same as before stays as it is."""
        before, self._drawn = self._drawn, plot
        if plot is not before:
            self._points = None
        if self._theme is None or plot is before:
            return
        if before is None or _structure(before) != _structure(plot):
            self.lay_out()
            return
        if plot.marks != before.marks:
            self._draw_marks(plot)
        if plot.lines != before.lines:
            self._draw_lines(plot, self._theme)
            self._write_names(plot, self._theme)
        self._draw_dots()
        self._point_at(self._pointed)

    def points(self) -> AskedPoints:
        """Return the points that can be asked about."""
        if self._points is None:
            self._points = AskedPoints(self._drawn or _NOTHING)
        return self._points

    def step(self, across: int, up: int) -> str:
        """Point at a point beside the present one; return what is said of it."""
        points = self.points()
        if not points:
            return ""
        self._point_at(points.stepped(points.known(self._pointed), across, up))
        return self.reading()

    def ask(self) -> None:
        """Open the point that is pointed at."""
        place = self.points().known(self._pointed)
        if place is not None:
            self.asked.emit(self.points().question(place))

    def reading(self) -> str:
        """Return what is said of the point that is pointed at; empty for none."""
        shown = self._box.item.isVisible()
        rows = self._box.texts() if shown else []
        return ", ".join(f"{name} {value}".strip() for name, value in rows)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point of the plot."""
        return self._axes.to_pixels(x, y)

    def x_at(self, point: QPointF) -> float:
        """Return the coordinate x under a pixel."""
        return self._axes.x_at(point)

    def dot_at(self, point: QPointF, reach: float) -> int | None:
        """Return the place of the dot next to a point, if one is within reach."""
        found = []
        for place, dot in enumerate(() if self._drawn is None else self._drawn.dots):
            way = self.place_of(dot.x, dot.y) - point
            away = math.hypot(way.x(), way.y())
            if away <= reach:
                found.append((away, place))
        return min(found)[1] if found else None

    def names(self) -> list[str]:
        """Return the names of curves that are written."""
        return [item.text() for item in self._names.shown()]

    def lay_out(self) -> None:
        """Draw everything anew."""
        plot, theme = self._drawn, self._theme
        if plot is None or theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        self._axes.dress(theme, font)
        self._names.dress(font, theme.color("text"))
        em, area = self._axes.line_height(), self.area()
        x, y = _ranges(plot)
        most_x = max(1, min(8, int(area.width() / (5.0 * em))))
        most_y = max(1, min(6, int(area.height() / (2.4 * em))))
        vertical = log_ticks(*y, most_y) if plot.log else linear_ticks(*y, most_y)
        if plot.x_names:
            named = enumerate(plot.x_names)
            across = tuple(Tick(float(at), name) for at, name in named)
        else:
            across = linear_ticks(*x, most_x, whole=plot.grows)
        ticks = across, vertical
        right = 0.8 * em
        right += max(map(self._names.advance_of, _ended(plot)), default=0.0)
        labels = plot.x_label, plot.y_label
        self._axes.lay_out(area, x, y, ticks, labels, right)
        self._draw_marks(plot)
        self._draw_lines(plot, theme)
        self._write_names(plot, theme)
        self._draw_dots()
        self._box.set_look(theme, font)
        if self._focus is not None:
            self._focus.setGeometry(self.rect())
        self._point_at(self._pointed)

    @property
    def _rect(self) -> QRectF:
        return self._axes.rect

    def _draw_marks(self, plot: LinePlot) -> None:
        path, y = QPainterPath(), _ranges(plot)[1]
        for at in plot.marks:
            path.moveTo(self._axes.to_pixels(at, y[0]))
            path.lineTo(self._axes.to_pixels(at, y[1]))
        self._marks.setPath(path)

    def _draw_lines(self, plot: LinePlot, theme: Theme) -> None:
        while len(self._lines) < len(plot.lines):
            item = QGraphicsPathItem(self._layer)
            self._lines.append((Polyline(self._layer), item))
        for line, (whole, broken) in zip(plot.lines, self._lines, strict=False):
            wide = (1.5 if line.dashed else 2.2) * theme.line_width
            pen = QPen(self._color(line.number, theme), wide)
            x, y = self._axes.pixels(np.asarray(line.x, float), line.y)
            points = clipped(*thinned(x, y, LONGEST), self._rect)
            broken.setPath(QPainterPath())
            if line.dashed:
                whole.clear()
                pen.setStyle(Qt.PenStyle.DashLine)
                pen.setColor(theme.color("text_secondary"))
                broken.setPen(pen)
                broken.setPath(broken_path(*points))
            else:
                whole.set_pens(pen)
                whole.set_points(*points)
        for whole, broken in self._lines[len(plot.lines) :]:
            whole.clear()
            broken.setPath(QPainterPath())

    def _write_names(self, plot: LinePlot, theme: Theme) -> None:
        em = self._axes.line_height()
        self._names.begin()
        self._write_legend(plot, theme, em)
        self._write_ends([x for x in plot.lines if x.name in _ended(plot)], em)
        self._names.end()

    def _write_legend(self, plot: LinePlot, theme: Theme, em: float) -> None:
        """Name the neurons in a row over the plot, each with its marker."""
        named = [line for line in plot.lines if line.name and line.number >= 0]
        while len(self._keys) < len(named):
            self._keys.append(QGraphicsPathItem(self._layer))
        left = self._rect.left()
        room = self._rect.width() / max(1, len(named))
        for line, key in zip(named, self._keys, strict=False):
            key.setPath(runner_shape(line.number, 0.3 * em))
            key.setPos(left + 0.4 * em, self._rect.top() - 0.7 * em)
            key.setBrush(self._color(line.number, theme))
            key.setPen(QPen(Qt.PenStyle.NoPen))
            text = left + 0.95 * em
            middle = self._rect.top() - 0.7 * em
            self._names.add(line.name, text, middle, width=room - 1.4 * em)
            left += min(room, self._names.advance_of(line.name) + 2.0 * em)
        for place, key in enumerate(self._keys):
            key.setVisible(place < len(named))

    def _write_ends(self, lines: list[Line], em: float) -> None:
        """Write names at the ends of their curves, apart from one another."""
        rect = self._rect
        places = []
        for line in lines:
            finite = np.flatnonzero(np.isfinite(line.y))
            last = float(line.y[finite[-1]]) if len(finite) else 0.0
            at = self._axes.to_pixels(0.0, last).y()
            places.append((min(max(at, rect.top()), rect.bottom()), line.name))
        lowest = -math.inf
        for at, name in sorted(places):
            lowest = max(at, lowest + em)
            self._names.add(name, rect.right() + 0.4 * em, lowest)

    def _draw_dots(self) -> None:
        plot, theme = self._drawn, self._theme
        if plot is None or theme is None:
            return
        while len(self._dots) < len(plot.dots):
            tangent, marker = QGraphicsPathItem(), QGraphicsPathItem()
            tangent.setZValue(2.0)
            marker.setZValue(2.5)
            self.scene().addItem(tangent)
            self.scene().addItem(marker)
            self._dots.append((tangent, marker))
        unit = font_pixels(self) / BASE_PIXELS
        for dot, (tangent, marker) in zip(plot.dots, self._dots, strict=False):
            at = self._axes.to_pixels(dot.x, dot.y)
            finite = math.isfinite(at.x()) and math.isfinite(at.y())
            seen = finite and self._rect.adjusted(-1, -1, 1, 1).contains(at)
            tangent.setVisible(seen)
            marker.setVisible(seen)
            if not seen:
                continue
            tangent.setPath(self._tangent(dot, TANGENT * unit))
            tangent.setPen(QPen(theme.color("success"), 2.0 * theme.line_width))
            marker.setPath(runner_shape(dot.number, 5.4 * unit))
            marker.setPos(at)
            marker.setBrush(self._color(dot.number, theme))
            marker.setPen(QPen(theme.color("panel"), 1.4 * theme.line_width))
        for tangent, marker in self._dots[len(plot.dots) :]:
            tangent.hide()
            marker.hide()

    def _on_hovered(self, point: QPointF) -> None:
        self._point_at(self._under(point))

    def _on_pressed(self, point: QPointF) -> None:
        self._point_at(self._under(point))
        self.ask()

    def _under(self, point: QPointF) -> Place | None:
        """Return the point under the hand that can be asked about."""
        return self.points().near(point, self._axes.pixels)

    def _point_at(self, place: Place | None) -> None:
        """Ring a point and say its value; None for none."""
        points, plot = self.points(), self._drawn
        if not points and self._pointed is None:
            # The pointer's shape is then for who draws on the plot.
            return
        self._pointed = place = points.known(place)
        shape = Qt.CursorShape
        self.viewport().setCursor(
            shape.ArrowCursor if place is None else shape.PointingHandCursor
        )
        if place is None or plot is None:
            self._ring.hide()
            self._box.hide()
            return
        x, y = points.at(place)
        at = self._axes.to_pixels(x, y)
        radius = 6.5 * font_pixels(self) / BASE_PIXELS
        ring = QPainterPath()
        ring.addEllipse(QPointF(), radius, radius)
        self._ring.setPath(ring)
        self._ring.setPos(at)
        self._ring.show()
        value = 10.0**y if plot.log else y
        rows = [(plot.x_label, f"{x:g}"), (points.name(place), format_number(value, 3))]
        self._box.show(at, rows, QRectF(self.area()))

    def _tangent(self, dot: Dot, reach: float) -> QPainterPath:
        path = QPainterPath()
        if math.isfinite(dot.slope):
            at = self._axes.to_pixels(dot.x, dot.y)
            way = self._axes.to_pixels(dot.x + 1.0, dot.y + dot.slope) - at
            step = way * (reach / math.hypot(way.x(), way.y()))
            x = np.array([at.x() - step.x(), at.x() + step.x()])
            y = np.array([at.y() - step.y(), at.y() + step.y()])
            x, y = clipped(x, y, self._rect)
            if len(x) > 1:
                path.moveTo(float(x[0]), float(y[0]))
                path.lineTo(float(x[1]), float(y[1]))
        return path

    def _color(self, number: int, theme: Theme) -> QColor:
        return theme.color("text") if number < 0 else runner_color(theme, number)


_NOTHING = LinePlot((), (), (0.0, 1.0), (0.0, 1.0), "", "")


def _ended(plot: LinePlot) -> list[str]:
    """Return the names that are written at the ends of their curves."""
    return [line.name for line in plot.lines if line.name and line.number < 0]


def _structure(plot: LinePlot) -> tuple[object, ...]:
    """Return what decides where everything stands."""
    named = tuple((line.name, line.number, line.dashed) for line in plot.lines)
    labels = plot.x_label, plot.y_label, plot.x_names
    return _ranges(plot), labels, plot.log, named


def _ranges(plot: LinePlot) -> tuple[Range, Range]:
    """Return the ends of the axes; those of a growing plot go by steps."""
    x, y = plot.x, plot.y
    if plot.grows:
        x = (0.0, stepped_top(x[1], LEAST_EPOCHS))
    if plot.log:
        y = stepped_decades(*y)
    elif plot.grows and y[0] == 0.0:
        y = (0.0, stepped_top(y[1], LEAST_TOP))
    return x, y
