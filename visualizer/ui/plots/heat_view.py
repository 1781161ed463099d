"""A heat map of losses: rows of rates, columns of optimizers."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QGraphicsRectItem, QWidget

from visualizer.scenes.network_race import HeatCell, HeatScene
from visualizer.ui.drawing import Text
from visualizer.ui.plots.loss_scale import is_bright, viridis
from visualizer.ui.plots.race_grid import RaceGrid
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular

DARK, BRIGHT = QColor(0, 0, 0), QColor(255, 255, 255)
"""Inks on the colors of viridis, the same in all themes as these are.

Nothing lighter than black has a contrast of 4.5 where white has less.
"""


class _Tile:
    """The items of one cell."""

    def __init__(self, view: RaceGrid) -> None:
        self.ground: QGraphicsRectItem = view.scene().addRect(QRectF())
        self.hatching: QGraphicsRectItem = view.scene().addRect(QRectF())
        self.plate: QGraphicsRectItem = view.scene().addRect(QRectF())
        self.label: Text = view.text()

    def remove(self, view: RaceGrid) -> None:
        for item in (self.ground, self.hatching, self.plate, self.label):
            view.scene().removeItem(item)


class HeatView(RaceGrid):
    """A color and a number a cell; where runs diverged hatching and the word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: HeatScene | None = None
        self._tiles: list[_Tile] = []
        self.laid_out.connect(self._draw)

    def set_scene(self, scene: HeatScene) -> None:
        """Draw a scene."""
        if scene == self._drawn:
            return
        self._drawn = scene
        told = tuple(tuple(cell.text for cell in row) for row in scene.cells)
        self.set_names(scene.rows, scene.columns, told)
        self._draw()

    def labels(self) -> tuple[str, ...]:
        """Return what is written in the cells, row by row from the lowest."""
        return tuple(tile.label.text() for tile in self._tiles)

    def hatched(self) -> tuple[int, ...]:
        """Return the cells that are hatched, counted row by row from the lowest."""
        return tuple(
            number
            for number, tile in enumerate(self._tiles)
            if tile.hatching.isVisible()
        )

    def _draw(self) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        cells = [
            (row, column, cell)
            for row, line in enumerate(scene.cells)
            for column, cell in enumerate(line)
        ]
        while len(self._tiles) > len(cells):
            self._tiles.pop().remove(self)
        while len(self._tiles) < len(cells):
            self._tiles.append(_Tile(self))
        for tile, (row, column, cell) in zip(self._tiles, cells, strict=True):
            best = scene.best == (row, column)
            self._draw_tile(tile, cell, self.cell(row, column), best, theme)

    def _draw_tile(
        self, tile: _Tile, cell: HeatCell, box: QRectF, best: bool, theme: Theme
    ) -> None:
        lost = math.isnan(cell.share)
        word = 0 if lost else int(viridis()[round(255 * cell.share)])
        tile.ground.setRect(box)
        tile.ground.setBrush(theme.color("panel") if lost else QColor.fromRgb(word))
        ink = theme.color("text")
        if not lost:
            ink = DARK if is_bright(cell.share) else BRIGHT
        outline = QPen(theme.color("marker"), 2.4 * theme.line_width)
        tile.ground.setPen(outline if best else QPen(Qt.PenStyle.NoPen))
        tile.hatching.setVisible(lost)
        tile.hatching.setRect(box)
        tile.hatching.setPen(QPen(theme.color("grid"), 1.0))
        pattern = QBrush(theme.color("ghost"), Qt.BrushStyle.BDiagPattern)
        tile.hatching.setBrush(pattern)
        tile.label.dress(tabular(sized(self.font(), 0.88)), ink)
        taken = tile.label.place(
            cell.label, box.center().x(), box.center().y(), "center", box.width() - 6.0
        )
        tile.label.setVisible(box.height() >= 0.8 * tile.label.line_height())
        tall = min(box.height(), tile.label.line_height())
        plate = QRectF(0.0, 0.0, taken + 6.0, tall)
        plate.moveCenter(box.center())
        tile.plate.setVisible(lost and tile.label.isVisible())
        tile.plate.setRect(plate)
        tile.plate.setPen(QPen(Qt.PenStyle.NoPen))
        tile.plate.setBrush(theme.color("panel"))
