"""One nerve cell as stock items: dendrites, body, axon, and its numbers."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QGraphicsScene

from visualizer.scenes.cell import Cell
from visualizer.ui.cells.knob_item import KnobItem
from visualizer.ui.cells.shapes import (
    body_path,
    fiber_path,
    sheaths_path,
    terminals_path,
)
from visualizer.ui.drawing import Text
from visualizer.ui.plots.polyline import path_through
from visualizer.ui.runner_marks import runner_color, runner_shape
from visualizer.ui.theme import Theme

WEIGHTS, BODY, AXON, OUTPUT = 0.29, 0.48, 0.66, 0.81
"""Where the stations stand, as shares of the width; the inputs are at the left."""

LEAST_LINES = 6.2
"""Lines of text that a box must have room for before formulas are written in it."""

STEPS = 10
"""The width of a dendrite changes by so many steps up to a full weight."""


class CellItem:
    """Draws a `Cell` in a box.

    Parameters
    ----------
    stage : QGraphicsScene
    """

    def __init__(self, stage: QGraphicsScene) -> None:
        self._root = QGraphicsRectItem()
        self._root.setPen(QPen(Qt.PenStyle.NoPen))
        stage.addItem(self._root)
        self._dendrites: list[QGraphicsPathItem] = []
        self.weights: list[KnobItem] = []
        self.bias = KnobItem(self._root)
        self._products = [Text(self._root) for _ in range(2)]
        self._stub = self._path(0.5)
        self._axon = self._path(0.4)
        self._sheaths = self._path(0.6)
        self._terminals = self._path(0.4)
        self._body = self._path(1.0)
        self._halo = self._path(0.9)
        self._axis = self._path(1.5)
        self._curve = self._path(1.6)
        self._point = self._path(1.8)
        self._answer = self._path(1.0)
        self._marker = self._path(1.0)
        self._name = Text(self._root)
        self._sum, self._output, self._target = (Text(self._root) for _ in range(3))
        self._function, self._slope = Text(self._root), Text(self._root)
        self._forward, self._backward = Text(self._root), Text(self._root)
        for text in (self._sum, self._output, self._target):
            text.setZValue(2.0)
        self._box = QRectF()
        self._center, self._radius = QPointF(), 1.0
        self._roomy = True
        self._lines = 2

    @property
    def body(self) -> QRectF:
        """Where the cell's body is."""
        reach = QPointF(self._radius, self._radius)
        return QRectF(self._center - reach, self._center + reach)

    @property
    def answer(self) -> QRectF:
        """Where its output is."""
        return self._answer.sceneBoundingRect()

    def set_visible(self, visible: bool) -> None:
        """Show or hide the whole cell."""
        self._root.setVisible(visible)

    def texts(self) -> tuple[str, ...]:
        """Return what is written about the sum, the answer, and the gradient."""
        shown = (self._sum, self._output, self._target, self._forward, self._backward)
        return tuple(item.text() for item in shown if item.isVisible())

    def lay_out(
        self,
        cell: Cell,
        box: QRectF,
        roots: list[QPointF],
        theme: Theme,
        fonts: tuple[QFont, QFont],
    ) -> None:
        """Place everything.

        Parameters
        ----------
        cell : Cell
        box : QRectF
        roots : list of QPointF
            Where the dendrites begin, one for each input.
        theme : Theme
        fonts : (usual, small)
        """
        font, small = fonts
        quiet = theme.color("text_secondary")
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        for text in (self._sum, self._output):
            text.dress(strong, theme.color("text"))
        quiets = (self._target, self._function, self._slope, *self._products)
        for text in (*quiets, self._forward, self._backward):
            text.dress(small, quiet)
        self._name.dress(strong if cell.selected else font, theme.color("text"))
        em = self._sum.line_height()
        self._box = box
        tall = box.height() / em
        self._lines = 2 if tall > 12.5 else 1 if tall > LEAST_LINES else 0
        below = self._lines * 1.15 * em + 0.2 * em
        head = 1.3 * em if cell.name else 0.0
        room = box.adjusted(0.0, head, 0.0, -below)
        # The bias comes in from below, so that the body stands a little higher.
        low = 2.1 * em
        self._radius = max(
            1.2 * em, min(0.5 * (room.height() - low), 0.1 * box.width())
        )
        x, wide = box.left(), box.width()
        self._center = QPointF(
            x + BODY * wide, room.top() + 0.5 * (room.height() - low)
        )
        self._roomy = self._radius > 2.7 * em
        self._place_dendrites(cell, roots, theme, font, em)
        self._place_body(theme, em, room)
        self.bias.dress(theme, font, "")
        self.bias.place(
            QPointF(self._center.x(), min(room.bottom() - 0.75 * em, box.bottom()))
        )
        self._place_axon(theme, em)
        self._name.setVisible(bool(cell.name))
        self._marker.setVisible(bool(cell.name))
        self._marker.setPath(runner_shape(cell.number, 0.36 * em))
        self._marker.setBrush(runner_color(theme, cell.number))
        self._marker.setPen(QPen(Qt.PenStyle.NoPen))
        self.draw(cell, theme)
        self.write(cell)

    def draw(self, cell: Cell, theme: Theme, full_weight: float = 5.0) -> None:
        """Show weights, the place on the curve and the answer by color and width."""
        em = self._sum.line_height()
        for knob, item in zip(cell.weights, self._dendrites, strict=False):
            share = min(1.0, abs(knob.value) / full_weight)
            share = math.ceil(share * STEPS) / STEPS if math.isfinite(share) else 0.0
            sign = "positive" if knob.value > 0.0 else "negative"
            color = theme.color(sign if share else "text_secondary")
            pen = QPen(color, (0.12 + 0.85 * share) * em)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            if not share:
                pen = QPen(color, 1.5, Qt.PenStyle.DotLine)
            item.setPen(pen)
        self._draw_curve(cell, theme, em)
        known = math.isfinite(cell.answer)
        color = theme.signed_color(cell.answer) if known else theme.color("control")
        self._answer.setBrush(color)
        self._answer.setPen(QPen(theme.color("text"), 1.4 * theme.line_width))

    def write(self, cell: Cell) -> None:
        """Print the numbers."""
        em = self._sum.line_height()
        for knob, item in zip(cell.weights, self.weights, strict=False):
            item.write(knob)
        self.bias.write(cell.bias)
        box, center, radius = self._box, self._center, self._radius
        if cell.name:
            # Over the axon: over the dendrites may be an input that both share.
            over = box.left() + AXON * box.width() + 0.6 * em
            high = box.top() + 0.65 * em
            wide = self._name.place(cell.name, over, high, "center")
            self._marker.setPos(over - 0.5 * wide - 0.6 * em, high)
        if self._roomy:
            low = center.y() + 0.52 * radius
            self._sum.place(cell.sum_text, center.x(), low, "center")
        else:
            beside = center + QPointF(radius + 0.6 * em, -0.95 * em)
            self._sum.place(cell.sum_text, beside.x(), beside.y())
        end = self._answer.pos()
        axon = box.left() + AXON * box.width()
        self._function.setVisible(self._roomy)
        if self._roomy:
            self._function.place(cell.function_text, axon, end.y() - 1.2 * em, "center")
        self._slope.setVisible(self._lines > 0)
        if self._lines:
            self._slope.place(cell.slope_text, axon, end.y() + 1.2 * em, "center")
        aside = end.x() + 2.9 * em
        self._output.place(cell.answer_text, aside, end.y() - 0.55 * em)
        self._target.place(cell.target_text, aside, end.y() + 0.6 * em)
        for product in self._products:
            product.hide()
        if self._roomy and len(self._dendrites) == len(cell.products):
            self._write_products(cell, em)
        lines = [cell.forward, cell.backward]
        if self._lines < 2:
            lines = [cell.backward or cell.forward][: self._lines]
        self._forward.hide()
        self._backward.hide()
        at = box.bottom() - 0.6 * em - 1.1 * em * (len(lines) - 1)
        items = (self._forward, self._backward)
        for text, line in zip(lines, items, strict=False):
            # A single line leaves the left to the dendrites of low cells.
            share = 0.5 if self._lines == 2 else 0.68
            middle = box.left() + share * box.width()
            room = 2.0 * (1.0 - share) * box.width() - em
            line.place(text, middle, at, "center", room)
            at += 1.1 * em

    def _path(self, height: float) -> QGraphicsPathItem:
        item = QGraphicsPathItem(self._root)
        item.setZValue(height)
        return item

    def _place_dendrites(
        self, cell: Cell, roots: list[QPointF], theme: Theme, font: QFont, em: float
    ) -> None:
        while len(self._dendrites) < len(roots):
            self._dendrites.append(self._path(0.7))
            self.weights.append(KnobItem(self._root))
        for number, (item, knob) in enumerate(
            zip(self._dendrites, self.weights, strict=True)
        ):
            item.setVisible(number < len(roots))
            knob.set_visible(number < len(roots))
        count = len(roots)
        for number, root in enumerate(roots):
            spread = (number - 0.5 * (count - 1)) * 0.85 * self._radius
            away = math.sqrt(max(0.0, 1.0 - (spread / self._radius) ** 2))
            end = self._center + QPointF(-0.97 * self._radius * away, spread)
            fiber = fiber_path(root, end)
            self._dendrites[number].setPath(fiber)
            knob = self.weights[number]
            knob.dress(theme, font, "")
            at = self._box.left() + WEIGHTS * self._box.width()
            knob.place(QPointF(at, _height_at(fiber, at)))

    def _write_products(self, cell: Cell, em: float) -> None:
        for number, text in enumerate(cell.products):
            fiber = self._dendrites[number].path()
            at = self._center.x() - self._radius - 1.9 * em
            up = 0.95 * em if number < len(cell.products) / 2 else -0.95 * em
            self._products[number].place(text, at, _height_at(fiber, at) - up, "center")

    def _place_body(self, theme: Theme, em: float, room: QRectF) -> None:
        body = body_path(self._center, self._radius)
        edge = QPen(theme.color("text_secondary"), 1.6 * theme.line_width)
        self._body.setPath(body)
        self._body.setBrush(theme.color("control"))
        self._body.setPen(edge)
        self._halo.setPath(body_path(self._center, self._radius + 0.35 * em))
        veil = QColor(theme.color("text_secondary"))
        veil.setAlpha(34)
        self._halo.setBrush(veil)
        self._halo.setPen(QPen(Qt.PenStyle.NoPen))
        stub = QPainterPath(self._center + QPointF(0.0, 0.9 * self._radius))
        stub.lineTo(QPointF(self._center.x(), room.bottom() - 0.5 * em))
        self._stub.setPath(stub)
        self._stub.setPen(QPen(theme.color("text_secondary"), 0.22 * em))

    def _place_axon(self, theme: Theme, em: float) -> None:
        start = self._center + QPointF(0.95 * self._radius, 0.0)
        end = QPointF(self._box.left() + OUTPUT * self._box.width(), start.y())
        radius = 0.85 * em
        line = QPainterPath(start)
        line.lineTo(end)
        self._axon.setPath(line)
        quiet = theme.color("text_secondary")
        self._axon.setPen(QPen(quiet, 0.3 * em))
        inner = end - QPointF(radius + 0.5 * em, 0.0)
        outer = start + QPointF(0.7 * em, 0.0)
        self._sheaths.setPath(sheaths_path(outer, inner, 0.95 * em))
        self._sheaths.setBrush(theme.color("control_hover"))
        self._sheaths.setPen(QPen(quiet, 1.1 * theme.line_width))
        answer = QPainterPath()
        answer.addEllipse(QPointF(0.0, 0.0), radius, radius)
        self._answer.setPath(answer)
        self._answer.setPos(end)
        self._terminals.setPath(terminals_path(end + QPointF(radius, 0.0), 1.5 * em))
        self._terminals.setPen(QPen(quiet, 0.14 * em))
        self._terminals.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_curve(self, cell: Cell, theme: Theme, em: float) -> None:
        """Draw the activation function in the body, with the neuron's place on it."""
        radius = self._radius
        wide, high = 1.15 * radius, (0.62 if self._roomy else 0.85) * radius
        top = self._center.y() - (0.62 * radius if self._roomy else 0.5 * high)
        left = self._center.x() - 0.5 * wide
        y = np.asarray(cell.curve_y, float)
        low, top_value = min(0.0, float(y.min())), max(0.0, float(y.max()))
        span = top_value - low or 1.0
        reach = float(cell.curve_x[-1])

        def across(x: float) -> float:
            return left + (x + reach) / (2.0 * reach) * wide

        def up(value: float) -> float:
            return top + high - (value - low) / span * high

        x = left + (cell.curve_x + reach) / (2.0 * reach) * wide
        self._curve.setPath(
            path_through(
                np.asarray(x, np.float64), top + high - (y - low) / span * high
            )
        )
        self._curve.setPen(QPen(theme.color("text"), 0.12 * em * theme.line_width))
        axis = QPainterPath(QPointF(left, up(0.0)))
        axis.lineTo(left + wide, up(0.0))
        axis.moveTo(across(0.0), top)
        axis.lineTo(across(0.0), top + high)
        self._axis.setPath(axis)
        self._axis.setPen(QPen(theme.color("ghost"), 1.0))
        known = all(map(math.isfinite, cell.point))
        self._point.setVisible(known)
        if known:
            spot = QPainterPath()
            spot.addEllipse(QPointF(0.0, 0.0), 0.26 * em, 0.26 * em)
            self._point.setPath(spot)
            self._point.setPos(across(cell.point[0]), up(cell.point[1]))
            self._point.setBrush(theme.color("success"))
            self._point.setPen(QPen(theme.color("control"), 1.0))


def _height_at(path: QPainterPath, x: float) -> float:
    """Return how high a path that runs from left to right is at a place."""
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = 0.5 * (low + high)
        if path.pointAtPercent(middle).x() < x:
            low = middle
        else:
            high = middle
    return path.pointAtPercent(low).y()
