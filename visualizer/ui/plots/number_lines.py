"""Number lines in columns, with what a number was, is, and was foretold to be."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from visualizer.scenes.chain import ChainScene, NumberLine
from visualizer.ui.drawing import Text, number_text
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_ROWS = 5


class _Line:
    """The items of one number line."""

    def __init__(self, canvas: NumberLines) -> None:
        self.axis = QGraphicsPathItem()
        self.predicted = QGraphicsPathItem()
        self.ring = QGraphicsPathItem()
        self.dot = QGraphicsPathItem()
        for height, item in enumerate((self.axis, self.predicted, self.ring, self.dot)):
            item.setZValue(float(height))
            canvas.scene().addItem(item)
        self.name, self.text = canvas.text(), canvas.text()
        self.low, self.high = canvas.text(), canvas.text()

    def texts(self) -> tuple[Text, Text, Text, Text]:
        """Return its texts."""
        return self.name, self.text, self.low, self.high


class NumberLines(PlotCanvas):
    """Draws a `ChainScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: ChainScene | None = None
        self._lines: list[_Line] = []
        self._headings: list[Text] = []
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: ChainScene) -> None:
        """Draw a scene; the same one costs nothing."""
        before, self._drawn = self._drawn, scene
        if scene != before:
            self.lay_out()

    def lay_out(self) -> None:
        """Place everything for the size of the view."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        while len(self._lines) < len(scene.lines):
            self._lines.append(_Line(self))
        while len(self._headings) < len(scene.headings):
            self._headings.append(self.text())
        head = self._head()
        for number, (item, text) in enumerate(
            zip(self._headings, scene.headings, strict=True)
        ):
            item.dress(self.font(), theme.color("text_secondary"))
            cell = self._cell(number, 0)
            item.place(text, cell.center().x(), head / 2.0, "center", cell.width())
        for holder, line in zip(self._lines, scene.lines, strict=True):
            self._draw(holder, line, theme)

    def _head(self) -> float:
        return 1.6 * self.font().pixelSize()

    def _cell(self, column: int, row: int) -> QRectF:
        scene = self._drawn
        assert scene is not None
        columns = max(1, len(scene.headings))
        width = self.viewport().width() / columns
        height = (self.viewport().height() - self._head()) / _ROWS
        top = self._head() + row * height
        if column < 0:
            return QRectF(0.0, top, width * columns, height)
        return QRectF(column * width, top, width, height)

    def axis_of(self, line: NumberLine) -> tuple[QPointF, QPointF]:
        """Return both ends of a line."""
        cell, pad = self._cell(line.column, line.row), 1.3 * self.font().pixelSize()
        y = cell.top() + 0.62 * cell.height()
        return QPointF(cell.left() + pad, y), QPointF(cell.right() - pad, y)

    def place_of(self, line: NumberLine, value: float) -> QPointF:
        """Return where a value stands on its line."""
        left, right = self.axis_of(line)
        share = (value - line.low) / (line.high - line.low)
        return left + (right - left) * min(max(share, 0.0), 1.0)

    def value_at(self, line: NumberLine, place: QPointF) -> float:
        """Return the value of a line next to a place."""
        left, right = self.axis_of(line)
        share = (place.x() - left.x()) / max(1.0, right.x() - left.x())
        return line.low + min(max(share, 0.0), 1.0) * (line.high - line.low)

    def parameter_at(self, place: QPointF) -> NumberLine | None:
        """Return the line of a parameter at a place."""
        for line in () if self._drawn is None else self._drawn.lines:
            inside = self._cell(line.column, line.row).contains(place)
            if line.parameter >= 0 and inside:
                return line
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all texts of the line of a number."""
        lines = () if self._drawn is None else self._drawn.lines
        for holder, line in zip(self._lines, lines, strict=False):
            if line.name == name:
                return tuple(text.text() for text in holder.texts())
        raise KeyError(name)

    def _draw(self, holder: _Line, line: NumberLine, theme: Theme) -> None:
        left, right = self.axis_of(line)
        pixels = self.font().pixelSize()
        quiet, ink = theme.color("text_secondary"), theme.color("text")
        front = theme.color("accent" if line.held else "text")
        path = QPainterPath(left)
        path.lineTo(right)
        for value in (line.low, 0.0, line.high):
            if line.low <= value <= line.high:
                tick = QPointF(0.0, 0.22 * pixels)
                place = self.place_of(line, value)
                path.moveTo(place - tick)
                path.lineTo(place + tick)
        holder.axis.setPath(path)
        role = "accent" if line.held else "axis"
        holder.axis.setPen(QPen(theme.color(role), 1.4 * theme.line_width))
        self._mark(holder, line, theme)
        bold = self.font()
        bold.setWeight(bold.Weight.DemiBold)
        holder.name.dress(bold, front)
        holder.text.dress(tabular(self.font()), ink)
        small = tabular(sized(self.font(), 0.85))
        y = left.y() - 1.35 * pixels
        taken = holder.name.place(line.name, left.x(), y)
        room = right.x() - left.x() - taken - pixels
        holder.text.place(line.text, right.x(), y, "right", room)
        for item, place, value, side in (
            (holder.low, left, line.low, "left"),
            (holder.high, right, line.high, "right"),
        ):
            item.dress(small, quiet)
            x = place.x()
            below = place.y() + 0.95 * pixels
            item.place(
                number_text(value), x, below, "left" if side == "left" else "right"
            )

    def _mark(self, holder: _Line, line: NumberLine, theme: Theme) -> None:
        radius = 0.42 * self.font().pixelSize()
        front = theme.color("accent" if line.held else "text")
        ring, dot, upright = QPainterPath(), QPainterPath(), QPainterPath()
        if math.isfinite(line.value):
            ring.addEllipse(self.place_of(line, line.value), radius, radius)
        if math.isfinite(line.moved) and (line.moved != line.value or line.held):
            dot.addEllipse(self.place_of(line, line.moved), 0.7 * radius, 0.7 * radius)
        predicted = line.predicted
        if predicted is not None and math.isfinite(predicted):
            place, reach = self.place_of(line, predicted), QPointF(0.0, 1.7 * radius)
            upright.moveTo(place - reach)
            upright.lineTo(place + reach)
        holder.ring.setPath(ring)
        holder.ring.setPen(QPen(front, 1.8 * theme.line_width))
        holder.ring.setBrush(theme.color("panel"))
        holder.dot.setPath(dot)
        holder.dot.setPen(QPen(Qt.PenStyle.NoPen))
        holder.dot.setBrush(front)
        holder.predicted.setPath(upright)
        holder.predicted.setPen(QPen(theme.color("success"), 2.4 * theme.line_width))
