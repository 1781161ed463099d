"""The contour map of a loss surface with the path of descent over it."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.language import said, tr
from visualizer.scenes.surface import GhostPath, SurfaceScene
from visualizer.ui.drawing import font_pixels, rounded
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.clipping import clipped, thinned, within_reach
from visualizer.ui.plots.contour_labels import label_places
from visualizer.ui.plots.ghost_paths import GhostPaths
from visualizer.ui.plots.halo_text import HaloText
from visualizer.ui.plots.loss_scale import LossScale, is_bright, viridis
from visualizer.ui.plots.polyline import Polyline, path_through
from visualizer.ui.plots.readout import ReadoutBox
from visualizer.ui.plots.reduction import same_array
from visualizer.ui.plots.surface_map import HATCH, sample, surface_image
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import Tick, format_number, format_short, linear_ticks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

GRASP = 22.0
"""How far from the marker a press still takes hold of it, in logical pixels."""

PATH_LENGTH = 12_000.0
"""Length of the path, in pixels, from which it is drawn with fewer points."""

MAP_PIXELS = 120_000
"""Pixels of the map that are computed; a larger map is stretched from them."""

DOT_DISTANCE = 24.0
"""Between two dots on the path, in pixels."""

MOST_DOTS = 40

ARROW_BASE = 22.0
"""Length of the path, in pixels, whose direction the arrow shows."""

BAR_LINE_GAP = 8.0
"""Least distance of two contour lines on the color bar, in pixels."""

ZOOM = 0.8
"""Factor of the visible range for one notch of the wheel."""

CLOSEST = 1 / 40
"""Smallest part of the surface that fills the map."""

LOW = 12.0
"""Height of a low map in lines of text."""

Coordinates = npt.NDArray[np.float64]
View = tuple[float, float, float, float]


class SurfaceView(PlotCanvas):
    """Draws a `SurfaceScene`; the marker can be dragged.

    The wheel zooms around the pointer, a double-click shows everything again.

    Signals
    -------
    grasped
        A drag of the marker begins.
    marker_moved : float, float
        Where the hand has put it, in coordinates of the plane.
    released
        The drag has ended.
    run_wanted : int, int
        Run that was left whose path was pressed, and its last update.
    """

    grasped = Signal()
    marker_moved = Signal(float, float)
    run_wanted = Signal(int, int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: SurfaceScene | None = None
        self._rect = QRectF(0.0, 0.0, 1.0, 1.0)
        self._scale = LossScale(0.0, 1.0, False)
        self._zoom: View | None = None
        self._held: tuple[float, float] | None = None
        self._grip: QPointF | None = None
        self._pointer: QPointF | None = None
        self._hint = self._caption_text = ""
        self._focused = False
        self._make_items()
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.hovered.connect(self._on_hovered)
        self.released.connect(self._on_released)
        self.left.connect(self._on_left)
        self.wheel_turned.connect(self.zoom)
        self.double_clicked.connect(self._on_double_clicked)

    def _make_items(self) -> None:
        stage = self.scene()
        no_pen = QPen(Qt.PenStyle.NoPen)
        self._ground = stage.addPath(QPainterPath(), no_pen)
        self._map = stage.addPixmap(QPixmap())
        self._root = QGraphicsRectItem()
        self._root.setPen(no_pen)
        stage.addItem(self._root)
        self._contours: list[QGraphicsPathItem] = []
        self._labels: list[HaloText] = []
        self._covered = False
        self._corners = stage.addPath(QPainterPath(), no_pen)
        self._frame = stage.addPath(QPainterPath())
        self._bar = stage.addPixmap(QPixmap())
        self._bar.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._bar_lines = stage.addPath(QPainterPath())
        self._path_layer = QGraphicsRectItem()
        self._path_layer.setPen(no_pen)
        stage.addItem(self._path_layer)
        self._ghosts = GhostPaths(self._path_layer)
        self._line = Polyline(self._path_layer, 0.0, 1.0)
        self._dots = stage.addPath(QPainterPath())
        self._arrow = stage.addPath(QPainterPath())
        self._start = stage.addEllipse(QRectF())
        self._start_text = HaloText(self._path_layer, 2.0)
        self._marker_rim = stage.addEllipse(QRectF())
        self._marker = stage.addEllipse(QRectF())
        self._ticks = TextPool(self._root)
        self._x_label, self._y_label = self.text(), self.text()
        self._loss_label, self._waiting = self.text(), self.text()
        self._caption = self.text()
        self._pill = stage.addPath(QPainterPath())
        self._pill_text = self.text()
        self._track = stage.addPath(QPainterPath(), no_pen)
        self._done = stage.addPath(QPainterPath(), no_pen)
        self._readout = ReadoutBox()
        stage.addItem(self._readout.item)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        width = theme.line_width
        path, halo = theme.color("path"), theme.color("path_halo")
        self._ground.setBrush(theme.color("control"))
        self._corners.setBrush(theme.color("panel"))
        self._bar_lines.setPen(QPen(theme.color("panel"), 1.0))
        self._line.set_pens(QPen(halo, 4.6 * width), QPen(path, 2.0 * width))
        for item in (self._dots, self._arrow, self._start):
            item.setBrush(path)
            item.setPen(QPen(halo, 1.4 * width))
        self._start.setBrush(halo)
        self._start.setPen(QPen(path, 2.0 * width))
        self._marker_rim.setBrush(halo)
        self._marker_rim.setPen(QPen(Qt.PenStyle.NoPen))
        self._pill.setBrush(theme.color("panel"))
        self._pill.setPen(QPen(theme.color("border"), 1.0))
        self._track.setBrush(theme.color("control"))
        self._done.setBrush(theme.color("accent"))
        self.lay_out()

    def set_scene(self, scene: SurfaceScene) -> None:
        """Draw a scene; what it shares with the one before stays as it is."""
        before, self._drawn = self._drawn, scene
        if before is None or not _same_plane(before, scene):
            self._zoom = None
        if before is None or not _same_surface(before, scene):
            self.lay_out()
            return
        if not same_array(scene.path, before.path):
            self._draw_path()
        if scene.ghosts is not before.ghosts:
            self._draw_ghosts()
        if scene.marker != before.marker:
            self._place_marker()
        if scene.progress != before.progress:
            self._draw_progress()

    def set_hint(self, text: str) -> None:
        """Write a sentence over the lower edge of the map; empty for none."""
        if text != self._hint:
            self._hint = text
            self._draw_hint()

    def set_caption(self, text: str) -> None:
        """Write a line over the map; empty for none."""
        before, self._caption_text = self._caption_text, text
        if bool(before) != bool(text):
            self.lay_out()
        elif before != text:
            self._draw_caption()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys move the marker."""
        self._focused = focused
        self._dress_frame()

    def map_rect(self) -> QRectF:
        """Return where the map lies, in logical pixels."""
        return QRectF(self._rect)

    def visible(self) -> View:
        """Return the part of the plane that is shown: left, right, bottom, top."""
        scene = self._drawn
        if self._zoom is not None:
            return self._zoom
        if scene is None or not (len(scene.x) > 1 and len(scene.y) > 1):
            return (-1.0, 1.0, -1.0, 1.0)
        left, right, bottom, top = scene.x[0], scene.x[-1], scene.y[0], scene.y[-1]
        return (float(left), float(right), float(bottom), float(top))

    def marker(self) -> tuple[float, float] | None:
        """Return where the marker stands: under the hand, else by the scene."""
        if self._held is not None or self._drawn is None:
            return self._held
        return self._drawn.marker

    def put_marker(self, point: tuple[float, float]) -> None:
        """Move the marker, within the map, and say so."""
        left, right, bottom, top = self.visible()
        self._held = (
            min(max(point[0], left), right),
            min(max(point[1], bottom), top),
        )
        self._place_marker()
        self.marker_moved.emit(*self._held)

    def let_go(self) -> None:
        """Show the marker where the scene has it."""
        self._held = None
        self._place_marker()

    @property
    def ghosts(self) -> GhostPaths:
        """The paths of runs that were left."""
        return self._ghosts

    @property
    def low(self) -> bool:
        """Whether the map is too low for texts around it that can be missed."""
        return self.area().height() < LOW * self._ticks.line_height()

    @property
    def dragging(self) -> bool:
        """Whether the hand holds the marker."""
        return self._grip is not None

    def to_pixels(self, x: float, y: float) -> QPointF:
        """Return the point of the map for a point of the plane."""
        xs, ys = self._pixels(np.array([x]), np.array([y]))
        return QPointF(float(xs[0]), float(ys[0]))

    def to_plane(self, point: QPointF) -> tuple[float, float]:
        """Return the point of the plane under a point of the map."""
        left, right, bottom, top = self.visible()
        rect = self._rect
        return (
            left + (point.x() - rect.left()) / rect.width() * (right - left),
            bottom + (rect.bottom() - point.y()) / rect.height() * (top - bottom),
        )

    def value_at(self, point: QPointF) -> float | None:
        """Return the loss that the map shows at a point, None outside."""
        scene = self._drawn
        if scene is None or scene.values is None or not self._rect.contains(point):
            return None
        x, y = self.to_plane(point)
        values = sample(scene.values, scene.x, scene.y, np.array([x]), np.array([y]))
        return float(values[0, 0])

    def readout_texts(self) -> list[tuple[str, str]]:
        """Return what is written beside the pointer."""
        return self._readout.texts() if self._readout.item.isVisible() else []

    def contour_labels(self) -> list[str]:
        """Return the values written on contour lines."""
        return [t.front.text() for t in self._labels if t.in_sight()]

    def cover_labels(self, fog: QPainterPath) -> None:
        """Leave out the values on contour lines of which a part is in a fog."""
        if fog.isEmpty() and not self._covered:
            return
        self._covered = not fog.isEmpty()
        for label in self._labels:
            label.set_covered(self._covered and fog.intersects(label.rect()))

    def scale_of(self, scene: SurfaceScene) -> LossScale:
        """Choose how a value becomes a color."""
        assert scene.values is not None
        return LossScale.of(scene.values)

    def value_name(self) -> str:
        """Return what the values are called."""
        return tr("loss")

    def lay_out(self) -> None:
        """Dress, place and draw everything anew."""
        theme = self._theme
        if theme is None:
            return
        font = tabular(sized(self.font(), 0.85))
        quiet = theme.color("text_secondary")
        for texts in (
            self._ticks,
            self._x_label,
            self._y_label,
            self._loss_label,
            self._caption,
        ):
            texts.dress(font, quiet)
        self._waiting.dress(self.font(), quiet)
        self._pill_text.dress(font, theme.color("text"))
        self._readout.set_look(theme, font)
        self._start_text.dress(font, theme.color("path"), theme.color("path_halo"))
        scene = self._drawn
        if scene is None:
            return
        if scene.values is not None:
            self._scale = self.scale_of(scene)
        self._place_map()
        self._draw_axes()
        self._draw_bar()
        self._draw_map()
        self._ghosts.set_look(theme, font)
        self._draw_path()
        self._draw_ghosts()
        self._draw_contours()
        self._place_marker()
        self._draw_progress()
        self._draw_hint()
        self._show_value()

    def _place_map(self) -> None:
        """Leave room for the texts around the map."""
        scene = self._drawn
        assert scene is not None
        area, em = self.area(), self._ticks.line_height()
        above = 7.0
        if self._caption_text and not self.low:
            above += round(1.3 * em)
        below = round((1.35 if self.low else 2.5) * em)
        if scene.values is None:
            left = right = 0.0
            below = 0
        else:
            left = round(1.2 * em + self._widest(self._y_ticks(area.height())) + 6.0)
            right = round(11.0 + self._bar_width() + self._bar_text_width())
        self._rect = QRectF(
            left,
            above,
            max(8.0, area.width() - left - right),
            max(8.0, area.height() - above - below),
        )
        rect = self._rect
        hole = QPainterPath()
        # A pixel more than the map on each side, for what antialiasing adds.
        hole.addRect(rect.adjusted(-1, -1, 1, 1))
        hole.addPath(rounded(rect, 6.0))
        self._corners.setPath(hole)
        self._ground.setPath(rounded(rect, 6.0))
        self._frame.setPath(rounded(rect, 6.0))
        self._dress_frame()
        self._draw_caption()
        self._waiting.place(
            tr("The surface is being computed…") if scene.values is None else "",
            rect.center().x(),
            rect.center().y(),
            "center",
            rect.width(),
        )

    def _draw_caption(self) -> None:
        text = "" if self.low else self._caption_text
        middle = 0.6 * self._ticks.line_height()
        self._caption.place(text, 0.0, middle, "left", self.area().width())

    def _widest(self, ticks: tuple[Tick, ...]) -> float:
        return max((self._ticks.advance_of(tick.text) for tick in ticks), default=0.0)

    def _bar_width(self) -> float:
        return round(0.8 * font_pixels(self))

    def _bar_ticks(self, height: float) -> tuple[Tick, ...]:
        most = max(1, int(height / (2.4 * self._ticks.line_height())))
        return self._scale.ticks(min(most, 6))

    def _bar_text_width(self) -> float:
        texts = self._widest(self._bar_ticks(self.area().height()))
        caption = self._ticks.advance_of(self.value_name()) - self._bar_width()
        return max(texts + 6.0, caption) + 1.0

    def _y_ticks(self, height: float) -> tuple[Tick, ...]:
        _, _, bottom, top = self.visible()
        most = max(1, int(height / (2.6 * self._ticks.line_height())))
        return linear_ticks(bottom, top, min(most, 6))

    def _draw_axes(self) -> None:
        scene, rect = self._drawn, self._rect
        assert scene is not None
        em = self._ticks.line_height()
        self._ticks.begin()
        shown = scene.values is not None
        for label in (self._x_label, self._y_label, self._loss_label):
            label.setVisible(shown)
        if shown:
            self._label_axes(em)
            left, right, _, _ = self.visible()
            middle = rect.bottom() + 0.8 * em
            limit = math.inf
            if self.low:
                limit = rect.right() - self._x_label.advance_of(self._x_label.text())
                limit -= 0.6 * em
            most = max(1, min(8, int(rect.width() / (4.5 * em))))
            for tick in linear_ticks(left, right, most):
                half = self._ticks.advance_of(tick.text) / 2
                x = self.to_pixels(tick.value, 0.0).x()
                x = min(x, rect.right() - half) if not self.low else x
                if x + half <= limit:
                    self._ticks.add(tick.text, x, middle, "center")
            for tick in self._y_ticks(rect.height()):
                y = self.to_pixels(0.0, tick.value).y()
                y = min(max(y, rect.top() + 0.35 * em), rect.bottom() - 0.35 * em)
                self._ticks.add(tick.text, rect.left() - 5.0, y, "right")
            for tick in self._bar_ticks(rect.height()):
                x = rect.right() + 11.0 + self._bar_width() + 5.0
                y = self._bar_y(tick.value)
                y = min(max(y, rect.top() + 0.35 * em), rect.bottom() - 0.35 * em)
                self._ticks.add(tick.text, x, y)
        self._ticks.end()

    def _label_axes(self, em: float) -> None:
        scene, rect = self._drawn, self._rect
        assert scene is not None
        middle = rect.bottom() + 0.8 * em
        self._loss_label.place(self.value_name(), rect.right() + 11.0, middle)
        if self.low:
            room = 0.55 * rect.width()
            self._x_label.place(scene.x_label, rect.right(), middle, "right", room)
        else:
            self._x_label.place(
                scene.x_label,
                rect.center().x(),
                rect.bottom() + 1.95 * em,
                "center",
                rect.width(),
            )
        # Placed as if level, to be cut to the height of the map, then turned.
        width = self._y_label.place(scene.y_label, 0.0, 0.0, "left", rect.height())
        self._y_label.setRotation(-90.0)
        self._y_label.setPos(0.0, rect.center().y() + width / 2)

    def _bar_y(self, loss: float) -> float:
        share = float(self._scale.share(np.array([loss]))[0])
        return self._rect.bottom() - share * self._rect.height()

    def _draw_bar(self) -> None:
        scene, rect = self._drawn, self._rect
        assert scene is not None
        for item in (self._bar, self._bar_lines):
            item.setVisible(scene.values is not None)
        width = self._bar_width()
        column = np.ascontiguousarray(viridis()[::-1, None])
        image = QImage(column.data, 1, 256, 4, QImage.Format.Format_RGB32).copy()
        self._bar.setPixmap(QPixmap.fromImage(image))
        left = rect.right() + 11.0
        self._bar.setTransform(
            QTransform(width, 0, 0, rect.height() / 256.0, left, rect.top())
        )
        lines = QPainterPath()
        free = rect.bottom() - BAR_LINE_GAP
        for level in scene.levels.tolist():
            y = math.floor(self._bar_y(level)) + 0.5
            # Lines closer than that would hide the colors that they divide.
            if self._scale.low < level < self._scale.high and y <= free:
                lines.moveTo(left, y)
                lines.lineTo(left + width, y)
                free = y - BAR_LINE_GAP
        self._bar_lines.setPath(lines)

    def _draw_map(self) -> None:
        scene, theme, rect = self._drawn, self._theme, self._rect
        assert scene is not None
        assert theme is not None
        self._map.setVisible(scene.values is not None)
        self._corners.setVisible(scene.values is not None)
        if scene.values is None:
            return
        ratio = self.devicePixelRatioF()
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))
        coarser = max(1.0, math.sqrt(size.width() * size.height() / MAP_PIXELS))
        columns, rows = round(size.width() / coarser), round(size.height() / coarser)
        left, right, bottom, top = self.visible()
        at_x = left + (np.arange(columns) + 0.5) / columns * (right - left)
        at_y = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
        values = sample(scene.values, scene.x, scene.y, at_x, at_y)
        stripes = theme.color("control"), theme.color("control_hover")
        image = surface_image(values, self._scale, stripes, HATCH * ratio / coarser)
        if coarser > 1.0:
            image = image.scaled(
                size,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        image.setDevicePixelRatio(ratio)
        self._map.setPixmap(QPixmap.fromImage(image))
        self._map.setPos(rect.topLeft())

    def _draw_contours(self) -> None:
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        levels = scene.levels if scene.values is not None else scene.levels[:0]
        lines = [
            [self._pixels(line[:, 0], line[:, 1]) for line in group]
            for group in scene.contours[: len(levels)]
        ]
        shares = self._scale.share(levels).tolist()
        while len(self._contours) < len(lines):
            self._contours.append(QGraphicsPathItem(self._root))
        for item, group, share in zip(self._contours, lines, shares, strict=False):
            item.setPen(QPen(self._ink(share, 0.55)[0], 1.0))
            path = QPainterPath()
            for x, y in group:
                if self._zoom is None:
                    path.addPath(path_through(x, y))
                else:
                    _add_runs(path, *clipped(x, y, self._rect))
            item.setPath(path)
        for item in self._contours[len(lines) :]:
            item.setPath(QPainterPath())
        self._label_contours([format_short(v) for v in levels.tolist()], lines, shares)

    def _ink(self, share: float, opacity: float = 1.0) -> tuple[QColor, QColor]:
        """Return the colors for a line on a color, and for the rim of its text."""
        assert self._theme is not None
        ink, rim = ("path_halo", "path") if is_bright(share) else ("path", "path_halo")
        color, halo = self._theme.color(ink), self._theme.color(rim)
        color.setAlphaF(opacity)
        halo.setAlphaF(0.75)
        return color, halo

    def _label_contours(
        self,
        texts: list[str],
        lines: list[list[tuple[Coordinates, Coordinates]]],
        shares: list[float],
    ) -> None:
        scene = self._drawn
        assert scene is not None
        probe = self._start_text
        taken = [probe.rect()] if probe.front.isVisible() else []
        if scene.marker is not None:
            at = self.to_pixels(*scene.marker)
            taken.append(QRectF(at.x() - 12, at.y() - 12, 24, 24))
        places = label_places(
            lines,
            [probe.size_of(text) for text in texts],
            self._rect,
            taken,
            self._pixels(scene.path[:, 0], scene.path[:, 1]),
        )
        while len(self._labels) < len(places):
            self._labels.append(HaloText(self._root, 1.0))
        font = tabular(sized(self.font(), 0.8))
        for label, (level, center) in zip(self._labels, places, strict=False):
            label.dress(font, *self._ink(shares[level]))
            label.place(texts[level], center.x(), center.y(), "center")
        for label in self._labels[len(places) :]:
            label.hide()

    def _draw_ghosts(self) -> None:
        scene = self._drawn
        if scene is not None:
            shown = scene.ghosts if scene.values is not None else ()
            radius = 0.22 * font_pixels(self)
            taken: list[QRectF] | None = None
            if not self.low:
                taken = [self._start_text.rect()]
                if scene.marker is not None:
                    at = self.to_pixels(*scene.marker)
                    side = 2 * self._marker_radius()
                    taken.append(
                        QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side)
                    )
            own = self._pixels(scene.path[:, 0], scene.path[:, 1])
            lines = [
                self._pixels(ghost.path[:, 0], ghost.path[:, 1]) for ghost in shown
            ]
            self._ghosts.show(shown, lines, self._rect, radius, taken, own)

    def _draw_path(self) -> None:
        scene, rect = self._drawn, self._rect
        if scene is None or self._theme is None:
            return
        shown = scene.values is not None and len(scene.path) > 0
        for item in (self._dots, self._arrow, self._start, self._path_layer):
            item.setVisible(shown)
        if not shown:
            return
        x, y = self._pixels(scene.path[:, 0], scene.path[:, 1])
        x, y = thinned(x, y, PATH_LENGTH)
        inside_x, inside_y = clipped(x, y, rect)
        self._line.set_points(inside_x, inside_y)
        unit = font_pixels(self) / 13.0
        dots = QPainterPath()
        for place in _spaced(x, y, rect, DOT_DISTANCE * unit):
            dots.addEllipse(place, 2.6 * unit, 2.6 * unit)
        self._dots.setPath(dots)
        self._draw_arrow(x, y, unit)
        start = QPointF(float(x[0]), float(y[0]))
        seen = rect.contains(start)
        radius = 3.6 * unit
        self._start.setRect(
            start.x() - radius, start.y() - radius, 2 * radius, 2 * radius
        )
        self._start.setVisible(seen)
        if not seen:
            self._start_text.hide()
            return
        self._label_start(start, radius + 5.0, x, y)

    def _label_start(
        self, start: QPointF, gap: float, x: Coordinates, y: Coordinates
    ) -> None:
        """Name the start beside, above or below it, off the path where possible."""
        text = tr("start")
        width, height = self._start_text.size_of(text)
        places = [
            QRectF(start.x() - gap - width, start.y() - height / 2, width, height),
            QRectF(start.x() + gap, start.y() - height / 2, width, height),
            QRectF(start.x() - width / 2, start.y() - gap - height, width, height),
            QRectF(start.x() - width / 2, start.y() + gap, width, height),
        ]
        inner = self._rect.adjusted(3.0, 1.0, -3.0, -1.0)
        inside = [place for place in places if inner.contains(place)] or places[1:2]

        def covered(place: QRectF) -> int:
            within_x = (x > place.left()) & (x < place.right())
            return int((within_x & (y > place.top()) & (y < place.bottom())).sum())

        best = min(inside, key=covered)
        self._start_text.place(text, best.left(), best.center().y())

    def _draw_arrow(self, x: Coordinates, y: Coordinates, unit: float) -> None:
        """Point where the path goes, just before its end."""
        path = QPainterPath()
        away = np.hypot(x - x[-1], y - y[-1])
        behind = np.flatnonzero(away > ARROW_BASE * unit)
        if len(behind):
            origin = int(behind[-1])
            along_x = float(x[-1] - x[origin]) / float(away[origin])
            along_y = float(y[-1] - y[origin]) / float(away[origin])
            # The marker, which mostly sits on the end, would hide the tip.
            back = self._marker_radius() + 3.0 * unit
            tip_x, tip_y = float(x[-1]) - back * along_x, float(y[-1]) - back * along_y
            foot_x, foot_y = tip_x - 9.0 * unit * along_x, tip_y - 9.0 * unit * along_y
            half = 4.8 * unit
            path.moveTo(tip_x, tip_y)
            path.lineTo(foot_x - half * along_y, foot_y + half * along_x)
            path.lineTo(foot_x + half * along_y, foot_y - half * along_x)
            path.closeSubpath()
            if not self._rect.contains(path.boundingRect()):
                path = QPainterPath()
        self._arrow.setPath(path)

    def _marker_radius(self) -> float:
        return 0.54 * font_pixels(self)

    def _marker_point(self) -> tuple[QPointF, bool] | None:
        """Return where the marker is drawn and whether it is really there."""
        at = self.marker()
        if at is None or self._drawn is None or self._drawn.values is None:
            return None
        point, rect = self.to_pixels(*at), self._rect
        inside = rect.adjusted(-1, -1, 1, 1).contains(point)
        return (
            QPointF(
                min(max(point.x(), rect.left()), rect.right()),
                min(max(point.y(), rect.top()), rect.bottom()),
            ),
            inside,
        )

    def _place_marker(self) -> None:
        found = self._marker_point()
        self._marker.setVisible(found is not None)
        self._marker_rim.setVisible(found is not None)
        if found is None or self._theme is None:
            return
        point, inside = found
        radius = self._marker_radius()
        width = 2.0 * self._theme.line_width
        color = self._theme.color("marker")
        # Hollow where the moment lies outside of what is shown.
        self._marker.setBrush(color if inside else self._theme.color("panel"))
        rim_color = self._theme.color("path") if inside else color
        self._marker.setPen(QPen(rim_color, width))
        for item, extent in (
            (self._marker, radius),
            (self._marker_rim, radius + width + 0.5),
        ):
            item.setRect(-extent, -extent, 2 * extent, 2 * extent)
            item.setPos(point)

    def _draw_progress(self) -> None:
        scene = self._drawn
        assert scene is not None
        busy = scene.progress < 1.0
        self._track.setVisible(busy)
        self._done.setVisible(busy)
        if busy:
            rect = self._rect
            bar = QRectF(rect.left(), rect.top() - 6.0, rect.width(), 3.0)
            self._track.setPath(rounded(bar, 1.5))
            bar.setWidth(max(3.0, rect.width() * max(0.0, scene.progress)))
            self._done.setPath(rounded(bar, 1.5))

    def _draw_hint(self) -> None:
        scene = self._drawn
        shown = bool(self._hint) and scene is not None
        self._pill.setVisible(shown)
        if not shown:
            self._pill_text.hide()
            return
        rect, em = self._rect, self._pill_text.line_height()
        room = rect.width() - 12.0 - 1.2 * em
        middle = rect.bottom() - 6.0 - 0.72 * em
        width = self._pill_text.place(
            self._hint, rect.left() + 6.0 + 0.6 * em, middle, "left", room
        )
        box = QRectF(rect.left() + 6.0, middle - 0.72 * em, width + 1.2 * em, 1.44 * em)
        self._pill.setPath(rounded(box, 0.72 * em))

    def _dress_frame(self) -> None:
        if self._theme is not None:
            color = self._theme.color("accent")
            color.setAlpha(255 if self._focused else 0)
            self._frame.setPen(QPen(color, 2.5))

    def _pixels(
        self, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating]
    ) -> tuple[Coordinates, Coordinates]:
        left, right, bottom, top = self.visible()
        rect = self._rect
        x, y = within_reach(x, left, right), within_reach(y, bottom, top)
        return (
            np.asarray(rect.left() + (x - left) * (rect.width() / (right - left))),
            np.asarray(rect.bottom() - (y - bottom) * (rect.height() / (top - bottom))),
        )

    def _show_value(self) -> None:
        point = self._pointer
        value = None if point is None else self.value_at(point)
        if point is None or value is None:
            self._readout.hide()
            self._ghosts.light(None)
            return
        text = format_number(value) if math.isfinite(value) else tr("not finite")
        rows = [(self.value_name(), text)]
        ghost = self._ghost_at(point)
        self._ghosts.light(None if ghost is None else ghost.run)
        if ghost is not None:
            differs = said(ghost.text) or tr("the same settings")
            rows.append((tr("run {number}", number=ghost.run + 1), differs))
        self._readout.show(point, rows, self.area())

    def _ghost_at(self, point: QPointF) -> GhostPath | None:
        """Return the run that was left whose path is at a point, off the marker."""
        if self._grip is not None or self._is_on_marker(point):
            return None
        return self._ghosts.at(point)

    def _is_on_marker(self, point: QPointF) -> bool:
        found = self._marker_point()
        if found is None:
            return False
        away = found[0] - point
        return math.hypot(away.x(), away.y()) <= GRASP

    def _on_pressed(self, point: QPointF) -> None:
        found = self._marker_point()
        if found is not None and self._is_on_marker(point):
            self._grip = found[0] - point
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.grasped.emit()
            return
        ghost = self._ghost_at(point)
        if ghost is not None:
            self.run_wanted.emit(ghost.run, ghost.tip)

    def _on_dragged(self, point: QPointF) -> None:
        self._pointer = point
        if self._grip is not None:
            self.put_marker(self.to_plane(point + self._grip))
        self._show_value()

    def _on_released(self) -> None:
        self._grip = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)

    def _on_hovered(self, point: QPointF) -> None:
        self._pointer = point
        hand = Qt.CursorShape.OpenHandCursor
        shape = hand if self._is_on_marker(point) else Qt.CursorShape.CrossCursor
        if not self._rect.contains(point) and shape != hand:
            shape = Qt.CursorShape.ArrowCursor
        if shape != self.viewport().cursor().shape():
            self.viewport().setCursor(shape)
        self._show_value()

    def _on_left(self) -> None:
        self._pointer = None
        self._show_value()

    def zoom(self, point: QPointF, notches: float) -> None:
        """Zoom around a point; out to the whole surface at most."""
        scene = self._drawn
        if scene is None or scene.values is None:
            return
        left, right, bottom, top = self.visible()
        x, y = self.to_plane(point)
        self._zoom = None
        full = self.visible()
        factor = ZOOM**notches
        horizontal = _zoomed(left, right, x, factor, full[0], full[1])
        vertical = _zoomed(bottom, top, y, factor, full[2], full[3])
        zoomed = (*horizontal, *vertical)
        self._zoom = None if zoomed == full else zoomed
        self.lay_out()

    def _on_double_clicked(self, point: QPointF) -> None:
        if self._is_on_marker(point):
            self._on_pressed(point)
        elif self._zoom is not None:
            self._zoom = None
            self.lay_out()


