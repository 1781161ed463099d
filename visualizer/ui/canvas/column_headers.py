"""The strip above the network: titles of layers, and buttons that change them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel, QWidget

from visualizer.language import tr
from visualizer.scenes.graph import GraphLayer, same_columns
from visualizer.scenes.intents import AddLayer, OpenLayer, RemoveLayer, ResizeLayer
from visualizer.ui.drawing import font_pixels
from visualizer.ui.theme import Theme
from visualizer.ui.typography import touch_side
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.push_button import PushButton

MOST_LAYERS = 10
"""Hidden layers that a network may have."""

MOST_UNITS = 64
"""Neurons that a hidden layer may have."""

_ICON = 12
_GAP = 4


class ColumnHeader(QWidget):
    """Title of one layer; for a hidden one also −, + and ×.

    The title of a hidden layer is a button that opens the layer's card.

    Signals
    -------
    intent : Intent
    """

    intent = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layer = 0
        self._units = 0
        self._title = ""
        self._editable = self._hidden = False
        self._label = QLabel(self)
        self._label.setProperty("role", "secondary")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._open = PushButton("", "column", self)
        self._open.clicked.connect(lambda: self.intent.emit(OpenLayer(self._layer)))
        self._minus = IconButton(
            "minus", parent=self, role="accent", size=_ICON, touched=False
        )
        self._plus = IconButton(
            "plus", parent=self, role="accent", size=_ICON, touched=False
        )
        self._close = IconButton("close", parent=self, size=_ICON, touched=False)
        self._minus.clicked.connect(lambda: self._resize_layer(-1))
        self._plus.clicked.connect(lambda: self._resize_layer(1))
        self._close.clicked.connect(lambda: self.intent.emit(RemoveLayer(self._layer)))

    @property
    def buttons(self) -> tuple[IconButton, IconButton, IconButton]:
        """Fewer neurons, more neurons, remove the layer."""
        return self._minus, self._plus, self._close

    @property
    def title_button(self) -> PushButton:
        """The title of a hidden layer, which opens its card."""
        return self._open

    def set_layer(self, number: int, layer: GraphLayer, editable: bool) -> None:
        """Show a layer."""
        self._layer, self._units, self._title = number, layer.size, layer.title
        self._hidden = layer.kind == "hidden"
        self._editable = editable and self._hidden
        self._minus.setEnabled(layer.size > 1)
        self._plus.setEnabled(layer.size < MOST_UNITS)
        for button in self.buttons:
            button.setVisible(self._editable)
        self._open.setVisible(self._editable)
        self._label.setVisible(not self._editable)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons for a theme."""
        for button in self.buttons:
            button.set_theme(theme)

    def retranslate(self) -> None:
        """Name the buttons in the language in use."""
        name = tr("Settings of layer {layer}", layer=self._layer)
        self._open.setAccessibleName(name)
        self._open.setToolTip(name)
        self._minus.set_title(
            tr("One neuron fewer in layer {layer}", layer=self._layer)
        )
        self._plus.set_title(tr("One neuron more in layer {layer}", layer=self._layer))
        self._close.set_title(tr("Remove layer {layer}", layer=self._layer))

    def line_extent(self) -> tuple[int, int]:
        """Return how far the header reaches left and right, in one line."""
        half = self._title_width(self._title) // 2
        if not self._editable:
            return half, half
        step = self._button_side() + _GAP
        return half + step, half + 2 * step

    def place(self, center: int, room: int, height: int, stacked: bool) -> None:
        """Stand around a column's center.

        Parameters
        ----------
        center, room : int
            Middle and width of the space above the column.
        height : int
        stacked : bool
            Whether the buttons stand below the title.
        """
        side = self._button_side()
        if self._editable and not stacked:
            # The title stands over the column; × lies outside the balance.
            width = self._title_width(self._title)
            half = width // 2 + _GAP + side
            total = 2 * half + _GAP + side
            self.setGeometry(center - half, 0, total, height)
            top = (height - side) // 2
            self._write(self._title, side + _GAP, width, height)
            self._minus.setGeometry(0, top, side, side)
            self._plus.setGeometry(side + width + 2 * _GAP, top, side, side)
            self._close.setGeometry(total - side, top, side, side)
            return
        fits = self._title_width(self._title) <= room
        title = self._title if fits or not self._hidden else str(self._units)
        wide = max(self._title_width(title), min(room, 3 * side))
        self.setGeometry(center - wide // 2, 0, wide, height)
        if not self._editable:
            self._write(title, 0, wide, height // 2 if stacked else height)
            return
        self._write(title, 0, wide, height // 2)
        step = min(side, wide // 3)
        left = (wide - 3 * step) // 2
        for index, button in enumerate(self.buttons):
            button.setGeometry(left + index * step, height // 2, step, height // 2)

    def _write(self, title: str, left: int, width: int, height: int) -> None:
        """Put the title, or the button that bears it, at the top of the header."""
        bearer = self._open if self._editable else self._label
        bearer.setText(title)
        bearer.setGeometry(left, 0, width, height)

    def _resize_layer(self, change: int) -> None:
        self.intent.emit(ResizeLayer(self._layer, self._units + change))

    def _title_width(self, title: str) -> int:
        metrics = QFontMetricsF(self._label.font())
        return int(metrics.horizontalAdvance(title)) + 3

    def _button_side(self) -> int:
        return _side(font_pixels(self))


class ColumnHeaders(QWidget):
    """The headers of all columns, and the button that adds a layer.

    The headers are kept when the network changes, so that a key pressed again
    on a button does the same again.

    Signals
    -------
    intent : Intent
    """

    intent = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # The first comes before 'add', and each one leads to the next: the keys
        # go from left to right, and then to the drawing.
        self._details: list[ElidedLabel] = []
        self._headers: list[ColumnHeader] = [self._new_header()]
        self._layers: tuple[GraphLayer, ...] = ()
        self._detailed = False
        self._editable = False
        self._theme: Theme | None = None
        self._add = PushButton("", "link", self)
        self._add.clicked.connect(lambda: self.intent.emit(AddLayer()))
        self.retranslate()

    @property
    def headers(self) -> list[ColumnHeader]:
        """The header of each column."""
        return self._headers[: len(self._layers)]

    @property
    def details(self) -> list[ElidedLabel]:
        """What stands below the title of each column."""
        return self._details[: len(self._layers)]

    @property
    def add_button(self) -> PushButton:
        """The button that adds a layer before the output."""
        return self._add

    def layer_pointed_at(self) -> int | None:
        """Return the layer whose header the pointer is on, if it is on one."""
        pointed = [n for n, header in enumerate(self.headers) if header.underMouse()]
        return pointed[0] if pointed else None

    def set_layers(self, layers: tuple[GraphLayer, ...], editable: bool) -> None:
        """Show the layers of a network.

        A line below the titles that has been wanted stays while the columns do:
        what is said there comes and goes, and the drawing is not to jump with it.
        """
        known = self._detailed and same_columns(self._layers, layers)
        self._detailed = known or any(layer.details for layer in layers)
        self._layers, self._editable = layers, editable
        while len(self._headers) < len(layers):
            header = self._new_header()
            if self._theme is not None:
                header.set_theme(self._theme)
            before: QWidget = self._headers[-1].buttons[-1]
            for button in (header.title_button, *header.buttons):
                QWidget.setTabOrder(before, button)
                before = button
            self._headers.append(header)
        for number, header in enumerate(self._headers):
            header.setVisible(number < len(layers))
            if number < len(layers):
                header.set_layer(number, layers[number], editable)
                self._details[number].set_text(layers[number].details)
        for number, label in enumerate(self._details):
            told = number < len(layers) and bool(layers[number].details)
            label.setVisible(told)
        self._add.setVisible(editable)
        self._add.setEnabled(len(layers) - 2 < MOST_LAYERS)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        for header in self._headers:
            header.set_theme(theme)

    def retranslate(self) -> None:
        """Say the strip's own texts in the language in use."""
        self._add.setText(tr("+ layer"))
        self._add.setAccessibleName(tr("Add a layer before the output"))
        self._add.setToolTip(tr("Add a layer before the output"))
        for header in self._headers:
            header.retranslate()

    def line_height(self) -> int:
        """Return the height of the strip in one line."""
        pixels = font_pixels(self)
        return max(round(1.85 * pixels), _side(pixels)) + self._details_height()

    def stacked_height(self) -> int:
        """Return the height of the strip in two lines, titles above buttons."""
        return 2 * _side(font_pixels(self)) + self._details_height()

    def fits_in_line(self, centers: Sequence[int]) -> bool:
        """Whether all headers fit side by side above columns at `centers`."""
        extents = [header.line_extent() for header in self.headers]
        rooms = [
            there - here - right - left
            for (here, there), ((_, right), (left, _)) in zip(
                itertools.pairwise(centers), itertools.pairwise(extents), strict=True
            )
        ]
        if self._editable and rooms:
            rooms[-1] -= self._add.sizeHint().width() + _GAP
        return all(room >= 2 * _GAP for room in rooms)

    def place(self, centers: Sequence[int], stacked: bool) -> None:
        """Put the headers above columns at `centers`."""
        if not centers:
            return
        below = self._details_height()
        height = self.height() - below
        steps = [there - here for here, there in itertools.pairwise(centers)]
        room = min(steps) - _GAP if steps else self.width()
        for center, header in zip(centers, self.headers, strict=True):
            header.place(center, room, height, stacked)
        for center, label in zip(centers, self.details, strict=True):
            wide = min(room, label.sizeHint().width())
            label.setGeometry(center - wide // 2, height, wide, below)
        if self._editable:
            self._place_add(centers, height, stacked)

    def _new_header(self) -> ColumnHeader:
        header = ColumnHeader(self)
        header.intent.connect(self.intent)
        self._details.append(ElidedLabel("", "small", self))
        return header

    def _details_height(self) -> int:
        """Return the height of the line below the titles; 0 where nobody has one."""
        return self._details[0].sizeHint().height() + 2 if self._detailed else 0

    def _place_add(self, centers: Sequence[int], height: int, stacked: bool) -> None:
        size = self._add.sizeHint()
        line = height // 2 if stacked else height
        tall = size.height()
        if stacked:
            # It is higher than a line; its edge shows where the keyboard is.
            top = min(line + (line - tall) // 2, height - tall)
            corner = QPoint(centers[-1] - size.width() // 2, top)
        else:
            left = self.headers[-2].geometry().right() if len(centers) > 1 else 0
            right = self.headers[-1].geometry().left()
            corner = QPoint((left + right - size.width()) // 2, (line - tall) // 2)
        corner.setX(max(0, min(corner.x(), self.width() - size.width())))
        self._add.setGeometry(corner.x(), corner.y(), size.width(), tall)
        self._add.raise_()


def _side(pixels: int) -> int:
    """Return the side of a button beside type of a height."""
    return max(round(1.55 * pixels), touch_side(pixels))
