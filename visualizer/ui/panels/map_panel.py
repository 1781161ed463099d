"""The map panel: the terrain from above, with the runners and the start."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import SetOption
from visualizer.scenes.runner_intents import PlaceStart, SelectRunner
from visualizer.scenes.terrain import MapScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import MarkerPanel
from visualizer.ui.plots.terrain_map import TerrainMap
from visualizer.ui.theme import Theme
from visualizer.ui.widgets.push_button import PushButton

OPTIONS = ("valleys", "one_example", "fog", "slopes")
"""What a map may let be switched; a scene says which of them it has."""


@panels.register
class MapPanel(MarkerPanel):
    """Contours, the way down, the runners' paths, and the flag where they start.

    A click puts the flag elsewhere, a drag moves it (`PlaceStart`, one gesture
    number a drag), and so do Alt+arrows. A click on a runner selects it.
    """

    key: ClassVar[str] = "map"
    title: ClassVar[str] = "The map"
    rank: ClassVar[int] = 61
    scene_class: ClassVar[type[Scene]] = MapScene
    least: ClassVar[tuple[int, int]] = (220, 140)
    usual: ClassVar[tuple[int, int]] = (380, 290)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: MapScene | None = None
        self._view = TerrainMap(self)
        self.fill_with_map(self._view)
        self._chips = {name: self._chip(name) for name in OPTIONS}
        self._view.runner_chosen.connect(
            lambda number: self.intent.emit(SelectRunner(number))
        )
        self.retranslate()

    @property
    def view(self) -> TerrainMap:
        """The map."""
        return self._view

    def chip(self, name: str) -> PushButton:
        """Return the switch of an option."""
        return self._chips[name]

    def set_scene(self, scene: MapScene) -> None:
        """Draw a scene."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.surface.title, scene.surface.subtitle)
        options = dict(scene.options)
        for name, chip in self._chips.items():
            chip.setVisible(name in options)
            chip.setChecked(options.get(name, False))
        self._view.set_map(scene)
        if before is not None and scene.surface.marker != before.surface.marker:
            self.follow()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        for name, (text, help_text) in {
            "valleys": (tr("valleys"), tr("Draw the floor of each example's valley")),
            "one_example": (
                tr("one example"),
                tr("See the surface of one example instead of all"),
            ),
            "fog": (tr("fog"), tr("See only around the runners, until revealed")),
            "slopes": (tr("slopes"), tr("Show the way down at each place")),
        }.items():
            self._chips[name].setText(text)
            self._chips[name].setToolTip(help_text)
            self._chips[name].setAccessibleName(help_text)
        self.setAccessibleName(tr("The map"))
        self.setAccessibleDescription(
            tr("Alt+arrows move the flag, and the race starts there; Shift: further")
        )
        self._view.setAccessibleName(tr("Map of the terrain"))
        self._view.lay_out()

    def header_widgets(self) -> list[QWidget]:
        """Return the switches of what the map has."""
        return list(self._chips.values())

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the map."""
        has = () if self._scene is None else dict(self._scene.options)
        fog = (tr("Fog"), tr("Only what is near a runner can be seen, until revealed"))
        valleys = (
            tr("Thin straight lines"),
            tr("No error of one example: the floor of its valley; bold, the one meant"),
        )
        return [
            (tr("Colors"), tr("Height of the ground: dark is low, yellow is high")),
            (tr("Lines"), tr("Contours of equal height, with their values")),
            (tr("Small arrows"), tr("The way down there; longer where it is steeper")),
            (tr("Paths"), tr("Where each runner has been; its marker is where it is")),
            (
                tr("Hollow line and marker"),
                tr("The mean of all places so far, where one is kept"),
            ),
            (tr("Flag"), tr("Where all runners start; click or drag to move it")),
            (
                tr("Large arrows"),
                tr("A step taken apart: dashed the way down, solid the step"),
            ),
            *([fog] if "fog" in has else []),
            *([valleys] if "valleys" in has else []),
        ]

    def _chip(self, name: str) -> PushButton:
        chip = PushButton("", "chip", self)
        chip.setProperty("dense", True)
        chip.setCheckable(True)
        chip.clicked.connect(lambda on: self.intent.emit(SetOption(name, on)))
        return chip

    def moved(self, x: float, y: float) -> None:
        """Let the race start where the flag is."""
        self._moves.offer(PlaceStart((x, y), self._gesture))
