"""The weighted sum of a neuron as rows: input × weight, and a signed bar."""

from __future__ import annotations

import math
from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsScene

from visualizer.language import tr
from visualizer.scenes.intents import WeightRef
from visualizer.scenes.neuron import NeuronScene, Term
from visualizer.ui.drawing import Canvas, Text, rounded
from visualizer.ui.theme import Theme

_NO_PEN = QPen(Qt.PenStyle.NoPen)
_SAMPLE = "−0.00"


class _Columns(Struct, frozen=True):
    """Where the columns stand, in pixels; numbers end where they are named."""

    left: float = 0.0
    source: float | None = None
    input_end: float = 0.0
    times: float = 0.0
    weight_end: float = 0.0
    bars: float = 0.0
    bars_end: float = 1.0
    product_end: float | None = None
    right: float = 1.0


class _Row:
    """The items of one product."""

    def __init__(self, stage: QGraphicsScene) -> None:
        self.bar = stage.addPath(QPainterPath(), _NO_PEN)
        self.source, self.input, self.times = Text(), Text(), Text()
        self.weight, self.product = Text(), Text()
        for text in self.texts():
            stage.addItem(text)

    def texts(self) -> tuple[Text, ...]:
        """Return all texts."""
        return (self.source, self.input, self.times, self.weight, self.product)

    def hide(self) -> None:
        """Take the row away."""
        self.bar.hide()
        for text in self.texts():
            text.hide()


