"""A small box of values beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from visualizer.ui.drawing import Text, rounded
from visualizer.ui.theme import Theme
from visualizer.ui.typography import tabular

DISTANCE = 14.0
"""From the pointer to the box, in pixels."""


class ReadoutBox:
    """Rows of a name and a value in a box that stays inside the plot."""

    def __init__(self, parent: QGraphicsItem | None = None) -> None:
        self.item = QGraphicsPathItem(parent)
        self.item.setZValue(50)
        self.item.hide()
        self._rows: list[tuple[Text, Text]] = []
        self._theme: Theme | None = None
        self._font = QFont()

    def set_look(self, theme: Theme, font: QFont) -> None:
        """Wear a theme and a font."""
        self._theme, self._font = theme, QFont(font)
        self.item.setBrush(theme.color("control"))
        self.item.setPen(QPen(theme.color("border"), 1.0))
        for row in self._rows:
            self._dress(*row)

    def hide(self) -> None:
        """Take the box away."""
        self.item.hide()

    def show(
        self, point: QPointF, rows: Sequence[tuple[str, str]], bounds: QRectF
    ) -> None:
        """Show values beside a point, on the side where the bounds leave room."""
        while len(self._rows) < len(rows):
            self._rows.append((Text(self.item), Text(self.item)))
            self._dress(*self._rows[-1])
        for name, value in self._rows[len(rows) :]:
            name.hide()
            value.hide()
        line = self._rows[0][0].line_height() * 1.12
        pad = 0.45 * line
        first = max(
            name.advance_of(row[0])
            for (name, _), row in zip(self._rows, rows, strict=False)
        )
        second = max(
            value.advance_of(row[1])
            for (_, value), row in zip(self._rows, rows, strict=False)
        )
        gap = 0.6 * line if first and second else 0.0
        width = first + gap + second + 2 * pad
        height = len(rows) * line + pad
        for index, ((name, value), row) in enumerate(
            zip(self._rows, rows, strict=False)
        ):
            middle = 0.5 * pad + (index + 0.5) * line
            name.place(row[0], pad, middle)
            value.place(row[1], width - pad, middle, "right")
        self.item.setPath(rounded(QRectF(0.0, 0.0, width, height), 5.0))
        x = point.x() + DISTANCE
        if x + width > bounds.right():
            x = max(bounds.left(), point.x() - DISTANCE - width)
        y = point.y() - DISTANCE - height
        if y < bounds.top():
            y = min(point.y() + DISTANCE, bounds.bottom() - height)
        self.item.setPos(round(x), round(max(bounds.top(), y)))
        self.item.show()

    def texts(self) -> list[tuple[str, str]]:
        """Return the rows that are shown."""
        return [
            (name.text(), value.text())
            for name, value in self._rows
            if name.isVisible() or value.isVisible()
        ]

    def _dress(self, name: Text, value: Text) -> None:
        assert self._theme is not None
        name.dress(self._font, self._theme.color("text_secondary"))
        strong = tabular(self._font)
        strong.setWeight(QFont.Weight.DemiBold)
        value.dress(strong, self._theme.color("text"))
