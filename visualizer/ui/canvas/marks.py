"""Marks at neurons: the desired change, trouble, neurons that are left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
    QGraphicsSimpleTextItem,
)

from visualizer.scenes import FloatArray
from visualizer.scenes.graph import GraphLayer, NeuronNote
from visualizer.ui.canvas.arrangement import Arrangement
from visualizer.ui.canvas.ink import Ink
from visualizer.ui.canvas.neurons import SEAT_DEPTH, Neurons
from visualizer.ui.canvas.readings import NUMBER_SIZE, Readings
from visualizer.ui.canvas.spotlight import UNLIT
from visualizer.ui.typography import sized

_ARROW_DEPTH = SEAT_DEPTH + 10.0
_BADGE_DEPTH = 8.0
_HEAD = 9.0


class DesiredChanges:
    """Arrows at neurons: how their activations should change.

    The length is true: one scale for the whole picture, a change by the limit
    of the activations being somewhat longer than a neuron is high.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._arrows: list[QGraphicsPathItem] = []
        self._bodies: list[int] = []

    def clear(self) -> None:
        """Take all arrows away."""
        for arrow in self._arrows:
            self._scene.removeItem(arrow)
        self._arrows, self._bodies = [], []

    def draw(
        self,
        desired: Sequence[FloatArray],
        limits: Sequence[float],
        arrangement: Arrangement,
        ink: Ink,
    ) -> None:
        """Draw the arrows of a backward pass; NaN draws none."""
        self.clear()
        columns = arrangement.columns
        unit = 1.2 * min(column.size for column in columns if column.picture is None)
        shares = [values / limit for values, limit in zip(desired, limits, strict=True)]
        longest = max(
            (float(np.nanmax(np.abs(one), initial=0.0)) for one in shares), default=0.0
        )
        if longest * unit > 0.3 * arrangement.height:
            unit = 0.3 * arrangement.height / longest
        halo = QPen(ink.theme.color("panel"), 4.0)
        body = -1
        for column, values in zip(columns, shares, strict=True):
            if column.picture is not None:
                body += 1
                continue
            for y, share in zip(column.ys, values.tolist(), strict=True):
                body += 1
                if not np.isfinite(share) or share == 0:
                    continue
                path = _arrow(share * unit)
                arrow = QGraphicsPathItem(path)
                arrow.setPen(ink.nothing)
                arrow.setBrush(ink.bars[share > 0])
                arrow.setPos(column.right + 7.0, y)
                arrow.setZValue(_ARROW_DEPTH)
                around = QGraphicsPathItem(path, arrow)
                around.setPen(halo)
                around.setFlag(QGraphicsItem.GraphicsItemFlag.ItemStacksBehindParent)
                self._scene.addItem(arrow)
                self._arrows.append(arrow)
                self._bodies.append(body)

    def shade(self, lit: frozenset[int] | None) -> None:
        """Dim the arrows of neurons that are not lit; None: there is no spotlight."""
        for arrow, body in zip(self._arrows, self._bodies, strict=True):
            arrow.setOpacity(1.0 if lit is None or body in lit else UNLIT)


class Notes:
    """Warnings at neurons: a badge, and a word where there is room above."""

    def __init__(
        self, scene: QGraphicsScene, neurons: Neurons, readings: Readings
    ) -> None:
        self._scene = scene
        self._neurons = neurons
        self._readings = readings
        self._made: dict[tuple[int, str], list[QGraphicsItem]] = {}
        self._texts: dict[int, str] = {}

    def text(self, index: int) -> str:
        """Return what is said about neuron number `index`."""
        return self._texts.get(index, "")

    def forget(self) -> None:
        """Drop the items, which the neurons of an old network took with them."""
        self._made = {}
        self._texts = {}

    def draw(
        self,
        notes: Sequence[NeuronNote],
        arrangement: Arrangement,
        ink: Ink,
        font: QFont,
    ) -> None:
        """Draw the warnings of a scene, all of them anew."""
        for items in self._made.values():
            for item in items:
                self._scene.removeItem(item)
        self._made = {}
        self.show(notes, arrangement, ink, font)

    def show(
        self,
        notes: Sequence[NeuronNote],
        arrangement: Arrangement,
        ink: Ink,
        font: QFont,
    ) -> None:
        """Show the warnings of a scene where nothing but the warnings has changed.

        Neurons saturate and recover many times a second: what goes is only hidden.
        """
        places = [(self._neurons.index(note.neuron), note) for note in notes]
        found = {index: note for index, note in places if index is not None}
        texts = {index: note.text for index, note in found.items()}
        for key, items in self._made.items():
            shown = key in texts.items()
            for item in items:
                item.setVisible(shown)
        for index in texts.keys() | self._texts.keys():
            captioned = index in texts and self._has_caption(index, arrangement)
            self._readings.hide_name(index, captioned)
        self._texts = texts
        for index, note in found.items():
            if (index, note.text) not in self._made:
                items = self._badge(index, note.word, arrangement, ink, font)
                self._made[index, note.text] = items

    def _has_caption(self, index: int, arrangement: Arrangement) -> bool:
        layer, _ = self._neurons.place_of(index)
        return arrangement.columns[layer].names

    def _badge(
        self, index: int, word: str, arrangement: Arrangement, ink: Ink, font: QFont
    ) -> list[QGraphicsItem]:
        seat = self._neurons.seats[index]
        box = self._neurons.rectangle(index)
        side = max(10.0, min(18.0, 0.36 * box.height()))
        corner = QPointF(box.width() / 2 - side * 0.62, -box.height() / 2)
        corner -= QPointF(0.0, side * 0.38)
        badge = QGraphicsEllipseItem(QRectF(corner.x(), corner.y(), side, side), seat)
        badge.setBrush(ink.brush("warning"))
        badge.setPen(ink.panel_line)
        badge.setZValue(_BADGE_DEPTH)
        sign = QGraphicsSimpleTextItem("!", badge)
        bold = QFont(font)
        bold.setPixelSize(max(1, round(0.72 * side)))
        bold.setBold(True)
        sign.setFont(bold)
        sign.setBrush(ink.brush("on_warning"))
        extent = sign.boundingRect()
        sign.setPos(badge.rect().center() - extent.center())
        if not self._has_caption(index, arrangement):
            return [badge]
        small = sized(font, NUMBER_SIZE)
        room = arrangement.pitch - 10.0
        caption = QGraphicsSimpleTextItem(
            QFontMetricsF(small).elidedText(word, Qt.TextElideMode.ElideRight, room),
            seat,
        )
        caption.setFont(small)
        caption.setBrush(ink.brush("warning"))
        size = caption.boundingRect()
        caption.setPos(
            -size.width() / 2, -box.height() / 2 - 0.38 * side - size.height()
        )
        caption.setZValue(_BADGE_DEPTH)
        return [badge, caption]


