"""What stands beside a neuron: its activation as bar and number, its name."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsRectItem,
    QGraphicsSimpleTextItem,
)

from visualizer.scenes import FloatArray
from visualizer.scenes.graph import GraphLayer
from visualizer.ui.canvas.arrangement import LIST_GAP, Arrangement, Column
from visualizer.ui.canvas.ink import Ink
from visualizer.ui.canvas.neurons import Neurons
from visualizer.ui.typography import sized, tabular

NUMBER_SIZE = 0.85
"""Size of the numbers at neurons, as a share of the widget's font."""

NAME_SIZE = 1.1
"""Size of the names of inputs."""

_TRACK, _BAR, _TEXT = 4.0, 5.0, 6.0
_FINEST = 0.25


class Readings:
    """Bars, numbers and names of all neurons, in the numbering of `Neurons`.

    The bar at a neuron's right edge rises in blue from the middle or falls in
    orange, full length being the layer's limit. In a listed column it lies
    right of the name.
    """

    def __init__(self, neurons: Neurons) -> None:
        self._neurons = neurons
        self._layers: tuple[GraphLayer, ...] = ()
        self._ink: Ink | None = None
        self._metrics: dict[bool, QFontMetricsF] = {}
        self._arrangement: Arrangement | None = None
        self._tracks: list[QGraphicsRectItem] = []
        self._bars: list[QGraphicsRectItem] = []
        self._numbers: list[QGraphicsSimpleTextItem] = []
        self._names: list[QGraphicsSimpleTextItem] = []
        self._texts: list[str] = []
        self._signs: list[int] = []
        self._rows: list[tuple[int, int]] = []
        self._lengths: FloatArray = np.zeros(0)
        self._full: FloatArray = np.zeros(0)
        self._steps: FloatArray = np.zeros(0)
        self._signed_list = False
        self._called: frozenset[int] = frozenset()
        self._noted: set[int] = set()

    def build(self, layers: tuple[GraphLayer, ...]) -> None:
        """Make the items for a network of another shape, after the neurons."""
        self._layers = layers
        self._tracks, self._bars, self._numbers, self._names = [], [], [], []
        self._rows = []
        self._signed_list = False
        self._called, self._noted = frozenset(), set()
        for index, seat in enumerate(self._neurons.seats):
            self._rows.append(self._neurons.place_of(index))
            track, bar = QGraphicsRectItem(seat), QGraphicsRectItem(seat)
            number = QGraphicsSimpleTextItem(seat)
            name = QGraphicsSimpleTextItem(seat)
            for item, depth in (
                (track, _TRACK),
                (bar, _BAR),
                (number, _TEXT),
                (name, _TEXT),
            ):
                item.setZValue(depth)
            self._tracks.append(track)
            self._bars.append(bar)
            self._numbers.append(number)
            self._names.append(name)
        self._texts = [""] * len(self._bars)
        self._signs = [0] * len(self._bars)
        self._lengths = np.zeros(len(self._bars))
        self._full = np.ones(len(self._bars))

    def set_ink(self, ink: Ink, font: QFont) -> None:
        """Draw in another theme or with another font."""
        self._ink = ink
        plain = tabular(sized(font, NUMBER_SIZE))
        large = tabular(font)
        large.setWeight(QFont.Weight.DemiBold)
        self._metrics = {False: QFontMetricsF(plain), True: QFontMetricsF(large)}
        primary = ink.brush("text")
        for index, (layer, _) in enumerate(self._rows):
            kind = self._layers[layer].kind
            self._tracks[index].setPen(ink.nothing)
            self._tracks[index].setBrush(ink.brush("control_hover"))
            self._bars[index].setPen(ink.nothing)
            output = kind == "output"
            self._numbers[index].setFont(large if output else plain)
            self._numbers[index].setBrush(primary)
            self._signs[index] = 0
            self._names[index].setFont(
                sized(font, NAME_SIZE) if kind == "input" else plain
            )
            self._color_name(index)
        self._lengths[:] = np.nan

    def place(self, arrangement: Arrangement) -> None:
        """Lay the readings out around the neurons of an arrangement."""
        self._arrangement = arrangement
        for index, (layer, row) in enumerate(self._rows):
            column = arrangement.columns[layer]
            picture = column.picture is not None
            self._tracks[index].setVisible(not picture)
            self._bars[index].setVisible(not picture)
            name = "" if picture else self._layers[layer].labels[row]
            self._names[index].setText(name)
            self._place_name(index)
            self._place_number(index)
            size = arrangement.list_bar if column.listed else column.size
            self._full[index] = size
            self._tracks[index].setRect(self._track(column))
        self._lengths[:] = np.nan
        self._count_steps()

    def _count_steps(self) -> None:
        """Note how long each bar is for an activation of 1, in steps of `_FINEST`."""
        assert self._arrangement is not None
        self._steps = 0.5 * self._full / _FINEST
        if self._arrangement.columns[-1].listed and not self._signed_list:
            self._steps[-len(self._layers[-1].shown) :] *= 2.0

    def set_activations(self, shares: FloatArray) -> None:
        """Draw the bars of the activations."""
        assert self._arrangement is not None
        assert self._ink is not None
        listed = self._arrangement.columns[-1].listed
        list_length = len(self._layers[-1].shown)
        if listed and not self._signed_list and (shares[-list_length:] < 0).any():
            # Probabilities start at the left end; once a value is negative,
            # zero moves to the middle and stays there.
            self._signed_list = True
            self._lengths[:] = np.nan
            self._count_steps()
        steps = np.minimum(np.maximum(shares, -1.0), 1.0) * self._steps
        lengths = np.rint(steps) * _FINEST
        before = self._lengths
        for index in (lengths != before).nonzero()[0].tolist():
            length = float(lengths[index])
            self._bars[index].setRect(self._bar(index, length))
            # NaN, drawn in no color yet, differs from both signs.
            if (length < 0) != (before[index] < 0) or before[index] != before[index]:
                self._bars[index].setBrush(self._ink.bars[length >= 0])
        self._lengths = lengths

    def set_texts(self, texts: Sequence[Sequence[str]]) -> None:
        """Write the activations' numbers where they changed."""
        index = 0
        for layer, column in zip(self._layers, texts, strict=True):
            if layer.image_shape is not None:
                index += 1
                continue
            for text in column:
                if text != self._texts[index]:
                    self._texts[index] = text
                    self._numbers[index].setText(text)
                    self._place_number(index)
                index += 1

    def set_signs(self, signs: Sequence[int]) -> None:
        """Color numbers by a sign (-1, 1), or as plain text (0)."""
        assert self._ink is not None
        plain = self._ink.brush("text")
        for index, sign in enumerate(signs):
            if sign != self._signs[index]:
                brush = self._ink.sign_texts[sign > 0] if sign else plain
                self._numbers[index].setBrush(brush)
        self._signs = list(signs)

    def hide_name(self, index: int, hidden: bool) -> None:
        """Make room above a neuron, or give it back to the name."""
        if hidden == (index in self._noted):
            return
        if hidden:
            self._noted.add(index)
        else:
            self._noted.discard(index)
        self._place_name(index)

    def call_names(self, called: frozenset[int]) -> None:
        """Keep the names of some neurons readable, however dim the neurons are.

        A name that has no room above its neuron takes that of the number.
        """
        changed, self._called = self._called ^ called, called
        for index in changed:
            item, alone = self._names[index], index in called
            flag = QGraphicsItem.GraphicsItemFlag.ItemIgnoresParentOpacity
            item.setFlag(flag, alone)
            self._color_name(index)
            if self._arrangement is not None:
                self._place_name(index)

    def _track(self, column: Column) -> QRectF:
        assert self._arrangement is not None
        half, width = column.size / 2, self._arrangement.bar
        if column.listed:
            height = max(4.0, min(9.0, 0.36 * column.size))
            left = self._list_left(column)
            return QRectF(left, -height / 2, self._arrangement.list_bar, height)
        return QRectF(half + 2.5, -half, width, column.size)

    def _list_left(self, column: Column) -> float:
        widest = max(
            name.boundingRect().width()
            for name, (layer, _) in zip(self._names, self._rows, strict=True)
            if layer == len(self._layers) - 1
        )
        return column.size / 2 + LIST_GAP + widest + 8.0

    def _bar(self, index: int, length: float) -> QRectF:
        track = self._tracks[index].rect()
        layer, _ = self._rows[index]
        assert self._arrangement is not None
        if self._arrangement.columns[layer].listed:
            zero = track.center().x() if self._signed_list else track.left()
            return QRectF(
                min(zero, zero + length), track.top(), abs(length), track.height()
            )
        return QRectF(track.left(), min(0.0, -length), track.width(), abs(length))

    def _color_name(self, index: int) -> None:
        assert self._ink is not None
        layer, _ = self._rows[index]
        quiet = self._layers[layer].kind == "hidden" or index in self._called
        self._names[index].setBrush(
            self._ink.brush("text_secondary" if quiet else "text")
        )

    def _place_name(self, index: int) -> None:
        """Put a name to its neuron, and hide what it leaves no room for."""
        assert self._arrangement is not None
        layer, _ = self._rows[index]
        column, kind = self._arrangement.columns[layer], self._layers[layer].kind
        item = self._names[index]
        box, half = item.boundingRect(), column.size / 2
        shown, numbered = True, column.numbers
        if column.listed:
            item.setPos(half + LIST_GAP, -box.height() / 2)
        elif kind == "input":
            item.setPos(-half - 9.0 - box.width(), -box.height() / 2)
        elif index not in self._called or (column.names and index not in self._noted):
            item.setPos(-box.width() / 2, -half - 5.0 - box.height())
            shown = column.names and index not in self._noted
        elif column.numbers:
            item.setPos(-box.width() / 2, half + 2.5)
            numbered = False
        else:
            item.setPos(-box.width() / 2, -box.height() / 2)
            shown = box.height() <= _pitch(column)
        item.setVisible(shown)
        self._numbers[index].setVisible(numbered)

    def _place_number(self, index: int) -> None:
        if self._arrangement is None:
            return
        layer, _ = self._rows[index]
        column = self._arrangement.columns[layer]
        item = self._numbers[index]
        metrics = self._metrics[self._layers[layer].kind == "output"]
        if column.listed:
            right = self._list_left(column) + self._arrangement.list_bar
            item.setPos(right + 8.0, -metrics.height() / 2)
        else:
            width = metrics.horizontalAdvance(self._texts[index])
            item.setPos(-width / 2, column.size / 2 + 2.5)


def _pitch(column: Column) -> float:
    """Return the least distance between the neurons of a column."""
    pairs = itertools.pairwise(column.ys)
    return min((below - above for above, below in pairs), default=math.inf)
