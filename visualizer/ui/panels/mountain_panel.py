"""The mountain panel: the terrain in three dimensions."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Seek
from visualizer.scenes.runner_intents import SelectRunner
from visualizer.scenes.terrain import MountainScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import PlotPanel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.mountain_view import MountainView
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.icon_button import IconButton

DEGREES = 10.0
"""Of a turn by key."""


@panels.register
class MountainPanel(PlotPanel):
    """The terrain as a mountain, with the paths of the runners on it.

    A drag turns and tilts it, the wheel zooms, a double-click resets; so do
    Alt+arrows, Alt+Page up and down, and Alt+Home. A click on a runner selects it.
    """

    key: ClassVar[str] = "mountain"
    title: ClassVar[str] = "The mountain"
    rank: ClassVar[int] = 60
    scene_class: ClassVar[type[Scene]] = MountainScene
    labeled: ClassVar[bool] = True
    least: ClassVar[tuple[int, int]] = (240, 150)
    usual: ClassVar[tuple[int, int]] = (480, 340)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: MountainScene | None = None
        self._view = MountainView(self)
        self._reset = IconButton("fit", parent=self)
        self._reset.clicked.connect(self._view.reset)
        self.fill(self._view, self._view)
        self._view.runner_chosen.connect(
            lambda number: self.intent.emit(SelectRunner(number))
        )
        self._view.run_wanted.connect(
            lambda run, update: self.intent.emit(Seek(update, run))
        )
        self.retranslate()

    @property
    def view(self) -> MountainView:
        """What is drawn."""
        return self._view

    def set_scene(self, scene: MountainScene) -> None:
        """Draw a scene."""
        self._scene = scene
        self.set_heading(scene.title, scene.subtitle)
        self._view.set_scene(scene)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)
        self._reset.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._reset.set_title(tr("See the mountain as at first"))
        self.setAccessibleName(tr("The mountain"))
        self.setAccessibleDescription(
            tr("Alt+arrows turn it, Alt+Page up and down zoom, Alt+Home resets")
        )
        self._view.setAccessibleName(tr("The mountain"))

    def header_widgets(self) -> list[QWidget]:
        """Return the button that resets the view."""
        return [self._reset]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the mountain."""
        stems = (
            tr("Stems"),
            tr("From the surface to the true loss: the run is not in this plane"),
        )
        ghosts = (
            tr("Faint paths"),
            tr("Runs that were left, in the same plane; click one to return to it"),
        )
        scene = self._scene
        has_stems = scene is not None and scene.stems is not None
        has_ghosts = scene is not None and len(scene.ghosts) > 0
        return [
            *([stems] if has_stems else []),
            *([ghosts] if has_ghosts else []),
            (tr("Colors"), tr("Height of the ground: dark is low, yellow is high")),
            (tr("Paths"), tr("Where each runner has been; its marker is where it is")),
            (tr("Dashes"), tr("The part of a path that is behind the mountain")),
            (
                tr("Hollow line and marker"),
                tr("The mean of all places so far, where one is kept"),
            ),
            (tr("Flag"), tr("Where all runners start")),
            (tr("Drag"), tr("Turns and tilts the mountain; a double-click resets")),
            (tr("Fog"), tr("Only what is near a runner can be seen, until revealed")),
        ]

    def claims(self, event: QKeyEvent) -> bool:
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return super().claims(event) or (alt and event.key() in _ZOOMS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = alt_arrow(event)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if arrow is not None:
            self._view.turn(-DEGREES * arrow[0], DEGREES * arrow[1])
        elif alt and event.key() == Qt.Key.Key_Home:
            self._view.reset()
        elif alt and event.key() in _ZOOMS:
            self._view.zoom(_ZOOMS[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


_ZOOMS: dict[int, float] = {
    Qt.Key.Key_PageUp: 1.0,
    Qt.Key.Key_PageDown: -1.0,
    Qt.Key.Key_Home: 0.0,
}