class FoldMarks:
    """Three dots where neurons are left out, with their true number below."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: list[tuple[QGraphicsItem, int]] = []
        self._boxes: list[tuple[QRectF, int]] = []

    def clear(self) -> None:
        """Take all marks away."""
        for item, _ in self._items:
            self._scene.removeItem(item)
        self._items, self._boxes = [], []

    def draw(
        self,
        layers: Sequence[GraphLayer],
        arrangement: Arrangement,
        ink: Ink,
        font: QFont,
    ) -> None:
        """Draw the marks of an arrangement."""
        self.clear()
        small = sized(font, NUMBER_SIZE)
        line = QFontMetricsF(small).height()
        for number, layer in enumerate(layers):
            column = arrangement.columns[number]
            half = column.size / 2
            for y in column.folds:
                words = QGraphicsSimpleTextItem(layer.folded)
                words.setFont(small)
                words.setBrush(ink.brush("text_secondary"))
                width = words.boundingRect().width()
                lift = 0.0
                if column.listed:
                    words.setPos(column.x + half + 8.0, y - line / 2)
                    self._add(words, number)
                elif column.numbers and layer.folded:
                    lift = line / 2
                    # Chinese fills the line up to its top, where the dots end;
                    # below is the room of a number that is not there.
                    words.setPos(column.x - width / 2, y + half - 0.6 * line)
                    self._add(words, number)
                self._add_dots(number, QPointF(column.x, y - lift), half, ink)
                box = QRectF(column.x - half, y - half, 2 * half, 2 * half)
                self._boxes.append((box, number))

    def at(self, x: float, y: float) -> int | None:
        """Return the layer whose fold mark is at (x, y), or None."""
        for box, layer in self._boxes:
            if box.contains(x, y):
                return layer
        return None

    def shade(self, spotlight: bool, layer: int | None) -> None:
        """Dim the marks while there is a spotlight; not those of a lit layer."""
        for item, own in self._items:
            item.setOpacity(UNLIT if spotlight and own != layer else 1.0)

    def _add_dots(self, layer: int, middle: QPointF, half: float, ink: Ink) -> None:
        radius = max(1.2, 0.1 * half)
        for step in (-1, 0, 1):
            center = middle + QPointF(0.0, step * 0.5 * half)
            corner = center - QPointF(radius, radius)
            dot = QGraphicsEllipseItem(corner.x(), corner.y(), 2 * radius, 2 * radius)
            dot.setBrush(ink.brush("text_secondary"))
            dot.setPen(ink.nothing)
            self._add(dot, layer)

    def _add(self, item: QGraphicsItem, layer: int) -> None:
        item.setZValue(SEAT_DEPTH)
        self._scene.addItem(item)
        self._items.append((item, layer))


def _arrow(length: float) -> QPainterPath:
    """Return an arrow of signed length; positive points up."""
    direction = -1.0 if length > 0 else 1.0
    tall = abs(length)
    head = min(_HEAD, tall)
    wide = 0.62 * head
    shaft = min(1.6, wide)
    tip = direction * tall
    neck = direction * (tall - head)
    path = QPainterPath()
    path.moveTo(-shaft, 0.0)
    path.lineTo(-shaft, neck)
    path.lineTo(-wide, neck)
    path.lineTo(0.0, tip)
    path.lineTo(wide, neck)
    path.lineTo(shaft, neck)
    path.lineTo(shaft, 0.0)
    path.closeSubpath()
    return path
