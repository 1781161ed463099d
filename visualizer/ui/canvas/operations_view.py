"""The drawing of single operations: a box for each number, lines between them."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainterPath, QPen
from PySide6.QtWidgets import QApplication, QGraphicsPathItem, QWidget

from visualizer.scenes.operations import OperationBox, OperationsScene, Wire
from visualizer.ui.canvas.ink import blend
from visualizer.ui.canvas.zoom_view import ZoomView
from visualizer.ui.drawing import Text, rounded
from visualizer.ui.formula_shape import FormulaShape
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_BOX = 5.9
_ROW = 4.4
_COLUMN = 7.2
_BOX_HEIGHT = 4.1
"""Sizes in heights of the font."""

_LARGEST = 1.5
_MOST_APART = 1.7
"""How much further apart columns or rows may stand than they must."""


class _Box:
    """One box: its frame, its title, its value and its gradient."""

    def __init__(self, view: OperationsView) -> None:
        self.frame = QGraphicsPathItem()
        self.frame.setZValue(1.0)
        view.scene().addItem(self.frame)
        self.title, self.value, self.gradient = FormulaShape(), view.text(), view.text()
        view.scene().addItem(self.title)
        for text in (self.title, self.value, self.gradient):
            text.setZValue(2.0)
        self.shown: OperationBox | None = None
        self.rect = QRectF()

    def items(self) -> tuple[QGraphicsPathItem, FormulaShape, Text, Text]:
        """Return all that is on the canvas."""
        return self.frame, self.title, self.value, self.gradient


class OperationsView(ZoomView):
    """Draws an `OperationsScene`; a click selects, a drag pans, the wheel zooms.

    Signals
    -------
    chosen : int
        Index of the box that a person clicked.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self._theme: Theme | None = None
        self._drawn: OperationsScene | None = None
        self._boxes: list[_Box] = []
        self._lines: list[QGraphicsPathItem] = []
        self._unit = 13.0
        self._column, self._row = _COLUMN, _ROW
        self._pressed_at: QPoint | None = None
        self._panning = False
        self.resized.connect(self._on_resized)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: OperationsScene) -> None:
        """Draw a scene; only what has changed is drawn again."""
        before, self._drawn = self._drawn, scene
        if before is None or _shape(before) != _shape(scene):
            self.lay_out()
            self.fit()
            return
        for number, box in enumerate(scene.boxes):
            chosen = (before.selected == box.index) != (scene.selected == box.index)
            if chosen or box != before.boxes[number]:
                self._write(self._boxes[number], box)
        for number, wire in enumerate(scene.wires):
            if wire.carries != before.wires[number].carries:
                self._lines[number].setPen(self._pen(wire))

    def box_at(self, place: QPoint) -> int | None:
        """Return the index of the box at a place of the view."""
        point = self.mapToScene(place)
        for box in self._boxes:
            if box.shown is not None and box.rect.contains(point):
                return box.shown.index
        return None

    def place_of(self, index: int) -> QPoint:
        """Return where the middle of a box is in the view.

        Raises
        ------
        KeyError
            If there is no such box.
        """
        for box in self._boxes:
            if box.shown is not None and box.shown.index == index:
                return self.mapFromScene(box.rect.center())
        raise KeyError(index)

    def texts(self, index: int) -> tuple[str, str, str]:
        """Return title, value and gradient that stand in a box."""
        for box in self._boxes:
            if box.shown is not None and box.shown.index == index:
                return box.title.text(), box.value.text(), box.gradient.text()
        raise KeyError(index)

    def lay_out(self) -> None:
        """Place everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._unit = float(max(1, self.font().pixelSize()))
        self._spread(scene)
        while len(self._boxes) < len(scene.boxes):
            self._boxes.append(_Box(self))
        for number, holder in enumerate(self._boxes):
            shown = number < len(scene.boxes)
            for item in holder.items():
                item.setVisible(shown)
            holder.shown = None
            if shown:
                self._place(holder, scene.boxes[number])
        while len(self._lines) < len(scene.wires):
            line = QGraphicsPathItem()
            self.scene().addItem(line)
            self._lines.append(line)
        for number, line in enumerate(self._lines):
            line.setVisible(number < len(scene.wires))
        for line, wire in zip(self._lines, scene.wires, strict=False):
            line.setPath(self._path(wire))
            line.setPen(self._pen(wire))
        self._set_extent(scene)

    def _spread(self, scene: OperationsScene) -> None:
        """Use the room that the form of the view leaves beside or above the graph."""
        room = self.viewport().size()
        if not scene.boxes or room.isEmpty():
            return
        form = room.width() / room.height()
        own = scene.columns * _COLUMN / (scene.rows * _ROW)
        self._column = _COLUMN * min(max(form / own, 1.0), _MOST_APART)
        self._row = _ROW * min(max(own / form, 1.0), _MOST_APART)

    def _set_extent(self, scene: OperationsScene) -> None:
        width = max(1.0, scene.columns * self._column * self._unit)
        height = max(1.0, scene.rows * self._row * self._unit)
        room = self.viewport().size()
        home = min(room.width() / width, room.height() / height, _LARGEST)
        self.set_extent(width, height, max(0.01, home))

    def _on_resized(self) -> None:
        if self.fitted:
            self.lay_out()

    def _middle(self, point: tuple[float, float]) -> QPointF:
        return QPointF(point[0] * self._column, point[1] * self._row) * self._unit

    def _place(self, holder: _Box, box: OperationBox) -> None:
        middle, unit = self._middle((box.x, box.y)), self._unit
        width, height = _BOX * unit, _BOX_HEIGHT * unit
        holder.rect = QRectF(
            middle.x() - width / 2.0, middle.y() - height / 2.0, width, height
        )
        radius = unit * (0.45 if box.operation else 1.2)
        holder.frame.setPath(rounded(holder.rect, radius))
        self._write(holder, box)

    def _write(self, holder: _Box, box: OperationBox) -> None:
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        holder.shown = box
        selected = scene.selected == box.index
        role = "accent" if selected or box.stage == "current" else "axis"
        width = 2.4 if role == "accent" else 1.2
        holder.frame.setPen(QPen(theme.color(role), width * theme.line_width))
        ground = "control" if box.stage == "current" else "panel"
        holder.frame.setBrush(theme.color(ground))
        quiet = theme.color("text_secondary")
        font, numbers = sized(self.font(), 0.92), tabular(sized(self.font(), 0.92))
        holder.title.dress(font, theme.color("text") if box.value else quiet)
        holder.value.dress(numbers, _color(theme, box.value_sign))
        holder.gradient.dress(numbers, _color(theme, box.gradient_sign))
        rect, line = holder.rect, _BOX_HEIGHT * self._unit / 3.4
        x, room = rect.center().x(), rect.width() - self._unit * 0.4
        # The indices of a typeset title hang below it.
        holder.title.place(box.title, x, rect.top() + 0.66 * line, "center", room)
        first = rect.top() + 1.78 * line
        holder.value.place(box.value, x, first, "center", room)
        holder.gradient.place(box.gradient, x, first + 0.96 * line, "center", room)

    def _path(self, wire: Wire) -> QPainterPath:
        points = [self._middle(point) for point in wire.points]
        half = _BOX * self._unit / 2.0
        points[0] += QPointF(half, 0.0)
        points[-1] -= QPointF(half, 0.0)
        path = QPainterPath(points[0])
        for left, right in pairwise(points):
            bend = (right.x() - left.x()) / 2.0
            path.cubicTo(left + QPointF(bend, 0.0), right - QPointF(bend, 0.0), right)
        return path

    def _pen(self, wire: Wire) -> QPen:
        theme = self._theme
        assert theme is not None
        color = theme.color("grid")
        if wire.carries != "nothing":
            share = 0.45 if wire.carries == "value" else 0.8
            color = blend(theme.color("panel"), theme.color("text"), share)
        width = 2.0 if wire.carries == "gradient" else 1.2
        return QPen(color, width * theme.line_width)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed_at = event.position().toPoint()
            self._panning = False
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        shape = Qt.CursorShape
        if self._pressed_at is None:
            over = self.box_at(place) is not None
            self.viewport().setCursor(
                shape.PointingHandCursor if over else shape.ArrowCursor
            )
            return
        far = (place - self._pressed_at).manhattanLength()
        if self._panning or far >= QApplication.startDragDistance():
            self._panning = True
            self.viewport().setCursor(shape.ClosedHandCursor)
            self.pan(place - self._pressed_at)
            self._pressed_at = place

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at, None
        if self._panning or pressed is None:
            self._panning = False
            self.viewport().unsetCursor()
            return
        index = self.box_at(event.position().toPoint())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.box_at(event.position().toPoint()) is None:
            self.fit()


def _shape(scene: OperationsScene) -> tuple[object, ...]:
    boxes = tuple((box.index, box.x, box.y, box.operation) for box in scene.boxes)
    return boxes, tuple((wire.source, wire.target) for wire in scene.wires)


def _color(theme: Theme, sign: int) -> QColor:
    roles = {-1: "negative_text", 0: "text", 1: "positive_text"}
    return theme.color(roles[sign])
