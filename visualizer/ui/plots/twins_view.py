"""The weights of some neurons over the updates, side by side."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import (
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsPixmapItem,
    QWidget,
)

from visualizer.scenes.signals import Twin, TwinsScene
from visualizer.ui.drawing import Canvas, font_pixels, signed_image
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular

GAP = 14.0
PAST = 0.58
"""Share of a neuron's width that its past takes; its bars stand beside it."""


class _Column:
    """The items of one neuron."""

    def __init__(self, view: TwinsView) -> None:
        stage = view.scene()
        self.past: QGraphicsPixmapItem = stage.addPixmap(QPixmap())
        self.frame: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.positive: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.negative: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.zero: QGraphicsLineItem = stage.addLine(0.0, 0.0, 0.0, 0.0)

    def remove(self, view: TwinsView) -> None:
        for item in vars(self).values():
            view.scene().removeItem(item)


class TwinsView(Canvas):
    """Draws a `TwinsScene`: a strip of the past and bars of now for each neuron."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: TwinsScene | None = None
        self._columns: list[_Column] = []
        self._texts = TextPool(self.scene().addPath(QPainterPath()))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: TwinsScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        self.lay_out()

    def texts(self) -> list[str]:
        """Return what is written."""
        return [text.text() for text in self._texts.shown()]

    def strip(self, place: int) -> QPixmap:
        """Return the past of a neuron as it is drawn, a pixel a weight and moment."""
        return self._columns[place].past.pixmap()

    def bars(self, place: int) -> tuple[QRectF, QRectF]:
        """Return what the positive and the negative bars of a neuron cover."""
        column = self._columns[place]
        return column.positive.path().boundingRect(), (
            column.negative.path().boundingRect()
        )

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        unit = font_pixels(self) / BASE_PIXELS
        self._texts.dress(
            tabular(sized(self.font(), 0.85)), theme.color("text_secondary")
        )
        while len(self._columns) > len(scene.twins):
            self._columns.pop().remove(self)
        while len(self._columns) < len(scene.twins):
            self._columns.append(_Column(self))
        em = self._texts.line_height()
        area = QRectF(self.viewport().rect())
        count = len(scene.twins)
        gap = GAP * unit
        wide = (area.width() - gap * (count - 1)) / max(1, count)
        bottom = area.bottom() - (1.15 * len(scene.notes) + 0.3) * em
        self._texts.begin()
        for place, (twin, column) in enumerate(
            zip(scene.twins, self._columns, strict=True)
        ):
            left = area.left() + place * (wide + gap)
            box = QRectF(left, area.top() + 1.4 * em, wide, 0.0)
            box.setBottom(max(box.top() + 1.0, bottom))
            self._texts.add(twin.name, left, area.top() + 0.6 * em, width=wide)
            _draw_past(column, twin, box, scene.limit, theme)
            _draw_bars(column, twin, box, scene.limit, theme)
        for place, note in enumerate(scene.notes):
            middle = bottom + (1.15 * place + 0.9) * em
            self._texts.add(note, area.left(), middle, width=area.width())
        self._texts.end()


def _draw_past(
    column: _Column, twin: Twin, box: QRectF, limit: float, theme: Theme
) -> None:
    """Draw a row for each weight, the first one on top, from the past to now."""
    image = signed_image(twin.past[::-1].copy(), limit, theme.signed_table())
    column.past.setPixmap(QPixmap.fromImage(image))
    wide = PAST * box.width() / image.width()
    high = box.height() / image.height()
    column.past.setTransform(QTransform(wide, 0, 0, high, box.x(), box.y()))
    path = QPainterPath()
    path.addRect(QRectF(box.x(), box.y(), PAST * box.width(), box.height()))
    column.frame.setPath(path)
    column.frame.setPen(QPen(theme.color("border"), 1.0))


def _draw_bars(
    column: _Column, twin: Twin, box: QRectF, limit: float, theme: Theme
) -> None:
    """Draw the present weights as bars to both sides of zero."""
    room = (1.0 - PAST) * box.width()
    zero = box.right() - 0.5 * room
    reach = 0.45 * room
    pitch = box.height() / len(twin.present)
    thick = min(0.66 * pitch, 14.0)
    signs = {True: QPainterPath(), False: QPainterPath()}
    for row, value in enumerate(twin.present.tolist()):
        if math.isfinite(value) and value != 0.0:
            long = reach * min(1.0, abs(value) / limit)
            top = box.top() + (row + 0.5) * pitch - thick / 2.0
            left = zero if value > 0.0 else zero - long
            signs[value > 0.0].addRect(QRectF(left, top, long, thick))
    for item, sign, role in (
        (column.positive, True, "positive"),
        (column.negative, False, "negative"),
    ):
        item.setPath(signs[sign])
        item.setPen(QPen(Qt.PenStyle.NoPen))
        item.setBrush(theme.color(role))
    column.zero.setLine(zero, box.top(), zero, box.bottom())
    column.zero.setPen(QPen(theme.color("axis"), 1.0))
