"""A map of two inputs with the line on which the neuron changes its mind."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from visualizer.scenes.border import BorderLine, BorderScene
from visualizer.ui.drawing import Pacer, finer, font_pixels, signed_image
from visualizer.ui.plots.axes import ABOVE_NAME, BELOW, Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.ticks import linear_ticks
from visualizer.ui.runner_marks import runner_color
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

HIT = 13.0
"""How far from an example a press still means it, in pixels."""


AROUND = ABOVE_NAME + BELOW
"""Lines of type above and below the map."""


class BorderView(PlotCanvas):
    """Draws a `BorderScene`; a press or drag feeds the neuron with a place.

    Signals
    -------
    probe_moved : (float, float)
    example_chosen : int
    """

    probe_moved = Signal(object)
    example_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: BorderScene | None = None
        self._held = False
        stage = self.scene()
        self._axes = Axes(self)
        self._map = stage.addPixmap(QPixmap())
        self._map.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._map.setZValue(0.5)
        self._bar = stage.addPixmap(QPixmap())
        self._bar_texts = tuple(self.text() for _ in range(3))
        self._lines: list[tuple[QGraphicsPathItem, QGraphicsPathItem]] = []
        self._points: list[QGraphicsPathItem] = []
        self._ring = stage.addPath(QPainterPath())
        self._ring.setZValue(3.0)
        self._probe_halo = stage.addPath(QPainterPath())
        self._probe = stage.addPath(QPainterPath())
        self._frame = stage.addPath(QPainterPath())
        for item in (self._probe_halo, self._probe, self._frame):
            item.setZValue(4.0)
        self._equation, self._verdict = self.text(), self.text()
        self._focused = False
        self._texts = Pacer(self._write, self)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._on_released)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._ring.setPen(QPen(theme.color("text"), 2.2 * theme.line_width))
        self._probe.setPen(QPen(theme.color("marker"), 2.4 * theme.line_width))
        halo = theme.color("point_outline")
        self._probe_halo.setPen(QPen(halo, 4.6 * theme.line_width))
        self._frame.setPen(QPen(theme.color("accent"), 2.5))
        self.lay_out()

    def set_scene(self, scene: BorderScene) -> None:
        """Draw a scene."""
        before, self._drawn = self._drawn, scene
        if before is None or (before.domain, before.x_label, before.scale) != (
            scene.domain,
            scene.x_label,
            scene.scale,
        ):
            self.lay_out()
            return
        if scene.values is not before.values:
            self._draw_map()
        if (scene.lines, scene.points, scene.probe) != (
            before.lines,
            before.points,
            before.probe,
        ):
            self._draw_signs()
        self._texts.request()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys move the probe."""
        self._focused = focused
        path = QPainterPath()
        if focused:
            path.addRect(self._axes.rect)
        self._frame.setPath(path)

    def map_rect(self) -> QRectF:
        """Return where the map lies in the viewport."""
        return QRectF(self._axes.rect)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return the pixel of a place of the plane."""
        return self._axes.to_pixels(x, y)

    def written(self) -> tuple[str, str]:
        """Return the equation and the verdict as they are written."""
        return self._equation.text(), self._verdict.text()

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        self._axes.dress(theme, font)
        for text in self._bar_texts:
            text.dress(font, theme.color("text_secondary"))
        strong = tabular(sized(self.font(), 0.95))
        self._equation.dress(strong, theme.color("text"))
        self._verdict.dress(strong, theme.color("text_secondary"))
        em = self._axes.line_height()
        area = self.area()
        below = 2.5 * em if area.height() > 13 * em else 1.3 * em
        room = area.adjusted(0, 0, 0, -below)
        bar = 2.6 * em
        # The margins of the axes, which the square map is to leave room for.
        side = max(8.0, min(room.width() - bar - 2.2 * em, room.height() - AROUND * em))
        wide = side + 2.2 * em
        left = max(0.0, (area.width() - wide - bar) / 2.0)
        box = QRectF(left, room.top(), wide, side + AROUND * em)
        low, high, bottom, top = scene.domain
        most = max(2, int(side / (4.0 * em)))
        ticks = linear_ticks(low, high, most), linear_ticks(bottom, top, most)
        labels = scene.x_label, scene.y_label
        self._axes.lay_out(box, (low, high), (bottom, top), ticks, labels, 0.0)
        self._draw_map()
        self._draw_bar(scene, theme, em)
        self._draw_signs()
        self.set_focused(self._focused)
        self._texts.request(now=True)

    def _draw_map(self) -> None:
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        image = signed_image(finer(scene.values), 1.0, theme.signed_table())
        self._map.setPixmap(QPixmap.fromImage(image))
        rect = self._axes.rect
        scale = QTransform.fromScale(
            rect.width() / image.width(), rect.height() / image.height()
        )
        self._map.setTransform(scale)
        self._map.setPos(rect.topLeft())

    def _draw_bar(self, scene: BorderScene, theme: Theme, em: float) -> None:
        rect = self._axes.rect
        values = np.linspace(-1.0, 1.0, 64)[:, None]
        image = signed_image(values, 1.0, theme.signed_table())
        self._bar.setPixmap(QPixmap.fromImage(image))
        wide = 0.6 * em
        at = QPointF(rect.right() + 0.5 * em, rect.top())
        self._bar.setTransform(QTransform.fromScale(wide, rect.height() / 64.0))
        self._bar.setPos(at)
        places = (rect.top() + 0.4 * em, rect.center().y(), rect.bottom() - 0.4 * em)
        for item, text, y in zip(self._bar_texts, scene.scale, places, strict=True):
            item.place(text, at.x() + wide + 0.3 * em, y)
        self._bar_texts[1].setVisible(rect.height() > 3.5 * em)

    def _draw_signs(self) -> None:
        """Draw lines, normals, examples and probe."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        unit = font_pixels(self) / BASE_PIXELS
        self._draw_lines(scene.lines, theme, unit)
        while len(self._points) < len(scene.points):
            item = self.scene().addPath(QPainterPath())
            item.setZValue(2.0)
            self._points.append(item)
        ring = QPainterPath()
        radius = 6.5 * unit
        for item in self._points[len(scene.points) :]:
            item.hide()
        for item, point in zip(self._points, scene.points, strict=False):
            at = self._axes.to_pixels(point.x, point.y)
            item.show()
            item.setPath(_sign_shape(point.yes, point.right, radius))
            item.setPos(at)
            item.setBrush(theme.color("positive" if point.yes else "negative"))
            item.setPen(QPen(theme.color("point_outline"), 1.8 * theme.line_width))
            if point.watched:
                ring.addEllipse(at, 1.75 * radius, 1.75 * radius)
        self._ring.setPath(ring)
        probe = QPainterPath()
        if scene.probe is not None:
            at = self._axes.to_pixels(*scene.probe)
            probe.addEllipse(at, radius, radius)
            for x, y in ((1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)):
                way = QPointF(x, y) * radius
                probe.moveTo(at + way * 0.35)
                probe.lineTo(at + way * 1.6)
        self._probe.setPath(probe)
        self._probe_halo.setPath(probe)

    def _draw_lines(
        self, lines: tuple[BorderLine, ...], theme: Theme, unit: float
    ) -> None:
        while len(self._lines) < len(lines):
            halo, line = QGraphicsPathItem(), QGraphicsPathItem()
            for item, height in ((halo, 1.0), (line, 1.1)):
                item.setZValue(height)
                self.scene().addItem(item)
            self._lines.append((halo, line))
        for halo, item in self._lines[len(lines) :]:
            halo.hide()
            item.hide()
        for border, (halo, item) in zip(lines, self._lines, strict=False):
            path = self._line_path(border, unit)
            for each in (halo, item):
                each.setPath(path)
                each.setVisible(not path.isEmpty())
            color = runner_color(theme, border.number) if len(lines) > 1 else None
            width = 2.4 * theme.line_width
            item.setPen(QPen(color or theme.color("text"), width))
            ground = QColor(theme.color("panel"))
            halo.setPen(QPen(ground, width + 3.0))

    def _line_path(self, line: BorderLine, unit: float) -> QPainterPath:
        path = QPainterPath()
        if line.ends is None or line.foot is None or line.tip is None:
            return path
        path.moveTo(self._axes.to_pixels(*line.ends[0]))
        path.lineTo(self._axes.to_pixels(*line.ends[1]))
        foot, tip = self._axes.to_pixels(*line.foot), self._axes.to_pixels(*line.tip)
        way = tip - foot
        size = math.hypot(way.x(), way.y())
        if size < 1.0:
            return path
        path.moveTo(foot)
        path.lineTo(tip)
        back = way * (7.0 * unit / size)
        side = QPointF(-back.y(), back.x()) * 0.55
        path.moveTo(tip - back + side)
        path.lineTo(tip)
        path.lineTo(tip - back - side)
        return path

    def _write(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        em = self._axes.line_height()
        area = self.area()
        middle = area.center().x()
        if area.height() > 13 * em:
            line = area.bottom() - 1.75 * em
            self._equation.place(scene.equation, middle, line, "center", area.width())
            self._verdict.place(
                scene.verdict, middle, line + 1.15 * em, "center", area.width()
            )
            return
        self._equation.hide()
        line = area.bottom() - 0.6 * em
        self._verdict.place(scene.verdict, middle, line, "center", area.width())

    def _on_pressed(self, point: QPointF) -> None:
        scene = self._drawn
        if scene is None:
            return
        for number, each in enumerate(scene.points):
            away = self._axes.to_pixels(each.x, each.y) - point
            if math.hypot(away.x(), away.y()) <= HIT:
                self.example_chosen.emit(number)
                return
        if self._axes.rect.contains(point):
            self._held = True
            self._on_dragged(point)

    def _on_dragged(self, point: QPointF) -> None:
        if not self._held or self._drawn is None:
            return
        rect, (low, high, bottom, top) = self._axes.rect, self._drawn.domain
        across = (point.x() - rect.left()) / rect.width()
        up = (rect.bottom() - point.y()) / rect.height()
        self.probe_moved.emit(
            (
                low + min(1.0, max(0.0, across)) * (high - low),
                bottom + min(1.0, max(0.0, up)) * (top - bottom),
            )
        )

    def _on_released(self) -> None:
        self._held = False


def _sign_shape(yes: bool, right: bool, radius: float) -> QPainterPath:
    """Return the mark of an example: a disk for yes, a square for no.

    One that the neuron gets wrong has a cross through it.
    """
    path = QPainterPath()
    if yes:
        path.addEllipse(QPointF(0.0, 0.0), radius, radius)
    else:
        path.addRect(-0.88 * radius, -0.88 * radius, 1.76 * radius, 1.76 * radius)
    if not right:
        reach = 1.5 * radius
        for x, y in ((reach, reach), (reach, -reach)):
            path.moveTo(-x, -y)
            path.lineTo(x, y)
    return path
