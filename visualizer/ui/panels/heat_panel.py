"""The heat panel: which rate is good for which optimizer."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.network_race import HeatScene, OpenRun
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.color_scale import ColorScale
from visualizer.ui.plots.heat_view import HeatView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


@panels.register
class HeatPanel(Panel):
    """The median loss of each learning rate and optimizer, with its scale."""

    key: ClassVar[str] = "heat"
    title: ClassVar[str] = "Learning rate × optimizer"
    rank: ClassVar[int] = 67
    scene_class: ClassVar[type[Scene]] = HeatScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: HeatScene | None = None
        self._view = HeatView(self)
        self._view.opened.connect(self._on_opened)
        self._scale = ColorScale(self)
        self._drawing = Pacer(self._draw, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._view, 1)
        column.addWidget(self._scale)
        self.retranslate()

    @property
    def view(self) -> HeatView:
        """What is drawn."""
        return self._view

    @property
    def scale(self) -> ColorScale:
        """The colors with the losses at their ends."""
        return self._scale

    def set_scene(self, scene: HeatScene) -> None:
        """Draw a scene; numbers follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        other = before is None or (before.rows, before.columns) != (
            scene.rows,
            scene.columns,
        )
        self._drawing.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)
        self._scale.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Learning rate × optimizer"))
        self._view.setAccessibleName(tr("Learning rate × optimizer"))
        self._draw()

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the map."""
        return [
            (
                tr("Color"),
                tr("Training loss at this moment, logarithmic: dark is low"),
            ),
            (
                tr("Number"),
                tr("Median over the seeds; one that diverged counts as infinite"),
            ),
            (tr("Outline"), tr("The lowest median")),
            (
                tr("Click, Enter"),
                tr("Opens the best run of a cell in the Playground; undo leads back"),
            ),
        ]

    def _on_opened(self, row: int, column: int) -> None:
        if self._scene is not None:
            self.intent.emit(OpenRun(self._scene.cells[row][column].run))

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)
            low, high = self._scene.scale
            self._scale.set_texts(low, tr("training loss, logarithmic"), high)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(240 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(400 * unit), round(260 * unit))
