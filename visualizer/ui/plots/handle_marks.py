"""Handles of pieces on a canvas: where they are, which is next to the hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from visualizer.scenes.approximation import Handle
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import Canvas, font_pixels
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS

RADIUS = 4.6
REACH = 14.0
"""Size of a handle, and how near the hand must come to take it, in pixels."""


class HandleMarks:
    """Draws handles and finds them.

    Parameters
    ----------
    canvas : Canvas
    place_of : callable
        Returns the pixel of a point of the plot.
    """

    def __init__(
        self, canvas: Canvas, place_of: Callable[[float, float], QPointF]
    ) -> None:
        self._canvas, self._place_of = canvas, place_of
        self._items: list[QGraphicsPathItem] = []
        self._handles: tuple[Handle, ...] = ()
        self._area = QRectF()
        self._border = FocusBorder(canvas)
        self._worn: Theme | None = None

    def set_focused(self, focused: bool) -> None:
        """Show whether keys move the held handle."""
        self._border.setGeometry(self._canvas.rect())
        self._border.setVisible(focused)

    def draw(self, handles: Sequence[Handle], area: QRectF, theme: Theme) -> None:
        """Draw handles within an area; what lies outside is drawn at its edge."""
        self._handles, self._area = tuple(handles), area
        if theme is not self._worn:
            # A style sheet costs too much to be set for each move of a handle.
            self._worn = theme
            self._border.set_theme(theme)
        self._border.setGeometry(self._canvas.rect())
        while len(self._items) < len(handles):
            item = QGraphicsPathItem()
            item.setZValue(4.0)
            self._canvas.scene().addItem(item)
            self._items.append(item)
        radius = RADIUS * font_pixels(self._canvas) / BASE_PIXELS
        for handle, item in zip(handles, self._items, strict=False):
            size = radius * (1.5 if handle.held else 1.0)
            path = QPainterPath()
            path.addEllipse(QPointF(), size, size)
            item.setPath(path)
            item.setPos(self.place(handle))
            item.setBrush(theme.color("accent" if handle.held else "panel"))
            role = "text" if handle.held else "accent"
            item.setPen(QPen(theme.color(role), 1.8 * theme.line_width))
            item.setToolTip(handle.tip)
        for number, item in enumerate(self._items):
            item.setVisible(number < len(handles))

    def place(self, handle: Handle) -> QPointF:
        """Return where a handle is drawn."""
        at, area = self._place_of(handle.x, handle.y), self._area
        return QPointF(
            min(max(at.x(), area.left()), area.right()),
            min(max(at.y(), area.top()), area.bottom()),
        )

    def at(self, point: QPointF) -> Handle | None:
        """Return the handle next to a point, if one is within reach."""
        reach = REACH * font_pixels(self._canvas) / BASE_PIXELS

        def away(handle: Handle) -> tuple[float, bool]:
            way = self.place(handle) - point
            return math.hypot(way.x(), way.y()), not handle.held

        near = min(self._handles, key=away, default=None)
        return near if near is not None and away(near)[0] <= reach else None

    def cursor(self, point: QPointF) -> Qt.CursorShape:
        """Return the shape of the pointer over a point."""
        if self.at(point) is None:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.SizeAllCursor
