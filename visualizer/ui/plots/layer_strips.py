"""Distributions, a column for each layer, beside an axis of values."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from visualizer.scenes.signals import SpreadScene
from visualizer.ui.drawing import Canvas, color_table, mapped_image
from visualizer.ui.plots.text_pool import TextPool
from visualizer.ui.plots.ticks import linear_ticks
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular


class LayerStrips(Canvas):
    """Draws a `SpreadScene` from the panel's color to ink."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: SpreadScene | None = None
        self._picture = self.scene().addPixmap(QPixmap())
        self._lines = self.scene().addPath(QPainterPath())
        self._texts = TextPool(self._lines)
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: SpreadScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        self.lay_out()

    def texts(self) -> list[str]:
        """Return what is written at the axes."""
        return [text.text() for text in self._texts.shown()]

    def picture(self) -> QPixmap:
        """Return the distributions as they are drawn, a pixel a share."""
        return self._picture.pixmap()

    def lay_out(self) -> None:
        """Draw everything anew."""
        theme, scene = self._theme, self._drawn
        if theme is None or scene is None:
            return
        font = tabular(sized(self.font(), 0.85))
        self._texts.dress(font, theme.color("text_secondary"))
        em = self._texts.line_height()
        left = 0.6 * em + max(self._texts.advance_of(text) for _, text in scene.ticks)
        area = QRectF(self.viewport().rect()).adjusted(left, 4.0, -1.0, -1.5 * em)
        table = color_table([theme.color("panel"), theme.color("text")])
        self._picture.setPixmap(QPixmap.fromImage(mapped_image(scene.shares, table)))
        rows, count = scene.shares.shape
        wide, high = area.width() / count, area.height() / rows
        self._picture.setTransform(QTransform.fromScale(wide, high))
        self._picture.setPos(area.topLeft())
        self._texts.begin()
        path = QPainterPath()
        path.addRect(area)
        free = area.bottom() + em
        for share, text in scene.ticks:
            y = area.bottom() - share * area.height()
            path.moveTo(area.left() - 0.25 * em, y)
            path.lineTo(area.left(), y)
            if free - y >= 0.9 * em:
                self._texts.add(text, area.left() - 0.4 * em, y, "right")
                free = y
        self._write_layers(scene.x_label, count, area, em)
        self._texts.end()
        self._lines.setPath(path)
        self._lines.setPen(QPen(theme.color("border"), 1.0))

    def _write_layers(self, label: str, count: int, area: QRectF, em: float) -> None:
        """Write numbers below the columns, and at the right what they are."""
        middle = area.bottom() + 0.85 * em
        end = area.right() - self._texts.advance_of(label) - 0.5 * em
        self._texts.add(label, area.right(), middle, "right")
        most = max(1, int(area.width() / (3.0 * em)))
        numbers = [round(t.value) for t in linear_ticks(1.0, count, most, whole=True)]
        for number in numbers or [1]:
            x = area.left() + (number - 0.5) * area.width() / count
            if x + 0.5 * self._texts.advance_of(str(number)) < end:
                self._texts.add(str(number), x, middle, "center")
