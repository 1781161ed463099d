"""Curves over the updates of a run, with axes, labels at their ends and flags."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsEllipseItem,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsRectItem,
    QWidget,
)

# pyqtgraph takes the Qt binding that is loaded already, so it comes after it.
import pyqtgraph  # isort: skip

from visualizer.scenes.curve import CurveScene, Series
from visualizer.scenes.why import Quantity
from visualizer.ui.drawing import Text, font_pixels
from visualizer.ui.plots.band import BandItem, edges
from visualizer.ui.plots.dashes import dashed
from visualizer.ui.plots.flags import Flag, FlagRow
from visualizer.ui.plots.ghosts import (
    Drawn,
    KnownCurves,
    asked_at,
    ghost_at,
    moment_of,
)
from visualizer.ui.plots.halo_text import HaloText
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.plots.ranges import stepped_decades, stepped_top
from visualizer.ui.plots.readout import ReadoutBox
from visualizer.ui.plots.reduction import (
    Curve,
    finite_range,
    log10_or_gap,
    reduce_curve,
)
from visualizer.ui.plots.spread import spread
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import Tick, format_number, linear_ticks, log_ticks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

LEAST_UPDATES = 20
"""Updates that the axis holds at least."""

LEAST_TOP = 1e-6
"""Upper end of the linear axis where all values are smaller."""

CLOSEST = 8.0
"""Updates that stay visible however far one zooms in."""

ZOOM = 0.8
"""Factor of the visible range for one notch of the wheel."""

LOW = 11.0
"""Height of a low plot in lines of text."""

WIDTH = 1.6
"""Of the curves that are not faint, in pixels."""

DASH, GAP = 6.0, 4.0
"""Of the curve of the test data, in pixels."""

PIECE = 8
"""Points of one item of a curve: strokes through noise are short, or slow to draw."""


class CurveView(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Draws a `CurveScene` and answers the hand.

    A press or drag asks for the moment under the pointer, a click on a curve for
    what made the value there as well; the wheel zooms the horizontal axis around
    it, a double-click shows the whole run again.

    Signals
    -------
    seek_wanted : int
        Update under the pointer while the button is down.
    run_wanted : int, int
        Run that was left whose curve was pressed, and the update there.
    released
    why_wanted : Quantity
        A curve was clicked whose values can be explained.
    """

    why_wanted = Signal(object)
    seek_wanted = Signal(int)
    run_wanted = Signal(int, int)
    released = Signal()

    # Known to the class, because pyqtgraph resizes the widget while building it.
    _theme: Theme | None = None
    _drawn: CurveScene | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=None)
        self._cursor = self._left_moment = 0
        self._zoom: tuple[float, float] | None = None
        self._x_range = (0.0, float(LEAST_UPDATES))
        self._y_range = (0.0, 1.0)
        self._rect = QRectF()
        self._one_row = False
        self._pointer: QPointF | None = None
        self._readouts: tuple[tuple[str, str], ...] = ()
        self._down = False
        self._pressed = QPointF()
        self._asked: Quantity | None = None
        self._lines: list[Polyline] = []
        self._layers: list[QGraphicsRectItem] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSize(1, 1)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._plot = self.getPlotItem()
        # Made without a parent, it would outlive the view until the collector
        # finds it, which may be while Qt walks over all widgets. As a child it
        # would be one of the window's menus.
        self.destroyed.connect(self._plot.ctrlMenu.deleteLater)
        self._plot.hideButtons()
        self._plot.hideAxis("left")
        self._plot.hideAxis("bottom")
        self._box = self._plot.getViewBox()
        self._box.setMouseEnabled(False, False)
        self._box.disableAutoRange()
        self._box.setDefaultPadding(0.0)
        self._make_items()

    def _make_items(self) -> None:
        stage = self.scene()
        no_pen = QPen(Qt.PenStyle.NoPen)
        self._under = QGraphicsRectItem()
        self._over = QGraphicsRectItem()
        for layer, height in ((self._under, -100.0), (self._over, 100.0)):
            layer.setPen(no_pen)
            layer.setZValue(height)
            stage.addItem(layer)
        # Made here, as `drawing.Stage` explains.
        self._grid = QGraphicsPathItem(self._under)
        self._ticks = TextPool(self._under)
        self._x_label, self._y_label = Text(self._under), Text(self._under)
        self._names, self._values = TextPool(self._under), TextPool(self._under)
        self._flags = FlagRow(self._over, stems=True)
        self._band = BandItem(self._under, self._over)
        self._curves: list[tuple[Series, Curve]] = []
        self._lit: int | None = None
        self._known = KnownCurves()
        self._looks: list[tuple[object, ...]] = []
        self._cursor_line = QGraphicsLineItem(self._over)
        self._ends: list[HaloText] = []
        self._dots: list[QGraphicsEllipseItem] = []
        self._hair = QGraphicsLineItem(self._over)
        self._hair.hide()
        self._readout = ReadoutBox(self._over)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.setBackground(theme.panel)
        self._grid.setPen(QPen(theme.color("grid"), 1.0))
        self._cursor_line.setPen(QPen(theme.color("accent"), 1.4 * theme.line_width))
        hair = theme.color("text_secondary")
        hair.setAlphaF(0.7)
        self._hair.setPen(QPen(hair, 1.0))
        self.lay_out()

    def set_scene(self, scene: CurveScene) -> None:
        """Draw a scene."""
        if self._drawn is not None and scene.log != self._drawn.log:
            self._zoom = None
        self._drawn = scene
        self._cursor = scene.cursor
        self._draw()

    def set_cursor(self, update: int) -> None:
        """Put the line of the present moment at an update."""
        self._cursor = update
        self._place_cursor()

    def set_readouts(self, readouts: tuple[tuple[str, str], ...]) -> None:
        """Write names and values at the upper right, as many as there is room."""
        self._readouts = readouts
        self._write_readouts()

    def plot_rect(self) -> QRectF:
        """Return where the curves are drawn, in logical pixels."""
        return QRectF(self._rect)

    def visible_updates(self) -> tuple[float, float]:
        """Return the ends of the horizontal axis."""
        return self._x_range

    def visible_values(self) -> tuple[float, float]:
        """Return the ends of the vertical axis, as exponents where it is log."""
        return self._y_range

    def end_labels(self) -> list[Text]:
        """Return the names written at the ends of the curves."""
        return [end.front for end in self._ends if end.front.isVisible()]

    def readout_texts(self) -> list[tuple[str, str]]:
        """Return what is written beside the pointer."""
        return self._readout.texts() if self._readout.item.isVisible() else []

    def update_at(self, point: QPointF) -> int:
        """Return the moment of a flag at a point, else the update there."""
        flag = self._flags.update_at(point)
        return self.update_along(point) if flag is None else flag

    def update_along(self, point: QPointF) -> int:
        """Return the update under a point, within the present run."""
        return min(max(0, round(self._update_of(point))), self._last_update())

    def ghost_at(self, point: QPointF) -> Series | None:
        """Return the run that was left whose curve is at a point, if there is one."""
        near = abs(point.x() - self._x(self._cursor)) < font_pixels(self)
        if near or not self._rect.contains(point):
            return None
        return ghost_at(self._on_screen(), point)

    def asked_at(self, point: QPointF) -> Quantity | None:
        """Return what a curve at a point shows, where one can ask why."""
        inside = self._rect.contains(point)
        return asked_at(self._on_screen(), point) if inside else None

    def _on_screen(self) -> list[Drawn]:
        return [
            Drawn(series, (self._x_of(x), self._y_of(y)))
            for series, (x, y) in self._curves
        ]

    def lit_run(self) -> int | None:
        """Return the run that was left and is pointed at."""
        return self._lit

    def band_text(self) -> str:
        """Return what is written at the band of seeds."""
        return self._band.text()

    def place_of(self, update: float) -> QPointF:
        """Return the point in the middle of the plot over an update."""
        return QPointF(self._x(update), self._rect.center().y())

    def lay_out(self) -> None:
        """Dress and place everything anew, for another theme, size or font."""
        theme = self._theme
        if theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        quiet = theme.color("text_secondary")
        for texts in (self._ticks, self._x_label, self._y_label, self._names):
            texts.dress(font, quiet)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        self._values.dress(strong, theme.color("text"))
        self._flags.set_look(theme, font)
        self._readout.set_look(theme, font)
        self._band.set_look(theme, font)
        self._draw()

    # From here on: drawing, in the order in which things depend on each other.

    def _draw(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None or self.width() < 2:
            return
        self._choose_x_range()
        self._lay_out_plot()
        # As wide as the line: narrower ones would be painted over each other.
        columns = max(1, int(self._rect.width() / (WIDTH * theme.line_width)))
        curves = [self._reduced(series, columns) for series in scene.series]
        self._choose_y_range([*curves, *edges(scene.band, scene.log)])
        ticks = self._y_ticks()
        self._box.setRange(
            xRange=self._x_range, yRange=self._y_range, padding=0.0, update=True
        )
        for index, (series, curve) in enumerate(zip(scene.series, curves, strict=True)):
            self._draw_line(index, series, curve)
        self._curves = list(zip(scene.series, curves, strict=True))
        self._draw_band()
        for index, line in enumerate(self._lines[len(curves) :], start=len(curves)):
            line.clear()
            self._looks[index] = ()
        self._draw_axes(ticks)
        self._draw_flags()
        self._label_ends(curves)
        self._place_cursor()
        self._write_readouts()
        self._show_values()

    def _choose_x_range(self) -> None:
        assert self._drawn is not None
        ends = [float(s.x[-1]) for s in self._drawn.series if len(s.x)]
        if self._drawn.band is not None:
            ends.append(float(self._drawn.band.x[-1]))
        top = stepped_top(max([float(self._drawn.cursor), *ends]), LEAST_UPDATES)
        self._x_range = self._zoom if self._zoom is not None else (0.0, top)

    def _lay_out_plot(self) -> None:
        """Leave room for ticks at the left, names at the right, two rows above."""
        scene = self._drawn
        assert scene is not None
        em = self._ticks.line_height()
        # Where height is scarce, flags and read-outs take turns in one row.
        self._one_row = self.height() < LOW * em
        above = round(1.25 * em)
        if scene.marks and not self._one_row:
            above += round(self._flags.height() + 1.0)
        # Kept free for the widest tick in use, so that nothing moves sideways.
        left = round(self._ticks.advance_of("0.0005") + 0.5 * em)
        names = [series.name for series in scene.series if series.name]
        right = max([self._names.advance_of(name) for name in names], default=0.0)
        right = round(right + 0.6 * em)
        below = round(1.45 * em)
        rect = QRectF(
            left,
            above,
            max(1.0, self.width() - left - right),
            max(1.0, self.height() - above - below),
        )
        if rect != self._rect:
            self._rect = rect
            self._plot.layout.setContentsMargins(left, above, right, below)
            # Otherwise the plot would take its new place one turn later.
            self._plot.layout.activate()

    def _reduced(self, series: Series, columns: int) -> Curve:
        assert self._drawn is not None
        log, ends = self._drawn.log, self._x_range

        def reduce() -> Curve:
            x, y = reduce_curve(series.x, series.y, *ends, columns)
            return x, log10_or_gap(y) if log else y

        return self._known.curve(series, (ends, columns, log), reduce)

    def _choose_y_range(self, curves: list[Curve]) -> None:
        assert self._drawn is not None
        found = finite_range(curves)
        if found is None:
            self._y_range = (-1.0, 0.0) if self._drawn.log else (0.0, 1.0)
        elif self._drawn.log:
            self._y_range = stepped_decades(*found)
        else:
            low, high = found
            bottom = -stepped_top(-low, LEAST_TOP) if low < 0.0 else 0.0
            self._y_range = (bottom, stepped_top(1.02 * high, LEAST_TOP))

    def _y_ticks(self) -> tuple[Tick, ...]:
        assert self._drawn is not None
        most = max(1, int(self._rect.height() / (1.6 * self._ticks.line_height())))
        make = log_ticks if self._drawn.log else linear_ticks
        return make(*self._y_range, min(most, 8))

    def _draw_line(self, index: int, series: Series, curve: Curve) -> None:
        assert self._theme is not None
        if index == len(self._lines):
            self._add_line()
        lit = series.kind == "ghost" and series.run == self._lit
        faint = series.kind in ("ghost", "raw")
        width = WIDTH if lit or not faint else 1.0
        # A cosmetic pen counts device pixels, whatever their ratio.
        width *= self._theme.line_width * self.devicePixelRatioF()
        look = (series.kind == "ghost" and id(curve), self._theme.key, lit, width)
        if look[0] and look == self._looks[index]:
            # Drawn already, in coordinates that do not follow the axes.
            return
        self._looks[index] = look
        role = "text" if lit else "ghost" if faint else series.kind
        pen = QPen(self._theme.color(role), width)
        pen.setCosmetic(True)
        x, y = curve
        if series.kind == "test":
            pixels = self._x_of(x), self._y_of(y)
            x, y = self._from_pixels(*dashed(*pixels, DASH, GAP))
        heights = {"ghost": 0.0, "raw": 0.5, "train": 1.0, "test": 2.0}
        self._layers[index].setZValue(heights[series.kind])
        self._lines[index].set_pens(pen)
        self._lines[index].set_points(x, y)

    def _add_line(self) -> None:
        """Make room for a curve of stock items; pyqtgraph's own paints in Python."""
        layer = QGraphicsRectItem()
        layer.setPen(QPen(Qt.PenStyle.NoPen))
        self._box.addItem(layer, ignoreBounds=True)
        self._layers.append(layer)
        self._lines.append(Polyline(layer, piece=PIECE))
        self._looks.append(())

    def _draw_band(self) -> None:
        assert self._drawn is not None
        band = self._drawn.band
        if band is None:
            self._band.clear()
            return
        x, end = band.x, self._x_range
        inside = (x >= end[0]) & (x <= end[1])
        rows = [
            (self._x_of(x[inside]), self._y_of(y[inside]))
            for x, y in edges(band, self._drawn.log)
        ]
        low, middle, high = (y for _, y in rows)
        self._band.show(band.text, rows[0][0], low, middle, high, self._rect)

    def _draw_axes(self, y_ticks: tuple[Tick, ...]) -> None:
        scene, rect = self._drawn, self._rect
        assert scene is not None
        em = self._ticks.line_height()
        self._ticks.begin()
        lines = QPainterPath()
        for tick in y_ticks:
            y = float(self._y_of(np.array([tick.value]))[0])
            self._ticks.add(tick.text, rect.left() - 0.4 * em, y, "right")
            # Half a pixel off, an antialiased line of width 1 is sharp.
            y = math.floor(y) + 0.5
            lines.moveTo(rect.left(), y)
            lines.lineTo(rect.right(), y)
        self._grid.setPath(lines)
        middle = rect.bottom() + 0.8 * em
        right = float(self.width()) - 2.0
        self._x_label.place(scene.x_label, right, middle, "right")
        limit = right - self._x_label.advance_of(scene.x_label) - 0.6 * em
        most = max(1, int(rect.width() / (4.2 * em)))
        for tick in linear_ticks(*self._x_range, most, whole=True):
            x = self._x(tick.value)
            if x + self._ticks.advance_of(tick.text) / 2 <= limit:
                self._ticks.add(tick.text, x, middle, "center")
        self._ticks.end()
        self._y_label.place(scene.y_label, 2.0, 0.6 * em)

    def _draw_flags(self) -> None:
        scene, rect = self._drawn, self._rect
        assert scene is not None
        flags = [
            Flag(self._x(mark.update), mark.text, mark.update)
            for mark in sorted(scene.marks, key=lambda mark: mark.update)
        ]
        left = rect.left()
        if self._one_row:
            label = self._y_label.advance_of(scene.y_label)
            left = max(left, label + self._ticks.line_height())
        top = rect.top() - self._flags.height()
        self._flags.show(flags, left, rect.right(), top, rect.bottom())

    def _label_ends(self, curves: list[Curve]) -> None:
        """Write names right of where the curves end, apart from one another."""
        scene, theme, rect = self._drawn, self._theme, self._rect
        assert scene is not None
        assert theme is not None
        em = self._ticks.line_height()
        wanted = []
        for series, (x, y) in zip(scene.series, curves, strict=True):
            inside = np.isfinite(y) & (x <= self._x_range[1])
            if series.name and inside.any():
                last = int(np.flatnonzero(inside)[-1])
                pixels = self._y_of(y[last : last + 1])
                wanted.append((float(pixels[0]), self._x(float(x[last])), series))
        heights = spread(
            [place[0] for place in wanted], em, rect.top(), rect.bottom() - 0.4 * em
        )
        font = tabular(sized(self.font(), 0.85))
        while len(self._ends) < len(wanted):
            self._ends.append(HaloText(self._over))
        for label, (_, end, series), height in zip(
            self._ends, wanted, heights, strict=False
        ):
            own = QFont(font)
            if series.kind == "train":
                own.setWeight(QFont.Weight.DemiBold)
            # Its rim keeps the name readable where it stands on a ghost.
            label.dress(own, theme.color(series.kind), theme.color("panel"))
            label.place(series.name, end + 0.45 * em, height)
        for label in self._ends[len(wanted) :]:
            label.hide()

    def _place_cursor(self) -> None:
        rect = self._rect
        # In the middle of a column of pixels the line is sharp.
        x = math.floor(self._x(self._cursor)) + 0.5
        self._cursor_line.setLine(x, rect.top(), x, rect.bottom())
        self._cursor_line.setVisible(
            self._drawn is not None and rect.left() - 1 <= x <= rect.right() + 1
        )

    def _write_readouts(self) -> None:
        em = self._ticks.line_height()
        middle = 0.6 * em
        x = float(self.width()) - 2.0
        limit = 2.0 + self._y_label.advance_of(self._y_label.text()) + em
        self._names.begin()
        self._values.begin()
        low = self._one_row and self._drawn is not None and self._drawn.marks
        for name, value in () if low else reversed(self._readouts):
            taken = self._names.advance_of(name) + self._values.advance_of(value)
            if x - taken - 0.4 * em < limit:
                break
            width = self._values.advance_of(value)
            self._values.add(value, x, middle, "right")
            self._names.add(name, x - width - 0.4 * em, middle, "right")
            x -= taken + 1.6 * em
        self._names.end()
        self._values.end()

    def _show_values(self) -> None:
        """Write the values at the update under the pointer, and dot the curves."""
        scene, theme, rect = self._drawn, self._theme, self._rect
        point = self._pointer
        if (
            scene is None
            or theme is None
            or point is None
            or not rect.adjusted(-4.0, -4.0, 4.0, 4.0).contains(point)
        ):
            self._hide_values()
            return
        update = self.update_along(point)
        x = self._x(update)
        rows = [(scene.x_label, f"{update:,}")]
        places = []
        for series in scene.series:
            if series.name and len(series.x):
                nearest = _nearest(series, update)
                rows.append((series.name, format_number(float(series.y[nearest]))))
                places.append((float(series.x[nearest]), float(series.y[nearest])))
        ghost = self.ghost_at(point)
        if ghost is not None:
            nearest = _nearest(ghost, moment_of(ghost, round(self._update_of(point))))
            value = format_number(float(ghost.y[nearest]))
            rows.append((ghost.note, value))
        self._hair.setLine(x, rect.top(), x, rect.bottom())
        self._hair.show()
        self._dot(places)
        self._readout.show(QPointF(x, point.y()), rows, QRectF(self.rect()))

    def _dot(self, places: list[tuple[float, float]]) -> None:
        assert self._theme is not None
        assert self._drawn is not None
        while len(self._dots) < len(places):
            self._dots.append(QGraphicsEllipseItem(self._over))
        radius = 0.25 * font_pixels(self)
        for dot, (x, y) in zip(self._dots, places, strict=False):
            value = log10_or_gap(np.array([y])) if self._drawn.log else np.array([y])
            middle = float(self._y_of(value)[0])
            dot.setBrush(self._theme.color("text"))
            dot.setPen(QPen(self._theme.color("panel"), 1.5))
            if math.isfinite(middle):
                left = self._x(x) - radius
                dot.setRect(left, middle - radius, 2 * radius, 2 * radius)
            dot.setVisible(math.isfinite(middle))
        for dot in self._dots[len(places) :]:
            dot.hide()

    def _hide_values(self) -> None:
        self._hair.hide()
        self._readout.hide()
        for dot in self._dots:
            dot.hide()

    def _update_of(self, point: QPointF) -> float:
        """Return what a point stands for on the horizontal axis."""
        low, high = self._x_range
        share = (point.x() - self._rect.left()) / max(1.0, self._rect.width())
        return low + share * (high - low)

    def _light(self, run: int | None) -> None:
        """Draw the curve of one run that was left more clearly."""
        if run != self._lit:
            self._lit = run
            self._draw()

    def _point_out(self, clickable: bool) -> None:
        """Say by the shape of the pointer that a click opens something."""
        shape = Qt.CursorShape
        self.viewport().setCursor(
            shape.PointingHandCursor if clickable else shape.ArrowCursor
        )

    def _last_update(self) -> int:
        """Return the last update of the present run."""
        if self._drawn is None:
            return 0
        ends = [
            int(series.x[-1])
            for series in self._drawn.series
            if series.kind != "ghost" and len(series.x)
        ]
        return max([self._drawn.cursor, *ends])

    def _x(self, update: float) -> float:
        low, high = self._x_range
        return self._rect.left() + (update - low) / (high - low) * self._rect.width()

    def _x_of(self, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        low, high = self._x_range
        return self._rect.left() + (x - low) * (self._rect.width() / (high - low))

    def _y_of(self, y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        low, high = self._y_range
        return self._rect.bottom() - (y - low) * (self._rect.height() / (high - low))

    def _from_pixels(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> Curve:
        left, right = self._x_range
        low, high = self._y_range
        return (
            left + (x - self._rect.left()) * ((right - left) / self._rect.width()),
            low + (self._rect.bottom() - y) * ((high - low) / self._rect.height()),
        )

    # The hand. Nothing is passed on to pyqtgraph, whose own gestures differ.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            ghost = self.ghost_at(event.position())
            if ghost is not None:
                moment = moment_of(ghost, round(self._update_of(event.position())))
                self._left_moment = moment
                self.run_wanted.emit(ghost.run, moment)
                return
            self._down = True
            self._pressed = event.position()
            self._asked = self.asked_at(self._pressed)
            self._left_moment = self._cursor
            self.seek_wanted.emit(self.update_at(event.position()))
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._down:
            way = (self._pointer - self._pressed).manhattanLength()
            if way >= QApplication.startDragDistance():
                self._asked = None
            self.seek_wanted.emit(self.update_along(self._pointer))
        else:
            ghost = self.ghost_at(self._pointer)
            self._light(None if ghost is None else ghost.run)
            self._point_out(self.asked_at(self._pointer) is not None)
        self._show_values()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._down:
            self._down = False
            self.released.emit()
            asked, self._asked = self._asked, None
            if asked is not None:
                self.why_wanted.emit(asked)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            # The first click of the two went to another moment.
            self.seek_wanted.emit(self._left_moment)
            self.released.emit()
            self._zoom = None
            self._draw()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / 120.0
        if notches:
            self.zoom(event.position(), notches)
        event.accept()

    def zoom(self, point: QPointF, notches: float) -> None:
        """Zoom the horizontal axis around a point; out to the whole run at most."""
        if self._drawn is None:
            return
        low, high = self._x_range
        share = (point.x() - self._rect.left()) / max(1.0, self._rect.width())
        share = min(max(0.0, share), 1.0)
        fixed = low + share * (high - low)
        self._zoom = None
        self._choose_x_range()
        whole = self._x_range[1]
        span = max(CLOSEST, (high - low) * ZOOM**notches)
        if span < whole:
            start = min(max(0.0, fixed - share * span), whole - span)
            self._zoom = (start, start + span)
        self._draw()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw()
        return bool(super().event(event))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._pointer = None
        self._light(None)
        self._hide_values()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()


def _nearest(series: Series, update: int) -> int:
    """Return the index of the point of a curve that is nearest to an update."""
    index = int(np.searchsorted(series.x, update))
    if index == len(series.x):
        return index - 1
    if index and update - series.x[index - 1] < series.x[index] - update:
        return index - 1
    return index
