"""How activations are distributed in each layer."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.signals import SpreadScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import REDRAW_INTERVAL
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.layer_strips import LayerStrips
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


@panels.register
class SpreadPanel(Panel):
    """A distribution of activations for each layer."""

    key: ClassVar[str] = "spread"
    title: ClassVar[str] = "Activations in each layer"
    rank: ClassVar[int] = 87
    scene_class: ClassVar[type[Scene]] = SpreadScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SpreadScene | None = None
        self._view = LayerStrips(self)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> LayerStrips:
        """The picture."""
        return self._view

    def set_scene(self, scene: SpreadScene) -> None:
        """Draw a scene, fifteen times a second at most."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._drawing.request(now=before is None)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Activations in each layer"))
        self._view.setAccessibleName(tr("Activations in each layer"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the picture."""
        return [
            (
                tr("Column"),
                tr("The activations of all neurons of a layer for many examples"),
            ),
            (tr("Shade"), tr("How frequent a value is in its layer")),
            (
                tr("Axis"),
                tr("Even around 0, then in powers of ten; ends hold what is beyond"),
            ),
        ]

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(200 * unit), round(120 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(320 * unit), round(220 * unit))
