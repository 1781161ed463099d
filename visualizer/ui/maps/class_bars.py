"""The classes at the end of the way through a network, a bar each."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsScene

from visualizer.scenes.maps import ClassBars
from visualizer.ui.drawing import Canvas, Text, rounded
from visualizer.ui.theme import Theme

_NO_PEN = QPen(Qt.PenStyle.NoPen)


class _Row:
    def __init__(self, stage: QGraphicsScene) -> None:
        self.back = stage.addPath(QPainterPath(), _NO_PEN)
        self.groove = stage.addPath(QPainterPath(), _NO_PEN)
        self.bar = stage.addPath(QPainterPath(), _NO_PEN)
        self.name, self.value = Text(), Text()
        stage.addItem(self.name)
        stage.addItem(self.value)

    def show(self, shown: bool) -> None:
        for part in (self.back, self.groove, self.bar, self.name, self.value):
            part.setVisible(shown)


class BarRows:
    """Bars of the classes: the answer is set off, the true class underlined.

    Parameters
    ----------
    canvas : Canvas
    """

    def __init__(self, canvas: Canvas) -> None:
        self._stage = canvas.scene()
        self._rows: list[_Row] = []
        self._truth = self._stage.addPath(QPainterPath())
        self._area = QRectF()
        self._pitch = 1.0
        self._start = self._end = 0.0
        self._theme: Theme | None = None
        self._font = self._strong = QFont()

    def lay_out(
        self, bars: ClassBars, area: QRectF, theme: Theme, font: QFont, strong: QFont
    ) -> None:
        """Divide the area into rows."""
        self._theme, self._area = theme, area
        self._font, self._strong = font, strong
        while len(self._rows) < len(bars.names):
            self._rows.append(_Row(self._stage))
        self._pitch = min(area.height() / len(bars.names), 40.0)
        probe = self._rows[0].name
        probe.dress(strong, theme.color("text"))
        names = max(probe.advance_of(name) for name in bars.names)
        numbers = probe.advance_of("−0.888" if bars.signed else "100 %")
        self._start = area.left() + names + 14
        self._end = max(self._start + 10, area.right() - numbers - 8)
        for number, row in enumerate(self._rows):
            row.show(number < len(bars.names))
        thick = self._thickness()
        for number, row in enumerate(self._rows[: len(bars.names)]):
            box = self.box(number)
            row.back.setPath(rounded(box.adjusted(0, 0.5, 0, -0.5), 5))
            middle = box.center().y()
            groove = QRectF(
                self._start, middle - thick / 2, self._end - self._start, thick
            )
            row.groove.setPath(rounded(groove, 2.5))
            row.groove.setBrush(theme.color("control"))

    def box(self, number: int) -> QRectF:
        """Return where a class stands."""
        total = self._pitch * sum(row.name.isVisible() for row in self._rows)
        total = total or self._pitch * len(self._rows)
        top = self._area.center().y() - total / 2
        return QRectF(
            self._area.left(),
            top + number * self._pitch,
            self._area.width(),
            self._pitch,
        )

    def entrance(self, number: int) -> QPointF:
        """Return where what leads to a class ends."""
        box = self.box(number)
        return QPointF(box.left() - 2, box.center().y())

    def at(self, point: QPointF, bars: ClassBars) -> int | None:
        """Return the class at a point."""
        for number in range(len(bars.names)):
            if self.box(number).contains(point):
                return number
        return None

    def draw(self, bars: ClassBars) -> None:
        """Draw the bars."""
        theme = self._theme
        assert theme is not None
        zero = (self._start + self._end) / 2 if bars.signed else self._start
        length = (self._end - self._start) / (2 if bars.signed else 1)
        thick = self._thickness()
        right = bars.predicted == bars.target or bars.target < 0
        for number in range(len(bars.names)):
            row = self._rows[number]
            value = float(bars.values[number])
            share = value / bars.limit if math.isfinite(value) else 0.0
            end = zero + length * max(-1.0, min(1.0, share))
            middle = self.box(number).center().y()
            box = QRectF(min(zero, end), middle - thick / 2, abs(end - zero), thick)
            row.bar.setPath(rounded(box, min(2.5, box.width() / 2)))
            if bars.signed:
                role = "positive" if share > 0 else "negative"
            elif number == bars.predicted:
                role = "success" if right else "warning"
            else:
                role = "text_secondary"
            row.bar.setBrush(theme.color(role))
            chosen = number == bars.selected
            row.back.setBrush(theme.color("control_hover" if chosen else "panel"))

    def print_numbers(self, bars: ClassBars) -> None:
        """Write names and values; underline the true class."""
        theme = self._theme
        assert theme is not None
        truth = QPainterPath()
        for number, (name, text) in enumerate(zip(bars.names, bars.texts, strict=True)):
            row = self._rows[number]
            answer = number == bars.predicted
            font = self._strong if answer else self._font
            color = theme.color("text" if answer else "text_secondary")
            for item in (row.name, row.value):
                item.dress(font, color)
            middle = self.box(number).center().y()
            left = self._area.left() + 4
            row.name.place(name, left, middle)
            row.value.place(text, self._area.right() - 4, middle, "right")
            if number == bars.target:
                width = row.name.advance_of(name)
                y = middle + 0.42 * row.name.line_height()
                truth.moveTo(left, y)
                truth.lineTo(left + width, y)
        self._truth.setPath(truth)
        self._truth.setPen(QPen(theme.color("success"), 2 * theme.line_width))

    def _thickness(self) -> float:
        return round(min(0.5 * self._pitch, 16.0))
