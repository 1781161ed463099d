"""The winners panel: what the best runs answer over the plane."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.network_race import OpenRun, WinnersScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.winners_view import WinnersView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS


@panels.register
class WinnersPanel(Panel):
    """Up to four maps side by side, the best at the left."""

    key: ClassVar[str] = "winners"
    title: ClassVar[str] = "The best"
    rank: ClassVar[int] = 68
    scene_class: ClassVar[type[Scene]] = WinnersScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: WinnersScene | None = None
        self._hint = QLabel(self)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setProperty("role", "secondary")
        self._view = WinnersView(self)
        self._view.opened.connect(self._on_opened)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(self._view)
        self._drawing = Pacer(self._draw, self)
        self.retranslate()

    @property
    def view(self) -> WinnersView:
        """What is drawn."""
        return self._view

    def hint(self) -> str:
        """Return what is said where there is nothing to draw."""
        return self._hint.text()

    def set_scene(self, scene: WinnersScene) -> None:
        """Draw a scene; maps follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._hint.setText(scene.hint)
        self._stack.setCurrentIndex(0 if scene.hint else 1)
        self._drawing.request(now=before is None or before.hint != scene.hint)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("The best"))
        self._view.setAccessibleName(tr("The best"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("Map"),
                tr("What a run answers everywhere, with the training examples"),
            ),
            (tr("Order"), tr("The lowest training loss stands at the left")),
            (
                tr("Click, Enter"),
                tr("Opens a run in the Playground; undo leads back"),
            ),
        ]

    def _on_opened(self, row: int, column: int) -> None:
        if self._scene is not None and column < len(self._scene.maps):
            self.intent.emit(OpenRun(self._scene.maps[column].run))

    def _draw(self) -> None:
        if self._scene is not None and not self._scene.hint:
            self._view.set_scene(self._scene)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(240 * unit), round(110 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(480 * unit), round(180 * unit))
