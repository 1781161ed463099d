"""The batch table: what each example asks of each weight, and the average."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainterPath,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QGraphicsPathItem,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes.batch import BatchRow, BatchScene, ChooseTable
from visualizer.scenes.intents import Intent
from visualizer.scenes.numbers import signed
from visualizer.scenes.why import AskWhy
from visualizer.ui.drawing import (
    KEYBOARD_FOCUS,
    Pacer,
    Text,
    font_pixels,
    rounded,
)
from visualizer.ui.maps.number_grid import ink_on
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, sized, tabular
from visualizer.ui.widgets.choice_box import ChoiceBox
from visualizer.ui.widgets.keys import ENTER_KEYS, claims
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.tab_order import keep_with

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_KEYS = (*_STEPS, *ENTER_KEYS)
_APART = 0.5
"""Gap above the average, in heights of its row."""

_LEAST = 2.0
"""Height of the rows of a large batch at least, in pixels."""

_WIDEST = 58.0
"""Greatest width of a cell, in pixels at the base size of type."""


@panels.register
class BatchPanel(Panel):
    """A cell for each example and parameter, colored by sign and size.

    A click on a cell opens what made it, one on an example's name walks with that
    example. With the keyboard: arrows choose a cell, Enter opens it.
    """

    key = "batch"
    title = "Batch"
    rank = 16
    scene_class = BatchScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme: Theme | None = None
        self._drawn: BatchScene | None = None
        self._canvas = PlotCanvas(self)
        stage = self._canvas.scene()
        # Parents give the texts one look for all rows of a kind.
        self._ground = stage.addPath(QPainterPath(), QPen(Qt.PenStyle.NoPen))
        self._quiet = TextPool(self._ground)
        self._strong = TextPool(self._ground)
        self._cells: list[tuple[QGraphicsPathItem, Text]] = []
        self._ring = stage.addPath(QPainterPath())
        self._ring.setZValue(4)
        self._current = (0, 0)
        self._with_keys = False
        self._left = self._top = 0.0
        self._cell = QSize(1, 1)
        self._foot_high = 1
        self._layer = ChoiceBox(self)
        self._layer.setMinimumContentsLength(14)
        self._layer.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._layer.chosen.connect(self._on_layer)
        self._foot = QWidget(self)
        self._sentence = QLabel(self._foot)
        self._sentence.setProperty("role", "small")
        self._changes: list[PushButton] = []
        self._row = QHBoxLayout(self._foot)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(self._sentence)
        self._row.addStretch(1)
        self._pacer = Pacer(self._write, self)
        self._canvas.pressed.connect(self._on_pressed)
        self._canvas.hovered.connect(self._on_hovered)
        self.retranslate()

    @property
    def changes(self) -> tuple[PushButton, ...]:
        """The largest changes, which open on a click."""
        return tuple(one for one in self._changes if not one.isHidden())

    @property
    def layer_box(self) -> ChoiceBox:
        """The list of layers."""
        return self._layer

    @property
    def canvas(self) -> PlotCanvas:
        """The drawing."""
        return self._canvas

    def place_of(self, row: int, column: int) -> QRectF:
        """Return where a cell stands on the canvas; column -1 is the row's name."""
        wide, high = self._cell.width(), self._cell.height()
        top = self._top + row * high
        if self._drawn is not None and row == len(self._drawn.rows):
            # The average stands apart, and is as high as a number needs.
            high = self._foot_high
            top += _APART * high
        if column < 0:
            return QRectF(0.0, top, self._left, high)
        return QRectF(self._left + column * wide, top, wide, high)

    def header_widgets(self) -> list[QWidget]:
        return [self._layer]

    def set_scene(self, scene: BatchScene) -> None:
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        if before is None or before.layers != scene.layers:
            self._layer.set_items(scene.layers)
        self._layer.set_chosen(scene.chosen)
        self._pacer.request(
            now=before is None or _structure(before) != _structure(scene)
        )

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._canvas.set_ground(theme.color("panel"))
        self._ring.setPen(QPen(theme.color("accent"), 2.0 * theme.line_width))
        self._write()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Batch table"))
        self._canvas.setAccessibleName(tr("Requests of each example"))
        self._layer.setAccessibleName(tr("Layer of the table"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("row"),
                tr(
                    "What one example asks of each weight and bias, −∂C/∂w: blue asks"
                    " for more, orange for less"
                ),
            ),
            (tr("average"), tr("The mean of the rows: what the batch asks for")),
            (
                tr("click"),
                tr(
                    "A number opens what made it; the name of an example walks with"
                    " that example"
                ),
            ),
        ]

    def _on_layer(self, key: str) -> None:
        self.intent.emit(ChooseTable(int(key) if key else None))

    # Drawing -----------------------------------------------------------------

    def _rows(self) -> tuple[BatchRow, ...]:
        scene = self._drawn
        return () if scene is None else (*scene.rows, scene.average)

    def _write(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._write_foot(scene)
        size = self._canvas.viewport().size()
        unit = font_pixels(self) / BASE_PIXELS
        plain = tabular(sized(self.font(), 0.88))
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.Bold)
        self._quiet.dress(plain, theme.color("text_secondary"))
        self._strong.dress(bold, theme.color("text"))
        self._quiet.begin()
        self._strong.begin()
        rows, columns = self._rows(), len(scene.columns)
        line = self._quiet.line_height()
        names = [self._strong.advance_of(row.label) for row in rows]
        self._left = max(names) + 12.0 * unit
        self._top = 1.35 * line
        wide = min(_WIDEST * unit, (size.width() - self._left) / columns)
        below = size.height() - self._top
        room = below / (len(rows) + _APART)
        self._foot_high = int(min(max(room, 1.5 * line), 2.2 * line))
        if room < self._foot_high:
            room = (below - (1.0 + _APART) * self._foot_high) / (len(rows) - 1)
        self._cell = QSize(int(wide), int(max(_LEAST, min(room, 2.2 * line))))
        digits = _decimals(scene.limit)
        font = self._fitting(plain, wide - 4.0, digits, scene)
        for column, name in enumerate(scene.columns):
            box = self.place_of(0, column)
            if font is not None or column % 2 == 0:
                self._quiet.add(name, box.center().x(), 0.6 * line, "center")
        self._need(len(rows) * columns)
        named = self._named(line)
        for number, row in enumerate(rows):
            middle = self.place_of(number, -1).center().y()
            bright = row.watched or number == len(rows) - 1
            pool = self._strong if bright else self._quiet
            if number in named:
                pool.add(row.label, 0.0, middle)
            for column in range(columns):
                item = self._cells[number * columns + column]
                self._draw(item, row, number, column, font, digits)
        self._quiet.end()
        self._strong.end()
        self._place_ring()

    def _named(self, line: float) -> frozenset[int]:
        """Return the rows that have room for their names: every n-th of many.

        The average and the watched example always have theirs.
        """
        scene = self._drawn
        assert scene is not None
        apart = math.ceil(0.95 * line / self._cell.height())
        watched = [n for n, row in enumerate(scene.rows) if row.watched]
        free = (
            n
            for n in range(0, len(scene.rows), apart)
            if all(abs(n - one) >= apart for one in watched)
        )
        return frozenset((*free, *watched, len(scene.rows)))

    def _fitting(
        self, font: QFont, width: float, digits: int, scene: BatchScene
    ) -> QFont | None:
        """Return the type that the numbers have room in; None where none has."""
        for share in (1.0, 0.9, 0.8):
            smaller = tabular(sized(font, share))
            probe = TextPool(self._ground)
            probe.dress(smaller, self._ring.pen().color())
            probe.begin()
            probe.end()
            if probe.advance_of(signed(-scene.limit, digits)) <= width:
                return smaller
        return None

    def _need(self, count: int) -> None:
        stage = self._canvas.scene()
        while len(self._cells) < count:
            box = stage.addPath(QPainterPath(), QPen(Qt.PenStyle.NoPen))
            self._cells.append((box, self._canvas.text()))
        for number, (box, text) in enumerate(self._cells):
            box.setVisible(number < count)
            text.setVisible(False)

    def _draw(
        self,
        item: tuple[QGraphicsPathItem, Text],
        row: BatchRow,
        number: int,
        column: int,
        font: QFont | None,
        digits: int,
    ) -> None:
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        box, text = item
        value = float(row.values[column])
        place = self.place_of(number, column)
        inset = min(1.5, 0.15 * place.height())
        place.adjust(1.5, inset, -1.5, -inset)
        box.setPath(rounded(place, min(4.0, 0.3 * place.height())))
        known = math.isfinite(value)
        color = theme.signed_color(value / scene.limit if known else 0.0)
        box.setBrush(color)
        average = number == len(scene.rows)
        box.setPen(QPen(theme.color("text_secondary" if average else "border"), 1.0))
        if not known or font is None:
            return
        text.dress(font, ink_on(color))
        if place.height() > 0.8 * text.line_height():
            center = place.center()
            text.place(signed(value, digits), center.x(), center.y(), "center")

    def _place_ring(self) -> None:
        rows = self._rows()
        shown = self._with_keys and bool(rows) and self.hasFocus()
        self._ring.setVisible(shown)
        if shown and self._drawn is not None:
            row = min(self._current[0], len(rows) - 1)
            column = min(self._current[1], len(self._drawn.columns) - 1)
            self._current = (row, column)
            self._ring.setPath(rounded(self.place_of(row, column), 5.0))

    def _write_foot(self, scene: BatchScene) -> None:
        """Name the largest changes, and leave the rest of the room to the table."""
        self._sentence.setText(scene.footer)
        while len(self._changes) < len(scene.largest):
            button = PushButton("", "number", self._foot)
            place = len(self._changes)
            button.clicked.connect(
                lambda _=False, place=place: self._open_change(place)
            )
            self._row.insertWidget(1 + place, button)
            self._changes.append(button)
            keep_with(self._layer, self._changes)
        for place, button in enumerate(self._changes):
            button.setVisible(place < len(scene.largest))
            if place < len(scene.largest):
                one = scene.largest[place]
                button.setText(f"{one.caption} {one.text}")
                button.setAccessibleName(
                    tr("{number}: open", number=f"{one.caption} {one.text}")
                )
                if button.property("sign") != one.sign:
                    button.setProperty("sign", one.sign)
                    button.style().unpolish(button)
                    button.style().polish(button)

        self._place_parts()

    def _place_parts(self) -> None:
        scene = self._drawn
        named = scene is not None and bool(scene.largest)
        foot = self._foot.sizeHint().height() if named else 0
        self._foot.setVisible(named)
        self._foot.setGeometry(0, self.height() - foot, self.width(), foot)
        room = QRect(0, 0, self.width(), max(1, self.height() - foot))
        self._canvas.setGeometry(room)

    def _open_change(self, place: int) -> None:
        if self._drawn is not None and place < len(self._drawn.largest):
            quantity = self._drawn.largest[place].quantity
            if quantity is not None:
                self.intent.emit(AskWhy(quantity))

    # Hand and keys -----------------------------------------------------------

    def _target(self, place: QPointF) -> Intent | None:
        """Return what a click at a place asks for."""
        scene = self._drawn
        if scene is None:
            return None
        for number, row in enumerate(self._rows()):
            if self.place_of(number, -1).contains(place):
                return row.visit
            for column, quantity in enumerate(row.quantities):
                if self.place_of(number, column).contains(place):
                    known = math.isfinite(float(row.values[column]))
                    return AskWhy(quantity) if known else None
        return None

    def _on_pressed(self, place: QPointF) -> None:
        target = self._target(place)
        if target is not None:
            self.intent.emit(target)

    def _on_hovered(self, place: QPointF) -> None:
        shape = Qt.CursorShape
        hand = self._target(place) is not None
        self._canvas.viewport().setCursor(
            shape.PointingHandCursor if hand else shape.ArrowCursor
        )

    def event(self, event: QEvent) -> bool:
        return claims(event, _KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene = self._drawn
        step = _STEPS.get(Qt.Key(event.key()))
        if scene is None or (step is None and event.key() not in ENTER_KEYS):
            super().keyPressEvent(event)
            return
        self._with_keys = True
        if step is not None:
            rows, columns = len(self._rows()), len(scene.columns)
            row = min(max(self._current[0] + step[0], 0), rows - 1)
            column = min(max(self._current[1] + step[1], 0), columns - 1)
            self._current = (row, column)
            self._place_ring()
            return
        row, column = self._current
        self._on_pressed(self.place_of(row, column).center())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._with_keys = event.reason() in KEYBOARD_FOCUS
        self._place_ring()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._place_ring()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._write()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(320 * unit), round(120 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(700 * unit), round(230 * unit))


def _structure(scene: BatchScene) -> tuple[object, ...]:
    known = tuple(
        bool(row.values.size) and math.isfinite(float(row.values[0]))
        for row in (*scene.rows, scene.average)
    )
    labels = tuple((row.label, row.watched) for row in scene.rows)
    return scene.columns, labels, known, scene.title, scene.chosen


def _decimals(limit: float) -> int:
    """Return how many decimals the numbers of a table need."""
    return 2 if limit >= 0.1 else 3 if limit >= 0.01 else 4
