"""What stands out in the network: an edge in a casing, a ring around a neuron."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from visualizer.ui.canvas.edges import Edges
from visualizer.ui.canvas.neurons import SEAT_DEPTH, corner_radius

_EDGE_DEPTH = 30.0
_BIAS_RADIUS = 1.0


class EdgeHighlight:
    """One edge made to stand out: a copy on top of all, in a casing."""

    def __init__(self, scene: QGraphicsScene, edges: Edges) -> None:
        self._edges = edges
        self._number: int | None = None
        self._strength = 0
        self._color = QColor()
        self._casing, self._core = QGraphicsPathItem(), QGraphicsPathItem()
        for item, above in ((self._casing, 0.0), (self._core, 0.1)):
            item.setZValue(_EDGE_DEPTH + above)
            item.hide()
            scene.addItem(item)

    def set_color(self, color: QColor) -> None:
        """Choose the color of the casing."""
        self._color = color
        self.show(self._number)

    def show(self, number: int | None) -> None:
        """Highlight an edge, or none."""
        self._number = number
        for item in (self._casing, self._core):
            item.setVisible(number is not None)
            if number is not None:
                item.setPath(self._edges.path(number))
        if number is not None:
            self._dress(number)

    def set_opacity(self, opacity: float) -> None:
        """Dim it; 1 draws it in full."""
        for item in (self._casing, self._core):
            item.setOpacity(opacity)

    def follow(self) -> None:
        """Follow the weight of the edge."""
        number = self._number
        if number is not None and self._edges.strength(number) != self._strength:
            self._dress(number)

    def _dress(self, number: int) -> None:
        self._strength = self._edges.strength(number)
        core = QPen(self._edges.pen(number))
        core.setWidthF(max(1.5, core.widthF()))
        self._core.setPen(core)
        casing = QPen(self._color, core.widthF() + 4.0)
        casing.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._casing.setPen(casing)


class Ring:
    """A ring around a neuron or around the mark of a bias."""

    def __init__(self, scene: QGraphicsScene, distance: float) -> None:
        self._distance = distance
        self._ground = QBrush()
        self._item = QGraphicsPathItem()
        self._item.hide()
        scene.addItem(self._item)

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return self._item.isVisible()

    @property
    def opacity(self) -> float:
        """How strongly it is drawn."""
        return self._item.opacity()

    def set_opacity(self, opacity: float) -> None:
        """Dim it; 1 draws it in full."""
        self._item.setOpacity(opacity)

    def set_pen(self, pen: QPen, ground: QBrush) -> None:
        """Choose the line, and the fill that keeps the edges off the neuron."""
        self._item.setPen(pen)
        self._ground = ground

    def surround(self, box: QRectF | None, bias: bool = False) -> None:
        """Stand around an outline, or around nothing."""
        self._item.setVisible(box is not None)
        if box is None:
            return
        radius = self._distance + (
            _BIAS_RADIUS if bias else corner_radius(min(box.width(), box.height()))
        )
        out = self._distance
        path = QPainterPath()
        path.addRoundedRect(box.adjusted(-out, -out, out, out), radius, radius)
        self._item.setPath(path)
        # Around a bias it lies on the neuron, around a neuron below it.
        self._item.setZValue(SEAT_DEPTH + (1.0 if bias else -1.0))
        self._item.setBrush(QBrush(Qt.BrushStyle.NoBrush) if bias else self._ground)
