"""A small plot for each initializer: median and quartiles of sizes over the depth."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.scenes import FloatArray
from visualizer.scenes.signals import InitializerCell, InitializersScene
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import font_pixels, rounded
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.polyline import Coordinates, broken_path, polygon
from visualizer.ui.plots.size_view import size_range
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import log_ticks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

WIDEST = 3
"""Plots in a row where there is room for two rows, else all stand in one."""

GAP = 8.0
OPACITY = 0.34


class _Tile:
    """The items of one small plot."""

    def __init__(self, grid: InitializerGrid) -> None:
        stage = grid.scene()
        self.frame: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.level: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.band: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.middle: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.band.setPen(QPen(Qt.PenStyle.NoPen))

    def remove(self, grid: InitializerGrid) -> None:
        for item in vars(self).values():
            grid.scene().removeItem(item)


class InitializerGrid(PlotCanvas):
    """Draws an `InitializersScene`.

    Signals
    -------
    chosen : str
        Key of the initializer whose plot was clicked.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: InitializersScene | None = None
        self._tiles: list[_Tile] = []
        self._root = QGraphicsRectItem()
        self._root.setPen(QPen(Qt.PenStyle.NoPen))
        self._root.setZValue(3.0)
        self.scene().addItem(self._root)
        self._texts = TextPool(self._root)
        self._focus = FocusBorder(self)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._focus.set_theme(theme)
        self.lay_out()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""
        self._focus.setGeometry(self.rect())
        self._focus.setVisible(focused)

    def set_scene(self, scene: InitializersScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        self.lay_out()

    def texts(self) -> list[str]:
        """Return what is written."""
        return [text.text() for text in self._texts.shown()]

    def box(self, place: int) -> QRectF:
        """Return the rectangle of a plot with its name, counted in reading order."""
        scene = self._drawn
        count = 0 if scene is None else len(scene.cells)
        area = self.area()
        em = self._texts.line_height()
        rows = 2 if count > WIDEST and area.height() >= 11.0 * em else 1
        columns = max(1, -(-count // rows))
        row, column = divmod(place, columns)
        left = self._axis_width()
        wide = (area.width() - left - GAP * (columns - 1)) / columns
        high = (area.height() - GAP * (rows - 1)) / rows
        return QRectF(
            left + column * (wide + GAP), row * (high + GAP), max(1.0, wide), high
        )

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        self._texts.dress(font, theme.color("text_secondary"))
        while len(self._tiles) > len(scene.cells):
            self._tiles.pop().remove(self)
        while len(self._tiles) < len(scene.cells):
            self._tiles.append(_Tile(self))
        self._texts.begin()
        if scene.hint:
            middle = self.area().center()
            self._texts.add(scene.hint, middle.x(), middle.y(), "center")
        y = self._range()
        for place, (cell, tile) in enumerate(
            zip(scene.cells, self._tiles, strict=True)
        ):
            box = self.box(place)
            plot = self._plot(box)
            self._draw_cell(scene, cell, tile, box, plot, y, theme)
            if box.left() <= self._axis_width() + 0.5:
                self._write_axis(plot, y)
        self._texts.end()
        self._focus.setGeometry(self.rect())

    def _range(self) -> tuple[float, float]:
        scene = self._drawn
        assert scene is not None
        nothing = np.empty(0)
        drawn = [part for cell in scene.cells for part in (cell.low, cell.high)]
        return size_range(np.concatenate([nothing, *drawn]), nothing, scene.reference)

    def _axis_width(self) -> float:
        return 0.5 * self._texts.line_height() + self._texts.advance_of("10⁻⁸⁸")

    def _plot(self, box: QRectF) -> QRectF:
        em = self._texts.line_height()
        return box.adjusted(4.0, 1.35 * em, -4.0, -4.0)

    def _draw_cell(
        self,
        scene: InitializersScene,
        cell: InitializerCell,
        tile: _Tile,
        box: QRectF,
        plot: QRectF,
        y: tuple[float, float],
        theme: Theme,
    ) -> None:
        em, unit = self._texts.line_height(), font_pixels(self) / BASE_PIXELS
        tile.frame.setPath(rounded(box.adjusted(0.5, 0.5, -0.5, -0.5), 5.0 * unit))
        role, width = ("accent", 1.8) if cell.chosen else ("border", 1.0)
        tile.frame.setPen(QPen(theme.color(role), width * theme.line_width))
        x = plot.left() + np.linspace(0.0, plot.width(), len(cell.middle))
        low, middle, high = (
            _heights(sizes, plot, y) for sizes in (cell.low, cell.middle, cell.high)
        )
        level = QPainterPath()
        base = _heights(np.array([scene.reference]), plot, y)[0]
        if math.isfinite(base):
            level.moveTo(plot.left(), base)
            level.lineTo(plot.right(), base)
        tile.level.setPath(level)
        tile.level.setPen(QPen(theme.color("axis"), 1.0, Qt.PenStyle.DotLine))
        good = np.isfinite(low) & np.isfinite(high)
        band = QPainterPath()
        band.addPolygon(
            polygon(
                np.concatenate([x[good], x[good][::-1]]),
                np.concatenate([low[good], high[good][::-1]]),
            )
        )
        shade = QColor(theme.color("text_secondary"))
        shade.setAlphaF(OPACITY)
        tile.band.setPath(band)
        tile.band.setBrush(shade)
        tile.middle.setPath(broken_path(x, middle))
        tile.middle.setPen(QPen(theme.color("text"), 1.8 * theme.line_width))
        line = box.top() + 0.75 * em
        room = box.width() - 12.0 * unit
        words = self._texts.advance_of(cell.text)
        right = box.right() - 6.0 * unit
        self._texts.add(cell.text, right, line, "right", room)
        rest = room - words - 6.0 * unit
        name = self._texts.add(cell.name, box.left() + 6.0 * unit, line, width=rest)
        name.setBrush(theme.color("text"))

    def _write_axis(self, plot: QRectF, y: tuple[float, float]) -> None:
        em = self._texts.line_height()
        most = max(1, int(plot.height() / (1.6 * em)))
        for tick in log_ticks(*y, most):
            share = (tick.value - y[0]) / (y[1] - y[0])
            at = plot.bottom() - share * plot.height()
            right = self._axis_width() - 0.3 * em
            self._texts.add(tick.text, right, at, "right")

    def _key_at(self, place: QPointF) -> str:
        scene = self._drawn
        for number, cell in enumerate(() if scene is None else scene.cells):
            if self.box(number).contains(place):
                return cell.key
        return ""

    def _on_pressed(self, place: QPointF) -> None:
        key = self._key_at(place)
        if key:
            self.chosen.emit(key)

    def _on_hovered(self, place: QPointF) -> None:
        over = bool(self._key_at(place))
        shape = (
            Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        )
        self.viewport().setCursor(shape)


def _heights(sizes: FloatArray, plot: QRectF, y: tuple[float, float]) -> Coordinates:
    """Return the pixels of sizes; NaN for what has no place on the axis."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = (np.log10(sizes) - y[0]) / (y[1] - y[0])
    heights = plot.bottom() - shares * plot.height()
    return np.where(np.isfinite(heights), heights, np.nan).astype(np.float64)
