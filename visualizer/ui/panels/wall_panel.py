"""The wall panel: the loss curve of every run, in small and on one scale."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.network_race import OpenRun, WallScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.wall_view import WallView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


@panels.register
class WallPanel(Panel):
    """Small multiples: a row a learning rate, a column an optimizer."""

    key: ClassVar[str] = "wall"
    title: ClassVar[str] = "Loss of every run"
    rank: ClassVar[int] = 66
    scene_class: ClassVar[type[Scene]] = WallScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: WallScene | None = None
        self._view = WallView(self)
        self._view.opened.connect(self._on_opened)
        self._drawing = Pacer(self._draw, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> WallView:
        """What is drawn."""
        return self._view

    def set_scene(self, scene: WallScene) -> None:
        """Draw a scene; growing curves follow five times a second."""
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

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Loss of every run"))
        self._view.setAccessibleName(tr("Loss of every run"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the wall."""
        return [
            (
                tr("Cell"),
                tr(
                    "Training loss over the run, a line for each seed; all on one scale"
                ),
            ),
            (tr("Rows"), tr("Learning rates, the lowest below")),
            (tr("Outline"), tr("The lowest training loss of all runs at this moment")),
            (
                tr("diverged"),
                tr("The loss grew without bound: the steps were too long"),
            ),
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

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(260 * unit), round(170 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(520 * unit), round(380 * unit))
