"""Rows of small pictures with captions, drawn with stock items."""

from __future__ import annotations

from math import ceil

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem, QWidget

from visualizer.scenes.pictures import PictureRow, PicturesScene
from visualizer.ui.drawing import Text
from visualizer.ui.maps.cells import cell_pictures
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_LARGEST = 84.0
_MOST_LINES = 4

NARROW = 24
"""Lines that a panel is wide in which words have no room beside the pictures."""

HIGH = 13
"""Lines that a panel is high in which values may take two."""

CHINESE = "\u2e80"
"""Where the characters begin between which a line may break."""


class Place(Struct, frozen=True):
    """A picture: its row, and its number in it."""

    row: int
    number: int


class PictureRows(PlotCanvas):
    """Lines of text, and below them rows of pictures as large as fit.

    Signals
    -------
    chosen : Place
        A person clicked a picture.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: PicturesScene | None = None
        self._names: list[Text] = []
        self._values: list[Text] = []
        self._titles: list[Text] = []
        self._notes: list[Text] = []
        self._captions: list[Text] = []
        self._pictures: list[QGraphicsPixmapItem] = []
        self._boxes: list[list[QRectF]] = []
        self._hint = self.text()
        self._frames = self.scene().addPath(QPainterPath())
        self._frames.setZValue(2)
        self._mark = self.scene().addPath(QPainterPath())
        self._mark.setZValue(3)
        self._marked: Place | None = None
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)

    @property
    def boxes(self) -> list[list[QRectF]]:
        """Where the pictures of each row stand that fit."""
        return self._boxes

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: PicturesScene) -> None:
        """Draw a scene; one that looks the same costs next to nothing."""
        before, self._drawn = self._drawn, scene
        if before is None or not _same(before, scene):
            self.lay_out()

    def mark(self, place: Place | None) -> None:
        """Frame the picture that the keyboard is at."""
        self._marked = place
        path = QPainterPath()
        if place is not None and self._theme is not None:
            box = self._box(place)
            if box is not None:
                path.addRect(box.adjusted(-2, -2, 2, 2))
                accent = self._theme.color("accent")
                self._mark.setPen(QPen(accent, 2 * self._theme.line_width))
        self._mark.setPath(path)

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        width = float(self.viewport().width())
        height = float(self.viewport().height())
        factor = min(max(min(width / 620, height / 250), 1.0), 1.5)
        font = tabular(sized(self.font(), factor))
        small = tabular(sized(self.font(), 0.86 * factor))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        quiet = theme.color("text_secondary")
        self._hint.dress(font, quiet)
        line = self._hint.line_height()
        self._hint.place(scene.hint, width / 2, height / 2, "center", width - 8)
        top = self._write_lines(scene, (font, strong), width, line)
        rows = scene.rows
        self._grow(self._titles, len(rows))
        self._grow(self._notes, 2 * len(rows))
        for item in self._titles:
            item.dress(strong, theme.color("text"))
        for item in self._notes:
            item.dress(small, quiet)
        self._boxes = []
        count = sum(len(row.values) for row in rows)
        self._grow(self._captions, count)
        for item in self._captions:
            item.dress(small, quiet)
        while len(self._pictures) < count:
            self._pictures.append(self.scene().addPixmap(QPixmap()))
        used = 0
        room = (height - top - 4) / max(1, len(rows))
        # Where rows are low, their words stand beside the pictures.
        beside = room < 6.5 * line and width > NARROW * line
        for number, row in enumerate(rows):
            area = self._write_title(number, row, top, room, line, beside)
            used = self._place_row(row, area, used, line)
            top += room
        for picture in self._pictures[used:]:
            picture.setVisible(False)
        for item in self._captions[used:]:
            item.setVisible(False)
        self._draw_frames(theme)
        self.mark(self._marked)
        self.setAccessibleDescription(_description(scene))

    def _write_lines(
        self,
        scene: PicturesScene,
        fonts: tuple[QFont, QFont],
        width: float,
        line: float,
    ) -> float:
        """Write names and values; return where they end."""
        theme = self._theme
        assert theme is not None
        self._grow(self._names, len(scene.lines))
        self._grow(self._values, 2 * len(scene.lines))
        top = 0.2 * line
        column = 0.0
        for item, (name, _) in zip(self._names, scene.lines, strict=False):
            item.dress(fonts[0], theme.color("text_secondary"))
            column = max(column, item.advance_of(name))
        column = min(column, 0.5 * width)
        for number, (name, value) in enumerate(scene.lines):
            left = 4 + column + line
            parts = (value, "")
            if self.viewport().height() >= HIGH * line:
                parts = broken(value, QFontMetricsF(fonts[1]), width - left - 4)
            self._names[number].place(name, 4, top + 0.6 * line, width=column)
            for item, part in zip(self._values[2 * number :], parts, strict=False):
                item.setToolTip(value)
                item.dress(fonts[1], theme.color("text"))
                item.place(part, left, top + 0.6 * line, width=width - left - 4)
                top += 1.25 * line * bool(part)
        return top + (0.3 * line if scene.lines else 0.0)

    def _write_title(
        self,
        number: int,
        row: PictureRow,
        top: float,
        room: float,
        line: float,
        beside: bool,
    ) -> QRectF:
        """Write what a row is; return the room for its pictures."""
        width = float(self.viewport().width())
        title, note = self._titles[number], self._notes[2 * number]
        further = self._notes[2 * number + 1]
        for item in (note, further):
            item.setToolTip(row.note)
        if beside:
            column = 0.28 * width
            middle = top + room / 2
            parts = (row.note, "")
            if room >= 3.6 * line:
                parts = broken(row.note, QFontMetricsF(note.font()), column)
            middle -= 0.5 * line * bool(parts[1])
            title.place(row.title, 4, middle - 0.65 * line, width=column)
            note.place(parts[0], 4, middle + 0.65 * line, width=column)
            further.place(parts[1], 4, middle + 1.75 * line, width=column)
            left = 4 + column + line
            return QRectF(left, top + 2, width - left - 4, room - 4)
        further.place("", 0.0, 0.0)
        taken = title.place(row.title, 4, top + 0.6 * line, width=width - 8)
        left = 4 + taken + 0.8 * line
        if left + note.advance_of(row.note) > width - 4 and room >= 5.5 * line:
            # It has a line of its own, below.
            left, top, room = 4.0, top + 1.1 * line, room - 1.1 * line
        note.place(row.note, left, top + 0.6 * line, width=width - left - 4)
        return QRectF(4, top + 1.4 * line, width - 8, room - 1.6 * line)

    def _place_row(self, row: PictureRow, area: QRectF, used: int, line: float) -> int:
        """Place pictures and captions; return how many items are in use then."""
        assert self._theme is not None
        count = len(row.values)
        rows, columns = row.values.shape[1:]
        words = any(row.captions) and area.height() >= 2.6 * line
        foot, gap = 1.15 * line * words, 0.35 * line
        # As many lines of pictures as make them largest.
        sizes = {}
        for lines in range(1, _MOST_LINES + 1):
            across = area.width() / ceil(count / lines) - gap
            high = (area.height() - 2) / lines - foot - gap * (lines > 1)
            sizes[lines] = min(across * rows / columns, high, _LARGEST)
        lines = max(sizes, key=lambda each: sizes[each])
        high = max(6.0, sizes[lines])
        wide = high * columns / rows
        abreast = ceil(count / lines)
        pitch = wide + gap
        if words:
            pitch = max(pitch, min(area.width() / abreast, 6.5 * line))
        pixmaps = cell_pictures(row.values, row.limits, self._theme)
        boxes = []
        for number, pixmap in enumerate(pixmaps):
            line_number, place = divmod(number, abreast)
            left = area.left() + place * pitch + (pitch - gap - wide) / 2
            top = area.top() + line_number * (high + foot + gap)
            box = QRectF(left, top, wide, high)
            item = self._pictures[used]
            item.setPixmap(pixmap)
            across, down = wide / pixmap.width(), high / pixmap.height()
            item.setTransform(QTransform(across, 0, 0, down, box.x(), box.y()))
            item.setVisible(True)
            item.setToolTip(row.captions[number])
            caption = row.captions[number] if words else ""
            middle = box.bottom() + 0.65 * line
            self._captions[used].place(
                caption, box.center().x(), middle, "center", pitch - 2
            )
            boxes.append(box)
            used += 1
        self._boxes.append(boxes)
        return used

    def _draw_frames(self, theme: Theme) -> None:
        assert self._drawn is not None
        frames = QPainterPath()
        for row, boxes in zip(self._drawn.rows, self._boxes, strict=True):
            if 0 <= row.chosen < len(boxes):
                frames.addRect(boxes[row.chosen].adjusted(-1, -1, 1, 1))
        self._frames.setPath(frames)
        self._frames.setPen(QPen(theme.color("accent"), 1.6 * theme.line_width))

    def _grow(self, items: list[Text], count: int) -> None:
        """Have at least so many texts, and hide those beyond."""
        while len(items) < count:
            items.append(self.text())
        for item in items[count:]:
            item.setVisible(False)

    def _box(self, place: Place) -> QRectF | None:
        if place.row < len(self._boxes) and place.number < len(self._boxes[place.row]):
            return self._boxes[place.row][place.number]
        return None

    def _at(self, at: QPointF) -> Place | None:
        for row, boxes in enumerate(self._boxes):
            for number, box in enumerate(boxes):
                if box.contains(at):
                    return Place(row, number)
        return None

    def _on_pressed(self, at: QPointF) -> None:
        place = self._at(at)
        if place is not None:
            self.chosen.emit(place)

    def _on_hovered(self, at: QPointF) -> None:
        place, scene = self._at(at), self._drawn
        wish = None
        if place is not None and scene is not None:
            wish = scene.rows[place.row].wishes[place.number]
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand if wish is not None else arrow)


def broken(text: str, metrics: QFontMetricsF, width: float) -> tuple[str, str]:
    """Break a text in two where its first part has just enough room.

    Latin words stay whole; Chinese may break at any character.
    """
    if metrics.horizontalAdvance(text) <= width:
        return text, ""
    fitting = 0
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        free = before == " " or after == " " or max(before, after) >= CHINESE
        if free and metrics.horizontalAdvance(text[:place].rstrip()) <= width:
            fitting = place
    if not fitting:
        return text, ""
    return text[:fitting].rstrip(), text[fitting:].lstrip()


def _same(before: PicturesScene, scene: PicturesScene) -> bool:
    """Return whether two scenes look the same."""
    return (
        (before.hint, before.lines) == (scene.hint, scene.lines)
        and len(before.rows) == len(scene.rows)
        and all(map(_same_row, before.rows, scene.rows))
    )


def _same_row(before: PictureRow, row: PictureRow) -> bool:
    words = (before.title, before.note, before.captions, before.chosen)
    return words == (row.title, row.note, row.captions, row.chosen) and (
        np.array_equal(before.values, row.values)
        and np.array_equal(before.limits, row.limits)
    )


def _description(scene: PicturesScene) -> str:
    lines = [" ".join(pair) for pair in scene.lines]
    rows = [f"{row.title}: {', '.join(row.captions)}" for row in scene.rows]
    return " · ".join((*lines, *rows)) or scene.hint
