"""The picture of a neuron, with numbers that the hand can turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.scenes.cell import CellScene, Knob, KnobKind
from visualizer.ui.cells.cell_item import AXON, BODY, OUTPUT, WEIGHTS, CellItem
from visualizer.ui.cells.knob_item import KnobItem
from visualizer.ui.cells.shapes import twigs_path
from visualizer.ui.drawing import Pacer
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

INPUTS = 0.105
"""Where the inputs stand, as a share of the width."""

PER_PIXEL = 0.01
"""What a drag over one pixel changes a number by."""

NOTCH = 0.1
"""What a notch of the wheel changes it by."""

LEAST_HEAD = 10.0
"""Lines of text from which on the parts of the nerve cell are named too."""

ALL_INPUTS = -1


class KnobRef(NamedTuple):
    """Which number is meant.

    Attributes
    ----------
    cell : int
        The neuron that it belongs to; `ALL_INPUTS` for an input.
    kind : KnobKind
    place : int
    """

    cell: int
    kind: KnobKind
    place: int


class CellView(PlotCanvas):
    """Draws a `CellScene`.

    Signals
    -------
    grasped
        A drag begins.
    turned : KnobRef, float
        A number was given another value by hand or wheel.
    edit_wanted : KnobRef
        A person wants to type it.
    cell_chosen : int
    """

    grasped = Signal()
    turned = Signal(object, float)
    edit_wanted = Signal(object)
    cell_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: CellScene | None = None
        self._root = QGraphicsRectItem()
        self._root.setPen(QPen(Qt.PenStyle.NoPen))
        self._root.setZValue(1.0)
        self.scene().addItem(self._root)
        self._cells: list[CellItem] = []
        self._inputs: list[KnobItem] = []
        self._twigs: list[QGraphicsPathItem] = []
        self._station_texts = [self.text() for _ in range(10)]
        self._stations: tuple[tuple[str, str], ...] = ()
        self._font = QFont()
        self._held: tuple[KnobRef, float, QPointF] | None = None
        self._marked: KnobRef | None = None
        self._hovered: KnobRef | None = None
        self._numbers = Pacer(self._write, self)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.dragged.connect(self._on_dragged)
        self.released.connect(self._on_released)
        self.hovered.connect(self._on_hovered)
        self.left.connect(lambda: self._hover(None))
        self.wheel_turned.connect(self._on_wheel)
        self.double_clicked.connect(self._on_double_clicked)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_stations(self, stations: tuple[tuple[str, str], ...]) -> None:
        """Say what the five stations are called, in the sum and in the cell."""
        self._stations = stations
        self.lay_out()

    def set_scene(self, scene: CellScene) -> None:
        """Draw a scene; cheap where only numbers have changed."""
        before, self._drawn = self._drawn, scene
        if before is None or _structure(before) != _structure(scene):
            self.lay_out()
            return
        assert self._theme is not None
        for cell, item in zip(scene.cells, self._cells, strict=False):
            item.draw(cell, self._theme, scene.full_weight)
        self._numbers.request(now=self._held is not None)

    def mark(self, ref: KnobRef | None) -> None:
        """Frame the number that the keys are at."""
        self._marked = ref
        self._dress_knobs()

    def refs(self) -> list[KnobRef]:
        """Return all numbers, in the order of the computation."""
        return [ref for ref, _, _ in self._knobs()]

    def knob(self, ref: KnobRef) -> Knob | None:
        """Return a number of the scene; None where there is none of the kind."""
        return next((knob for known, knob, _ in self._knobs() if known == ref), None)

    def knob_box(self, ref: KnobRef) -> QRectF:
        """Return where a number stands."""
        return next(item.box for known, _, item in self._knobs() if known == ref)

    def cell_texts(self, number: int) -> tuple[str, ...]:
        """Return what is written about a neuron."""
        return self._cells[number].texts()

    def body_box(self, number: int) -> QRectF:
        """Return where a neuron's body is."""
        return self._cells[number].body

    def answer_box(self, number: int) -> QRectF:
        """Return where a neuron's output is."""
        return self._cells[number].answer

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        area = self.area()
        count = len(scene.cells)
        factor = min(
            max(min(area.width() / 640, area.height() / (230 * count)), 0.9), 1.7
        )
        self._font = tabular(sized(self.font(), factor))
        small = tabular(sized(self.font(), 0.88 * factor))
        head = self._place_stations(area, theme, small)
        while len(self._cells) < count:
            self._cells.append(CellItem(self.scene()))
        for number, item in enumerate(self._cells):
            item.set_visible(number < count)
        field = area.adjusted(0.0, head, 0.0, 0.0)
        high = field.height() / count
        ends = self._place_inputs(scene, field, theme)
        for number, (cell, item) in enumerate(
            zip(scene.cells, self._cells, strict=False)
        ):
            box = QRectF(field.left(), field.top() + number * high, field.width(), high)
            item.lay_out(cell, box, ends, theme, (self._font, small))
            item.draw(cell, theme, scene.full_weight)
        self._dress_knobs()
        self._numbers.request(now=True)

    def _place_stations(self, area: QRectF, theme: Theme, small: QFont) -> float:
        """Write over each column what it is in the sum and, below, in the cell."""
        strong = QFont(small)
        strong.setWeight(QFont.Weight.DemiBold)
        columns = (INPUTS, WEIGHTS, BODY, AXON, OUTPUT)
        upper, lower = self._station_texts[:5], self._station_texts[5:]
        for item in upper:
            item.dress(strong, theme.color("text"))
        for item in lower:
            item.dress(small, theme.color("text_secondary"))
        em = upper[0].line_height()
        room = 0.185 * area.width()
        tall = area.height() > LEAST_HEAD * em
        for (name, organ), share, first, second in zip(
            self._stations, columns, upper, lower, strict=False
        ):
            x = area.left() + share * area.width()
            first.place(name, x, area.top() + 0.6 * em, "center", room)
            second.setVisible(tall)
            if tall:
                second.place(organ, x, area.top() + 1.6 * em, "center", room)
        return 2.3 * em if tall else 1.3 * em

    def _place_inputs(
        self, scene: CellScene, field: QRectF, theme: Theme
    ) -> list[QPointF]:
        """Place the inputs; return where their dendrites begin."""
        count = len(scene.inputs)
        while len(self._inputs) < count:
            self._inputs.append(KnobItem(self._root))
            twig = QGraphicsPathItem(self._root)
            twig.setZValue(0.3)
            self._twigs.append(twig)
        ends = []
        middle = field.top() + 0.44 * field.height()
        # Two stand apart by what one cell, or the room of two, allows.
        apart = min(0.46 * field.height(), 9.0 * self._station_texts[0].line_height())
        for number, (item, twig) in enumerate(
            zip(self._inputs, self._twigs, strict=True)
        ):
            item.set_visible(number < count)
            twig.setVisible(number < count)
            if number >= count:
                continue
            y = middle + (number - 0.5 * (count - 1)) * apart
            item.dress(theme, self._font, "")
            item.place(QPointF(field.left() + INPUTS * field.width(), y))
            size = item.box.height()
            twig.setPath(twigs_path(QPointF(item.box.left() + 2.0, y), 0.72 * size))
            twig.setPen(QPen(theme.color("text_secondary"), 1.5 * theme.line_width))
            ends.append(QPointF(item.box.right(), y))
        return ends

    def _knobs(self) -> Iterator[tuple[KnobRef, Knob, KnobItem]]:
        scene = self._drawn
        if scene is None:
            return
        for knob, item in zip(scene.inputs, self._inputs, strict=False):
            yield KnobRef(ALL_INPUTS, knob.kind, knob.place), knob, item
        for number, (cell, drawn) in enumerate(
            zip(scene.cells, self._cells, strict=False)
        ):
            items = (*drawn.weights[: len(cell.weights)], drawn.bias)
            for knob, item in zip((*cell.weights, cell.bias), items, strict=True):
                yield KnobRef(number, knob.kind, knob.place), knob, item

    def _dress_knobs(self) -> None:
        theme = self._theme
        if theme is None:
            return
        for ref, _, item in self._knobs():
            pointed = ref == self._hovered or (
                self._held is not None and ref == self._held[0]
            )
            mark = "keys" if ref == self._marked else "hand" if pointed else ""
            item.dress(theme, self._font, mark)

    def _write(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        for knob, item in zip(scene.inputs, self._inputs, strict=False):
            item.write(knob)
        for cell, drawn in zip(scene.cells, self._cells, strict=False):
            drawn.write(cell)

    def _at(self, point: QPointF) -> tuple[KnobRef, Knob] | None:
        """Return what the hand turns at a point: for sum and output, the bias."""
        for ref, knob, item in self._knobs():
            if item.box.contains(point):
                return ref, knob
        cells = () if self._drawn is None else self._drawn.cells
        for number, (cell, drawn) in enumerate(zip(cells, self._cells, strict=False)):
            if drawn.body.contains(point) or drawn.answer.contains(point):
                bias = cell.bias
                return KnobRef(number, bias.kind, bias.place), bias
        return None

    def _on_pressed(self, point: QPointF) -> None:
        found = self._at(point)
        if found is not None:
            ref, knob = found
            self._held = (ref, knob.value, point)
            self._dress_knobs()
            self.grasped.emit()
        scene = self._drawn
        for number in range(0 if scene is None else len(scene.cells)):
            if self._cells[number].body.contains(point):
                self.cell_chosen.emit(number)

    def _on_dragged(self, point: QPointF) -> None:
        if self._held is None:
            return
        ref, value, start = self._held
        way = point - start
        self._turn(ref, value + PER_PIXEL * (way.x() - way.y()))

    def _on_released(self) -> None:
        self._held = None
        self._dress_knobs()
        self._numbers.request(now=True)

    def _on_hovered(self, point: QPointF) -> None:
        found = self._at(point)
        self._hover(None if found is None else found[0])

    def _hover(self, ref: KnobRef | None) -> None:
        if ref != self._hovered:
            self._hovered = ref
            shape = Qt.CursorShape.SizeVerCursor
            self.viewport().setCursor(shape if ref else Qt.CursorShape.ArrowCursor)
            self._dress_knobs()

    def _on_wheel(self, point: QPointF, notches: float) -> None:
        found = self._at(point)
        if found is not None:
            self._turn(found[0], found[1].value + NOTCH * notches)

    def _on_double_clicked(self, point: QPointF) -> None:
        found = self._at(point)
        if found is not None:
            self.edit_wanted.emit(found[0])

    def _turn(self, ref: KnobRef, value: float) -> None:
        knob = self.knob(ref)
        if knob is not None:
            within = min(max(round(value, 2), knob.low), knob.high)
            self.turned.emit(ref, within)


def _structure(scene: CellScene) -> tuple[object, ...]:
    """Return what decides where things stand."""
    return (
        len(scene.inputs),
        tuple((cell.name, cell.selected, len(cell.weights)) for cell in scene.cells),
        tuple(id(cell.curve_y) for cell in scene.cells),
    )
