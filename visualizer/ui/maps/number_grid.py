"""A small table of numbers, each in a cell of its color."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from visualizer.scenes import BoolArray
from visualizer.scenes.numbers import fixed, superscript
from visualizer.scenes.window import Grid
from visualizer.ui.canvas.ink import blend
from visualizer.ui.drawing import Canvas, Text, number_text, rounded
from visualizer.ui.theme import Theme

SMALL, NOTHING = 0.095, 1e-20
"""Below the first, two decimals tell too little; below the second, all are zeros."""

_NO_PEN = QPen(Qt.PenStyle.NoPen)


class NumberGrid:
    """Cells of a window, a kernel or their products.

    Parameters
    ----------
    canvas : Canvas
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._cells: list[tuple[QGraphicsPathItem, Text]] = []
        self._title = canvas.text()
        self._winner = canvas.scene().addPath(QPainterPath())
        self._winner.setZValue(3)
        self._theme: Theme | None = None
        self._font = QFont()
        self._shape = (0, 0)
        self._origin = QPointF()
        self._side = 1.0
        self._written = True
        self._name = ""
        self._least = 0.0
        self._power = 0

    def hide(self) -> None:
        """Show nothing."""
        self._shape = (0, 0)
        self._title.setVisible(False)
        self._winner.setVisible(False)
        for box, text in self._cells:
            box.setVisible(False)
            text.setVisible(False)

    def lay_out(
        self, grid: Grid, left: float, middle: float, side: float, theme: Theme
    ) -> float:
        """Place the cells, centered on a height; return the width that they take."""
        rows, columns = grid.values.shape
        self._theme, self._shape, self._side = theme, (rows, columns), side
        self._origin = QPointF(left, middle - rows * side / 2)
        while len(self._cells) < rows * columns:
            item = self._canvas.scene().addPath(QPainterPath(), _NO_PEN)
            self._cells.append((item, self._canvas.text()))
        for number, (item, text) in enumerate(self._cells):
            used = number < rows * columns
            item.setVisible(used)
            text.setVisible(False)
            if used:
                item.setPath(rounded(self.box(number).adjusted(1, 1, -1, -1), 4))
        return float(columns * side)

    def box(self, number: int) -> QRectF:
        """Return where a cell stands."""
        row, column = divmod(number, max(1, self._shape[1]))
        side = self._side
        x = self._origin.x() + column * side
        return QRectF(x, self._origin.y() + row * side, side, side)

    @property
    def side(self) -> float:
        """Side of a cell."""
        return self._side

    def write(self, font: QFont, small: QFont, title: str, least: float) -> None:
        """Give the texts their font; what is too narrow for a text stays without."""
        theme = self._theme
        assert theme is not None
        self._font = font
        self._written = self._side >= least
        self._title.dress(small, theme.color("text_secondary"))
        self._name, self._least = title, least
        self._show_title(0)

    def _show_title(self, power: int) -> None:
        """Write what the cells are and, where numbers are small, of what size."""
        self._power = power
        scale = f"·10{superscript(power)}" if power else ""
        width = max(1, self._shape[1]) * self._side
        center = self._origin.x() + width / 2
        top = self._origin.y() - 0.75 * self._title.line_height()
        texts = (f"{self._name} {scale}".rstrip(), scale)
        room = max(width, self._least)
        fitting = (text for text in texts if self._title.advance_of(text) <= room)
        self._title.place(next(fitting, ""), center, top, "center")

    def draw(
        self,
        grid: Grid,
        outside: BoolArray | None,
        winner: tuple[int, int] | None,
        numbers: bool,
    ) -> None:
        """Color the cells, and print their numbers if that is due."""
        theme = self._theme
        assert theme is not None
        power = _power_of(grid) if self._written else 0
        if numbers and power != self._power:
            self._show_title(power)
        format_number = _format_for(grid, self._power)
        flat = grid.values.ravel()
        for number, value in enumerate(flat.tolist()):
            item, text = self._cells[number]
            color = _color_of(theme, value, grid.limit)
            item.setBrush(color)
            hollow = outside is not None and bool(outside.ravel()[number])
            item.setPen(
                QPen(theme.color("axis"), 1.0, Qt.PenStyle.DotLine)
                if hollow
                else QPen(theme.color("border"), 0.8)
            )
            if numbers and self._written:
                ink = ink_on(color)
                text.dress(self._font, ink)
                box = self.box(number)
                text.place(
                    format_number(value), box.center().x(), box.center().y(), "center"
                )
        self._winner.setVisible(winner is not None)
        if winner is not None:
            box = self.box(winner[0] * self._shape[1] + winner[1])
            self._winner.setPath(rounded(box, 5))
            self._winner.setPen(QPen(theme.color("accent"), 2.4 * theme.line_width))


def _power_of(grid: Grid) -> int:
    """Return the power of ten of which a grid's numbers are so many; 0 for ones.

    Small numbers in cells as wide as a few digits would be all zeros.
    """
    if grid.plain or not NOTHING < grid.limit < SMALL:
        return 0
    return math.floor(math.log10(grid.limit))


def _format_for(grid: Grid, power: int) -> Callable[[float], str]:
    """Return how to write numbers of a grid, as so many of a power of ten."""
    if grid.plain:
        return number_text
    return lambda value: fixed(value * 10.0**-power, 2)


def _color_of(theme: Theme, value: float, limit: float) -> QColor:
    if not np.isfinite(value):
        return theme.color("warning")
    if limit:
        return theme.signed_color(value / limit)
    share = min(max(value, 0.0), 1.0)
    return blend(theme.color("control"), theme.color("text"), share)


def ink_on(ground: QColor) -> QColor:
    """Return the ink, light or dark, that stands off more from a ground."""
    # On any ground one of these has a contrast of 4.58 or more.
    inks = QColor("#ffffff"), QColor("#000000")
    return max(inks, key=lambda ink: _contrast(ink, ground))


def _contrast(first: QColor, second: QColor) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
