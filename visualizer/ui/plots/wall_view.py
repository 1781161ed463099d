"""A wall of small loss curves on one scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import (
    QGraphicsPathItem,
    QGraphicsRectItem,
    QWidget,
)

from visualizer.scenes.network_race import WallCell, WallScene
from visualizer.ui.drawing import Text
from visualizer.ui.plots.race_grid import RaceGrid
from visualizer.ui.theme import Theme
from visualizer.ui.typography import sized, tabular


class _Tile:
    """The items of one cell."""

    def __init__(self, view: RaceGrid) -> None:
        stage = view.scene()
        self.ground: QGraphicsRectItem = stage.addRect(QRectF())
        self.curves: QGraphicsPathItem = stage.addPath(QPainterPath())
        self.mark: Text = view.text()

    def remove(self, view: RaceGrid) -> None:
        for item in (self.ground, self.curves, self.mark):
            view.scene().removeItem(item)


class WallView(RaceGrid):
    """A small plot a cell: a curve for each seed, marked where runs diverged."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: WallScene | None = None
        self._tiles: list[_Tile] = []
        self.laid_out.connect(self._draw)

    def set_scene(self, scene: WallScene) -> None:
        """Draw a scene."""
        self._drawn = scene
        told = tuple(tuple(cell.text for cell in row) for row in scene.cells)
        self.set_names(scene.rows, scene.columns, told)
        self._draw()

    def marks(self) -> tuple[str, ...]:
        """Return what is written in the cells, those without a word left out."""
        return tuple(tile.mark.text() for tile in self._tiles if tile.mark.isVisible())

    def outlined(self) -> tuple[int, ...]:
        """Return the cells with an outline, counted row by row from the lowest."""
        assert self._theme is not None
        marker = self._theme.color("marker")
        return tuple(
            number
            for number, tile in enumerate(self._tiles)
            if tile.ground.pen().color() == marker
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
        self, tile: _Tile, cell: WallCell, box: QRectF, best: bool, theme: Theme
    ) -> None:
        assert self._drawn is not None
        width = theme.line_width
        lost = cell.lost == len(cell.curves)
        pen = QPen(theme.color("grid"), 1.0)
        if best:
            pen = QPen(theme.color("marker"), 2.2 * width)
        tile.ground.setRect(box)
        tile.ground.setPen(pen)
        tile.ground.setBrush(Qt.BrushStyle.NoBrush)
        inside = box.adjusted(3.0, 3.0, -3.0, -3.0)
        tile.curves.setPath(_curves(self._drawn.across, cell.curves, inside))
        role = "ghost" if lost else "train"
        line = QPen(theme.color(role), (1.8 if best else 1.3) * width)
        line.setCosmetic(True)
        tile.curves.setPen(line)
        tile.mark.dress(tabular(sized(self.font(), 0.78)), theme.color("warning"))
        tile.mark.setVisible(bool(cell.mark))
        if cell.mark:
            middle = inside.top() + 0.45 * tile.mark.line_height()
            tile.mark.place(cell.mark, inside.right(), middle, "right", inside.width())


def _curves(across: np.ndarray, curves: np.ndarray, box: QRectF) -> QPainterPath:
    """Return the lines of a cell; what is not known is left out."""
    path = QPainterPath()
    x = (box.left() + across * box.width()).tolist()
    for curve in curves:
        y = box.bottom() - curve * box.height()
        begun = False
        for at, height, known in zip(
            x, y.tolist(), np.isfinite(curve).tolist(), strict=True
        ):
            if not known:
                continue
            if begun:
                path.lineTo(at, height)
            else:
                path.moveTo(at, height)
                begun = True
    return path
