"""How a tower comes about from four steps."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import StagesScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.tiles_view import TilesView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


@panels.register
class StagesPanel(Panel):
    """Maps of the steps, of the two bumps, of their sum, and of the tower."""

    key: ClassVar[str] = "stages"
    title: ClassVar[str] = "From four steps to a tower"
    rank: ClassVar[int] = 77
    scene_class: ClassVar[type[Scene]] = StagesScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = TilesView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> TilesView:
        """The maps."""
        return self._view

    def set_scene(self, scene: StagesScene) -> None:
        """Draw a scene."""
        self.set_heading(scene.title, scene.subtitle)
        self._view.set_scene(scene)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("From four steps to a tower"))
        self._view.setAccessibleName(tr("From four steps to a tower"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the maps."""
        return [
            (tr("Steps"), tr("Two up and two down; those down count negative")),
            (tr("Bumps"), tr("A step up and a step down, across and upright")),
            (
                tr("Sum"),
                tr("1 where one bump is, 2 where both are; the threshold lies between"),
            ),
            (tr("Tower"), tr("What the second hidden layer makes of the sum")),
        ]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(240 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(480 * unit), round(240 * unit))
