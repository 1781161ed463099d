"""The gradient that reached a neuron: a chain of factors and their product."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainterPath, QPen

from visualizer.language import tr
from visualizer.scenes.neuron import NeuronScene
from visualizer.ui.drawing import Canvas, Text
from visualizer.ui.theme import Theme

if TYPE_CHECKING:
    from visualizer.ui.formula_shape import FormulaShape

_SAMPLE = "−0.0000"


class GradientChain:
    """Boxes with a name and a value, e.g. ∂C/∂a · slope = ∂C/∂z.

    Parameters
    ----------
    canvas : Canvas
        Receives the items.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._theme: Theme | None = None
        self._boxes = canvas.scene().addPath(QPainterPath(), QPen(Qt.PenStyle.NoPen))
        self._title = canvas.text()
        self._names: list[FormulaShape] = []
        self._values: list[Text] = []
        self._signs: list[Text] = []
        self._widths: list[float] = []
        self._area = QRectF()
        self._rects: list[QRectF] = []
        self._stacked = True

    @property
    def rects(self) -> tuple[QRectF, ...]:
        """Where the boxes stand, in pixels; none where there is no room."""
        return tuple(self._rects)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the chain is laid out again afterwards."""
        self._theme = theme

    def lay_out(
        self, scene: NeuronScene, area: QRectF, font: QFont, small: QFont
    ) -> None:
        """Take an area; names stand above the values where it is high enough.

        They are typeset, and fill the height of the area beside the values.
        """
        theme = self._theme
        if theme is None:
            return
        self._area = QRectF(area)
        self._rects = []
        count = len(scene.gradient_lines)
        while len(self._names) < count:
            for group in (self._values, self._signs):
                group.append(self._canvas.text())
            self._names.append(self._new_name())
        for item in (*self._names, *self._values, *self._signs, self._title):
            item.hide()
        self._boxes.setVisible(not area.isEmpty())
        self._boxes.setBrush(theme.color("control"))
        quiet = theme.color("text_secondary")
        self._title.dress(small, quiet)
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        for name, value, sign in zip(
            self._names, self._values, self._signs, strict=True
        ):
            name.dress(font, quiet)
            value.dress(strong, theme.color("text"))
            sign.dress(font, quiet)
        self._stacked = area.height() > 2.7 * self._title.line_height()
        self._widths = [0.0] * count

    def _new_name(self) -> FormulaShape:
        # A window opens without a neuron selected; typesetting is loaded with one.
        from visualizer.ui.formula_shape import FormulaShape

        name = FormulaShape()
        self._canvas.scene().addItem(name)
        return name

    def print_numbers(self, scene: NeuronScene) -> None:
        """Write the chain."""
        theme, lines = self._theme, scene.gradient_lines
        if theme is None or self._area.isEmpty() or not lines:
            return
        area = self._area
        line = self._title.line_height()
        gap = 1.1 * line
        pad = 0.55 * line
        last = len(lines) - 1
        # Where it is narrow, first the factors within the chain go without a
        # name, then all of them.
        for named in (range(len(lines)), (0, last), ()):
            widths = self._measure(scene, pad, named)
            wide = sum(widths) + gap * last
            if wide <= area.width():
                break
        title = tr("going backward")
        lead = 0.35 * line + self._title.advance_of(title) + 0.9 * line
        titled = lead + wide <= area.width()
        middle = area.center().y()
        left = area.left() + 0.35 * line
        self._title.place(title if titled else "", left, middle)
        x = area.left() + (lead if titled else 0.0)
        boxes = QPainterPath()
        self._rects = []
        for place, (name, value, number) in enumerate(lines):
            if place:
                sign = "=" if place == last else "·"
                self._signs[place].place(sign, x - gap / 2, middle, "center")
            box = QRectF(x, area.top(), widths[place], area.height())
            boxes.addRoundedRect(box, 5, 5)
            self._rects.append(box)
            if place in (0, last):
                role = "positive_text" if number >= 0 else "negative_text"
            else:
                role = "text"
            shown = name if self._stacked or place in named else ""
            item = self._values[place]
            item.setBrush(theme.color(role))
            if self._stacked:
                over = box.top() + 0.58 * (box.height() - line)
                self._names[place].place(name, box.center().x(), over, "center")
                under = box.bottom() - 0.75 * line
                item.place(value, box.center().x(), under, "center")
            else:
                self._names[place].place(shown, box.left() + pad, middle)
                item.place(value, box.right() - pad, middle, "right")
            x = box.right() + gap
        self._boxes.setPath(boxes)

    def _measure(
        self, scene: NeuronScene, pad: float, named: Collection[int]
    ) -> list[float]:
        """Return the widths of the boxes; those with all names never shrink."""
        widths = []
        last = len(scene.gradient_lines) - 1
        for place, (name, value, _) in enumerate(scene.gradient_lines):
            item = self._values[place]
            first = self._names[place].advance_of(name)
            second = item.advance_of(value)
            if place in (0, last):
                second = max(second, item.advance_of(_SAMPLE))
            if self._stacked:
                inner = max(first, second)
            elif place in named:
                inner = first + pad + second
            else:
                inner = second
            widths.append(inner + 2 * pad)
        if len(named) <= last:
            return widths
        self._widths = [max(pair) for pair in zip(self._widths, widths, strict=True)]
        return self._widths
