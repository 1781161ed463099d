"""Skip connections: arcs from each neuron to the one beside it in the next layer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from visualizer.scenes.graph import GraphLayer
from visualizer.ui.canvas.arrangement import Arrangement, Column
from visualizer.ui.canvas.ink import Ink

_DEPTH = 32.0
_RISE = 0.62
_DASHES = (4.0, 3.0)
_PLUS = 3.4


class Skips:
    """Dashed arcs over the edges, each with a plus where it is added."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: list[QGraphicsPathItem] = []

    @property
    def layers(self) -> int:
        """Number of layers with arcs."""
        return len(self._items)

    def draw(
        self, layers: Sequence[GraphLayer], arrangement: Arrangement, ink: Ink
    ) -> None:
        """Draw the arcs of an arrangement."""
        for item in self._items:
            self._scene.removeItem(item)
        self._items = []
        columns = arrangement.columns
        for number, layer in enumerate(layers):
            if not layer.residual:
                continue
            path, signs = QPainterPath(), QPainterPath()
            for start, end in _ends(layers, columns, number):
                _add_arc(path, start, end, columns[number].size)
                _add_plus(signs, end)
            item = QGraphicsPathItem(path)
            pen = QPen(ink.line("text_secondary", 1.3))
            pen.setDashPattern(list(_DASHES))
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            item.setPen(pen)
            item.setZValue(_DEPTH)
            plus = QGraphicsPathItem(signs, item)
            plus.setPen(ink.line("text", 1.6))
            self._scene.addItem(item)
            self._items.append(item)


def _ends(
    layers: Sequence[GraphLayer], columns: Sequence[Column], number: int
) -> list[tuple[QPointF, QPointF]]:
    """Return where the arcs into a layer start and end."""
    before, after = columns[number - 1], columns[number]
    source, shown = layers[number - 1], layers[number].shown
    if before.picture is not None:
        # All pixels at once: one arc from the picture to the first neuron.
        return [(QPointF(before.right, before.ys[0]), QPointF(after.left, after.ys[0]))]
    return [
        (
            QPointF(before.right, before.ys[source.shown.index(neuron)]),
            QPointF(after.left, after.ys[row]),
        )
        for row, neuron in enumerate(shown)
        if neuron in source.shown
    ]


def _add_arc(path: QPainterPath, start: QPointF, end: QPointF, size: float) -> None:
    """Add an arc that rises above the straight line and stops before the plus."""
    stop = end - QPointF(3.2 * _PLUS, 0.0)
    # Between columns that stand close a steep arc would look like a mark.
    lift = QPointF(0.0, -min(_RISE * size, max(8.0, 0.45 * (stop.x() - start.x()))))
    third = (stop - start) / 3.0
    path.moveTo(start)
    path.cubicTo(start + third + lift, stop - third + lift, stop)


def _add_plus(path: QPainterPath, end: QPointF) -> None:
    """Add a plus at the edge of the neuron that an arc leads to."""
    middle = end - QPointF(1.6 * _PLUS, 0.0)
    for across in (QPointF(_PLUS, 0.0), QPointF(0.0, _PLUS)):
        path.moveTo(middle - across)
        path.lineTo(middle + across)
