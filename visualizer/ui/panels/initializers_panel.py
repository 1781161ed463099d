"""The same network with other initial weights, a small plot for each."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import ChooseOption
from visualizer.scenes.signals import ChooseInitializer, InitializersScene
from visualizer.ui.drawing import Pacer
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import PlotPanel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.initializer_grid import InitializerGrid
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.chips import Chips


@panels.register
class InitializersPanel(PlotPanel):
    """Median and quartiles over repeated draws; a click chooses an initializer.

    Alt+left and right choose the neighbor of the present one.
    """

    key: ClassVar[str] = "initializers"
    title: ClassVar[str] = "Other initial weights"
    rank: ClassVar[int] = 88
    scene_class: ClassVar[type[Scene]] = InitializersScene
    least: ClassVar[tuple[int, int]] = (320, 140)
    usual: ClassVar[tuple[int, int]] = (520, 260)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: InitializersScene | None = None
        self._view = InitializerGrid(self)
        self._view.chosen.connect(self._choose)
        self._ways = Chips(self, dense=True)
        self._ways.chosen.connect(
            lambda key: self.intent.emit(ChooseOption("way", key))
        )
        self._drawing = Pacer(self._draw, self)
        self.fill(self._view, self._view)
        self.retranslate()

    @property
    def view(self) -> InitializerGrid:
        """The plots."""
        return self._view

    @property
    def ways(self) -> Chips:
        """The choice between forward and backward."""
        return self._ways

    def set_scene(self, scene: InitializersScene) -> None:
        """Draw a scene, five times a second at most while draws come in."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._ways.set_items(scene.kinds)
        if self._ways.chosen_key() != scene.kind:
            self._ways.set_chosen(scene.kind)
        self._drawing.request(now=before is None or _look(before) != _look(scene))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Other initial weights"))
        self._view.setAccessibleName(tr("Other initial weights"))
        self._ways.setAccessibleName(tr("Direction"))

    def header_widgets(self) -> list[QWidget]:
        """Return the choice between forward and backward."""
        return [self._ways]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plots."""
        return [
            (
                tr("Line"),
                tr("Median size over the layers, of networks drawn again and again"),
            ),
            (tr("Band"), tr("Half of the networks lie in it, between the quartiles")),
            (tr("Dotted line"), tr("The size that the signal begins with")),
            (tr("Outline"), tr("The initial weights that the network has")),
            (
                tr("Click, Alt + arrows"),
                tr("Draw the network anew with other initial weights"),
            ),
        ]

    def _choose(self, key: str) -> None:
        self.intent.emit(ChooseInitializer(key))

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)
            self.setAccessibleDescription(_told(self._scene))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = alt_arrow(event)
        cells = () if self._scene is None else self._scene.cells
        if arrow is None or not arrow[0] or not cells:
            super().keyPressEvent(event)
            return
        chosen = [place for place, cell in enumerate(cells) if cell.chosen]
        beside = -1 if arrow[0] > 0 else len(cells)
        place = chosen[0] if chosen else beside
        self._choose(cells[(place + arrow[0]) % len(cells)].key)


def _look(scene: InitializersScene) -> tuple[object, ...]:
    """Return what does not wait for its turn when it changes."""
    chosen = tuple(cell.key for cell in scene.cells if cell.chosen)
    return scene.kind, scene.hint, chosen


def _told(scene: InitializersScene) -> str:
    """Say what becomes of the signal with each, for those who do not see it."""
    return ", ".join(f"{cell.name}: {cell.text}" for cell in scene.cells)
