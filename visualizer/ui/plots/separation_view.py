"""Bars of shares, a row for each layer, with where each of them began."""

from __future__ import annotations

import math

from msgspec import Struct
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QWidget

from visualizer.scenes.representations import SeparationScene
from visualizer.ui.drawing import Canvas, Pacer, Text, rounded
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

TALLEST = 2.4
"""Height of a row in lines of text, at most."""


class _Row(Struct):
    groove: QGraphicsPathItem
    bar: QGraphicsPathItem
    mark: QGraphicsPathItem
    name: Text
    share: Text
    further: Text

    def show(self, shown: bool) -> None:
        for item in (
            *(self.groove, self.bar, self.mark),
            *(self.name, self.share, self.further),
        ):
            item.setVisible(shown)


class SeparationView(Canvas):
    """Draws the rows of a `SeparationScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._theme: Theme | None = None
        self._drawn: SeparationScene | None = None
        self._rows: list[_Row] = []
        self._heads = (self.text(), self.text())
        self._chance = self.scene().addPath(QPainterPath())
        self._chance.setZValue(2.0)
        self._bars = QRectF()
        self._pitch = 1.0
        self._numbers = Pacer(self._write, self)
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        pen = QPen(theme.color("text"), 1.4, Qt.PenStyle.DotLine)
        self._chance.setPen(pen)
        self.lay_out()

    def set_scene(self, scene: SeparationScene) -> None:
        """Draw a scene."""
        before, self._drawn = self._drawn, scene
        if before is None or _structure(before) != _structure(scene):
            self.lay_out()
            return
        self._draw()
        self._numbers.request()

    def texts(self) -> list[tuple[str, str, str]]:
        """Return what is written in each row."""
        scene = self._drawn
        shown = 0 if scene is None else len(scene.rows)
        return [
            (row.name.text(), row.share.text(), row.further.text())
            for row in self._rows[:shown]
        ]

    def bar_share(self, row: int) -> float:
        """Return the length of a bar as a share of its groove."""
        return self._rows[row].bar.path().boundingRect().width() / self._bars.width()

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        while len(self._rows) < len(scene.rows):
            stage = self.scene()
            groove, bar, mark = (stage.addPath(QPainterPath()) for _ in range(3))
            mark.setZValue(1.0)
            texts = self.text(), self.text(), self.text()
            self._rows.append(_Row(groove, bar, mark, *texts))
        font = tabular(sized(self.font(), 0.92))
        small = tabular(sized(self.font(), 0.82))
        for head in self._heads:
            head.dress(small, theme.color("text_secondary"))
        em, head_width = self._heads[0].line_height(), self._heads[0].advance_of
        area = QRectF(self.viewport().rect()).adjusted(2, 0, -2, 0)
        room = area.height() - 1.4 * em
        self._pitch = min(TALLEST * em, room / max(1, len(scene.rows)))
        font = sized(font, min(1.0, max(0.6, self._pitch / (1.15 * em))))
        for place, row in enumerate(self._rows):
            row.show(place < len(scene.rows))
            row.name.dress(font, theme.color("text"))
            row.share.dress(font, theme.color("text"))
            row.further.dress(font, theme.color("text_secondary"))
        width = self._rows[0].name.advance_of if self._rows else head_width
        names = max((width(row.name) for row in scene.rows), default=0.0)
        share = width("100 %")
        further = 0.0
        if scene.further:
            further = max(head_width(scene.further), width("0.0012")) + em
        left = area.left() + names + 0.8 * em
        right = area.right() - share - 0.8 * em - further
        top = area.top() + 1.4 * em
        right = max(left + 8.0, right)
        self._bars = QRectF(left, top, right - left, self._pitch * len(scene.rows))
        head, second = self._heads
        head.place(scene.measure, left, area.top() + 0.6 * em, "left", right - left)
        second.place(scene.further, area.right(), area.top() + 0.6 * em, "right")
        for place, (row, said) in enumerate(zip(self._rows, scene.rows, strict=False)):
            middle = self._middle(place)
            row.name.place(said.name, area.left(), middle)
            row.groove.setPath(rounded(self._bar_box(place, 1.0), 2.5))
            row.groove.setBrush(theme.color("control"))
            row.groove.setPen(QPen(Qt.PenStyle.NoPen))
            row.bar.setBrush(theme.color("success"))
            row.bar.setPen(QPen(Qt.PenStyle.NoPen))
            row.mark.setPen(QPen(theme.color("text"), 2.0 * theme.line_width))
        self._draw()
        self._numbers.request(now=True)

    def _middle(self, row: int) -> float:
        return self._bars.top() + (row + 0.5) * self._pitch

    def _bar_box(self, row: int, share: float) -> QRectF:
        thick = min(14.0, 0.5 * self._pitch)
        middle = self._middle(row)
        return QRectF(
            self._bars.left(), middle - thick / 2, share * self._bars.width(), thick
        )

    def _draw(self) -> None:
        scene = self._drawn
        assert scene is not None
        for place, (row, said) in enumerate(zip(self._rows, scene.rows, strict=False)):
            box = self._bar_box(place, _bounded(said.share))
            row.bar.setPath(rounded(box, min(2.5, box.width() / 2)))
            mark = QPainterPath()
            if math.isfinite(said.before):
                at = self._bar_box(place, _bounded(said.before))
                mark.moveTo(at.right(), at.top() - 3.0)
                mark.lineTo(at.right(), at.bottom() + 3.0)
            row.mark.setPath(mark)
        chance = QPainterPath()
        if 0.0 < scene.chance < 1.0 and scene.rows:
            x = self._bars.left() + scene.chance * self._bars.width()
            chance.moveTo(x, self._bars.top())
            chance.lineTo(x, self._bars.bottom())
        self._chance.setPath(chance)

    def _write(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        area = QRectF(self.viewport().rect()).adjusted(2, 0, -2, 0)
        em = self._heads[0].line_height()
        for place, (row, said) in enumerate(zip(self._rows, scene.rows, strict=False)):
            middle = self._middle(place)
            row.share.place(said.text, self._bars.right() + 0.6 * em, middle)
            row.further.place(said.further, area.right(), middle, "right")


def _bounded(share: float) -> float:
    return min(max(share, 0.0), 1.0) if math.isfinite(share) else 0.0


def _structure(scene: SeparationScene) -> tuple[object, ...]:
    """Return what decides where everything stands."""
    names = tuple(row.name for row in scene.rows)
    return names, scene.measure, scene.further
