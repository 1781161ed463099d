"""The way of one image through the network, drawn with stock items."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem, QWidget

from visualizer.scenes.intents import NeuronRef
from visualizer.scenes.maps import MapColumn, MapsScene
from visualizer.scenes.numbers import significant
from visualizer.ui.drawing import Pacer, Text
from visualizer.ui.maps.cells import cell_pictures
from visualizer.ui.maps.class_bars import BarRows
from visualizer.ui.maps.places import (
    ColumnPlace,
    cell_box,
    hit,
    place_columns,
)
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_NARROW = 1000
"""Below this width, in pixels at normal type, spare columns are left out."""

COLOR_MILLISECONDS = 30
"""Least time between two colorings while training: what the eye can follow."""


class MapStage(PlotCanvas):
    """Columns of pictures, kernels between them, classes at the end.

    Signals
    -------
    cell_chosen : NeuronRef
        A person clicked a value or a class.
    example_chosen : int
        A person clicked an example of the strip.
    """

    cell_chosen = Signal(object)
    example_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: MapsScene | None = None
        self._columns: tuple[MapColumn, ...] = ()
        self._colored: tuple[MapColumn, ...] = ()
        self._places: tuple[ColumnPlace, ...] = ()
        self._pictures: list[list[QGraphicsPixmapItem]] = []
        self._strip: list[QGraphicsPixmapItem] = []
        self._strip_boxes: list[QRectF] = []
        self._strip_numbers: tuple[int, ...] = ()
        stage = self.scene()
        self._links = stage.addPath(QPainterPath())
        self._path = stage.addPath(QPainterPath())
        self._frames = stage.addPath(QPainterPath())
        self._halo = stage.addPath(QPainterPath())
        self._marks = stage.addPath(QPainterPath())
        self._receptive = stage.addPath(QPainterPath())
        for item, height in (
            (self._links, -2),
            (self._path, -1),
            (self._halo, 5),
            (self._receptive, 6),
            (self._marks, 6),
        ):
            item.setZValue(height)
        self._bars = BarRows(self)
        self._heads: list[tuple[Text, Text, Text]] = []
        self._bar_head = self.text()
        self._reading = self.text()
        self._reading_at = (0.0, 0.0, 0.0)
        self._pointer: QPointF | None = None
        self._numbers = Pacer(self._print_numbers, self)
        self._colors = Pacer(self._recolor, self, COLOR_MILLISECONDS)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)
        self.left.connect(self._on_left)

    @property
    def columns(self) -> tuple[MapColumn, ...]:
        """The columns that are drawn."""
        return self._columns

    @property
    def places(self) -> tuple[ColumnPlace, ...]:
        """Where they stand."""
        return self._places

    @property
    def strip_boxes(self) -> list[QRectF]:
        """Where the examples of the strip stand."""
        return self._strip_boxes

    def class_box(self, number: int) -> QRectF:
        """Return where a class stands."""
        return self._bars.box(number)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: MapsScene) -> None:
        """Draw a scene; cheap where only values changed."""
        before, self._drawn = self._drawn, scene
        if before is None or _structure(before) != _structure(scene):
            self.lay_out()
            return
        old, self._columns = self._columns, self._fitting(scene)
        if _marking(old) != _marking(self._columns):
            self._mark()
        moved = before.strip_chosen != scene.strip_chosen
        moved = moved or before.verdict != scene.verdict
        self._draw_strip(scene, before)
        self._colors.request(now=moved)
        self._numbers.request(now=moved)

    def _recolor(self) -> None:
        """Color what has changed since it was last colored."""
        scene = self._drawn
        if scene is None or self._theme is None:
            return
        for column, known, items in zip(
            self._columns, self._colored, self._pictures, strict=True
        ):
            if column is not known and not _same(column, known):
                self._color(column, items)
        self._colored = self._columns
        self._bars.draw(scene.bars)

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        width = float(self.viewport().width())
        height = float(self.viewport().height())
        factor = min(max(min(width / 1000, height / 420), 1.0), 1.6)
        font = tabular(sized(self.font(), factor))
        small = tabular(sized(self.font(), 0.86 * factor))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.Bold)
        self._columns = self._fitting(scene)
        self._dress_texts(theme, font, small)
        line = self._reading.line_height()
        # Where there is no room, maps matter more than other examples.
        low = height < 13 * line
        strip = 0.0 if low else min(max(2.2 * line, 0.1 * height), 52.0)
        head, foot = 2.3 * line, strip + (1.3 if low else 1.7) * line
        bars = min(max(0.17 * width, 9 * line), 280.0)
        area = QRectF(2, head, width - bars - 2.2 * line, height - head - foot)
        least = min(3.9 * line, 0.7 * area.width() / len(self._columns))
        self._places = place_columns(self._columns, area, 0.3 * line, least)
        self._make_items()
        for column, place, items in zip(
            self._columns, self._places, self._pictures, strict=True
        ):
            self._color(column, items)
            for item, box in zip(items, place.boxes, strict=True):
                _put(item, box)
        room = QRectF(width - bars, head - 0.4 * line, bars - 2, height - head)
        self._bars.lay_out(scene.bars, room, theme, font, strong)
        self._colored = self._columns
        self._draw_frames(theme)
        self._draw_links(theme, scene)
        self._mark()
        self._bars.draw(scene.bars)
        self._place_strip(scene, strip, height)
        self._draw_strip(scene, None)
        self._numbers.request(now=True)

    def _fitting(self, scene: MapsScene) -> tuple[MapColumn, ...]:
        """Return the columns without those that a narrow panel leaves out."""
        unit = self.font().pixelSize() / 13
        if self.viewport().width() >= _NARROW * unit:
            return scene.columns
        return tuple(
            # What is left out hands its marks to nobody: they are of its own layer.
            column
            for column in scene.columns
            if not column.spare
        )

    def _dress_texts(self, theme: Theme, font: QFont, small: QFont) -> None:
        while len(self._heads) < len(self._columns):
            self._heads.append((self.text(), self.text(), self.text()))
        title = QFont(font)
        title.setWeight(QFont.Weight.DemiBold)
        for number, (name, size, scale) in enumerate(self._heads):
            name.dress(title, theme.color("text"))
            for item in (size, scale):
                item.dress(small, theme.color("text_secondary"))
            for item in (name, size, scale):
                item.setVisible(number < len(self._columns))
        self._bar_head.dress(title, theme.color("text"))
        self._reading.dress(font, theme.color("text"))

    def _make_items(self) -> None:
        """Have as many picture items as there are pictures."""
        stage = self.scene()
        while len(self._pictures) < len(self._columns):
            self._pictures.append([])
        for items in self._pictures[len(self._columns) :]:
            for item in items:
                stage.removeItem(item)
        del self._pictures[len(self._columns) :]
        for column, items in zip(self._columns, self._pictures, strict=True):
            while len(items) < len(column.values):
                items.append(stage.addPixmap(QPixmap()))
            for item in items[len(column.values) :]:
                stage.removeItem(item)
            del items[len(column.values) :]

    def _color(self, column: MapColumn, items: list[QGraphicsPixmapItem]) -> None:
        assert self._theme is not None
        drawn = cell_pictures(column.values, column.limits, self._theme)
        for item, pixmap in zip(items, drawn, strict=True):
            item.setPixmap(pixmap)

    def _draw_frames(self, theme: Theme) -> None:
        frames = QPainterPath()
        for place in self._places:
            for box in place.boxes:
                frames.addRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._frames.setPath(frames)
        self._frames.setPen(QPen(theme.color("border"), theme.line_width))

    def _draw_links(self, theme: Theme, scene: MapsScene) -> None:
        """Draw faint lines along which the values go."""
        links = QPainterPath()
        for before, behind in pairwise(self._places):
            rows = {round(box.center().y(), 1) for box in behind.boxes}
            from_rows = {round(box.center().y(), 1) for box in before.boxes}
            start = max(box.right() for box in before.boxes) + 3
            end = min(box.left() for box in behind.boxes) - 3
            if end - start < 4:
                continue
            common = rows & from_rows
            for y in sorted(rows):
                source = y if y in common else _nearest(y, from_rows)
                _bend(links, QPointF(start, source), QPointF(end, y))
        if self._places:
            last = self._places[-1]
            start = max(box.right() for box in last.boxes) + 3
            rows = {round(box.center().y(), 1) for box in last.boxes}
            for y in sorted(rows):
                for number in range(len(scene.bars.names)):
                    _bend(links, QPointF(start, y), self._bars.entrance(number))
        self._links.setPath(links)
        self._links.setPen(QPen(theme.color("grid"), theme.line_width))

    def _mark(self) -> None:
        """Draw the selected value, what it reads, and what it depends on."""
        theme = self._theme
        assert theme is not None
        marks, receptive, path = QPainterPath(), QPainterPath(), QPainterPath()
        ends: list[QPointF] = []
        for column, place in zip(self._columns, self._places, strict=True):
            if 0 <= column.selected < len(place.boxes):
                box = place.boxes[column.selected]
                marks.addRect(box.adjusted(-2, -2, 2, 2))
                if column.cell is not None:
                    marks.addRect(cell_box(box, column, *column.cell, 1, 1))
                ends += [
                    QPointF(box.left() - 2, box.center().y()),
                    QPointF(box.right() + 2, box.center().y()),
                ]
            for number, box in enumerate(place.boxes):
                if column.window is not None and column.window_on in (-1, number):
                    top, left, high, wide = column.window
                    marks.addRect(cell_box(box, column, top, left, high, wide))
                    if column.window_on == number or len(place.boxes) == 1:
                        ends.append(QPointF(box.right() + 2, box.center().y()))
            if column.receptive is not None:
                top, left, bottom, right = column.receptive
                high, wide = bottom - top + 1, right - left + 1
                box = cell_box(place.boxes[0], column, top, left, high, wide)
                receptive.addRect(box)
        for start, end in pairwise(ends):
            if end.x() > start.x() + 4:
                _bend(path, start, end)
        accent = theme.color("accent")
        self._marks.setPath(marks)
        self._marks.setPen(QPen(accent, 1.6 * theme.line_width))
        self._halo.setPath(marks)
        halo = QColor(theme.color("panel"))
        self._halo.setPen(QPen(halo, 3.4 * theme.line_width))
        self._receptive.setPath(receptive)
        dashed = QPen(accent, 1.6 * theme.line_width, Qt.PenStyle.DashLine)
        self._receptive.setPen(dashed)
        self._path.setPath(path)
        self._path.setPen(QPen(accent, 1.2 * theme.line_width))

    def _place_strip(self, scene: MapsScene, side: float, height: float) -> None:
        rows, columns = scene.strip.shape[1:]
        if not side:
            self._strip_boxes = []
            for item in self._strip:
                item.setVisible(False)
            self._reading_at = (0.0, -99.0, 0.0)
            return
        cell = side / max(rows, columns)
        wide, high = cell * columns, cell * rows
        line = self._reading.line_height()
        room = self.viewport().width() - 20 * line
        fitting = max(1, min(len(scene.strip), int(room / (wide + 5))))
        top = height - high - 2
        self._strip_boxes = [
            QRectF(3 + number * (wide + 5), top, wide, high)
            for number in range(fitting)
        ]
        while len(self._strip) < fitting:
            self._strip.append(self.scene().addPixmap(QPixmap()))
        for number, item in enumerate(self._strip):
            item.setVisible(number < fitting)
        end = self._strip_boxes[-1].right() + line
        room = self.viewport().width() - end - 4
        self._reading_at = (end, top + high / 2, room)

    def _draw_strip(self, scene: MapsScene, before: MapsScene | None) -> None:
        """Show the examples; their pictures stay while the numbers do."""
        theme = self._theme
        assert theme is not None
        numbers = tuple(scene.strip_numbers.tolist())
        if before is None or numbers != self._strip_numbers:
            self._strip_numbers = numbers
            pictures = cell_pictures(scene.strip, np.zeros(len(scene.strip)), theme)
            for item, box, pixmap in zip(
                self._strip, self._strip_boxes, pictures, strict=False
            ):
                item.setPixmap(pixmap)
                _put(item, box)
        for number, item in enumerate(self._strip):
            item.setOpacity(1.0 if number == scene.strip_chosen else 0.5)

    def _print_numbers(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        line = self._reading.line_height()
        centers = [place.center for place in self._places]
        gaps = [math.inf, *(b - a for a, b in pairwise(centers)), math.inf]
        for number, (column, place, texts) in enumerate(
            zip(self._columns, self._places, self._heads, strict=False)
        ):
            name, size, scale = texts
            # In a narrow panel the next heading is nearer than the heading is wide.
            near = min(gaps[number], gaps[number + 1]) - 0.4 * line
            room = min(place.right - place.left + 1.6 * line, near)
            name.place(column.title, place.center, 0.5 * line, "center", room)
            under = column.size_text
            size.place(under, place.center, 1.5 * line, "center", room)
            bottom = max(box.bottom() for box in place.boxes) + 0.62 * line
            scale.place(column.scale_text, place.center, bottom, "center", room)
        bars = self._bars.box(0)
        self._bar_head.place(
            scene.bars.title, bars.left() + 4, 0.5 * line, width=bars.width()
        )
        self._bars.print_numbers(scene.bars)
        self._read()
        self.setAccessibleDescription(scene.verdict)

    def _read(self) -> None:
        """Write the value under the pointer, or else what the network says."""
        scene = self._drawn
        if scene is None:
            return
        x, middle, room = self._reading_at
        text = self._value_text() or scene.verdict
        self._reading.place(text, x, middle, width=room)

    def _value_text(self) -> str:
        if self._pointer is None:
            return ""
        found = hit(self._columns, self._places, self._pointer)
        if found is None:
            return ""
        column = self._columns[found.column]
        value = float(column.values[found.picture, found.row, found.cell])
        name = column.names[found.picture]
        place = f"{found.row + 1}, {found.cell + 1}"
        return f"{name} [{place}] = {significant(value, 3)}"

    def _on_pressed(self, at: QPointF) -> None:
        scene = self._drawn
        if scene is None:
            return
        for box, number in zip(self._strip_boxes, self._strip_numbers, strict=False):
            if box.contains(at):
                self.example_chosen.emit(number)
                return
        klass = self._bars.at(at, scene.bars)
        if klass is not None:
            self.cell_chosen.emit(NeuronRef(scene.bars.layer, klass))
            return
        found = hit(self._columns, self._places, at)
        if found is not None:
            self._choose(found.column, found.picture, found.row, found.cell)

    def _choose(self, number: int, picture: int, row: int, cell: int) -> None:
        column = self._columns[number]
        if column.kind == "image":
            return
        if column.kind == "kernels":
            self._choose_by_kernel(column, picture)
            return
        rows, cells = column.values.shape[1:]
        index = (picture * rows + row) * cells + cell
        self.cell_chosen.emit(NeuronRef(column.layer, index))

    def _choose_by_kernel(self, column: MapColumn, picture: int) -> None:
        """Select in the map that a kernel makes, at the place selected before."""
        made = next(
            c for c in self._columns if c.kind == "maps" and c.layer == column.layer
        )
        number = max(made.selected, 0) if column.aligned_after else picture
        rows, cells = made.values.shape[1:]
        row, cell = made.cell or (rows // 2, cells // 2)
        index = (number * rows + row) * cells + cell
        self.cell_chosen.emit(NeuronRef(column.layer, index))

    def _on_hovered(self, at: QPointF) -> None:
        self._pointer = at
        scene = self._drawn
        over = hit(self._columns, self._places, at) is not None or (
            scene is not None and self._bars.at(at, scene.bars) is not None
        )
        over = over or any(box.contains(at) for box in self._strip_boxes)
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand if over else arrow)
        self._read()

    def _on_left(self) -> None:
        self._pointer = None
        self._read()


def _structure(scene: MapsScene) -> tuple[object, ...]:
    """Return what the layout depends on; equal as long as only values change."""
    return (
        tuple(
            (c.kind, c.title, c.size_text, c.values.shape, c.spare)
            for c in scene.columns
        ),
        scene.bars.names,
        scene.bars.signed,
        scene.bars.title,
        scene.strip.shape,
    )


def _marking(columns: tuple[MapColumn, ...]) -> tuple[object, ...]:
    """Return what decides about the marks."""
    return tuple(
        (c.selected, c.cell, c.window, c.window_on, c.receptive) for c in columns
    )


def _same(column: MapColumn, known: MapColumn) -> bool:
    return np.array_equal(column.values, known.values) and np.array_equal(
        column.limits, known.limits
    )


def _put(item: QGraphicsPixmapItem, box: QRectF) -> None:
    pixmap = item.pixmap()
    across, down = box.width() / pixmap.width(), box.height() / pixmap.height()
    item.setTransform(QTransform(across, 0, 0, down, box.x(), box.y()))


def _nearest(y: float, rows: set[float]) -> float:
    return min(rows, key=lambda row: abs(row - y))


def _bend(path: QPainterPath, start: QPointF, end: QPointF) -> None:
    """Draw from left to right, leaving and arriving level."""
    middle = (start.x() + end.x()) / 2
    path.moveTo(start)
    path.cubicTo(QPointF(middle, start.y()), QPointF(middle, end.y()), end)
