"""The curve panel: a terrain of one coordinate, or its slope."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.runner_intents import PlaceStart, SelectRunner
from visualizer.scenes.terrain import ProfileScene
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import MovingPanel
from visualizer.ui.plots.profile_view import ProfileView
from visualizer.ui.theme import Theme


@panels.register
class ProfilePanel(MovingPanel):
    """A function of one coordinate with the runners and their tangents.

    A press puts the start there, a drag moves it, and so do Alt+left and right. A
    click on a runner selects it.
    """

    key: ClassVar[str] = "profile"
    title: ClassVar[str] = "The curve"
    rank: ClassVar[int] = 62
    scene_class: ClassVar[type[Scene]] = ProfileScene
    labeled: ClassVar[bool] = True
    least: ClassVar[tuple[int, int]] = (220, 130)
    usual: ClassVar[tuple[int, int]] = (420, 300)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: ProfileScene | None = None
        self._view = ProfileView(self)
        self.fill(self._view, self._view)
        self._view.grasped.connect(self.begin_gesture)
        self._view.start_moved.connect(self._on_start_moved)
        self._view.released.connect(self._moves.flush)
        self._view.runner_chosen.connect(
            lambda number: self.intent.emit(SelectRunner(number))
        )
        self.retranslate()

    @property
    def view(self) -> ProfileView:
        """The plot."""
        return self._view

    def set_scene(self, scene: ProfileScene) -> None:
        """Draw a scene."""
        self._scene = scene
        self.set_heading(scene.title, scene.subtitle)
        self._view.setAccessibleName(scene.title)
        self._describe()
        self._view.set_scene(scene)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("The curve"))
        self._describe()

    def _describe(self) -> None:
        movable = self._scene is None or self._scene.movable
        said = tr("Alt+arrows move the flag, and the race starts there; Shift: further")
        self.setAccessibleDescription(said if movable else "")

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        if self._scene is not None and not self._scene.movable:
            return [
                (
                    tr("Curve"),
                    tr("The loss on the line between two solutions"),
                ),
                (tr("Flag"), tr("The other solution; the line goes on behind both")),
                (tr("Marker"), tr("The present moment, where the line was measured")),
            ]
        return [
            (tr("Curve"), tr("The function, or its slope, over one coordinate")),
            (tr("Straight lines"), tr("The tangent at each runner: its slope there")),
            (tr("Flag"), tr("Where all runners start; click or drag to move it")),
            (tr("Fog"), tr("Only what is near a runner can be seen, until revealed")),
        ]

    def nudge(self, across: float, up: float) -> bool:
        if self._scene is None or not self._scene.movable:
            return False
        low, high = float(self._scene.x[0]), float(self._scene.x[-1])
        moved = self._scene.start[0] + across * (high - low)
        self._on_start_moved(min(max(moved, low), high))
        return True

    def _on_start_moved(self, x: float) -> None:
        self._moves.offer(PlaceStart((x, 0.0), self._gesture))
