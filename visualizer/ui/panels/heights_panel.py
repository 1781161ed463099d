"""The heights panel: how high each runner is, step by step."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import SetOption
from visualizer.scenes.terrain import HeightsScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.heights_view import HeightsView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.push_button import PushButton

REDRAW_INTERVAL = 66
"""Least time between two drawings of growing curves, in milliseconds."""


@panels.register
class HeightsPanel(Panel):
    """Heights above the floor over steps, a curve for each runner."""

    key: ClassVar[str] = "heights"
    title: ClassVar[str] = "Height above the floor"
    rank: ClassVar[int] = 63
    scene_class: ClassVar[type[Scene]] = HeightsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: HeightsScene | None = None
        self._view = HeightsView(self)
        self._log = PushButton("", "chip", self)
        self._log.setProperty("dense", True)
        self._log.setCheckable(True)
        self._log.clicked.connect(
            lambda on: self.intent.emit(SetOption("log_heights", on))
        )
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> HeightsView:
        """The plot."""
        return self._view

    def set_scene(self, scene: HeightsScene) -> None:
        """Draw a scene; growing curves follow fifteen times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._log.setChecked(scene.log)
        self._drawing.request(now=before is None or before.log != scene.log)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._log.setText(tr("log"))
        self._log.setAccessibleName(tr("Logarithmic axis"))
        self._log.setToolTip(tr("Logarithmic or linear vertical axis"))
        self.setAccessibleName(tr("Height above the floor"))
        self._view.setAccessibleName(tr("Height above the floor"))

    def header_widgets(self) -> list[QWidget]:
        """Return the switch between a logarithmic and a linear axis."""
        return [self._log]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        return [
            (tr("Curves"), tr("How high each runner is above the lowest valley")),
            (
                tr("Markers"),
                tr("The same as on the terrain; the thick one is selected"),
            ),
            *self._unit(),
        ]

    def _unit(self) -> list[tuple[str, str]]:
        """Say what is counted along the horizontal axis."""
        if self._scene is None:
            return []
        return [(self._scene.x_label, self._scene.subtitle)]

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(220 * unit), round(110 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(360 * unit), round(180 * unit))
