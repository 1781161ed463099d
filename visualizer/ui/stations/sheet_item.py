"""One sheet on the canvas: its cells or its line, their numbers, and the window."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen, QPixmap, QTransform

from visualizer.scenes.numbers import fixed
from visualizer.scenes.stations import Axis, Sheet
from visualizer.ui.drawing import Align, Canvas, Text
from visualizer.ui.maps.number_grid import ink_on
from visualizer.ui.plots.polyline import Coordinates, path_through
from visualizer.ui.stations.region import Box, Region, in_sight, proportion
from visualizer.ui.stations.sheet_picture import cell_color, colors_of, picture_of
from visualizer.ui.theme import Theme

Ink = Callable[[int, int], QColor]

_PAINTED = ("colors", "red", "green", "blue", "signed")

MOST_NUMBERS = 400
"""Cells that are written into; of more, none is wide enough."""

DOTS_FROM = 9.0
"""Pixels between two samples from which on each has a dot."""

FINEST_END = 6
"""Decimals of the ends of what is in sight."""

LEAST_WINDOW = 5.0
"""Pixels along a side of the frame around what is read."""


class SheetItem:
    """Draws a sheet into a box.

    Parameters
    ----------
    canvas : Canvas
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        stage = canvas.scene()
        self._picture = stage.addPixmap(QPixmap())
        self._ground = stage.addPath(QPainterPath())
        self._ground.setZValue(-1)
        self._line = stage.addPath(QPainterPath())
        self._line.setZValue(1)
        self._dots = stage.addPath(QPainterPath())
        self._dots.setZValue(2)
        self._window = stage.addPath(QPainterPath())
        self._window.setZValue(4)
        self._name = canvas.text()
        self._ends = canvas.text()
        self._numbers: list[Text] = []
        self._used = 0
        self._sheet: Sheet | None = None
        self._region = Region()
        self._box = QRectF()

    @property
    def sheet(self) -> Sheet:
        """What is drawn."""
        assert self._sheet is not None
        return self._sheet

    @property
    def box(self) -> QRectF:
        """Where its cells or its line stand."""
        return self._box

    def texts(self) -> list[Text]:
        """Return the texts of its cells or samples that are shown."""
        return [text for text in self._numbers if text.isVisible()]

    def remove(self) -> None:
        """Take it off the canvas."""
        stage = self._canvas.scene()
        for item in (
            *(self._picture, self._ground, self._line, self._dots, self._window),
            *(self._name, self._ends, *self._numbers),
        ):
            stage.removeItem(item)

    def draw(
        self,
        sheet: Sheet,
        region: Region,
        slot: QRectF,
        theme: Theme,
        font: QFont,
        indent: float,
    ) -> None:
        """Draw a sheet for a region, as large as a slot with its texts allows.

        Square cells and bars leave room at their left, `indent` wide, for the name.
        """
        self._sheet, self._region = sheet, region
        quiet = theme.color("text_secondary")
        self._name.dress(font, quiet)
        self._ends.dress(font, quiet)
        line = self._name.line_height()
        beside = sheet.square or sheet.kind == "bars"
        above = 1.15 * line if sheet.name and not beside else 0.0
        below = 1.2 * line if sheet.across or sheet.up else 0.0
        room = slot.adjusted(0, above, 0, -below)
        if beside:
            room.adjust(indent, 0, 0, 0)
        self._box = _fitted(room, sheet)
        at = self._box.top() + (0.6 if beside else -0.6) * line
        self._name.place(sheet.name, slot.left(), at, width=slot.width())
        seen = ends_text(sheet, in_sight(sheet, region))
        at = self._box.bottom() + 0.65 * line
        if sheet.kind == "bars":
            self._ends.place(seen, slot.right(), at, "right", slot.width())
        else:
            self._ends.place(seen, slot.left(), at, width=slot.width())
        self._hide_numbers()
        self._line.setPath(QPainterPath())
        self._dots.setPath(QPainterPath())
        self._picture.setVisible(sheet.kind in _PAINTED)
        frame = QPainterPath()
        frame.addRect(self._box)
        self._ground.setPath(frame)
        self._ground.setPen(QPen(theme.color("border"), 1.0))
        if sheet.kind in _PAINTED:
            self._paint(sheet, theme, font)
        elif sheet.kind == "wave":
            self._draw_wave(sheet, theme, font)
        elif sheet.kind == "bars":
            self._draw_bars(sheet, theme)
        else:
            self._write_list(sheet, theme, font)
        pen = QPen(theme.color("accent"), 2.0 * theme.line_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self._window.setPen(pen)
        self.mark(sheet)

    def mark(self, sheet: Sheet) -> None:
        """Frame what is read, of a sheet that is otherwise the one drawn."""
        self._sheet = sheet
        path = QPainterPath()
        if sheet.window is not None and not self._box.isEmpty():
            row, column, rows, columns = sheet.window
            corner = self.place(row, column)
            framed = QRectF(corner, self.place(row + rows, column + columns))
            grown_x = max(0.0, LEAST_WINDOW - framed.width()) / 2.0
            grown_y = max(0.0, LEAST_WINDOW - framed.height()) / 2.0
            framed = framed.adjusted(-grown_x, -grown_y, grown_x, grown_y)
            inside = framed.intersected(self._box.adjusted(-2, -2, 2, 2))
            if not inside.isEmpty():
                path.addRect(inside)
        self._window.setPath(path)

    def place(self, row: float, column: float) -> QPointF:
        """Return where a place, in cells from the upper left corner, is drawn."""
        left, top, right, bottom = in_sight(self.sheet, self._region)
        box = self._box
        return QPointF(
            box.left() + (column - left) / (right - left) * box.width(),
            box.top() + (row - top) / (bottom - top) * box.height(),
        )

    def cell_at(self, at: QPointF) -> tuple[int, int] | None:
        """Return row and column of the cell at a place of the canvas."""
        if self._sheet is None or not self._box.contains(at):
            return None
        sheet, box = self.sheet, self._box
        left, top, right, bottom = in_sight(sheet, self._region)
        column = math.floor(left + (at.x() - box.left()) / box.width() * (right - left))
        row = math.floor(top + (at.y() - box.top()) / box.height() * (bottom - top))
        rows, columns = sheet.values.shape[:2]
        if not (0 <= row < rows and 0 <= column < columns):
            return None
        return row, column

    def shares(self, at: QPointF) -> tuple[float, float]:
        """Return a place of the canvas in shares of the box."""
        box = self._box
        return (
            min(1.0, max(0.0, (at.x() - box.left()) / max(1.0, box.width()))),
            min(1.0, max(0.0, (at.y() - box.top()) / max(1.0, box.height()))),
        )

    def value_text(self, row: int, column: int) -> str:
        """Return what is to be said of a cell."""
        sheet = self.sheet
        if sheet.texts:
            return sheet.texts[row]
        if sheet.kind == "colors":
            return " · ".join(f"{value:.0f}" for value in sheet.values[row, column])
        return fixed(float(sheet.values[row, column]), sheet.decimals)

    # Kinds of sheets.

    def _paint(self, sheet: Sheet, theme: Theme, font: QFont) -> None:
        colors, box = colors_of(sheet, theme), self._box
        ratio = self._canvas.devicePixelRatioF()
        wide = max(1, round(box.width() * ratio))
        high = max(1, round(box.height() * ratio))
        sight = in_sight(sheet, self._region)
        image = picture_of(colors, sight, wide, high, theme.color("panel"))
        self._picture.setPixmap(QPixmap.fromImage(image))
        self._picture.setTransform(
            QTransform.fromScale(box.width() / wide, box.height() / high)
        )
        self._picture.setPos(box.topLeft())
        self._write_cells(sheet, font, lambda r, c: ink_on(cell_color(colors, r, c)))

    def _write_cells(self, sheet: Sheet, font: QFont, ink: Ink) -> None:
        left, top, right, bottom = in_sight(sheet, self._region)
        rows = _parts(top, bottom, sheet.values.shape[0])
        columns = _parts(left, right, sheet.values.shape[1])
        if len(rows) * len(columns) > MOST_NUMBERS:
            return
        wide = self._box.width() / (right - left)
        high = self._box.height() / (bottom - top)
        lines = 3 if sheet.kind == "colors" else 1
        probe = self._ends
        need = probe.advance_of(self._longest(sheet)) + 4.0
        tall = 0.95 * lines * probe.line_height()
        # A cell that is larger than the view has its number where it is seen.
        rows = [each for each in rows if (each[2] - each[1]) * high >= tall]
        columns = [each for each in columns if (each[2] - each[1]) * wide >= need]
        for row, above, below in rows:
            for column, before, behind in columns:
                middle = self.place((above + below) / 2, (before + behind) / 2)
                for number, text in enumerate(self._cell_texts(sheet, row, column)):
                    at = middle.y() + (number - (lines - 1) / 2) * probe.line_height()
                    self._write(text, middle.x(), at, font, ink(row, column))

    def _cell_texts(self, sheet: Sheet, row: int, column: int) -> list[str]:
        if sheet.kind == "colors":
            return [f"{value:.0f}" for value in sheet.values[row, column]]
        return [fixed(float(sheet.values[row, column]), sheet.decimals)]

    def _longest(self, sheet: Sheet) -> str:
        largest = max(abs(float(sheet.values.min())), abs(float(sheet.values.max())))
        sign = "−" if sheet.values.min() < 0 else ""
        return sign + fixed(largest, sheet.decimals)

    def _write_list(self, sheet: Sheet, theme: Theme, font: QFont) -> None:
        _, top, _, bottom = in_sight(sheet, self._region)
        high = self._box.height() / (bottom - top)
        if high < 0.95 * self._ends.line_height():
            return
        for row in _whole_cells(top, bottom, len(sheet.texts)):
            middle = self.place(row + 0.5, 0.0)
            if not self._box.adjusted(-1, 5, 1, -5).contains(middle):
                continue
            text = self._write(
                sheet.texts[row],
                self._box.left() + 6,
                middle.y(),
                font,
                theme.color("text"),
                "left",
            )
            text.place(
                sheet.texts[row],
                self._box.left() + 6,
                middle.y(),
                width=self._box.width() - 10,
            )

    def _draw_wave(self, sheet: Sheet, theme: Theme, font: QFont) -> None:
        left, _, right, _ = in_sight(sheet, self._region)
        box, values = self._box, sheet.values[0].astype(np.float64)
        first = max(0, math.floor(left))
        last = min(len(values), math.ceil(right) + 1)
        if last - first < 1:
            return
        pitch = box.width() / (right - left)
        middle = box.top() + sheet.high / (sheet.high - sheet.low) * box.height()
        axis = path_through(np.array([box.left(), box.right()]), np.array([middle] * 2))
        ground = QPainterPath()
        ground.addRect(box)
        ground.addPath(axis)
        self._ground.setPath(ground)
        columns, heights = thinned(values[first:last], max(2, round(box.width())))
        x = box.left() + (first + columns + 0.5 - left) * pitch
        y = box.top() + (sheet.high - heights) / (sheet.high - sheet.low) * box.height()
        inside = (x >= box.left()) & (x <= box.right())
        self._line.setPath(path_through(x[inside], y[inside]))
        thin = 1.0 if pitch < DOTS_FROM else 1.6
        self._line.setPen(QPen(theme.color("train"), thin * theme.line_width))
        if pitch < DOTS_FROM:
            return
        dots = QPainterPath()
        for across, down in zip(x[inside].tolist(), y[inside].tolist(), strict=True):
            dots.addEllipse(QPointF(across, down), 2.6, 2.6)
        self._dots.setPath(dots)
        self._dots.setPen(QPen(Qt.PenStyle.NoPen))
        self._dots.setBrush(theme.color("train"))
        if pitch >= self._ends.advance_of(self._longest(sheet)) + 6:
            shown = x[inside], y[inside], heights[inside]
            self._write_samples(sheet, *shown, theme, font)

    def _write_samples(
        self,
        sheet: Sheet,
        x: Coordinates,
        y: Coordinates,
        heights: Coordinates,
        theme: Theme,
        font: QFont,
    ) -> None:
        line, box = self._ends.line_height(), self._box
        samples = zip(x.tolist(), y.tolist(), heights.tolist(), strict=True)
        for across, down, value in samples:
            text = fixed(value, sheet.decimals)
            half = self._ends.advance_of(text) / 2
            if not box.left() + half <= across <= box.right() - half:
                continue
            above = down - line
            at = above if above - line / 2 > box.top() else down + line
            self._write(text, across, at, font, theme.color("text"))

    def _draw_bars(self, sheet: Sheet, theme: Theme) -> None:
        left, _, right, _ = in_sight(sheet, self._region)
        box, path = self._box, QPainterPath()
        pitch = box.width() / (right - left)
        for number, value in enumerate(sheet.values[0].tolist()):
            start = box.left() + (number - left) * pitch
            high = value / max(sheet.high, 1e-9) * box.height()
            bar = QRectF(start + 0.5, box.bottom() - high, max(1.0, pitch - 1.0), high)
            path.addRect(bar.intersected(box))
        self._line.setPath(QPainterPath())
        self._dots.setPath(path)
        self._dots.setPen(QPen(Qt.PenStyle.NoPen))
        self._dots.setBrush(theme.color("axis"))

    # Texts.

    def _hide_numbers(self) -> None:
        for text in self._numbers:
            text.hide()
        self._used = 0

    def _write(
        self,
        text: str,
        x: float,
        middle: float,
        font: QFont,
        color: QColor,
        align: Align = "center",
    ) -> Text:
        if self._used == len(self._numbers):
            self._numbers.append(self._canvas.text())
            self._numbers[-1].setZValue(3)
        item = self._numbers[self._used]
        self._used += 1
        item.dress(font, color)
        item.place(text, x, middle, align)
        return item


def thinned(values: Coordinates, pixels: int) -> tuple[Coordinates, Coordinates]:
    """Return places and heights that draw a line as all values would.

    Of many in one pixel the least and the greatest stand for all.

    Parameters
    ----------
    values : array (N,)
    pixels : int
    """
    count = len(values)
    if count <= 2 * pixels:
        return np.arange(count, dtype=np.float64), values
    size = math.ceil(count / pixels)
    whole = count // size * size
    parts = values[:whole].reshape(-1, size)
    starts = np.arange(len(parts)) * size
    columns = np.stack((parts.argmin(axis=1), parts.argmax(axis=1)), axis=1)
    columns.sort(axis=1)
    places = (starts[:, None] + columns).ravel()
    return places.astype(np.float64), values[places]


def _parts(low: float, high: float, count: int) -> list[tuple[int, float, float]]:
    """Return the cells of which a part is in sight, and from where to where."""
    first, last = max(0, math.floor(low)), min(count, math.ceil(high))
    return [(n, max(float(n), low), min(n + 1.0, high)) for n in range(first, last)]


def _whole_cells(low: float, high: float, count: int) -> range:
    """Return the cells of which nearly all is in sight."""
    return range(max(0, math.ceil(low - 0.3)), min(count, math.floor(high + 0.3)))


def ends_text(sheet: Sheet, sight: Box) -> str:
    """Say from where to where a sheet is in sight, in the units of its axes."""
    left, top, right, bottom = sight
    rows, columns = sheet.values.shape[:2]
    said = []
    if sheet.across is not None:
        said.append(_range(sheet.across, left, right, columns))
    if sheet.up is not None and sheet.up.counted:
        said.append(_range(sheet.up, top, bottom, rows))
    elif sheet.up is not None:
        said.append(_range(sheet.up, rows - bottom, rows - top, rows))
    return " · ".join(said)


def _range(axis: Axis, low: float, high: float, cells: int) -> str:
    """Say what lies between two places among the cells along an axis."""
    low, high = max(0.0, low), min(float(cells), high)
    if axis.counted:
        first, last = axis.low + math.floor(low), axis.low + math.ceil(high) - 1.0
    else:
        length = (axis.high - axis.low) / cells
        first, last = axis.low + low * length, axis.low + high * length
    decimals = axis.decimals
    if not axis.counted:
        # Seen from near, both ends would be rounded to the same number.
        while decimals < FINEST_END and fixed(first, decimals) == fixed(last, decimals):
            decimals += 1
    return f"{fixed(first, decimals)} … {fixed(last, decimals)} {axis.unit}".rstrip()


def _fitted(room: QRectF, sheet: Sheet) -> QRectF:
    """Return the largest box in a room, of the proportion of the whole if any."""
    wide, high = max(1.0, room.width()), max(1.0, room.height())
    if sheet.square:
        ratio = proportion(sheet)
        wide, high = min(wide, high * ratio), min(high, wide / ratio)
    return QRectF(room.left(), room.top(), wide, high)
