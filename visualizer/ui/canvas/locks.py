"""What is held on the canvas: locks at weights and neurons, crossed-out neurons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene

from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas.edges import Edges
from visualizer.ui.canvas.ink import Ink
from visualizer.ui.canvas.neurons import Neurons

_EDGE_DEPTH = 31.0
_BADGE_DEPTH = 9.0
_SIDE = 13.0
_CROSS = 0.36


class Locks:
    """Small locks at what is not trained, and a cross on neurons that are off.

    A lock stands at the middle of an edge, below a bias's mark, and at the lower
    right corner of a neuron.
    """

    def __init__(self, scene: QGraphicsScene, edges: Edges, neurons: Neurons) -> None:
        self._scene = scene
        self._edges = edges
        self._neurons = neurons
        self._items: list[QGraphicsItem] = []

    @property
    def count(self) -> int:
        """Number of locks and crosses drawn."""
        return len(self._items)

    def forget(self) -> None:
        """Drop the marks at neurons, which an old network took with it."""
        for item in self._items:
            if item.parentItem() is None:
                self._scene.removeItem(item)
        self._items = []

    def draw(
        self,
        frozen: Sequence[NeuronRef],
        disabled: Sequence[NeuronRef],
        locked: Sequence[WeightRef],
        ink: Ink,
    ) -> None:
        """Draw the marks of a scene; what is folded has none."""
        for item in self._items:
            self._scene.removeItem(item)
        self._items = []
        for neuron in disabled:
            index = self._neurons.index(neuron)
            if index is not None:
                self._cross(index, ink)
        for neuron in frozen:
            index = self._neurons.index(neuron)
            if index is not None:
                box = self._neurons.rectangle(index)
                side = max(_SIDE, min(18.0, 0.32 * box.width()))
                corner = QPointF(
                    box.width() / 2 - 0.62 * side, box.height() / 2 - 0.62 * side
                )
                self._lock(corner, side, ink, self._neurons.seats[index])
        for weight in locked:
            self._lock_weight(weight, ink)

    def _lock_weight(self, weight: WeightRef, ink: Ink) -> None:
        number = self._edges.number(weight)
        if number is not None:
            middle = QPointF(*self._edges.point(number, 0.5))
            self._lock(middle - QPointF(_SIDE / 2, _SIDE / 2), _SIDE, ink, None)
            return
        index = self._neurons.index(NeuronRef(weight.layer, weight.destination))
        if weight.source is None and index is not None:
            box = self._neurons.bias_rectangle(index)
            seat = self._neurons.seats[index]
            corner = box.bottomLeft() - seat.pos() - QPointF(0.6 * _SIDE, 0.3 * _SIDE)
            self._lock(corner, _SIDE, ink, seat)

    def _lock(
        self, corner: QPointF, side: float, ink: Ink, parent: QGraphicsItem | None
    ) -> None:
        badge = QGraphicsPathItem(parent)
        round_box = QPainterPath()
        round_box.addRoundedRect(QRectF(0, 0, side, side), 0.25 * side, 0.25 * side)
        badge.setPath(round_box)
        badge.setPos(corner)
        badge.setBrush(ink.brush("control"))
        badge.setPen(ink.panel_line)
        badge.setZValue(_EDGE_DEPTH if parent is None else _BADGE_DEPTH)
        sign = QGraphicsPathItem(_lock_path(side), badge)
        sign.setPen(ink.line("text", 0.09 * side))
        if parent is None:
            self._scene.addItem(badge)
        self._items.append(badge)

    def _cross(self, index: int, ink: Ink) -> None:
        box = self._neurons.rectangle(index)
        across, down = _CROSS * box.width(), _CROSS * box.height()
        path = QPainterPath()
        for sign in (-1.0, 1.0):
            path.moveTo(-across, -sign * down)
            path.lineTo(across, sign * down)
        halo = QGraphicsPathItem(path, self._neurons.seats[index])
        halo.setPen(QPen(ink.theme.color("panel"), 5.0))
        halo.setZValue(_BADGE_DEPTH - 1.0)
        cross = QGraphicsPathItem(path, halo)
        cross.setPen(ink.line("text", 2.2))
        self._items.append(halo)


def _lock_path(side: float) -> QPainterPath:
    """Return the outline of a lock in a square of a side."""
    path = QPainterPath()
    path.addRect(QRectF(0.26 * side, 0.46 * side, 0.48 * side, 0.32 * side))
    path.moveTo(0.36 * side, 0.46 * side)
    arch = QRectF(0.36 * side, 0.2 * side, 0.28 * side, 0.36 * side)
    path.arcTo(arch, 180.0, -180.0)
    path.lineTo(0.64 * side, 0.46 * side)
    return path
