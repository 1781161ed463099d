"""Groups as columns: a picture over each, and counts by label below it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QWidget

from visualizer.scenes.numbers import whole
from visualizer.scenes.shallow import ClustersScene
from visualizer.ui.canvas.ink import blend
from visualizer.ui.drawing import Align, Text
from visualizer.ui.maps.cells import cell_pictures
from visualizer.ui.plots.canvas import PlotCanvas
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

STRONGEST = 0.45
"""How much ink a full cell has, so that its number can be read on it."""

LARGEST = 64.0


class ClusterTable(PlotCanvas):
    """Draws a `ClustersScene`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: ClustersScene | None = None
        self._texts: list[Text] = []
        self._used = 0
        self._cells: list[QGraphicsRectItem] = []
        self._pictures: list[QGraphicsPixmapItem] = []
        self.resized.connect(self.lay_out)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self.set_ground(theme.color("panel"))
        self.lay_out()

    def set_scene(self, scene: ClustersScene) -> None:
        """Draw a scene; one that looks the same costs next to nothing."""
        before, self._drawn = self._drawn, scene
        if before is None or not _same(before, scene):
            self.lay_out()

    def texts(self) -> list[str]:
        """Return what is written."""
        return [text.text() for text in self._texts[: self._used]]

    def boxes(self) -> list[QRectF]:
        """Return where the pictures stand."""
        shown = [item for item in self._pictures if item.isVisible()]
        return [item.sceneBoundingRect() for item in shown]

    def lay_out(self) -> None:
        """Draw everything anew."""
        scene, theme = self._drawn, self._theme
        self._used = 0
        for item in (*self._texts, *self._cells, *self._pictures):
            item.hide()
        room = self.area()
        if scene is None or theme is None or room.width() < 20:
            return
        labels, groups = scene.counts.shape
        line = self._metrics(0.85).height()
        quiet, ink = theme.color("text_secondary"), theme.color("text")
        top = self._write_facts(scene, theme, line)
        left = max(self._width(name, 0.85) for name in scene.names)
        left = max(left, self._width(scene.words[0], 0.85)) + 0.6 * line
        pitch = (room.width() - left - 2.0) / groups
        side = min(pitch - 4.0, LARGEST, 0.3 * (room.height() - top))
        self._draw_pictures(scene, theme, left, top, pitch, max(4.0, side))
        top += max(4.0, side) + 0.9 * line
        fits = all(self._width(text, 0.8) <= pitch for text in scene.captions)
        for column, caption in enumerate(scene.captions):
            text = caption if fits else caption.partition(" ")[0]
            middle = left + (column + 0.5) * pitch
            self._write(text, middle, top, "center", 0.8, ink)
        self._write(scene.words[0], 0.0, top, "left", 0.85, quiet)
        top += 0.8 * line
        high = (room.bottom() - top - 1.0) / labels
        size = max(0.5, min(0.9, high / (1.25 * line), pitch / (2.4 * line)))
        totals = np.maximum(scene.counts.sum(axis=0), 1)
        while len(self._cells) < labels * groups:
            cell = self.scene().addRect(QRectF(), QPen(Qt.PenStyle.NoPen))
            self._cells.append(cell)
        for row, name in enumerate(scene.names):
            middle = top + (row + 0.5) * high
            self._write(name, left - 0.5 * line, middle, "right", size, ink)
            for column in range(groups):
                number = int(scene.counts[row, column])
                share = number / float(totals[column])
                cell = self._cells[row * groups + column]
                x = left + column * pitch
                cell.setRect(x + 1.0, top + row * high + 0.5, pitch - 2.0, high - 1.0)
                cell.setBrush(
                    blend(
                        theme.color("panel"),
                        theme.color("text_secondary"),
                        STRONGEST * share,
                    )
                )
                cell.show()
                if number:
                    across = x + 0.5 * pitch
                    self._write(whole(number), across, middle, "center", size, ink)
        said = [f"{name} {value}" for name, value in scene.facts]
        self.setAccessibleDescription(" · ".join((*said, *scene.captions)))

    def _write_facts(self, scene: ClustersScene, theme: Theme, line: float) -> float:
        """Write the numbers over the table; return where they end."""
        width = self.area().width()
        across = 0.0
        quiet, ink = theme.color("text_secondary"), theme.color("text")
        for name, value in scene.facts:
            taken = self._width(name, 0.85) + 0.4 * line
            taken += self._width(value, 0.85)
            if across and across + taken > width:
                break
            self._write(name, across, 0.6 * line, "left", 0.85, quiet)
            end = across + taken
            self._write(value, end, 0.6 * line, "right", 0.85, ink)
            across = end + 1.2 * line
        return 1.3 * line

    def _draw_pictures(
        self,
        scene: ClustersScene,
        theme: Theme,
        left: float,
        top: float,
        pitch: float,
        side: float,
    ) -> None:
        gray = np.zeros(len(scene.pictures))
        pixmaps = cell_pictures(scene.pictures, gray, theme)
        while len(self._pictures) < len(pixmaps):
            self._pictures.append(self.scene().addPixmap(QPixmap()))
        shown = zip(self._pictures, pixmaps, scene.captions, strict=False)
        for column, (item, pixmap, caption) in enumerate(shown):
            item.setPixmap(pixmap)
            x = left + (column + 0.5) * pitch - 0.5 * side
            across, down = side / pixmap.width(), side / pixmap.height()
            item.setTransform(QTransform(across, 0, 0, down, x, top))
            item.setToolTip(caption)
            item.show()

    def _width(self, text: str, size: float) -> float:
        return self._metrics(size).horizontalAdvance(text)

    def _metrics(self, size: float) -> QFontMetricsF:
        return QFontMetricsF(tabular(sized(self.font(), size)))

    def _write(
        self, text: str, x: float, y: float, align: Align, size: float, color: QColor
    ) -> None:
        if self._used == len(self._texts):
            self._texts.append(self.text())
            self._texts[-1].setZValue(2.0)
        item = self._texts[self._used]
        self._used += 1
        item.dress(tabular(sized(self.font(), size)), color)
        item.place(text, x, y, align)


def _same(before: ClustersScene, scene: ClustersScene) -> bool:
    """Return whether two scenes look the same."""
    words = (before.facts, before.captions, before.words, before.names)
    return (
        words == (scene.facts, scene.captions, scene.words, scene.names)
        and np.array_equal(before.counts, scene.counts)
        and np.array_equal(before.pictures, scene.pictures)
    )
