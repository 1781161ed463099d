"""The sum behind one value, drawn: window, kernel, products, and what they make."""

from __future__ import annotations

from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from visualizer.scenes.numbers import fixed
from visualizer.scenes.window import WindowScene
from visualizer.ui.drawing import Pacer, Text, rounded
from visualizer.ui.maps.number_grid import NumberGrid
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

_NO_PEN = QPen(Qt.PenStyle.NoPen)
_MOST_GRIDS = 3
_LARGEST_CELL = 74.0
_GAP = 1.2
"""Between two grids, in lines: room for an operator."""


class WindowView(PlotCanvas):
    """Grids of numbers at the left, subtotals and the sum at the right.

    Signals
    -------
    channel_chosen : int
        A person clicked the subtotal of a map.
    """

    channel_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: WindowScene | None = None
        self._grids = [NumberGrid(self) for _ in range(_MOST_GRIDS)]
        self._operators = [self.text() for _ in range(_MOST_GRIDS - 1)]
        self._operator_places: list[QPointF] = []
        self._names: list[Text] = []
        self._values: list[Text] = []
        self._bars: list[tuple[QGraphicsPathItem, QGraphicsPathItem, Text, Text]] = []
        self._bar_boxes: list[QRectF] = []
        self._channel = self.text()
        self._foot = self.text()
        self._lines_at = QRectF()
        self._numbers = Pacer(self._print_numbers, self)
        self.resized.connect(self.lay_out)
        self.pressed.connect(self._on_pressed)
        self.hovered.connect(self._on_hovered)

    @property
    def bar_boxes(self) -> list[QRectF]:
        """Where the subtotals stand."""
        return self._bar_boxes

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: WindowScene) -> None:
        """Draw a scene; cheap where only values changed."""
        before, self._drawn = self._drawn, scene
        if before is None or _structure(before) != _structure(scene):
            self.lay_out()
            return
        self._draw(numbers=False)
        moved = before.place_text != scene.place_text or before.title != scene.title
        # Where it slides as part of a run, its numbers would change too fast to read.
        self._numbers.request(now=moved and scene.slides)

    def lay_out(self) -> None:
        """Place everything for the size of the panel."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        width = float(self.viewport().width())
        height = float(self.viewport().height())
        factor = min(max(min(width / 620, height / 250), 1.0), 1.6)
        font = tabular(sized(self.font(), factor))
        small = tabular(sized(self.font(), 0.86 * factor))
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        self._dress(scene, theme, font, small, strong)
        line = self._foot.line_height()
        foot = 1.3 * line if scene.size_line else 0.2 * line
        right = max(9.4 * line, self._width_of_lines(scene, line))
        foot_top = height - foot
        count = 0 if scene.subtotals is None else len(scene.subtotals)
        abreast = ceil(1.1 * count * line / max(1.0, foot_top))
        totals = abreast * 6.6 * line
        room = width - right - 0.8 * line
        if room - totals < 9 * line:
            # Where there is no room, the products matter more than subtotals.
            totals = 0.0
        side = self._cell_side(scene, room - totals, foot_top - 2.5 * line, line)
        middle = 2.1 * line + (foot_top - 2.1 * line) / 2
        x = self._place_grids(scene, theme, side, middle, line)
        self._write_grids(scene, small, tabular(sized(self.font(), 0.78 * factor)))
        if totals:
            area = QRectF(x, 0, totals, foot_top)
            self._place_bars(count, abreast, area, line)
            x += totals + 0.6 * line
        else:
            self._hide_bars()
        self._lines_at = QRectF(x, 0, width - x - 4, height - foot)
        self._foot.place(scene.size_line, 4, height - 0.62 * line, width=width - 8)
        self._channel.place(scene.channel_title, 4, 0.55 * line, width=room)
        self._draw(numbers=True)
        self._numbers.request(now=True)

    def _dress(
        self,
        scene: WindowScene,
        theme: Theme,
        font: QFont,
        small: QFont,
        strong: QFont,
    ) -> None:
        quiet = theme.color("text_secondary")
        self._foot.dress(small, quiet)
        self._channel.dress(small, quiet)
        for item in self._operators:
            item.dress(strong, theme.color("text"))
        while len(self._names) < len(scene.lines):
            self._names.append(self.text())
            self._values.append(self.text())
        for number, (name, value) in enumerate(
            zip(self._names, self._values, strict=True)
        ):
            shown = number < len(scene.lines)
            name.setVisible(shown)
            value.setVisible(shown)
            name.dress(font, quiet)
            value.dress(strong, theme.color("text"))
        count = 0 if scene.subtotals is None else len(scene.subtotals)
        while len(self._bars) < count:
            back = self.scene().addPath(QPainterPath(), _NO_PEN)
            bar = self.scene().addPath(QPainterPath(), _NO_PEN)
            self._bars.append((back, bar, self.text(), self.text()))
        for _, _, name, value in self._bars:
            name.dress(small, quiet)
            value.dress(small, theme.color("text"))

    def _cell_side(
        self, scene: WindowScene, room: float, height: float, line: float
    ) -> float:
        columns = sum(grid.values.shape[1] for grid in scene.grids) or 1
        rows = max((grid.values.shape[0] for grid in scene.grids), default=1)
        gaps = max(0, len(scene.grids) - 1) * _GAP * line
        return max(6.0, min((room - gaps) / columns, height / rows, _LARGEST_CELL))

    def _place_grids(
        self, scene: WindowScene, theme: Theme, side: float, middle: float, line: float
    ) -> float:
        x = 4.0
        self._operator_places = []
        for number, drawing in enumerate(self._grids):
            if number >= len(scene.grids):
                drawing.hide()
                continue
            x += drawing.lay_out(scene.grids[number], x, middle, side, theme)
            if number < len(scene.operators):
                self._operator_places.append(QPointF(x + 0.5 * _GAP * line, middle))
                x += _GAP * line
        for number, item in enumerate(self._operators):
            item.setVisible(number < len(self._operator_places))
        for item, at, sign in zip(
            self._operators, self._operator_places, scene.operators, strict=False
        ):
            item.place(sign, at.x(), at.y(), "center")
        return x + 0.8 * line

    def _write_grids(self, scene: WindowScene, small: QFont, tiny: QFont) -> None:
        for drawing, grid in zip(self._grids, scene.grids, strict=False):
            # Numbers of neighbors must not run into each other.
            room = QFontMetricsF(small).horizontalAdvance("−0.88") + 4
            font = small if drawing.side >= room else tiny
            least = QFontMetricsF(font).horizontalAdvance("−0.88") + 3
            drawing.write(font, small, grid.title, least)

    def _place_bars(self, count: int, abreast: int, area: QRectF, line: float) -> None:
        rows = ceil(count / abreast)
        pitch = min(area.height() / rows, 1.25 * line)
        top = area.top() + (area.height() - pitch * rows) / 2
        width = area.width() / abreast
        self._bar_boxes = [
            QRectF(
                area.left() + number // rows * width,
                top + number % rows * pitch,
                width - 4,
                pitch,
            )
            for number in range(count)
        ]
        for number, parts in enumerate(self._bars):
            for part in parts:
                part.setVisible(number < count)
        for (back, _, _, _), box in zip(self._bars, self._bar_boxes, strict=False):
            back.setPath(rounded(box.adjusted(0, 0.5, 0, -0.5), 4))

    def _hide_bars(self) -> None:
        self._bar_boxes = []
        for parts in self._bars:
            for part in parts:
                part.setVisible(False)

    def _draw(self, numbers: bool) -> None:
        """Color cells and bars; with numbers, print those of the cells too."""
        scene, theme = self._drawn, self._theme
        assert scene is not None
        assert theme is not None
        last = len(scene.grids) - 1
        for number, (drawing, grid) in enumerate(
            zip(self._grids, scene.grids, strict=False)
        ):
            sends = scene.backward and not scene.collected and len(scene.grids) == 3
            read = number == 0 and not sends
            outside = scene.outside if read or number == last else None
            if outside is not None and outside.shape != grid.values.shape:
                outside = None
            marked = scene.winner if number == 0 else None
            drawing.draw(grid, outside, marked, numbers)
        self._draw_bars(scene, theme)

    def _draw_bars(self, scene: WindowScene, theme: Theme) -> None:
        if scene.subtotals is None or not self._bar_boxes:
            return
        values = np.nan_to_num(scene.subtotals)
        largest = max(float(np.abs(values).max()), 1e-30)
        for number, (box, value) in enumerate(
            zip(self._bar_boxes, values.tolist(), strict=True)
        ):
            back, bar, _, _ = self._bars[number]
            chosen = number == scene.channel
            back.setBrush(theme.color("control_hover" if chosen else "panel"))
            line = self._foot.line_height()
            left, right = box.left() + 1.5 * line, box.right() - 3.3 * line
            zero = (left + right) / 2
            length = (right - left) / 2 * value / largest
            thick = 0.42 * box.height()
            shape = QRectF(
                min(zero, zero + length),
                box.center().y() - thick / 2,
                abs(length),
                thick,
            )
            bar.setPath(rounded(shape, min(2.0, shape.width() / 2)))
            bar.setBrush(theme.color("positive" if value > 0 else "negative"))

    def _name_column(self, scene: WindowScene) -> float:
        named = zip(self._names, scene.lines, strict=False)
        return max((item.advance_of(name) for item, (name, _) in named), default=0.0)

    def _width_of_lines(self, scene: WindowScene, line: float) -> float:
        """Return the room that names and values need, with a digit to spare."""
        valued = zip(self._values, scene.lines, strict=False)
        widest = max(
            (item.advance_of(f"{value}0") for item, (_, value) in valued), default=0.0
        )
        # With the gaps around grids and bars.
        return self._name_column(scene) + widest + 2.4 * line

    def _print_numbers(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        self._draw(numbers=True)
        area, line = self._lines_at, self._foot.line_height()
        pitch = min(1.75 * line, area.height() / max(1, len(scene.lines)))
        top = area.top() + (area.height() - pitch * len(scene.lines)) / 2 + pitch / 2
        column = self._name_column(scene)
        for number, (name, value) in enumerate(scene.lines):
            y = top + number * pitch
            start = area.left() + column + 0.8 * line
            self._names[number].place(name, area.left(), y, width=area.width())
            self._values[number].place(value, start, y, width=area.right() - start)
        if scene.subtotals is not None:
            for number, box in enumerate(self._bar_boxes):
                _, _, label, total = self._bars[number]
                middle = box.center().y()
                label.place(str(number + 1), box.left() + 0.4 * line, middle)
                text = fixed(float(scene.subtotals[number]), 3)
                total.place(text, box.right() - 0.3 * line, middle, "right")
        said = " · ".join(" ".join(pair) for pair in scene.lines)
        self.setAccessibleDescription(f"{scene.title}: {said}")

    def _bar_at(self, at: QPointF) -> int | None:
        for number, box in enumerate(self._bar_boxes):
            if box.contains(at):
                return number
        return None

    def _on_pressed(self, at: QPointF) -> None:
        number = self._bar_at(at)
        if number is not None:
            self.channel_chosen.emit(number)

    def _on_hovered(self, at: QPointF) -> None:
        over = self._bar_at(at) is not None
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(hand if over else arrow)


def _structure(scene: WindowScene) -> tuple[object, ...]:
    """Return what the layout depends on; equal as long as only values change."""
    return (
        tuple((grid.title, grid.values.shape) for grid in scene.grids),
        tuple(name for name, _ in scene.lines),
        scene.operators,
        None if scene.subtotals is None else len(scene.subtotals),
        scene.channel_title,
        scene.size_line,
    )
