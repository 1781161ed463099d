"""The bodies of neurons: what they have learnt, how active they are, their bias."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QTransform
from PySide6.QtWidgets import (
    QGraphicsPathItem,
    QGraphicsPixmapItem,
    QGraphicsRectItem,
    QGraphicsScene,
)

from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.graph import EDGE_BINS, GraphLayer, edge_bins
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas.arrangement import Arrangement
from visualizer.ui.canvas.ink import FRAME_STEPS, Ink
from visualizer.ui.canvas.thumbnails import (
    Levels,
    gray_picture,
    levels_of,
    pictures,
)

SEAT_DEPTH = 50.0
"""Depth of neurons: above all edges and pulses."""

_UNKNOWN = 99
_BODY, _COVER, _FRAME, _BIAS = 0.0, 1.0, 2.0, 3.0


class Neurons:
    """The neurons of all layers, numbered through layer by layer.

    A neuron is a rounded square: inside it the map of what it answers over the
    plane or, without one, a fill by the sign and size of its activation; its
    frame is brighter the more active it is; a mark at its lower left corner
    shows the bias. A layer drawn as a picture counts as one neuron here.

    Attributes
    ----------
    seats : list of QGraphicsRectItem
        An empty item at the center of each neuron, parent of all its parts.
    layer_of : list of int
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self.seats: list[QGraphicsRectItem] = []
        self.layer_of: list[int] = []
        self._scene = scene
        self._layers: tuple[GraphLayer, ...] = ()
        self._ink: Ink | None = None
        self._offsets: list[int] = [0]
        self._maps: dict[int, QGraphicsPixmapItem] = {}
        self._covers: dict[int, QGraphicsPathItem] = {}
        self._fills: dict[int, QGraphicsPathItem] = {}
        self._frames: list[QGraphicsPathItem] = []
        self._biases: dict[int, QGraphicsRectItem] = {}
        self._sizes: list[tuple[float, float]] = []
        self._levels: dict[int, Levels] = {}
        self._map_objects: list[FloatArray | None] = []
        self._steps: IntArray = np.zeros(0, np.int8)
        self._bins: IntArray = np.zeros(0, np.int8)
        self._bias_bins: IntArray = np.zeros(0, np.int8)
        self._image: FloatArray | None = None
        self._ratio = 1.0

    def build(
        self, layers: tuple[GraphLayer, ...], maps: Sequence[FloatArray | None]
    ) -> None:
        """Make the items for a network of another shape."""
        for seat in self.seats:
            self._scene.removeItem(seat)
        self._layers = layers
        self.seats, self.layer_of, self._offsets = [], [], [0]
        self._maps, self._covers, self._fills = {}, {}, {}
        self._frames, self._biases, self._levels = [], {}, {}
        self._map_objects, self._image = [None] * len(layers), None
        for number, layer in enumerate(layers):
            bodies = 1 if layer.image_shape else len(layer.shown)
            self._offsets.append(self._offsets[-1] + bodies)
            for _ in range(bodies):
                self._add_neuron(number, layer, maps[number] is not None)
        count = len(self.seats)
        self._steps = np.full(count, _UNKNOWN, np.int8)
        self._bins = np.full(count, _UNKNOWN, np.int8)
        self._bias_bins = np.full(len(self._biases), _UNKNOWN, np.int8)
        self._sizes = [(0.0, 0.0)] * count

    def _add_neuron(self, number: int, layer: GraphLayer, has_map: bool) -> None:
        index = len(self.seats)
        seat = QGraphicsRectItem()
        seat.setPen(QPen(Qt.PenStyle.NoPen))
        seat.setZValue(SEAT_DEPTH)
        self.seats.append(seat)
        self.layer_of.append(number)
        if has_map or layer.image_shape is not None:
            self._maps[index] = QGraphicsPixmapItem(seat)
            cover = QGraphicsPathItem(seat)
            cover.setZValue(_COVER)
            self._covers[index] = cover
        else:
            self._fills[index] = QGraphicsPathItem(seat)
        frame = QGraphicsPathItem(seat)
        frame.setZValue(_FRAME)
        self._frames.append(frame)
        if number > 0:
            bias = QGraphicsRectItem(seat)
            bias.setZValue(_BIAS)
            self._biases[index] = bias
        self._scene.addItem(seat)

    def place(self, arrangement: Arrangement, ratio: float) -> None:
        """Put the neurons at the places of an arrangement.

        Parameters
        ----------
        ratio : float
            Pixels of the screen for one unit of the scene.
        """
        self._ratio = ratio
        self._forget_maps()
        for index, seat in enumerate(self.seats):
            layer = self.layer_of[index]
            column = arrangement.columns[layer]
            row = index - self._offsets[layer]
            seat.setPos(column.x, column.ys[row])
            size = column.picture or (column.size, column.size)
            if size != self._sizes[index]:
                self._sizes[index] = size
                self._shape(index, *size)

    def set_ink(self, ink: Ink) -> None:
        """Draw in another theme."""
        self._ink = ink
        panel = ink.brush("panel")
        for cover in self._covers.values():
            cover.setPen(ink.nothing)
            cover.setBrush(panel)
        for fill in self._fills.values():
            fill.setPen(ink.nothing)
        for bias in self._biases.values():
            bias.setPen(ink.panel_line)
        # Everything is colored anew by the next frame.
        self._steps[:] = _UNKNOWN
        self._bins[:] = _UNKNOWN
        self._bias_bins[:] = _UNKNOWN
        self._forget_maps()
        self._image = None

    def _forget_maps(self) -> None:
        self._levels = {}
        self._map_objects = [None] * len(self._layers)

    def set_activations(self, shares: FloatArray) -> None:
        """Show how active the neurons are in frames and fills."""
        assert self._ink is not None
        steps = np.rint(np.minimum(np.abs(shares), 1.0) * FRAME_STEPS).astype(np.int8)
        for index in (steps != self._steps).nonzero()[0].tolist():
            self._frames[index].setPen(self._ink.frames[steps[index]])
        self._steps = steps
        if self._fills:
            bins = edge_bins(shares, 1.0)
            for index in (bins != self._bins).nonzero()[0].tolist():
                if index in self._fills:
                    brush = self._ink.signs[bins[index] + EDGE_BINS]
                    self._fills[index].setBrush(brush)
            self._bins = bins

    def set_biases(self, biases: Sequence[IntArray]) -> None:
        """Color the marks of the biases by their bins."""
        assert self._ink is not None
        bins = np.concatenate(biases)
        first = self._offsets[1]
        for index in (bins != self._bias_bins).nonzero()[0].tolist():
            brush = self._ink.biases[bins[index] + EDGE_BINS]
            self._biases[first + index].setBrush(brush)
        self._bias_bins = bins

    def set_maps(self, maps: Sequence[FloatArray | None]) -> None:
        """Show what each neuron answers over the plane."""
        assert self._ink is not None
        table = self._ink.theme.signed_table()
        for layer, values in enumerate(maps):
            if values is None or values is self._map_objects[layer]:
                continue
            self._map_objects[layer] = values
            levels = levels_of(values)
            before = self._levels.get(layer)
            self._levels[layer] = levels
            if before is None or before.shape != levels.shape:
                changed = np.arange(len(levels))
            else:
                changed = (levels != before).any(axis=(1, 2)).nonzero()[0]
            if not len(changed):
                continue
            first = self._offsets[layer]
            width, height = (
                max(1, round(side * self._ratio)) for side in self._sizes[first]
            )
            drawn = pictures(levels[changed], table, width, height)
            for row, pixmap in zip(changed.tolist(), drawn, strict=True):
                self._maps[first + row].setPixmap(pixmap)
                if before is None:
                    self._fit(first + row)

    def set_image(self, image: FloatArray | None) -> None:
        """Show the watched example where the input is an image."""
        if image is None or (
            self._image is not None and np.array_equal(image, self._image)
        ):
            return
        assert self._ink is not None
        self._image = image
        for index, layer in enumerate(self.layer_of):
            if self._layers[layer].image_shape is not None:
                self._maps[index].setPixmap(gray_picture(image, self._ink.theme))
                self._fit(index)

    def set_opacity(self, opacity: Sequence[float]) -> None:
        """Dim neurons; 1 draws a neuron in full."""
        for seat, value in zip(self.seats, opacity, strict=True):
            if seat.opacity() != value:
                seat.setOpacity(value)

    def index(self, neuron: NeuronRef) -> int | None:
        """Return the number of a neuron here; None where it is not shown."""
        if not 0 <= neuron.layer < len(self._layers):
            return None
        layer = self._layers[neuron.layer]
        if layer.image_shape is not None or neuron.index not in layer.shown:
            return None
        return self._offsets[neuron.layer] + layer.shown.index(neuron.index)

    def of_layer(self, layer: int) -> range:
        """Return the numbers of a layer's neurons; of a picture its one."""
        return range(self._offsets[layer], self._offsets[layer + 1])

    def place_of(self, index: int) -> tuple[int, int]:
        """Return layer and row of neuron number `index`."""
        layer = self.layer_of[index]
        return layer, index - self._offsets[layer]

    def neuron(self, index: int) -> NeuronRef | None:
        """Name neuron number `index`; None for a picture, which is many."""
        number, row = self.place_of(index)
        layer = self._layers[number]
        return None if layer.image_shape else NeuronRef(number, layer.shown[row])

    def rectangle(self, index: int) -> QRectF:
        """Return the outline of a neuron."""
        width, height = self._sizes[index]
        center = self.seats[index].pos()
        return QRectF(center.x() - width / 2, center.y() - height / 2, width, height)

    def at(self, x: float, y: float, reach: float) -> int | None:
        """Return the neuron at (x, y), or None."""
        for index in range(len(self.seats)):
            box = self.rectangle(index).adjusted(-reach, -reach, reach, reach)
            if box.contains(x, y):
                return index
        return None

    def bias_at(self, x: float, y: float, reach: float) -> WeightRef | None:
        """Return the bias whose mark is at (x, y), or None."""
        for index, mark in self._biases.items():
            box = mark.rect().translated(self.seats[index].pos())
            if box.adjusted(-reach, -reach, reach, reach).contains(x, y):
                layer, row = self.place_of(index)
                return WeightRef(layer, None, self._layers[layer].shown[row])
        return None

    def bias_rectangle(self, index: int) -> QRectF:
        """Return the outline of a bias's mark."""
        return self._biases[index].rect().translated(self.seats[index].pos())

    def _shape(self, index: int, width: float, height: float) -> None:
        box = QRectF(-width / 2, -height / 2, width, height)
        picture = self._layers[self.layer_of[index]].image_shape is not None
        radius = corner_radius(min(width, height), picture)
        rounded = QPainterPath()
        rounded.addRoundedRect(box, radius, radius)
        self._frames[index].setPath(rounded)
        if index in self._fills:
            self._fills[index].setPath(rounded)
        if index in self._covers:
            # Hides the square corners of the map under the panel's color; a
            # clip would have to be made anew with each map.
            corners = QPainterPath()
            corners.addRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            self._covers[index].setPath(corners.subtracted(rounded))
            self._fit(index)
        if index in self._biases:
            side = max(5.5, min(16.0, 0.18 * width))
            self._biases[index].setRect(
                QRectF(-width / 2 - 1.5, height / 2 - side + 1.5, side, side)
            )

    def _fit(self, index: int) -> None:
        """Lay a map or an image over its neuron."""
        body = self._maps[index]
        width, height = self._sizes[index]
        columns, rows = body.pixmap().width(), body.pixmap().height()
        if columns and rows and width:
            across, down = width / columns, height / rows
            if self._layers[self.layer_of[index]].image_shape is None:
                # Pixel on pixel, which is painted five times as fast.
                across = down = 1.0 / self._ratio
            body.setTransform(QTransform.fromScale(across, down))
            body.setPos(-width / 2, -height / 2)


def corner_radius(side: float, picture: bool = False) -> float:
    """Return the radius of the corners of a neuron or picture of this side."""
    return min(8.0, 0.05 * side) if picture else min(12.0, 0.2 * side)
