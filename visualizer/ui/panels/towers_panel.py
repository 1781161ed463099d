"""The fit of a function of two inputs: towers to move by hand."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.approximation import (
    Handle,
    MoveHandle,
    NudgeHandle,
    TowersScene,
)
from visualizer.ui.panels import panels
from visualizer.ui.panels.plot_panel import MovingPanel
from visualizer.ui.plots.tiles_view import TilesView
from visualizer.ui.theme import Theme


@panels.register
class TowersPanel(MovingPanel):
    """Target, towers and trained network as maps.

    Alt+arrows move the held handle, Shift: further; `[` and `]` hold another one.
    """

    key: ClassVar[str] = "towers"
    title: ClassVar[str] = "Towers"
    rank: ClassVar[int] = 76
    scene_class: ClassVar[type[Scene]] = TowersScene
    least = (300, 140)
    usual = (620, 260)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: Handle | None = None
        self._view = TilesView(self)
        self.fill(self._view, self._view)
        self._view.pressed.connect(self._on_pressed)
        self._view.dragged.connect(self._on_dragged)
        self._view.released.connect(self._on_released)
        self._view.hovered.connect(self._view.show_cursor)
        self.retranslate()

    @property
    def view(self) -> TilesView:
        """The maps."""
        return self._view

    def set_scene(self, scene: TowersScene) -> None:
        """Draw a scene."""
        self.set_heading(scene.title, scene.subtitle)
        self._view.set_scene(scene)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Towers"))
        self._view.setAccessibleName(tr("Towers"))
        self.setAccessibleDescription(
            tr(
                "Alt+arrows move the held handle, Shift: further; [ and ] hold "
                "another handle"
            )
        )

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the maps."""
        return [
            (tr("Color"), tr("Blue is positive, orange negative")),
            (
                tr("Rings"),
                tr("Drag them: two corners of a tower, or all of it by its middle"),
            ),
            (tr("Below"), tr("How far each is from the target")),
        ]

    def nudge(self, across: float, up: float) -> bool:
        self.intent.emit(NudgeHandle(across, up, self._gesture))
        return True

    def _on_pressed(self, point: QPointF) -> None:
        self.begin_gesture()
        self._held = self._view.handle_at(point)
        self._on_dragged(point)

    def _on_dragged(self, point: QPointF) -> None:
        held = self._held
        if held is not None:
            x, y = self._view.coordinates(point)
            self._moves.offer(MoveHandle(held.piece, held.name, x, y, self._gesture))

    def _on_released(self) -> None:
        self._held = None
        self._moves.flush()
