"""The picture of the training loop: boxes, arrows, and the numbers in them."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from visualizer.language import tr
from visualizer.scenes.cycle import CycleScene
from visualizer.ui.canvas.focus_border import FocusBorder
from visualizer.ui.drawing import Canvas, rounded
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

Part = Literal["weights", "loss", "feedback"]

_SMALLEST, _USUAL, _LARGEST = 0.75, 0.92, 1.6
"""Shares of the type: a long line becomes smaller, all lines larger in a large box."""

_FILLED = 0.8
"""Share of the height of a box that three lines may take."""

_LINE = 1.25
"""Height of a line, in sizes of the type."""

_ROWS = 3
_ORDER: tuple[Part, ...] = ("weights", "loss", "feedback")


class _Box:
    """A frame with a title and up to two lines."""

    def __init__(self, canvas: Canvas) -> None:
        self.frame = QGraphicsPathItem()
        canvas.scene().addItem(self.frame)
        self.lines = [canvas.text() for _ in range(3)]
        for text in self.lines:
            text.setZValue(1.0)
        self.rect = QRectF()

    def hide(self) -> None:
        """Take all of it away."""
        self.frame.hide()
        for text in self.lines:
            text.hide()

    def texts(self) -> tuple[str, ...]:
        """Return what stands in it, if it is shown."""
        shown = (text.text() for text in self.lines if text.isVisible())
        return tuple(text for text in shown if text)


class CycleView(PlotCanvas):
    """Draws a `CycleScene`; a click on a box asks what made its numbers.

    Signals
    -------
    asked : Quantity
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: CycleScene | None = None
        self._part: Part = "feedback"
        self._boxes: dict[str, _Box] = {}
        self._arrows = QGraphicsPathItem()
        self._arrows.setZValue(-1.0)
        self._heads = QGraphicsPathItem()
        for item in (self._arrows, self._heads):
            self.scene().addItem(item)
        self._pointed = ""
        self._focus = FocusBorder(self)
        self.resized.connect(self.lay_out)
        self.hovered.connect(lambda place: self.point_at(self._box_at(place)))
        self.pressed.connect(self._on_pressed)
        self.left.connect(lambda: self.point_at(""))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self._focus.set_theme(theme)
        self.lay_out()

    def set_focused(self, focused: bool) -> None:
        """Show whether keys reach it."""
        self._focus.setGeometry(self.rect())
        self._focus.setVisible(focused)

    def set_scene(self, scene: CycleScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        self.lay_out()

    def show_up_to(self, part: Part) -> None:
        """Show the picture as far as one of its parts."""
        self._part = part
        self.lay_out()

    def asking(self) -> tuple[str, ...]:
        """Return the names of the boxes in sight that can be asked about."""
        if self._drawn is None:
            return ()
        return tuple(
            name
            for name, _ in self._drawn.asks
            if name in self._boxes and self._boxes[name].frame.isVisible()
        )

    def pointed(self) -> str:
        """Return the name of the box that is pointed at; empty for none."""
        return self._pointed

    def point_at(self, name: str) -> None:
        """Light a box that can be asked about; the empty name lights none."""
        before, self._pointed = self._pointed, name if name in self.asking() else ""
        shape = Qt.CursorShape
        self.viewport().setCursor(
            shape.PointingHandCursor if self._pointed else shape.ArrowCursor
        )
        for changed in {before, self._pointed} - {""}:
            self._frame(changed)

    def ask(self) -> None:
        """Ask about the box that is pointed at."""
        if self._drawn is not None and self._pointed:
            self.asked.emit(dict(self._drawn.asks)[self._pointed])

    def place_of(self, name: str) -> QPointF:
        """Return the middle of a box."""
        return self._boxes[name].rect.center()

    def _box_at(self, place: QPointF) -> str:
        """Return the name of the box under the pointer; empty for none."""
        names = self.asking()
        return next((n for n in names if self._boxes[n].rect.contains(place)), "")

    def _on_pressed(self, place: QPointF) -> None:
        self.point_at(self._box_at(place))
        self.ask()

    def _frame(self, name: str) -> None:
        """Draw the border of a box."""
        box, theme = self._boxes[name], self._theme
        assert theme is not None
        lit = name == self._pointed
        role = "accent" if lit or name == "loss" else "axis"
        wide = 2.4 if lit else 1.2
        box.frame.setPen(QPen(theme.color(role), wide * theme.line_width))

    def texts(self, name: str) -> tuple[str, ...]:
        """Return what stands in a box: ``"loss"``, ``"layer 0"``, ``"weights 0"``."""
        box = self._boxes.get(name)
        return () if box is None else box.texts()

    def lay_out(self) -> None:
        """Place everything for the size of the view."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        for box in self._boxes.values():
            box.hide()
        count = len(scene.layers)
        last = count + 1
        shown = _ORDER.index(self._part)
        self._put("input", (0, 0), 1, (tr("input"), scene.input))
        for number, layer in enumerate(scene.layers):
            column = number + 1
            self._put(f"layer {number}", (column, 0), 1, (layer.title, layer.details))
            lines = (tr("weights"), layer.weights, layer.size)
            self._put(f"weights {number}", (column, 1), 1, lines)
        self._put("prediction", (last, 0), 1, (tr("prediction"), scene.prediction))
        if shown >= 1:
            self._put("loss", (last, 1), 1, (tr("loss"), scene.loss))
            self._put("target", (last, 2), 1, (tr("target"), scene.target))
        if shown >= 2:
            title = f"{tr('optimizer')} · {scene.optimizer}"
            self._put("optimizer", (1, 2), count, (title, scene.rule, scene.rate))
        self._draw_arrows(count, shown)
        self._focus.setGeometry(self.rect())

    def _put(
        self, name: str, place: tuple[int, int], wide: int, lines: tuple[str, ...]
    ) -> None:
        """Show a box with its lines, in a cell or in several of one row."""
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        box = self._boxes.setdefault(name, _Box(self))
        column, row = place
        width = self.viewport().width() / (len(scene.layers) + 2)
        height = self.viewport().height() / _ROWS
        pad = QPointF(0.07 * width, 0.1 * height)
        box.rect = QRectF(column * width, row * height, wide * width, height)
        box.rect.adjust(pad.x(), pad.y(), -pad.x(), -pad.y())
        parameters = name.startswith("weights")
        radius = min(0.5 * box.rect.height(), 14.0) if parameters else 5.0
        box.frame.setPath(rounded(box.rect, radius))
        box.frame.setBrush(theme.color("control"))
        self._frame(name)
        box.frame.show()
        plain = _LINE * self.font().pixelSize()
        larger = _FILLED * box.rect.height() / (len(box.lines) * plain)
        share = min(max(_USUAL, larger), _LARGEST)
        line = max(1.0, share) * plain
        room = max(1, int((box.rect.height() - 2.0) // line))
        kept = lines[:room]
        if room == 1:
            # A number tells more than what it is called, if the name is long.
            kept = (lines[1] if parameters else " ".join(lines[:2]),)
        top = box.rect.center().y() - 0.5 * (len(kept) - 1) * line
        for number, text in enumerate(kept):
            item = box.lines[number]
            quiet = number == 0 and name != "loss"
            font = sized(self.font(), share)
            color = theme.color("text_secondary" if quiet else "text")
            item.dress(font if number == 0 else tabular(font), color)
            inside = box.rect.width() - 6.0
            needed = item.advance_of(text)
            if needed > inside:
                # Sizes are whole pixels: a little less than would just fit.
                fitting = 0.957 * share * inside / needed
                smaller = sized(self.font(), max(_SMALLEST, fitting))
                item.dress(smaller if number == 0 else tabular(smaller), color)
            x, y = box.rect.center().x(), top + number * line
            item.place(text, x, y, "center", inside)

    def _draw_arrows(self, count: int, shown: int) -> None:
        theme = self._theme
        assert theme is not None
        rects = {name: box.rect for name, box in self._boxes.items()}
        lines: list[tuple[QPointF, QPointF]] = []
        row = ["input", *(f"layer {number}" for number in range(count)), "prediction"]
        for left, right in pairwise(row):
            lines.append((_side(rects[left], "right"), _side(rects[right], "left")))
        for number in range(count):
            below, layer = rects[f"weights {number}"], rects[f"layer {number}"]
            lines.append((_side(below, "top"), _side(layer, "bottom")))
        if shown >= 1:
            above, loss = rects["prediction"], rects["loss"]
            lines.append((_side(above, "bottom"), _side(loss, "top")))
            lines.append((_side(rects["target"], "top"), _side(loss, "bottom")))
        if shown >= 2:
            optimizer = rects["optimizer"]
            start = QPointF(rects["loss"].left(), rects["loss"].bottom() - 4.0)
            end = QPointF(optimizer.right(), optimizer.center().y())
            lines.append((start, end))
            for number in range(count):
                weights = rects[f"weights {number}"]
                foot = QPointF(weights.center().x(), optimizer.top())
                lines.append((foot, _side(weights, "bottom")))
        path, heads = QPainterPath(), QPainterPath()
        for start, end in lines:
            path.moveTo(start)
            path.lineTo(end)
            _add_head(heads, start, end, 0.5 * self.font().pixelSize())
        color = theme.color("axis")
        self._arrows.setPath(path)
        self._arrows.setPen(QPen(color, 1.4 * theme.line_width))
        self._heads.setPath(heads)
        self._heads.setPen(QPen(Qt.PenStyle.NoPen))
        self._heads.setBrush(color)


def _side(rect: QRectF, side: Literal["left", "right", "top", "bottom"]) -> QPointF:
    middle = rect.center()
    places = {
        "left": QPointF(rect.left(), middle.y()),
        "right": QPointF(rect.right(), middle.y()),
        "top": QPointF(middle.x(), rect.top()),
        "bottom": QPointF(middle.x(), rect.bottom()),
    }
    return places[side]


def _add_head(path: QPainterPath, start: QPointF, end: QPointF, size: float) -> None:
    """Add the head of an arrow that ends at a point."""
    way = end - start
    length = max(1e-6, (way.x() ** 2 + way.y() ** 2) ** 0.5)
    along = way / length * size
    across = QPointF(-along.y(), along.x()) * 0.55
    path.moveTo(end)
    path.lineTo(end - along + across)
    path.lineTo(end - along - across)
    path.closeSubpath()
