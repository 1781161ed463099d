"""The strip of the timeline: a run's loss from its first to its last update."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from visualizer.scenes.curve import Band, Series, TimelineScene
from visualizer.ui.drawing import font_pixels, rounded
from visualizer.ui.plots.band import BandItem, edges
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.flags import Flag, FlagRow
from visualizer.ui.plots.ghosts import Drawn, KnownCurves, ghost_at
from visualizer.ui.plots.halo_text import HaloText
from visualizer.ui.plots.polyline import Polyline
from visualizer.ui.plots.ranges import stepped_decades, stepped_span, stepped_top
from visualizer.ui.plots.reduction import (
    Curve,
    finite_range,
    log10_or_gap,
    reduce_curve,
    same_series,
)
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import linear_ticks, log_ticks, power_of_ten
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

LEAST_UPDATES = 20
"""Updates that the axis holds at least."""

INSET = 8.0
"""From the ends of the strip to the first and last update, in pixels."""

DECADE_STEP = 0.25
"""The strip is low: its loss axis follows the curve closely."""

VEIL = 0.5
"""Share of the strip's color in what comes after the moment shown."""


class LossStrip(PlotCanvas):
    """Draws a `TimelineScene`: curve, ghosts, axis, flags and the handle.

    The axis counts epochs and grows in steps, so that the curve does not slide
    while a run goes on. Heights are logarithmic unless some are below zero.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: TimelineScene | None = None
        self._cursor = 0
        self._focused = False
        self._curve_label = ""
        self._rect = QRectF()
        self._top = float(LEAST_UPDATES)
        self._bounds: tuple[float, float] | None = None
        self._log = True
        self._ghosts: list[Polyline] = []
        self._curves: list[Drawn] = []
        self._known = KnownCurves()
        self._lit: int | None = None
        self._make_items()
        self.hovered.connect(self._on_hovered)
        self.left.connect(lambda: self._light(None))
        self.resized.connect(self.lay_out)

    def _make_items(self) -> None:
        stage = self.scene()
        no_pen = QPen(Qt.PenStyle.NoPen)
        self._ground = stage.addPath(QPainterPath(), no_pen)
        self._grid = stage.addPath(QPainterPath())
        self._plot = stage.addRect(QRectF(), no_pen)
        self._band = BandItem(self._plot, self._plot)
        self._line = Polyline(self._plot, 2.0)
        self._beside = Polyline(self._plot, 2.0)
        self._veil = stage.addRect(QRectF(), no_pen)
        self._frame = stage.addPath(QPainterPath())
        self._flags = FlagRow(self._plot)
        self._handle = stage.addLine(QLineF())
        self._head = stage.addEllipse(QRectF())
        self._ticks = TextPool(self._plot)
        self._x_label, self._y_label = self.text(), HaloText(self._frame)
        self._names = {"train": self.text(), "beside": self.text()}

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        width = theme.line_width
        self._ground.setBrush(theme.color("control"))
        faint = theme.color("border")
        faint.setAlphaF(0.5 if theme.line_width > 1.0 else 0.9)
        self._grid.setPen(QPen(faint, 1.0))
        self._line.set_pens(QPen(theme.color("train"), 1.6 * width))
        self._beside.set_pens(QPen(theme.color("beside"), 1.6 * width))
        veil = theme.color("control")
        veil.setAlphaF(VEIL)
        self._veil.setBrush(veil)
        self._handle.setPen(QPen(theme.color("accent"), 2.0 * width))
        self._head.setBrush(theme.color("accent"))
        self._dress_frame()
        self.lay_out()

    def set_scene(self, scene: TimelineScene) -> None:
        """Draw a scene; what it shares with the one before stays as it is."""
        before, self._drawn = self._drawn, scene
        if before is None or not _same_curves(before, scene):
            self._draw_curves()
            self._draw_flags()
        elif scene.marks != before.marks:
            self._draw_flags()

    def set_cursor(self, update: int) -> None:
        """Put the handle at an update and dim what comes after it."""
        self._cursor = update
        self._place_handle()

    def set_curve_label(self, text: str) -> None:
        """Write what the curve is."""
        if text != self._curve_label:
            self._curve_label = text
            self._place_labels()

    def logarithmic(self) -> bool:
        """Return whether heights are logarithmic."""
        return self._log

    def set_focused(self, focused: bool) -> None:
        """Show whether keys go to the timeline."""
        self._focused = focused
        self._dress_frame()

    def update_at(self, point: QPointF) -> int:
        """Return the moment of the flag at a point, else the update there."""
        flag = self._flags.update_at(point)
        if flag is None or self._drawn is None:
            return self.update_along(point)
        return min(flag, self._drawn.tip)

    def flag_at(self, point: QPointF) -> int | None:
        """Return the moment of the flag at a point, if there is one."""
        return self._flags.update_at(point)

    def flag_place(self, update: int) -> QPointF:
        """Return the middle of where the flag of a moment stands."""
        return QPointF(self._x(update), self._rect.top() / 2)

    def update_along(self, point: QPointF, beyond: bool = False) -> int:
        """Return the update that a point stands for, within the run or beyond it."""
        if self._drawn is None:
            return 0
        share = (point.x() - self._x(0.0)) / max(1.0, self._room())
        update = max(0, round(share * self._top))
        return update if beyond else min(update, self._drawn.tip)

    def ghost_at(self, point: QPointF) -> Series | None:
        """Return the run that was left whose curve is at a point, if there is one.

        Not near the handle or the present curve, which are there to be dragged.
        """
        near = abs(point.x() - self._x(self._cursor)) < font_pixels(self)
        return None if near else ghost_at(self._curves, point)

    def lit_run(self) -> int | None:
        """Return the run that was left and is pointed at."""
        return self._lit

    def curve_names(self) -> tuple[str, ...]:
        """Return what is written at the ends of two compared curves."""
        texts = (name.text() for name in self._names.values() if name.isVisible())
        return tuple(text for text in texts if text)

    def band_text(self) -> str:
        """Return what is written at the band of seeds."""
        band = None if self._drawn is None else self._drawn.band
        return self._y_label.front.text() if band is not None else ""

    def place_of(self, update: int) -> QPointF:
        """Return the point on the strip that stands for an update."""
        return QPointF(self._x(update), self._rect.center().y())

    def least_height(self) -> int:
        """Return the height at which the strip is still of use."""
        return round(self._room_above() + self._room_below() + 2.2 * font_pixels(self))

    def lay_out(self) -> None:
        """Place everything anew, for another size, font or theme."""
        theme = self._theme
        if theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        quiet = theme.color("text_secondary")
        for texts in (self._ticks, self._x_label):
            texts.dress(font, quiet)
        self._y_label.dress(font, quiet, theme.color("control"), 4.0)
        for role, name in self._names.items():
            name.dress(font, theme.color(role))
        self._flags.set_look(theme, font)
        self._band.set_look(theme, font)
        area = self.area()
        widest = map(self._x_label.advance_of, (power_of_ten(-10), "0.005"))
        left = round(max(widest) + 6.0)
        self._rect = QRectF(
            left,
            round(self._room_above()),
            max(1.0, area.width() - left - 1.0),
            max(1.0, round(area.height() - self._room_above() - self._room_below())),
        )
        self._ground.setPath(rounded(self._rect, 6.0))
        self._frame.setPath(rounded(self._rect, 6.0))
        self._draw_curves()
        self._draw_flags()

    def _room_above(self) -> float:
        return self._flags.height() + 4.0

    def _room_below(self) -> float:
        return 1.35 * self._x_label.line_height()

    def _room(self) -> float:
        """Return the pixels between the first and the last update of the axis."""
        return self._rect.width() - 2 * INSET

    def _x(self, update: float) -> float:
        return self._rect.left() + INSET + update / self._top * self._room()

    def _y(self, exponent: float) -> float:
        low, high = self._bounds or (-1.0, 0.0)
        inner = self._rect.adjusted(0.0, 5.0, 0.0, -5.0)
        return inner.bottom() - (exponent - low) / (high - low) * inner.height()

    def _draw_curves(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        ends = [float(series.x[-1]) for series in scene.series if len(series.x)]
        if scene.band is not None:
            ends.append(float(scene.band.x[-1]))
        least = max(LEAST_UPDATES, scene.updates_per_epoch)
        self._top = stepped_top(max([float(scene.tip), *ends]), least)
        columns = max(1, int(self._room()))
        self._log = _is_logarithmic(scene)
        curves = [self._reduced(series, columns) for series in scene.series]
        found = finite_range([*curves, *edges(scene.band, log=self._log)])
        self._bounds = None
        if found:
            decades = stepped_decades(*found, DECADE_STEP)
            self._bounds = decades if self._log else stepped_span(*found)
        self._curves = [
            Drawn(series, self._pixels(curve))
            for series, curve in zip(scene.series, curves, strict=True)
        ]
        ghosts = [c.pixels for c in self._curves if c.series.kind == "ghost"]
        present = [c.pixels for c in self._curves if c.series.kind == "train"]
        beside = [c.pixels for c in self._curves if c.series.kind == "beside"]
        while len(self._ghosts) < len(ghosts):
            self._ghosts.append(Polyline(self._plot, 1.0))
        for index, line in enumerate(self._ghosts):
            if index < len(ghosts):
                line.set_points(*ghosts[index])
            else:
                line.clear()
        if present:
            self._line.set_points(*present[0])
        else:
            self._line.clear()
        if beside:
            self._beside.set_points(*beside[0])
        else:
            self._beside.clear()
        self._name_curves(bool(beside))
        self._draw_band(scene.band)
        self._dress_ghosts()
        self._draw_axes()
        self._place_handle()

    def _reduced(self, series: Series, columns: int) -> Curve:
        look = (self._top, columns, self._log)
        return self._known.curve(series, look, lambda: self._scaled(series, columns))

    def _scaled(self, series: Series, columns: int) -> Curve:
        x, y = reduce_curve(series.x, series.y, 0.0, self._top, columns)
        return x, log10_or_gap(y) if self._log else y

    def _name_curves(self, compared: bool) -> None:
        """Write at the ends of two compared curves whose they are."""
        shown = [c for c in self._curves if compared and c.series.kind in self._names]
        ends = {c.series.kind: end for c in shown if (end := _last(c.pixels))}
        em = self._x_label.line_height()
        rect = self._rect
        # The lower one hangs below its curve, so that they never meet.
        order = sorted(ends, key=lambda kind: ends[kind][1])
        for kind, name in self._names.items():
            if kind not in ends:
                name.place("", 0.0, 0.0)
                continue
            series = next(c.series for c in shown if c.series.kind == kind)
            x, y = ends[kind]
            below = len(order) > 1 and kind == order[-1]
            middle = y + (0.75 if below else -0.75) * em
            low, high = rect.top() + 0.6 * em, rect.bottom() - 0.6 * em
            middle = max(low + below * em, min(middle, high - (not below) * em))
            # Beyond the end of the curve, or else before the line of the moment.
            wide = name.advance_of(series.name)
            fits = x + INSET + wide <= rect.right() - 4.0
            name.place(series.name, x + INSET if fits else x - INSET - wide, middle)

    def _draw_band(self, band: Band | None) -> None:
        if band is None:
            self._band.clear()
            return
        rows = [self._pixels(edge) for edge in edges(band, log=self._log)]
        low, middle, high = (y for _, y in rows)
        # What it is stands beside the name of the curve: the strip is too low.
        self._band.show("", rows[0][0], low, middle, high, self._rect)

    def _on_hovered(self, point: QPointF) -> None:
        ghost = self.ghost_at(point)
        self._light(None if ghost is None else ghost.run)
        if ghost is None:
            self.setToolTip("")
        elif self.toolTip() != ghost.note:
            self.setToolTip(ghost.note)
            QToolTip.showText(self.mapToGlobal(point.toPoint()), ghost.note, self)

    def _light(self, run: int | None) -> None:
        """Draw the curve of one run that was left more clearly."""
        if run != self._lit:
            self._lit = run
            self._dress_ghosts()

    def _dress_ghosts(self) -> None:
        theme = self._theme
        if theme is None:
            return
        runs = [c.series.run for c in self._curves if c.series.kind == "ghost"]
        plain = QPen(theme.color("ghost"), theme.line_width)
        lit = QPen(theme.color("text"), 1.6 * theme.line_width)
        for line, run in zip(self._ghosts, runs, strict=False):
            line.set_pens(lit if run == self._lit else plain)

    def _pixels(self, curve: Curve) -> Curve:
        x, y = curve
        low, high = self._bounds or (-1.0, 0.0)
        bottom, top = self._y(low), self._y(high)
        pixels = bottom + (y - low) * ((top - bottom) / (high - low))
        return self._x(0.0) + x * (self._room() / self._top), pixels

    def _draw_axes(self) -> None:
        scene, theme, rect = self._drawn, self._theme, self._rect
        if scene is None or theme is None:
            return
        em = self._x_label.line_height()
        epochs = self._top / max(1, scene.updates_per_epoch)
        middle = rect.bottom() + 0.85 * em
        limit = rect.right() - self._x_label.advance_of(scene.x_label) - 0.7 * em
        self._ticks.begin()
        most = max(1, int(self._room() / (7.0 * em)))
        for tick in linear_ticks(0.0, epochs, most):
            x = self._x(tick.value * scene.updates_per_epoch)
            if x + self._ticks.advance_of(tick.text) / 2 <= limit:
                self._ticks.add(tick.text, x, middle, "center")
        lines = QPainterPath()
        if self._bounds is not None:
            steps = max(1, int(rect.height() / (1.3 * em)))
            before = math.inf
            low, high = self._bounds
            ticks = log_ticks if self._log else linear_ticks
            for tick in ticks(low, high, steps + (not self._log)):
                y = self._y(tick.value)
                # Between two decades the ticks do not stand evenly.
                if before - y < em:
                    continue
                before = y
                self._ticks.add(tick.text, rect.left() - 6.0, y, "right")
                # Half a pixel off, an antialiased line of width 1 is sharp.
                y = math.floor(y) + 0.5
                lines.moveTo(rect.left() + INSET, y)
                lines.lineTo(rect.right() - INSET, y)
        self._ticks.end()
        self._grid.setPath(lines)

    def _place_labels(self) -> None:
        if self._drawn is None:
            return
        rect = self._rect
        em = self._x_label.line_height()
        middle = rect.bottom() + 0.85 * em
        self._x_label.place(self._drawn.x_label, rect.right(), middle, "right")
        tall = rect.height() >= 2.4 * em
        label = self._curve_label if tall and self._bounds else ""
        compared = any(c.series.kind == "beside" for c in self._curves)
        if compared:
            # Its names stand where the curves end.
            label = ""
        band = self._drawn.band
        if label and band is not None:
            label = f"{band.text} · {label}"
        right = rect.right() - INSET
        handle = self._x(self._cursor)
        if right - self._y_label.size_of(label)[0] - INSET < handle:
            right = min(right, handle - INSET)
        self._y_label.place(label, right, rect.top() + 0.75 * em, "right", self._room())

    def _draw_flags(self) -> None:
        if self._drawn is None or self._theme is None:
            return
        flags = [
            Flag(self._x(mark.update), mark.text, mark.update)
            for mark in sorted(self._drawn.marks, key=lambda mark: mark.update)
        ]
        rect = self._rect
        self._flags.show(flags, rect.left(), rect.right(), 0.0, rect.top())

    def _place_handle(self) -> None:
        if self._drawn is None:
            return
        rect = self._rect
        x = self._x(self._cursor)
        radius = 0.5 * font_pixels(self)
        self._handle.setLine(x, rect.top(), x, rect.bottom() + 3.0)
        # A little lower than the edge, so that it does not cover a flag's text.
        top = rect.top() - 0.7 * radius
        self._head.setRect(x - radius, top, 2 * radius, 2 * radius)
        end = self._x(max(self._top, self._drawn.tip))
        # Wider than the curve by a pen, so that its end is dimmed too.
        veil = QRectF(x, rect.top(), max(0.0, end - x + 1.0), rect.height())
        self._veil.setRect(veil)
        self._veil.setVisible(self._cursor < self._drawn.tip)
        self._place_labels()

    def _dress_frame(self) -> None:
        if self._theme is None:
            return
        color = QColor(self._theme.color("accent"))
        color.setAlpha(255 if self._focused else 0)
        self._frame.setPen(QPen(color, 2.0))
        self._head.setPen(
            QPen(self._theme.color("text"), 2.0)
            if self._focused
            else QPen(Qt.PenStyle.NoPen)
        )


def _is_logarithmic(scene: TimelineScene) -> bool:
    """Return whether the curve of a run has a logarithm wherever it has a value."""
    present = (each for each in scene.series if each.kind != "ghost")
    return not any((np.asarray(each.y) < 0.0).any() for each in present)


def _last(curve: Curve) -> tuple[float, float] | None:
    """Return the last point of a curve that is no gap."""
    x, y = curve
    there = np.flatnonzero(np.isfinite(y))
    return (float(x[there[-1]]), float(y[there[-1]])) if there.size else None


def _same_curves(one: TimelineScene, other: TimelineScene) -> bool:
    return (
        one.tip == other.tip
        and one.updates_per_epoch == other.updates_per_epoch
        and one.x_label == other.x_label
        and one.band is other.band
        and same_series(one.series, other.series)
    )
