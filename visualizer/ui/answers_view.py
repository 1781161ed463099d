"""A confusion matrix, or predicted against true values."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsRectItem, QWidget

from visualizer.scenes.mistakes import MistakesScene
from visualizer.scenes.numbers import percent, whole
from visualizer.ui.class_markers import class_color, marker
from visualizer.ui.drawing import Canvas, Text, number_text
from visualizer.ui.theme import Theme, channels
from visualizer.ui.typography import sized, tabular

_STRONGEST = 0.45
"""How much ink a full cell has, so that its number can be read on it."""


_READABLE = 1.5
"""Side of a cell, in lines of text, for which long names are shortened."""


class AnswersView(Canvas):
    """Rows are true classes and columns answers; the diagonal is right.

    A cell is the darker the greater its share of the row, and has its count and,
    where there is room, that share. For regression there are points, which lie on
    the diagonal line where the answer is right.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: MistakesScene | None = None
        self._words = ("", "")
        self._cells: list[QGraphicsRectItem] = []
        self._texts: list[Text] = []
        self._used = 0
        self._frame = self.scene().addPath(QPainterPath())
        self._line = self.scene().addPath(QPainterPath())
        self._dots: list[QGraphicsPathItem] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.resized.connect(self.draw)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.draw()

    def set_scene(self, scene: MistakesScene, words: tuple[str, str]) -> None:
        """Draw a scene; the words name the true side and the answered one."""
        self._drawn, self._words = scene, words
        self.draw()

    def texts(self) -> list[str]:
        """Return what is written."""
        return [text.text() for text in self._texts[: self._used]]

    def draw(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        self._used = 0
        for item in (*self._cells, *self._texts):
            item.hide()
        for path in (self._frame, self._line, *self._dots):
            path.setPath(QPainterPath())
        if scene is None or theme is None or self.width() < 20:
            return
        if scene.names:
            self._draw_matrix(scene, theme)
        else:
            self._draw_pairs(scene, theme)

    def _write(
        self, text: str, x: float, y: float, align: str, color: QColor, size: float
    ) -> None:
        if self._used == len(self._texts):
            self._texts.append(self.text())
            self._texts[-1].setZValue(2.0)
        item = self._texts[self._used]
        self._used += 1
        item.dress(tabular(sized(self.font(), size)), color)
        item.place(text, x, y, align)  # type: ignore[arg-type]

    def _square(self, left: float, top: float) -> QRectF:
        room = self.viewport().rect()
        line = QFontMetricsF(sized(self.font(), 0.85)).height()
        high = room.height() - top - 1.5 * line
        side = max(10.0, min(room.width() - left - 4.0, high))
        return QRectF(left, top, side, side)

    def _draw_matrix(self, scene: MistakesScene, theme: Theme) -> None:
        metrics = QFontMetricsF(sized(self.font(), 0.85))
        line = metrics.height()
        widest = max(metrics.horizontalAdvance(name) for name in scene.names)
        left = max(widest, metrics.averageCharWidth()) + line
        box = self._square(left, 2.4 * line)
        count, names = len(scene.names), scene.names
        signs = widest + 0.3 * line > box.width() / count
        if signs:
            # Names that would run into each other give way to the classes' markers,
            # and those at the rows to cells whose numbers can be read.
            room = self.viewport().width() - count * _READABLE * line - 2.3 * line
            short = min(widest, max(line, room))
            names = tuple(
                metrics.elidedText(name, Qt.TextElideMode.ElideRight, short)
                for name in names
            )
            box = self._square(short + 2.0 * line, 2.4 * line)
            self._draw_signs(scene, theme, box, line)
        side = box.width() / count
        quiet, ink = theme.color("text_secondary"), theme.color("text")
        self._write(self._words[0], 0.0, 0.5 * line, "left", quiet, 0.85)
        self._write(self._words[1], box.right(), 0.5 * line, "right", quiet, 0.85)
        below = box.bottom() + 0.8 * line
        self._write(scene.note, box.right(), below, "right", ink, 0.85)
        totals = scene.counts.sum(axis=1)
        longest = max(
            metrics.horizontalAdvance(whole(int(number)))
            for number in scene.counts.flat
        )
        fitting = 0.85 * min((side - 5.0) / longest, (side - 2.0) / line)
        small = max(0.5, min(1.0, fitting))
        while len(self._cells) < count * count:
            cell = self.scene().addRect(QRectF(), QPen(Qt.PenStyle.NoPen))
            self._cells.append(cell)
        for row, name in enumerate(names):
            middle = box.top() + (row + 0.5) * side
            edge = box.left() - (1.5 if signs else 0.5) * line
            self._write(name, edge, middle, "right", ink, 0.85)
            across = box.left() + (row + 0.5) * side
            if not signs:
                self._write(name, across, 1.7 * line, "center", ink, 0.85)
            for column in range(count):
                share = scene.counts[row, column] / max(1, totals[row])
                cell = self._cells[row * count + column]
                cell.setRect(
                    box.left() + column * side + 1.0,
                    box.top() + row * side + 1.0,
                    side - 2.0,
                    side - 2.0,
                )
                cell.setBrush(_mixed(theme, _STRONGEST * float(share)))
                cell.setPen(
                    QPen(quiet, 1.0) if row == column else QPen(Qt.PenStyle.NoPen)
                )
                cell.show()
                number = int(scene.counts[row, column])
                if number == 0 and row != column:
                    continue
                x = box.left() + (column + 0.5) * side
                roomy = side > 3.0 * line
                shift = 0.55 * line if roomy else 0.0
                self._write(whole(number), x, middle - shift, "center", ink, small)
                if roomy and totals[row]:
                    text = percent(float(share), 0)
                    self._write(text, x, middle + 0.6 * line, "center", ink, 0.8)

    def _draw_signs(
        self, scene: MistakesScene, theme: Theme, box: QRectF, line: float
    ) -> None:
        """Draw the marker of each class beside its row and over its column."""
        several = len(scene.names) > 2
        side = box.width() / len(scene.names)
        for number in range(len(scene.names)):
            sign = marker(number, 0.28 * line)
            along = (number + 0.5) * side
            signs = QPainterPath()
            signs.addPath(sign.translated(box.left() - 0.7 * line, box.top() + along))
            signs.addPath(sign.translated(box.left() + along, box.top() - 0.6 * line))
            item = self._marked(number)
            item.setPath(signs)
            # Two classes have the signed colors.
            signed = theme.color("positive" if number else "negative")
            item.setBrush(class_color(theme, number) if several else signed)

    def _marked(self, number: int) -> QGraphicsPathItem:
        """Return the item of the markers of a class or of an output."""
        while number >= len(self._dots):
            self._dots.append(self.scene().addPath(QPainterPath()))
            self._dots[-1].setPen(QPen(Qt.PenStyle.NoPen))
        return self._dots[number]

    def _draw_pairs(self, scene: MistakesScene, theme: Theme) -> None:
        metrics = QFontMetricsF(sized(self.font(), 0.85))
        line = metrics.height()
        ends = (number_text(scene.limit, signed=True), number_text(-scene.limit))
        if scene.end_texts is not None:
            ends = (scene.end_texts[1], scene.end_texts[0])
        wide = max(metrics.horizontalAdvance(text) for text in ends)
        box = self._square(wide + 0.6 * line, 1.7 * line)
        quiet = theme.color("text_secondary")
        self._write(self._words[1], 0.0, 0.5 * line, "left", quiet, 0.85)
        below = box.bottom() + 0.8 * line
        ink = theme.color("text")
        notes = scene.output_notes or (scene.note,)
        corner = self._notes_corner(scene, notes, box, line, metrics)
        for row, note in enumerate(notes):
            left = corner.x() + (line if scene.output_notes else 0.0)
            at = corner.y() + 1.1 * row * line
            self._write(note, left, at, "left", ink, 0.85)
        middle, name = box.center().x(), self._words[0]
        if metrics.horizontalAdvance(name) + 2.6 * wide < box.width():
            self._write(name, middle, below, "center", quiet, 0.85)
        else:
            self._write(name, box.right() + 1.2 * line, below, "left", quiet, 0.85)
        edge = box.left() - 0.4 * line
        for text, x, y in (
            (ends[0], box.right(), box.top()),
            (ends[1], box.left() + wide, box.bottom()),
        ):
            self._write(text, x, below, "right", quiet, 0.85)
            self._write(text, edge, y, "right", quiet, 0.85)
        frame, diagonal = QPainterPath(), QPainterPath()
        frame.addRect(box)
        diagonal.moveTo(box.bottomLeft())
        diagonal.lineTo(box.topRight())
        self._frame.setPath(frame)
        self._frame.setPen(QPen(theme.color("grid"), 1.0))
        self._line.setPath(diagonal)
        self._line.setPen(QPen(quiet, 1.2 * theme.line_width, Qt.PenStyle.DashLine))
        for output in range(max(1, len(scene.output_notes))):
            self._draw_dots(scene, theme, output, box, line, corner)

    def _notes_corner(
        self,
        scene: MistakesScene,
        notes: tuple[str, ...],
        box: QRectF,
        line: float,
        metrics: QFontMetricsF,
    ) -> QPointF:
        """Return where notes begin: beside the plot or, for want of room, on it."""
        longest = max(map(metrics.horizontalAdvance, notes), default=0.0)
        longest += line if scene.output_notes else 0.0
        beside = box.right() + 1.2 * line
        if beside + longest <= self.width():
            return QPointF(beside, box.top() + 0.5 * line)
        return QPointF(box.left() + 0.5 * line, box.top() + 0.9 * line)

    def _draw_dots(
        self,
        scene: MistakesScene,
        theme: Theme,
        output: int,
        box: QRectF,
        line: float,
        corner: QPointF,
    ) -> None:
        """Draw the pairs of an output, and its marker beside its note."""
        radius = 0.13 * line
        if scene.output_notes:
            look = scene.output_looks[output] if scene.output_looks else output
            sign, color = marker(look, 1.2 * radius), class_color(theme, look)
        else:
            sign, color = marker(0, radius), theme.color("text")
            color.setAlphaF(0.6)
        chosen = (scene.outputs == output) & np.isfinite(scene.pairs).all(axis=1)
        shares = np.clip(0.5 + 0.5 * scene.pairs[chosen] / scene.limit, 0.0, 1.0)
        dots = QPainterPath()
        for true, predicted in shares.tolist():
            x = box.left() + true * box.width()
            y = box.bottom() - predicted * box.height()
            dots.addPath(sign.translated(x, y))
        if scene.output_notes:
            at = corner.y() + 1.1 * output * line
            dots.addPath(sign.translated(corner.x() + 0.4 * line, at))
        # Where points lie on each other each stays visible.
        dots.setFillRule(Qt.FillRule.WindingFill)
        item = self._marked(output)
        item.setPath(dots)
        item.setBrush(color)


def _mixed(theme: Theme, share: float) -> QColor:
    """Return the panel's color with a share of ink in it."""
    ground = channels(theme.color("panel"))
    ink = channels(theme.color("text_secondary"))
    return QColor(*(round(part) for part in (ground + share * (ink - ground)).tolist()))
