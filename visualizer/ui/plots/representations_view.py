"""A small map for each layer in a row, and a large one of the layer chosen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from visualizer.scenes import FloatArray
from visualizer.scenes.plane import PointSet
from visualizer.scenes.representations import LayerMap, RepresentationsScene
from visualizer.ui.drawing import Text, font_pixels
from visualizer.ui.plane_points import PointLook
from visualizer.ui.plots.axes import Axes
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.layer_map import (
    Coordinates,
    Domain,
    LayerMapItems,
    Pixels,
    widened,
)
from visualizer.ui.plots.ticks import linear_ticks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

ROW_SHARE = 0.3
"""Part of the height that the small maps take at most."""

GAP = 10.0

MOST_SMALL = 120
"""Training examples, and test examples, drawn on a small map."""

SMALL_RADIUS, LARGE_RADIUS = 2.0, 3.6

TURN_INTERVAL = 66
"""Time between two small maps that are drawn anew, in milliseconds."""

HIT = 12.0
"""How far from an example a press still means it, in pixels."""


class RepresentationsView(PlotCanvas):
    """Draws a `RepresentationsScene`.

    Signals
    -------
    layer_chosen : int
        A press on a small map.
    example_chosen : int
        A press on a training example of the large map.
    """

    layer_chosen = Signal(int)
    example_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: RepresentationsScene | None = None
        self._axes = Axes(self)
        self._large = LayerMapItems(self.scene(), fine=True)
        self._small: list[tuple[LayerMapItems, Text, Text]] = []
        self._few: tuple[PointSet, PointSet, FloatArray] | None = None
        self._layout: tuple[object, ...] = ()
        self._focus = self.scene().addPath(QPainterPath())
        self._focus.setZValue(3.0)
        self._focused = False
        self._turn, self._behind = 0, 0
        self._turns = QTimer(self)
        self._turns.setSingleShot(True)
        self._turns.setInterval(TURN_INTERVAL)
        self._turns.timeout.connect(self._draw_next)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._focus.setPen(QPen(theme.color("accent"), 2.5))
        self.lay_out()

    def set_scene(self, scene: RepresentationsScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        if _layout_of(scene) != self._layout:
            self.lay_out()
            return
        self._draw_large()
        self._behind = len(scene.maps)
        self._draw_next()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys choose the layer."""
        self._focused = focused
        path = QPainterPath()
        if focused:
            path.addRect(self._large.rect)
        self._focus.setPath(path)

    def map_rect(self) -> QRectF:
        """Return where the large map stands."""
        return QRectF(self._large.rect)

    def small_rect(self, layer: int) -> QRectF:
        """Return where the small map of a layer stands."""
        return QRectF(self._small[layer][0].rect)

    def place_of(self, example: int) -> QPointF:
        """Return the pixel of an example on the large map."""
        x, y = self._large.places
        return QPointF(float(x[example]), float(y[example]))

    def captions(self) -> list[tuple[str, str]]:
        """Return what is written over and under the small maps."""
        scene = self._drawn
        shown = 0 if scene is None else len(scene.maps)
        return [(title.text(), said.text()) for _, title, said in self._small[:shown]]

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._layout = _layout_of(scene)
        while len(self._small) < len(scene.maps):
            items = LayerMapItems(self.scene(), fine=False)
            self._small.append((items, self.text(), self.text()))
        font = tabular(sized(self.font(), 0.85))
        strong = tabular(sized(self.font(), 0.95))
        for number, (items, title, said) in enumerate(self._small):
            chosen = number == scene.shown
            items.show(number < len(scene.maps))
            title.setVisible(number < len(scene.maps))
            said.setVisible(number < len(scene.maps))
            title.dress(font, theme.color("text" if chosen else "text_secondary"))
            said.dress(strong, theme.color("text"))
        self._axes.dress(theme, font)
        area, em = self.area().adjusted(2, 0, -2, -1), self._axes.line_height()
        count = len(scene.maps)
        pitch = (area.width() + GAP) / count
        side = min(pitch - GAP, ROW_SHARE * area.height() - 2.4 * em)
        side = max(8.0, side)
        first = area.left() + 0.5 * (area.width() - count * (side + GAP) + GAP)
        spread = min(pitch, 1.5 * (side + GAP))
        first = area.center().x() - 0.5 * ((count - 1) * spread + side)
        top = area.top() + 1.2 * em
        for number, (items, title, _) in enumerate(self._small[:count]):
            rect = QRectF(first + number * spread, top, side, side)
            chosen = number == scene.shown
            color = theme.color("accent" if chosen else "border")
            items.set_frame(rect, color, (2.4 if chosen else 1.2) * theme.line_width)
            name = scene.maps[number].title
            title.place(name, rect.center().x(), top - 0.65 * em, "center", spread)
        below = top + side + 1.5 * em
        room = QRectF(area.left(), below, area.width(), area.bottom() - below)
        self._lay_axes(scene, room, em)
        self._large.set_frame(self._axes.rect, theme.color("border"), 1.2)
        self.set_focused(self._focused)
        self._draw_large()
        for number in range(len(scene.maps)):
            self._draw_small(number)
        self._behind = 0

    def _lay_axes(self, scene: RepresentationsScene, room: QRectF, em: float) -> None:
        """Give the large map a room, and both axes one unit where they have one."""
        one = scene.maps[scene.shown]
        labels = scene.x_label, scene.y_label
        # The numbers beside the axis take room, which decides what is seen.
        ends = one.domain
        for _ in range(2):
            left, right, low, high = ends
            across = max(2, int(room.width() / (6.0 * em)))
            up = max(2, int(room.height() / (3.5 * em)))
            ticks = linear_ticks(left, right, across), linear_ticks(low, high, up)
            if one.single:
                ticks = ticks[0], ()
            self._axes.lay_out(
                room, (left, right), (low, high), ticks, labels, 0.3 * em
            )
            rect = self._axes.rect
            if not one.single:
                ends = widened(one.domain, rect.width(), rect.height())

    def _draw_large(self) -> None:
        scene, look = self._drawn, self._look(LARGE_RADIUS)
        if scene is None or look is None:
            return
        self._large.draw(
            scene.maps[scene.shown],
            scene.points,
            scene.show_test,
            self._axes.pixels,
            look,
        )

    def _draw_next(self) -> None:
        """Draw the small map whose turn it is, and soon the next, until all are."""
        scene = self._drawn
        if scene is None or not self._behind:
            return
        self._turn = (self._turn + 1) % len(scene.maps)
        self._draw_small(self._turn)
        self._behind -= 1
        if self._behind and not self._turns.isActive():
            self._turns.start()

    def _draw_small(self, number: int) -> None:
        scene, look = self._drawn, self._look(SMALL_RADIUS)
        if scene is None or look is None:
            return
        points, chosen = self._few_points(scene.points)
        one, (items, _, said) = scene.maps[number], self._small[number]
        items.draw(
            _with_places(one, chosen),
            points,
            scene.show_test,
            _pixels_within(items.rect, one),
            look,
        )
        line = items.rect.bottom() + 0.75 * self._axes.line_height()
        said.place(one.measure, items.rect.center().x(), line, "center")

    def _look(self, radius: float) -> PointLook | None:
        if self._theme is None:
            return None
        unit = font_pixels(self) / BASE_PIXELS
        return PointLook(self._theme, radius * unit, self.devicePixelRatioF())

    def _few_points(self, points: PointSet) -> tuple[PointSet, FloatArray]:
        """Return the points of small maps, and their numbers among all."""
        if self._few is None or self._few[0] is not points:
            train = np.flatnonzero(~points.is_test)[:MOST_SMALL]
            chosen = np.r_[train, np.flatnonzero(points.is_test)[:MOST_SMALL]]
            classes = None if points.classes is None else points.classes[chosen]
            few = PointSet(
                points.positions[chosen],
                points.values[chosen],
                points.is_test[chosen],
                classes,
            )
            self._few = (points, few, chosen)
        return self._few[1], self._few[2]

    def _layer_at(self, point: QPointF) -> int | None:
        scene = self._drawn
        shown = 0 if scene is None else len(scene.maps)
        for number, (items, _, _) in enumerate(self._small[:shown]):
            if items.rect.adjusted(-4, -18, 4, 18).contains(point):
                return number
        return None

    def _on_pressed(self, point: QPointF) -> None:
        layer, scene = self._layer_at(point), self._drawn
        if layer is not None:
            self.layer_chosen.emit(layer)
            return
        if scene is None or not self._large.rect.contains(point):
            return
        x, y = self._large.places
        away = np.hypot(x - point.x(), y - point.y())
        away[scene.points.is_test] = np.inf
        away[~np.isfinite(away)] = np.inf
        if away.size and float(away.min()) <= HIT:
            self.example_chosen.emit(int(away.argmin()))

    def _on_hovered(self, point: QPointF) -> None:
        over = self._layer_at(point) is not None
        shape = (
            Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        )
        self.viewport().setCursor(shape)


def _layout_of(scene: RepresentationsScene) -> tuple[object, ...]:
    """Return what decides where everything stands."""
    one = scene.maps[scene.shown]
    titles = tuple(each.title for each in scene.maps)
    return titles, scene.shown, one.domain, one.single, scene.x_label, scene.y_label


def _with_places(one: LayerMap, chosen: FloatArray) -> LayerMap:
    return LayerMap(
        one.title,
        one.measure,
        one.places[chosen],
        one.watched,
        one.grid,
        one.border,
        one.domain,
        one.single,
    )


def _pixels_within(rect: QRectF, one: LayerMap) -> Pixels:
    """Return what turns coordinates into the pixels of a small map."""
    ends: Domain = one.domain
    if not one.single:
        ends = widened(ends, rect.width(), rect.height())
    left, right, low, high = ends

    def pixels(x: FloatArray, y: FloatArray) -> tuple[Coordinates, Coordinates]:
        return (
            np.asarray(rect.left() + (x - left) * (rect.width() / (right - left))),
            np.asarray(rect.bottom() - (y - low) * (rect.height() / (high - low))),
        )

    return pixels
