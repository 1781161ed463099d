"""The heights of the runners, step by step."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.scenes.terrain import HeightCurve, HeightsScene
from visualizer.ui.drawing import Align, font_pixels
from visualizer.ui.plots.axes import Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.clipping import clipped, thinned
from visualizer.ui.plots.halo_text import HaloText
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.plots.ranges import stepped_decades, stepped_top
from visualizer.ui.plots.ticks import linear_ticks, log_ticks
from visualizer.ui.runner_marks import runner_color, runner_shape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

LEAST_STEPS = 20.0
LOWEST = 1e-12
"""Heights below are drawn at the lower edge: rounding, not descent."""

LONGEST = 9_000.0

Coordinates = npt.NDArray[np.float64]


class HeightsView(PlotCanvas):
    """Draws a `HeightsScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: HeightsScene | None = None
        self._axes = Axes(self)
        self._layer = QGraphicsRectItem()
        self._layer.setPen(QPen(Qt.PenStyle.NoPen))
        self._layer.setZValue(1.0)
        self.scene().addItem(self._layer)
        self._lines: dict[int, tuple[Polyline, QGraphicsPathItem]] = {}
        self._names: list[HaloText] = []
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: HeightsScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        self.lay_out()

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._axes.dress(theme, tabular(sized(self.font(), 0.85)))
        values = [_plotted(curve, scene.log) for curve in scene.curves]
        em, area = self._axes.line_height(), self.area()
        most_x = max(1, min(8, int(area.width() / (5.0 * em))))
        most_y = max(1, min(6, int(area.height() / (2.4 * em))))
        last = max((float(c.x[-1]) for c in scene.curves if len(c.x)), default=0.0)
        x = (0.0, stepped_top(last, LEAST_STEPS))
        y = _range(values, scene.log)
        vertical = log_ticks(*y, most_y) if scene.log else linear_ticks(*y, most_y)
        ticks = linear_ticks(*x, most_x, whole=True), vertical
        labels = scene.x_label, scene.y_label
        self._axes.lay_out(area, x, y, ticks, labels, 0.8 * em)
        unit = font_pixels(self) / BASE_PIXELS
        for curve, heights in zip(scene.curves, values, strict=True):
            self._draw(curve, heights, theme, unit)
        shown = {curve.number for curve in scene.curves}
        for number, (line, marker) in self._lines.items():
            if number not in shown:
                line.clear()
                marker.hide()
        self._write_names(scene, theme)

    def names(self) -> tuple[str, ...]:
        """Return what is written at the ends of curves, from the top."""
        return tuple(n.front.text() for n in self._names if n.front.isVisible())

    def _write_names(self, scene: HeightsScene, theme: Theme) -> None:
        for each in self._names:
            each.hide()
        ends = [
            (self._lines[curve.number][1].pos(), curve)
            for curve in scene.curves
            if scene.named and self._lines[curve.number][1].isVisible()
        ]
        ends.sort(key=lambda end: end[0].y())
        while len(self._names) < len(ends):
            self._names.append(HaloText(self._layer, 3.0))
        font, rect = tabular(sized(self.font(), 0.85)), self._axes.rect
        for place, (end, curve) in enumerate(ends):
            name, em = self._names[place], self._axes.line_height()
            name.dress(font, theme.color("text"), theme.color("panel"))
            # The lowest hangs below its curve, so that two never meet.
            below = place > 0 and place == len(ends) - 1
            middle = end.y() + (em if below else -em)
            middle = min(max(middle, rect.top() + 0.5 * em), rect.bottom() - 0.5 * em)
            beside = end.x() - name.size_of(curve.name)[0] >= rect.left()
            side: Align = "right" if beside else "left"
            name.place(curve.name, end.x(), middle, side)

    def _draw(
        self, curve: HeightCurve, heights: Coordinates, theme: Theme, unit: float
    ) -> None:
        if curve.number not in self._lines:
            marker = QGraphicsPathItem(self._layer)
            marker.setZValue(2.0)
            self._lines[curve.number] = Polyline(self._layer), marker
        line, marker = self._lines[curve.number]
        color = runner_color(theme, curve.number)
        wide = (2.6 if curve.selected else 1.6) * theme.line_width
        line.set_pens(QPen(color, wide))
        x, y = self._axes.pixels(np.asarray(curve.x, np.float64), heights)
        rect = self._axes.rect
        line.set_points(*clipped(*thinned(x, y, LONGEST), rect))
        finite = np.flatnonzero(np.isfinite(y))
        at = int(finite[-1]) if len(finite) else -1
        inside = at >= 0 and rect.adjusted(-1, -1, 1, 1).contains(x[at], y[at])
        marker.setVisible(bool(inside))
        if inside:
            radius = (5.2 if curve.selected else 4.0) * unit
            marker.setPath(runner_shape(curve.number, radius))
            marker.setPos(float(x[at]), float(y[at]))
            marker.setBrush(color)
            marker.setPen(QPen(theme.color("panel"), 1.2))


def _plotted(curve: HeightCurve, log: bool) -> Coordinates:
    y = np.asarray(curve.y, np.float64)
    if not log:
        return y
    found: Coordinates = np.full(y.shape, np.nan)
    good = np.isfinite(y)
    found[good] = np.log10(np.maximum(y[good], LOWEST))
    return found


def _range(values: list[Coordinates], log: bool) -> tuple[float, float]:
    """Return the ends of the vertical axis; a runner that flies off has no say."""
    parts = [each[np.isfinite(each)] for each in values]
    finite = np.concatenate(parts) if parts else np.empty(0)
    starts = [each[0] for each in parts if len(each)]
    if not starts:
        return (0.0, 1.0)
    top = max(starts)
    low = float(finite.min())
    if log:
        return stepped_decades(low, max(low, top) + 0.05)
    room = 0.05 * (top - low) or 0.5
    return low - room, (top if math.isfinite(top) else low) + room
