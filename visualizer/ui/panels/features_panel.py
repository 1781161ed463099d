"""The features panel: what a person may decide to measure on a digit."""

from __future__ import annotations

import math
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.shallow import FeaturesScene, FeatureTile, ToggleFeature
from visualizer.ui.drawing import font_pixels
from visualizer.ui.maps.cells import cell_pictures
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import CheckBox, ElidedLabel

COLUMNS = 3
"""Features side by side; the digit stands at their left."""

SPACE = 6


class _Picture(QLabel):
    """A square of cells, as large as fits; says when it is clicked."""

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pixmap = QPixmap()
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def show_cells(self, values: FloatArray, limit: float, theme: Theme) -> None:
        """Draw values, a square each."""
        limits = values.sum(keepdims=True).reshape(-1) * 0.0 + limit
        (self._pixmap,) = cell_pictures(values[None], limits, theme)
        self._fit()

    def _fit(self) -> None:
        if self._pixmap.isNull():
            return
        ratio = self.devicePixelRatioF()
        side = math.floor(min(self.width(), self.height()) * ratio)
        if side < 1:
            return
        keep = Qt.AspectRatioMode.KeepAspectRatio
        drawn = self._pixmap.scaled(side, side, keep)
        drawn.setDevicePixelRatio(ratio)
        self.setPixmap(drawn)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class _Tile(QWidget):
    """A feature: a box to tick, what it sees, how many numbers it gives."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.box = CheckBox("", self)
        self.name = ElidedLabel("", "value", self)
        self.picture = _Picture(self)
        self.count = ElidedLabel("", "small", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        # No wider than its text: beside it nothing would happen.
        column.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.name)
        column.addWidget(self.picture, 1)
        column.addWidget(self.count)


@panels.register
class FeaturesPanel(Panel):
    """The watched digit, and what each feature measures on it, to be ticked."""

    key: ClassVar[str] = "features"
    title: ClassVar[str] = "Hand-made features"
    rank: ClassVar[int] = 80
    scene_class: ClassVar[type[Scene]] = FeaturesScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._drawn: FeaturesScene | None = None
        self._digit = _Tile(self)
        self._digit.box.hide()
        self._tiles: dict[str, _Tile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        self.retranslate()

    @property
    def boxes(self) -> dict[str, CheckBox]:
        """The boxes to tick, by the keys of the features."""
        return {key: tile.box for key, tile in self._tiles.items()}

    @property
    def pictures(self) -> dict[str, QLabel]:
        """What features see, by their keys."""
        return {key: tile.picture for key, tile in self._tiles.items()}

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._draw_pictures(None)

    def set_scene(self, scene: FeaturesScene) -> None:
        """Show a scene; pictures are drawn anew only for another digit."""
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        keys = [tile.key for tile in scene.tiles]
        if keys != list(self._tiles):
            self._rebuild(keys)
            before = None
        self._digit.name.set_text(scene.image_name.partition(" · ")[0])
        self._digit.count.set_text(scene.image_name.partition(" · ")[2])
        for tile in scene.tiles:
            self._show_words(self._tiles[tile.key], tile)
        self._draw_pictures(before)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Hand-made features"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel, and say what each feature measures."""
        parts = [
            (tr("digit"), tr("The watched digit: [ and ] choose another")),
            (
                tr("boxes"),
                tr("What is ticked is measured; both ways then begin anew"),
            ),
        ]
        if self._drawn is not None:
            parts += [(tile.name, tile.about) for tile in self._drawn.tiles]
        return parts

    def _rebuild(self, keys: list[str]) -> None:
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
            tile.deleteLater()
        self._tiles = {}
        for key in keys:
            tile = self._tiles[key] = _Tile(self)
            tile.name.hide()
            tile.box.clicked.connect(lambda _, key=key: self._on_clicked(key))
            tile.picture.clicked.connect(tile.box.click)
            tile.show()
        self._place()

    def _place(self) -> None:
        """Put the tiles in rows, beside the digit."""
        for number, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, number // COLUMNS, 1 + number % COLUMNS)
        rows = -(-len(self._tiles) // COLUMNS)
        self._grid.addWidget(self._digit, 0, 0, rows, 1)
        for row in range(rows):
            self._grid.setRowStretch(row, 1)
        self._grid.setColumnStretch(0, 4)
        for column in range(1, 1 + COLUMNS):
            self._grid.setColumnStretch(column, 3)

    def _show_words(self, shown: _Tile, tile: FeatureTile) -> None:
        shown.box.setText(tile.name)
        shown.box.setAccessibleName(tile.name)
        shown.box.setAccessibleDescription(tile.about)
        shown.box.setChecked(tile.on)
        shown.setToolTip(tile.about)
        shown.count.set_text(tile.count)

    def _draw_pictures(self, before: FeaturesScene | None) -> None:
        scene, theme = self._drawn, self._theme
        if scene is None or theme is None:
            return
        if before is not None and before.image is scene.image:
            return
        self._digit.picture.show_cells(scene.image, 0.0, theme)
        for tile in scene.tiles:
            self._tiles[tile.key].picture.show_cells(tile.values, tile.limit, theme)

    def _on_clicked(self, key: str) -> None:
        # What the scenes say is shown; a tick is a wish.
        if self._drawn is not None:
            self.intent.emit(ToggleFeature(key))
            (tile,) = (each for each in self._drawn.tiles if each.key == key)
            self._tiles[key].box.setChecked(tile.on)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(300 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(480 * unit), round(260 * unit))