def _zoomed(
    low: float, high: float, fixed: float, factor: float, least: float, most: float
) -> tuple[float, float]:
    """Scale a range around a value, within limits."""
    span = max(CLOSEST * (most - least), (high - low) * factor)
    if span >= most - least:
        return least, most
    share = min(max(0.0, (fixed - low) / (high - low)), 1.0)
    start = min(max(least, fixed - share * span), most - span)
    return start, start + span


def _add_runs(path: QPainterPath, x: Coordinates, y: Coordinates) -> None:
    """Add the parts of a line between its gaps."""
    good = np.isfinite(y)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], good, [False]))))
    for start, stop in zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True):
        path.addPath(path_through(x[start:stop], y[start:stop]))


def _spaced(
    x: Coordinates, y: Coordinates, rect: QRectF, distance: float
) -> list[QPointF]:
    """Return points of the path that are at least a distance apart."""
    places: list[QPointF] = []
    if not len(x):
        return places
    last_x, last_y = float(x[0]), float(y[0])
    for at_x, at_y in zip(x[1:].tolist(), y[1:].tolist(), strict=True):
        if math.hypot(at_x - last_x, at_y - last_y) < distance:
            continue
        last_x, last_y = at_x, at_y
        if rect.contains(at_x, at_y):
            places.append(QPointF(at_x, at_y))
        if len(places) == MOST_DOTS:
            break
    return places


def _same_plane(one: SurfaceScene, other: SurfaceScene) -> bool:
    return same_array(one.x, other.x) and same_array(one.y, other.y)


def _same_surface(one: SurfaceScene, other: SurfaceScene) -> bool:
    """Tell whether two scenes look the same but for path, marker and progress."""
    if one.values is None or other.values is None:
        same = one.values is other.values
    else:
        same = same_array(one.values, other.values)
    return (
        same
        and _same_plane(one, other)
        and same_array(one.levels, other.levels)
        and (one.x_label, one.y_label) == (other.x_label, other.y_label)
    )