class SumTable:
    """Rows of the products, what is not shown, and the bias.

    Parameters
    ----------
    canvas : Canvas
        Receives the items.
    """

    def __init__(self, canvas: Canvas) -> None:
        stage = self._stage = canvas.scene()
        self._theme: Theme | None = None
        self._mark = stage.addPath(QPainterPath())
        self._zero = stage.addLine(0, 0, 0, 0)
        self._rows: list[_Row] = []
        self._count = 0
        self._head, self._rest, self._bias = (canvas.text() for _ in range(3))
        self._columns = _Columns()
        self._area = QRectF()
        self._top, self._height = 0.0, 20.0
        self._lines = 0

    @property
    def bottom(self) -> float:
        """Where the last row ends."""
        return self._top + self._lines * self._height

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the table is laid out again afterwards."""
        self._theme = theme

    def lay_out(
        self, scene: NeuronScene, area: QRectF, font: QFont, small: QFont
    ) -> None:
        """Divide the area; what does not fit is summed up in one row."""
        theme = self._theme
        if theme is None:
            return
        self._area = QRectF(area)
        self._head.dress(small, theme.color("text_secondary"))
        quiet = theme.color("text_secondary")
        for item in (self._rest, self._bias):
            item.dress(font, quiet)
            item.hide()
        least = QFontMetricsF(font).height() * 1.12
        total = len(scene.terms)
        rest = 1 if scene.rest_text else 0
        fitting = max(1, int(area.height() / least))
        # One line is the bias's; where terms are left out, one says how many.
        self._count = total
        if total + rest + 1 > fitting:
            self._count = max(0, fitting - 2)
        summed = 1 if self._count < total or rest else 0
        self._lines = self._count + summed + 1
        headed = self._lines + 1 <= fitting and self._count > 0
        most = 1.75 * QFontMetricsF(font).height()
        lines = self._lines + (1 if headed else 0)
        self._height = min(area.height() / lines, most)
        self._top = area.top() + (self._height if headed else 0.0)
        while len(self._rows) < self._count:
            self._rows.append(_Row(self._stage))
        for row in self._rows[self._count :]:
            row.hide()
        for row in self._rows[: self._count]:
            row.source.dress(small, quiet)
            row.times.dress(small, quiet)
            row.product.dress(font, theme.color("text"))
            row.input.dress(font, theme.color("text"))
            row.weight.dress(font, theme.color("text"))
        self._columns = self._divide(scene, area)
        self._place_head(headed)
        middle = self._middle(0) - self._height / 2
        x = self._zero_x()
        self._zero.setLine(x, middle, x, middle + self._count * self._height)
        self._zero.setPen(QPen(theme.color("axis"), 0.8 * theme.line_width))
        self._zero.setVisible(self._count > 0)
        self.mark(None)

    def draw_bars(self, scene: NeuronScene) -> None:
        """Draw the products as bars on either side of zero."""
        theme = self._theme
        if theme is None:
            return
        columns = self._columns
        zero = self._zero_x()
        half = 0.5 * (columns.bars_end - columns.bars)
        thick = round(min(0.6 * self._height, 0.8 * self._bias.line_height()))
        for row, term, middle in self._each(scene):
            known = math.isfinite(term.product) and scene.product_limit > 0
            share = term.product / scene.product_limit if known else 0.0
            length = half * min(max(share, -1.0), 1.0)
            box = QRectF(
                min(zero, zero + length), middle - thick / 2, abs(length), thick
            )
            row.bar.setPath(rounded(box, min(2.0, box.width() / 2)))
            row.bar.setBrush(theme.color("positive" if length > 0 else "negative"))
            row.bar.setVisible(box.width() > 0.3)

    def print_numbers(self, scene: NeuronScene) -> None:
        """Write the numbers of all rows."""
        theme = self._theme
        if theme is None:
            return
        columns = self._columns
        for row, term, middle in self._each(scene):
            if columns.source is None:
                row.source.hide()
            else:
                row.source.place(term.source, columns.source, middle)
            row.input.place(term.input_text, columns.input_end, middle, "right")
            row.times.place("×", columns.times, middle, "center")
            sign = "positive_text" if term.weight_value >= 0 else "negative_text"
            row.weight.setBrush(theme.color(sign))
            row.weight.place(term.weight_text, columns.weight_end, middle, "right")
            if columns.product_end is None:
                row.product.hide()
            else:
                row.product.place(
                    term.product_text, columns.product_end, middle, "right"
                )
        left = columns.left
        room = self._area.right() - left
        hidden = len(scene.terms) - self._count
        texts = [tr("+ {count} more", count=hidden)] if hidden else []
        if scene.rest_text:
            texts.append(scene.rest_text)
        self._rest.place(" · ".join(texts), left, self._middle(self._count), width=room)
        self._bias.place(
            scene.bias_text, left, self._middle(self._lines - 1), width=room
        )

    def targets(self, scene: NeuronScene) -> list[tuple[WeightRef, QRectF]]:
        """Return what can be selected, from top to bottom, and where it stands."""
        found = [
            (term.weight, self._row_box(place))
            for place, term in enumerate(scene.terms[: self._count])
        ]
        if scene.terms:
            first = scene.terms[0].weight
            bias = WeightRef(first.layer, None, first.destination)
            found.append((bias, self._row_box(self._lines - 1)))
        return found

    def mark(
        self, box: QRectF | None, focused: bool = False, over: bool = False
    ) -> None:
        """Set a row off, under the pointer or (outlined) by the keyboard.

        Over what fills its place itself, there is the outline alone.
        """
        theme = self._theme
        self._mark.setVisible(box is not None and (focused or not over))
        self._mark.setZValue(1 if over else -1)
        if box is None or theme is None:
            return
        self._mark.setPath(rounded(box.adjusted(0.5, 0.5, -0.5, -0.5), 4))
        ground = QBrush(Qt.BrushStyle.NoBrush) if over else theme.color("control")
        self._mark.setBrush(ground)
        pen = QPen(theme.color("accent"), 1.5 * theme.line_width)
        self._mark.setPen(pen if focused else _NO_PEN)

    def _row_box(self, place: int) -> QRectF:
        top = self._middle(place) - self._height / 2
        left = self._area.left()
        return QRectF(left, top, self._columns.right - left, self._height)

    def _divide(self, scene: NeuronScene, area: QRectF) -> _Columns:
        """Give each column its width; names and products go where it is narrow."""
        line = self._bias.line_height()
        wide = self._rest.advance_of
        pad = 0.35 * line
        left = area.left() + pad
        if not self._count:
            return _Columns(left=left, right=area.right())
        terms = scene.terms[: self._count]
        small = self._rows[0].source.advance_of
        name = max(small(term.source) for term in terms) + 0.6 * line
        first = max(wide(text) for text in (*(t.input_text for t in terms), _SAMPLE))
        second = max(wide(text) for text in (*(t.weight_text for t in terms), _SAMPLE))
        third = max(wide(text) for text in (*(t.product_text for t in terms), _SAMPLE))
        third += 0.6 * line
        fixed = first + 1.2 * line + second + 0.8 * line
        free = area.width() - 2 * pad - fixed
        least = 2.3 * line
        named = free - name >= least
        free -= name if named else 0.0
        summed = free - third >= 1.8 * least
        free -= third if summed else 0.0
        x = left + (name if named else 0.0)
        input_end = x + first
        weight_end = input_end + 1.2 * line + second
        bars = weight_end + 0.8 * line
        bars_end = bars + max(1.0, min(free, 14 * line))
        product_end = bars_end + third if summed else None
        return _Columns(
            left=left,
            source=left if named else None,
            input_end=input_end,
            times=input_end + 0.6 * line,
            weight_end=weight_end,
            bars=bars,
            bars_end=bars_end,
            product_end=product_end,
            right=(product_end or bars_end) + pad,
        )

    def _place_head(self, headed: bool) -> None:
        columns = self._columns
        middle = self._top - self._height / 2
        text = tr("input × weight") if headed else ""
        # Centered over the sign between the two; the wider half decides.
        half = self._head.advance_of(text) / 2
        x = max(columns.times, columns.left + half)
        self._head.place(text, x, middle, "center")

    def _zero_x(self) -> float:
        return round(0.5 * (self._columns.bars + self._columns.bars_end)) + 0.5

    def _middle(self, place: int) -> float:
        return self._top + (place + 0.5) * self._height

    def _each(self, scene: NeuronScene) -> Iterator[tuple[_Row, Term, float]]:
        for place, term in enumerate(scene.terms[: self._count]):
            yield self._rows[place], term, self._middle(place)
