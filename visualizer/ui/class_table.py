"""The table of classes: outputs as bars, accuracies as marks on a scale."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsEllipseItem,
    QGraphicsItem,
    QGraphicsPathItem,
    QGraphicsScene,
)

from visualizer.language import tr
from visualizer.scenes.classes import ClassesScene
from visualizer.ui.drawing import Align, Canvas, Text, nice_ticks, number_text, rounded
from visualizer.ui.theme import Theme

_NO_PEN = QPen(Qt.PenStyle.NoPen)
_CLEAR = QColor(0, 0, 0, 0)
_SHARES = (0.0, 0.5, 1.0)


class _Columns(Struct, frozen=True):
    """Where the columns of the table stand, in pixels."""

    left: float = 0.0
    name: float = 0.0
    flag: float = 0.0
    bars: float = 0.0
    bars_end: float = 1.0
    value_end: float = 1.0
    track: float = 1.0
    track_end: float = 2.0
    right: float = 2.0
    percent: bool = False


class _Row:
    """The items of one class."""

    def __init__(self, stage: QGraphicsScene) -> None:
        self.back = stage.addPath(QPainterPath(), _NO_PEN)
        self.groove = stage.addPath(QPainterPath(), _NO_PEN)
        self.bar = stage.addPath(QPainterPath())
        self.flag = stage.addPath(QPainterPath())
        self.track = stage.addLine(0, 0, 0, 0)
        self.test = stage.addEllipse(QRectF())
        self.train = stage.addEllipse(QRectF())
        self.name, self.value, self.accuracy = Text(), Text(), Text()
        for text in (self.name, self.value, self.accuracy):
            stage.addItem(text)

    def parts(self) -> tuple[QGraphicsItem, ...]:
        """Return all items."""
        shapes = (self.back, self.groove, self.bar, self.flag, self.track)
        return (
            *shapes,
            self.test,
            self.train,
            self.name,
            self.value,
            self.accuracy,
        )


class ClassTable:
    """One row a class: name, flag of the truth, output, accuracy.

    Parameters
    ----------
    canvas : Canvas
        Receives the items.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._stage = canvas.scene()
        self._theme: Theme | None = None
        self._rows: list[_Row] = []
        self._shown: tuple[int, ...] = ()
        self._count = 0
        self._columns = _Columns()
        self._top, self._row_height = 0.0, 20.0
        self._limits = (0.0, 1.0)
        self._names: tuple[str, ...] = ()
        self._font, self._strong = QFont(), QFont()
        stage = self._stage
        self._dot = stage.addEllipse(QRectF())
        self._ring = stage.addEllipse(QRectF())
        self._flag = stage.addPath(QPainterPath())
        self._heads = tuple(canvas.text() for _ in range(5))
        self._grid = tuple(stage.addLine(0, 0, 0, 0) for _ in _SHARES)
        self._ticks = tuple(canvas.text() for _ in _SHARES)
        self._zero = stage.addLine(0, 0, 0, 0)
        self._zero.setZValue(1)
        self._more = canvas.text()

    @property
    def shown(self) -> tuple[int, ...]:
        """Classes that have a row, ascending."""
        return self._shown

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the table is laid out again afterwards."""
        self._theme = theme

    def fits(self, scene: ClassesScene) -> bool:
        """Say whether a scene fits the rows as they were laid out."""
        return (
            scene.names == self._names and self._choose(scene) == self._shown
        ) and self._span(scene) == self._limits

    def lay_out(
        self, scene: ClassesScene, area: QRectF, font: QFont, small: QFont
    ) -> None:
        """Divide the area into rows and columns for the classes of a scene.

        Parameters
        ----------
        scene : ClassesScene
        area : QRectF
        font, small : QFont
            Of the rows, where there is room for it, and of the rest; both with
            figures of one width.
        """
        theme = self._theme
        if theme is None:
            return
        if scene.names != self._names:
            self._names, self._limits = scene.names, (0.0, 1.0)
        self._limits = self._span(scene)
        quiet = theme.color("text_secondary")
        for item in (*self._heads, *self._ticks, self._more):
            item.dress(small, quiet)
        line = self._more.line_height()
        room = area.height() - 2.5 * line
        fitting = max(2, int(room / (1.12 * line)))
        count = len(scene.names)
        # The last row that fits says how many are left out.
        self._count = count if count <= fitting else fitting - 1
        self._shown = self._choose(scene)
        lines = len(self._shown) + (1 if self._count < count else 0)
        self._row_height = min(room / max(1, lines), 2.8 * line)
        self._top = area.top() + 1.3 * line
        tight = self._row_height < QFontMetricsF(font).height()
        self._font = QFont(small if tight else font)
        self._strong = QFont(self._font)
        self._strong.setWeight(QFont.Weight.Bold)
        while len(self._rows) < len(self._shown):
            self._rows.append(_Row(self._stage))
        for index, row in enumerate(self._rows):
            for part in row.parts():
                part.setVisible(index < len(self._shown))
            row.name.dress(self._strong, theme.color("text"))
            row.value.dress(self._strong, theme.color("text"))
            row.accuracy.dress(small, quiet)
        self._columns = self._divide(scene, area)
        self._place_heads(area.top() + 0.5 * line)
        self._place_scale()
        self._dress_rows(theme)
        left_out = count - len(self._shown)
        text = tr("+ {count} more", count=left_out) if left_out else ""
        self._more.place(text, self._columns.name, self._middle(len(self._shown)))

    def draw_marks(self, scene: ClassesScene) -> None:
        """Draw bars and accuracies."""
        if self._theme is None:
            return
        columns, limits = self._columns, self._limits
        span = columns.bars_end - columns.bars
        thick = self._bar_thickness()
        zero = columns.bars + span * -limits[0] / (limits[1] - limits[0])
        for row, index, middle in self._each():
            value = float(scene.outputs[index])
            share = value / (limits[1] - limits[0]) if math.isfinite(value) else 0.0
            end = min(max(zero + span * share, columns.bars), columns.bars_end)
            box = QRectF(min(zero, end), middle - thick / 2, abs(end - zero), thick)
            row.bar.setPath(rounded(box, min(2.5, box.width() / 2)))
            row.bar.setVisible(box.width() > 0.3)
            for mark, values in (
                (row.test, scene.test_accuracy),
                (row.train, scene.train_accuracy),
            ):
                accuracy = float(values[index])
                mark.setVisible(math.isfinite(accuracy))
                if math.isfinite(accuracy):
                    mark.setPos(self._track_x(accuracy), middle)

    def print_numbers(self, scene: ClassesScene) -> None:
        """Write names and values; set off the answer and flag the truth."""
        theme = self._theme
        if theme is None:
            return
        columns = self._columns
        for row, index, middle in self._each():
            answer, true = index == scene.predicted, index == scene.target
            font = self._strong if answer else self._font
            if row.name.font() != font:
                row.name.dress(font, theme.color("text"))
                row.value.dress(font, theme.color("text"))
            row.back.setBrush(theme.color("control") if answer else _CLEAR)
            groove = theme.color("control_hover" if answer else "control")
            row.groove.setBrush(groove)
            row.flag.setVisible(true)
            room = columns.flag - columns.name - 2
            row.name.place(scene.names[index], columns.name, middle, width=room)
            row.value.place(
                scene.output_texts[index], columns.value_end, middle, "right"
            )
            train = _percent(float(scene.train_accuracy[index]))
            test = _percent(float(scene.test_accuracy[index]))
            shown = test if columns.percent else ""
            row.accuracy.place(shown, columns.right, middle, "right")
            row.back.setToolTip(
                tr(
                    "{name}: right in {train} of training, {test} of test examples",
                    name=scene.names[index],
                    train=train,
                    test=test,
                )
            )

    def _choose(self, scene: ClassesScene) -> tuple[int, ...]:
        """Choose the classes to show: answer, truth, and the highest outputs."""
        count = len(scene.names)
        if self._count >= count:
            return tuple(range(count))
        ranked = np.argsort(-np.nan_to_num(scene.outputs), kind="stable").tolist()
        wanted = dict.fromkeys((scene.predicted, scene.target, *ranked))
        inside = [index for index in wanted if 0 <= index < count]
        return tuple(sorted(inside[: self._count]))

    def _span(self, scene: ClassesScene) -> tuple[float, float]:
        """Return the ends of the bars' scale; it grows in steps, never shrinks."""
        low, high = self._limits
        finite = scene.outputs[np.isfinite(scene.outputs)]
        # Rounding may leave a probability a little above one.
        if not len(finite) or (finite.min() >= low and finite.max() <= high * 1.001):
            return low, high
        reach = max(float(np.abs(finite).max()), high)
        step = nice_ticks(0.0, reach, 4)[1]
        high = step * math.ceil(reach / step)
        return (-high if finite.min() < 0 or low < 0 else 0.0), high

    def _divide(self, scene: ClassesScene, area: QRectF) -> _Columns:
        """Give each column its width."""
        row = self._rows[0]
        line = self._more.line_height()
        pad = 0.4 * line
        name = max(row.name.advance_of(text) for text in scene.names)
        name = min(name, 0.3 * area.width()) + 2
        value = max(
            row.value.advance_of(text) for text in (*scene.output_texts, "0.00")
        )
        flag = 1.2 * line
        left = area.left() + pad
        start = left + name + flag + 0.35 * line
        free = area.right() - pad - start - value - 0.4 * line - 1.2 * line
        percent = free > 17 * line
        share = self._more.advance_of("100 %") + 0.7 * line if percent else 0.0
        bars = 0.56 * (free - share)
        track = start + bars + 0.4 * line + value + 1.2 * line
        return _Columns(
            left=area.left(),
            name=left,
            flag=left + name,
            bars=start,
            bars_end=start + bars,
            value_end=start + bars + 0.4 * line + value,
            track=track,
            track_end=max(track + 1, area.right() - pad - share - 0.3 * line),
            right=area.right() - pad,
            percent=percent,
        )

    def _place_heads(self, middle: float) -> None:
        """Write above the columns what they show: this is the legend too."""
        theme = self._theme
        assert theme is not None
        columns = self._columns
        answer, truth, accuracy, train, test = self._heads
        line = answer.line_height()
        dot, ring = self._mark_radii()
        self._dress_marks(self._dot, self._ring, theme)
        x = columns.right - answer.advance_of(tr("test"))
        test.place(tr("test"), x, middle)
        x -= ring + 0.35 * line
        self._ring.setPos(x, middle)
        x -= ring + 0.6 * line + answer.advance_of(tr("train"))
        train.place(tr("train"), x, middle)
        x -= dot + 0.35 * line
        self._dot.setPos(x, middle)
        x -= dot + 0.5 * line
        # Where the width does not allow all words, the less telling ones go.
        room = x - columns.bars
        word = tr("answer")
        wide = answer.advance_of(word) + line
        answer.place(word if wide <= room else "", columns.bars, middle)
        room -= wide
        word = tr("accuracy")
        needed = answer.advance_of(word)
        accuracy.place(word if needed <= room else "", x, middle, "right")
        room -= needed + line
        word = tr("true class")
        pole = 0.8 * line
        flagged = pole + answer.advance_of(word) <= room
        x = columns.bars + wide
        truth.place(word if flagged else "", x + pole, middle)
        self._flag.setVisible(flagged)
        self._flag.setPath(_flag(x, middle, 0.62 * line))
        self._dress_flag(self._flag, theme)

    def _place_scale(self) -> None:
        """Draw the scale of the accuracies, 0 to 100 %, and the zero of the bars."""
        theme = self._theme
        assert theme is not None
        columns = self._columns
        line = self._more.line_height()
        bottom = self._top + len(self._shown) * self._row_height
        for grid, tick, share in zip(self._grid, self._ticks, _SHARES, strict=True):
            x = self._track_x(share)
            grid.setLine(x, self._top, x, bottom)
            grid.setPen(QPen(theme.color("grid"), theme.line_width))
            grid.setZValue(-1)
            text = "100 %" if share == 1 else number_text(100 * share)
            # In a narrow column the upper end alone is named.
            room = (columns.track_end - columns.track) / line
            named = room > {0.0: 3.5, 0.5: 6.5, 1.0: 0.0}[share]
            # The last label would reach beyond the table if it were centered.
            last = share == 1 and not columns.percent
            align: Align = "right" if last else "center"
            end = columns.right if last else x
            tick.place(text if named else "", end, bottom + 0.6 * line, align)
        low, high = self._limits
        self._zero.setVisible(low < 0)
        x = columns.bars + (columns.bars_end - columns.bars) * -low / (high - low)
        self._zero.setLine(x, self._top, x, bottom)
        self._zero.setPen(QPen(theme.color("axis"), theme.line_width))

    def _dress_rows(self, theme: Theme) -> None:
        columns = self._columns
        thick = self._bar_thickness()
        width = columns.right - columns.left + (columns.name - columns.left)
        for row, index, middle in self._each():
            top = middle - self._row_height / 2
            back = QRectF(columns.left, top, width, self._row_height)
            row.back.setPath(rounded(back.adjusted(0, 0.5, 0, -0.5), 5))
            row.back.setZValue(-2)
            span = columns.bars_end - columns.bars
            groove = QRectF(columns.bars, middle - thick / 2, span, thick)
            row.groove.setPath(rounded(groove, 2.5))
            row.bar.setBrush(QColor(theme.classes[index % len(theme.classes)]))
            outline = theme.color("class_outline")
            row.bar.setPen(QPen(outline, 0.75 * theme.line_width))
            flag = columns.flag + 0.2 * self._more.line_height()
            row.flag.setPath(_flag(flag, middle, 0.62 * thick + 4))
            self._dress_flag(row.flag, theme)
            row.track.setLine(columns.track, middle, columns.track_end, middle)
            row.track.setPen(QPen(theme.color("grid"), theme.line_width))
            self._dress_marks(row.train, row.test, theme)

    def _dress_marks(
        self,
        dot: QGraphicsEllipseItem,
        ring: QGraphicsEllipseItem,
        theme: Theme,
    ) -> None:
        """Give the marks of training (dot) and test (ring) their looks."""
        inner, outer = self._mark_radii()
        dot.setRect(-inner, -inner, 2 * inner, 2 * inner)
        dot.setBrush(theme.color("train"))
        dot.setPen(_NO_PEN)
        ring.setRect(-outer, -outer, 2 * outer, 2 * outer)
        width = 0.1 * self._more.line_height() * theme.line_width
        ring.setPen(QPen(theme.color("test"), width))

    def _dress_flag(self, flag: QGraphicsPathItem, theme: Theme) -> None:
        flag.setBrush(theme.color("success"))
        pen = QPen(theme.color("success"), 1.4 * theme.line_width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        flag.setPen(pen)

    def _bar_thickness(self) -> float:
        return round(min(0.62 * self._row_height, 1.1 * self._more.line_height()))

    def _mark_radii(self) -> tuple[float, float]:
        """Return the radii of dot and ring; where they meet, both are seen."""
        line = self._more.line_height()
        return 0.15 * line, min(0.3 * line, 0.42 * self._row_height)

    def _middle(self, place: int) -> float:
        return self._top + (place + 0.5) * self._row_height

    def _track_x(self, share: float) -> float:
        columns = self._columns
        return columns.track + share * (columns.track_end - columns.track)

    def _each(self) -> Iterator[tuple[_Row, int, float]]:
        """Yield for each row its items, its class and its middle height."""
        for place, index in enumerate(self._shown):
            yield self._rows[place], index, self._middle(place)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if math.isfinite(share) else "—"


def _flag(left: float, middle: float, height: float) -> QPainterPath:
    """Return a small flag on a pole."""
    top = middle - height / 2
    path = QPainterPath(QPointF(left + 1, top + height))
    path.lineTo(left + 1, top)
    path.lineTo(left + 1 + 0.68 * height, top + 0.27 * height)
    path.lineTo(left + 1, top + 0.54 * height)
    return path
