"""The curve panel: a terrain of one coordinate, or its slope."""

from __future__ import annotations

import itertools
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.runner_intents import PlaceStart, SelectRunner
from visualizer.scenes.terrain import ProfileScene
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.plots.profile_view import ProfileView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS

STEP, LARGE_STEP = 1 / 50, 1 / 10

# One count for all panels, so that two never share the number of a gesture; those
# of the map count up from 1.
_gestures = itertools.count(-1, -1)


@panels.register
class ProfilePanel(Panel):
    """A function of one coordinate with the runners and their tangents.

    A press puts the start there, a drag moves it, and so do Alt+left and right. A
    click on a runner selects it.
    """

    key: ClassVar[str] = "profile"
    title: ClassVar[str] = "The curve"
    rank: ClassVar[int] = 62
    scene_class: ClassVar[type[Scene]] = ProfileScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: ProfileScene | None = None
        self._gesture = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view = ProfileView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self._moves = LatestIntent(self.intent.emit, self)
        self._view.grasped.connect(self._on_grasped)
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
        self._view.set_scene(scene)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("The curve"))
        self.setAccessibleDescription(
            tr("Alt+arrows move the flag, and the race starts there; Shift: further")
        )

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        return [
            (tr("Curve"), tr("The function, or its slope, over one coordinate")),
            (tr("Straight lines"), tr("The tangent at each runner: its slope there")),
            (tr("Flag"), tr("Where all runners start; click or drag to move it")),
            (tr("Fog"), tr("Only what is near a runner can be seen, until revealed")),
        ]

    def _on_grasped(self) -> None:
        self._gesture = next(_gestures)

    def _on_start_moved(self, x: float) -> None:
        self._moves.offer(PlaceStart((x, 0.0), self._gesture))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def event(self, event: QEvent) -> bool:
        # Otherwise a shortcut of the window takes the arrows first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and alt_arrow(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = alt_arrow(event)
        if arrow is None or self._scene is None:
            super().keyPressEvent(event)
            return
        if not event.isAutoRepeat() or not self._gesture:
            self._gesture = next(_gestures)
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        low, high = float(self._scene.x[0]), float(self._scene.x[-1])
        step = (LARGE_STEP if far else STEP) * (high - low)
        moved = self._scene.start[0] + arrow[0] * step
        self._on_start_moved(min(max(moved, low), high))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.set_focused(event.reason() in KEYBOARD_FOCUS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._view.set_focused(False)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(220 * unit), round(130 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(300 * unit))
