"""Functions of two inputs as small maps in rows."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QWidget

from visualizer.scenes.approximation import Handle, Tile, TilesScene
from visualizer.ui.drawing import Pacer, font_pixels, signed_image
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.handle_marks import HandleMarks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

GAP = 12.0
"""Between two maps, in pixels at the base font."""


class _Map:
    """The items of one map."""

    def __init__(self, view: TilesView) -> None:
        stage = view.scene()
        self.image = QGraphicsPixmapItem()
        self.image.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        stage.addItem(self.image)
        self.frame: QGraphicsRectItem = stage.addRect(QRectF())
        self.name, self.caption = view.text(), view.text()
        self.drawn: Tile | None = None


class TilesView(PlotCanvas):
    """Draws a `TilesScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: TilesScene | None = None
        self._maps: list[_Map] = []
        self._boxes = self.scene().addPath(QPainterPath())
        self._held_box = self.scene().addPath(QPainterPath())
        for item in (self._boxes, self._held_box):
            item.setZValue(3.0)
        self._handles = HandleMarks(self, self.place_of)
        self._texts = Pacer(self._write, self)
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        line = 1.6 * theme.line_width
        self._boxes.setPen(QPen(theme.color("text"), line, Qt.PenStyle.DotLine))
        self._held_box.setPen(QPen(theme.color("text"), line))
        for each in self._maps:
            each.drawn = None
        self.lay_out()

    def set_scene(self, scene: TilesScene) -> None:
        """Draw a scene; maps of the same values stay as they are."""
        before, self._drawn = self._drawn, scene
        if self._theme is None:
            return
        if before is None or _structure(before) != _structure(scene):
            self.lay_out()
            return
        self._draw_maps(scene, self._theme)
        self._texts.request(now=before.handles != scene.handles)
        if (before.handles, before.boxes) != (scene.handles, scene.boxes):
            self._draw_hands(scene, self._theme)

    def lay_out(self) -> None:
        """Place everything for the size of the view."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        while len(self._maps) < len(scene.tiles):
            self._maps.append(_Map(self))
        small = tabular(sized(self.font(), 0.85))
        for number, each in enumerate(self._maps):
            each.name.dress(self.font(), theme.color("text"))
            each.caption.dress(small, theme.color("text_secondary"))
            each.frame.setPen(QPen(theme.color("axis"), 1.0))
            seen = number < len(scene.tiles)
            for item in (each.image, each.frame, each.name, each.caption):
                item.setVisible(seen)
            each.drawn = None
        self._draw_maps(scene, theme)
        self._texts.request(now=True)
        self._draw_hands(scene, theme)

    def map_rect(self, number: int) -> QRectF:
        """Return where a map is; the first is 0."""
        scene = self._drawn
        assert scene is not None
        columns = scene.columns
        rows = -(-len(scene.tiles) // columns)
        gap = GAP * font_pixels(self) / BASE_PIXELS
        line = 1.35 * font_pixels(self)
        room, area = gap, self.area()
        below = line if any(tile.caption for tile in scene.tiles) else 0.0
        wide = (area.width() - (columns - 1) * room) / columns
        tall = (area.height() - (rows - 1) * 0.5 * room) / rows
        side = max(8.0, min(wide, tall - line - below))
        row, column = divmod(number, columns)
        middle = column * (wide + room) + wide / 2.0
        top = row * (tall + 0.5 * room)
        spare = max(0.0, tall - line - below - side) / 2.0
        return QRectF(area.left() + middle - side / 2.0, top + line + spare, side, side)

    def place_of(self, x: float, y: float) -> QPointF:
        """Return the pixel of a point of the movable map."""
        rect = self._movable()
        return QPointF(
            rect.left() + x * rect.width(), rect.bottom() - y * rect.height()
        )

    def coordinates(self, point: QPointF) -> tuple[float, float]:
        """Return the point of the movable map under a pixel."""
        rect = self._movable()
        x = (point.x() - rect.left()) / rect.width()
        return x, (rect.bottom() - point.y()) / rect.height()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""
        self._handles.set_focused(focused)

    def handle_at(self, point: QPointF) -> Handle | None:
        """Return the handle next to a point, if one is within reach."""
        return self._handles.at(point)

    def show_cursor(self, point: QPointF) -> None:
        """Give the pointer the shape for what is under it."""
        self.viewport().setCursor(self._handles.cursor(point))

    def captions(self) -> list[tuple[str, str]]:
        """Return what is written above and below each map."""
        return [(each.name.text(), each.caption.text()) for each in self._maps]

    def _movable(self) -> QRectF:
        tiles = () if self._drawn is None else self._drawn.tiles
        for number, tile in enumerate(tiles):
            if tile.movable:
                return self.map_rect(number)
        return QRectF(0.0, 0.0, 1.0, 1.0)

    def _draw_maps(self, scene: TilesScene, theme: Theme) -> None:
        table = theme.signed_table()
        for number, (tile, each) in enumerate(
            zip(scene.tiles, self._maps, strict=False)
        ):
            before, each.drawn = each.drawn, tile
            rect = self.map_rect(number)
            if before is None or not _alike(before, tile):
                image = signed_image(tile.values, tile.limit, table)
                each.image.setPixmap(QPixmap.fromImage(image))
                each.image.setScale(rect.width() / image.width())
                each.image.setPos(rect.topLeft())
            each.frame.setRect(rect)

    def _write(self) -> None:
        """Write names and captions, each around the middle of its map."""
        scene = self._drawn
        if scene is None:
            return
        wide = self.area().width() / scene.columns - 4.0
        line = 0.65 * font_pixels(self)
        pairs = zip(scene.tiles, self._maps, strict=False)
        for number, (tile, each) in enumerate(pairs):
            rect = self.map_rect(number)
            middle, below = rect.center().x(), rect.bottom() + 1.1 * line
            each.name.place(tile.name, middle, rect.top() - line, "center", wide)
            each.caption.place(tile.caption, middle, below, "center", wide)

    def _draw_hands(self, scene: TilesScene, theme: Theme) -> None:
        rect = self._movable()
        outlines = []
        for left, right, bottom, top in scene.boxes:
            corners = self.place_of(left, top), self.place_of(right, bottom)
            path = QPainterPath()
            path.addRect(QRectF(*corners).intersected(rect))
            outlines.append(path)
        held = outlines[0] if outlines else QPainterPath()
        others = QPainterPath()
        for path in outlines[1:]:
            others.addPath(path)
        self._held_box.setPath(held)
        self._boxes.setPath(others)
        self._handles.draw(scene.handles, rect, theme)


def _alike(one: Tile, other: Tile) -> bool:
    """Return whether two maps have the same picture."""
    return one.limit == other.limit and np.array_equal(one.values, other.values)


def _structure(scene: TilesScene) -> tuple[object, ...]:
    """Return what decides where the maps are and what they are called."""
    captioned = tuple(bool(tile.caption) for tile in scene.tiles)
    return scene.columns, captioned, tuple(tile.name for tile in scene.tiles)
