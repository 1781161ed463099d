"""Neurons of one layer side by side: those that start equal stay equal."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import EditParameter
from visualizer.scenes.signals import LookAtLayer, TwinsScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.twins_view import TwinsView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.icon_button import IconButton
from visualizer.ui.widgets.push_button import PushButton


@panels.register
class TwinsPanel(Panel):
    """The weights of each neuron over the updates, and a button that nudges one."""

    key: ClassVar[str] = "twins"
    title: ClassVar[str] = "Neurons side by side"
    rank: ClassVar[int] = 89
    scene_class: ClassVar[type[Scene]] = TwinsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: TwinsScene | None = None
        self._view = TwinsView(self)
        self._before = IconButton("minus", parent=self)
        self._after = IconButton("plus", parent=self)
        self._layer = QLabel(self)
        self._nudge = PushButton("", "chip", self)
        self._nudge.setProperty("dense", True)
        self._before.clicked.connect(lambda: self._step(-1))
        self._after.clicked.connect(lambda: self._step(1))
        self._nudge.clicked.connect(self.nudge)
        self._drawing = Pacer(self._draw, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self.retranslate()

    @property
    def view(self) -> TwinsView:
        """The picture."""
        return self._view

    def header_widgets(self) -> list[QWidget]:
        """Return the choice of the layer, and the button that nudges."""
        return [self._before, self._layer, self._after, self._nudge]

    def set_scene(self, scene: TwinsScene) -> None:
        """Draw a scene, five times a second at most while nothing else changes."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._layer.setText(scene.layer_text)
        self._before.setEnabled(scene.layer > 1)
        self._after.setEnabled(scene.layer < scene.layers)
        other = before is None or (before.layer, len(before.twins)) != (
            scene.layer,
            len(scene.twins),
        )
        self._drawing.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._before.set_theme(theme)
        self._after.set_theme(theme)
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Neurons side by side"))
        self._view.setAccessibleName(tr("Neurons side by side"))
        self._before.set_title(tr("The layer before"))
        self._after.set_title(tr("The next layer"))
        self._nudge.setText(tr("Nudge a weight"))
        self._nudge.setAccessibleName(tr("Nudge a weight"))
        self._nudge.setToolTip(tr("Make the first weight of the first neuron greater"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the picture."""
        return [
            (
                tr("Strip"),
                tr("The weights into a neuron over the updates, a row for each"),
            ),
            (tr("Bars beside it"), tr("The same at the moment shown")),
            (tr("Color"), tr("Blue is positive, orange negative")),
            (
                tr("Nudge a weight"),
                tr("One weight is changed: twins that were equal part from there on"),
            ),
        ]

    def nudge(self) -> None:
        """Ask for another value of the first weight of the first neuron."""
        scene = self._scene
        if scene is not None:
            self.intent.emit(EditParameter(scene.target, scene.nudged, 0))

    def _step(self, way: int) -> None:
        if self._scene is not None:
            self.intent.emit(LookAtLayer(self._scene.layer + way))

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)
            self._view.setAccessibleDescription(self._scene.subtitle)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(320 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(520 * unit), round(260 * unit))
