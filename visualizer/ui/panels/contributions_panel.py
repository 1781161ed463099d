"""What each hidden neuron adds to the output."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import ContributionsScene
from visualizer.scenes.intents import SetOption
from visualizer.ui.panels import panels
from visualizer.ui.panels.line_panel import LinePanel
from visualizer.ui.widgets.push_button import PushButton


@panels.register
class ContributionsPanel(LinePanel):
    """Single curves and their sum, of what is built or of what is trained."""

    key: ClassVar[str] = "contributions"
    title: ClassVar[str] = "What each neuron adds"
    rank: ClassVar[int] = 74
    scene_class: ClassVar[type[Scene]] = ContributionsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        self._trained = PushButton("", "chip")
        super().__init__(parent)
        self._trained.setParent(self)
        self._trained.setProperty("dense", True)
        self._trained.setCheckable(True)
        self._trained.clicked.connect(
            lambda on: self.intent.emit(SetOption("trained_parts", on))
        )

    @property
    def switch(self) -> PushButton:
        """The switch between both networks."""
        return self._trained

    def header_widgets(self) -> list[QWidget]:
        return [*super().header_widgets(), self._trained]

    def set_scene(self, scene: Any) -> None:
        """Draw a scene."""
        super().set_scene(scene)
        self._trained.setChecked(scene.trained)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        super().retranslate()
        self._trained.setText(tr("Trained"))
        self._trained.setToolTip(tr("Neurons of the trained network"))
