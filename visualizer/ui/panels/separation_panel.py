"""The separation panel: how far apart each layer has brought the classes."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.representations import SeparationScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.separation_view import SeparationView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import ElidedLabel

REDRAW_INTERVAL = 66
"""Least time between two drawings, in milliseconds."""


@panels.register
class SeparationPanel(Panel):
    """A bar for each layer: what a straight cut behind it gets right."""

    key: ClassVar[str] = "separation"
    title: ClassVar[str] = "Classes come apart"
    rank: ClassVar[int] = 80
    scene_class: ClassVar[type[Scene]] = SeparationScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SeparationScene | None = None
        self._view = SeparationView(self)
        self._note = ElidedLabel("", "secondary", self)
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._view, 1)
        column.addWidget(self._note)

    @property
    def view(self) -> SeparationView:
        """The bars."""
        return self._view

    def note(self) -> str:
        """Return what is said under the bars."""
        return self._note.full_text()

    def set_scene(self, scene: SeparationScene) -> None:
        """Draw a scene; what moves follows fifteen times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._note.set_text(scene.note)
        self.setAccessibleName(scene.title)
        self._view.setAccessibleName(scene.title)
        other = before is None or len(before.rows) != len(scene.rows)
        self._drawing.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Classes come apart"))

    def explanation(self) -> list[tuple[str, str]]:
        return [] if self._scene is None else list(self._scene.parts)

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)
            said = (" ".join(row) for row in self._view.texts())
            self._view.setAccessibleDescription("; ".join(said))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(240 * unit), round(120 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(340 * unit), round(200 * unit))
