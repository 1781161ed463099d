"""The map panel: the terrain from above, with the runners and the start."""

from __future__ import annotations

import itertools
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import SetOption
from visualizer.scenes.runner_intents import PlaceStart, SelectRunner
from visualizer.scenes.terrain import MapScene
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.plots.terrain_map import TerrainMap
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.push_button import PushButton

PATIENCE = 600
"""How long the flag waits where the hand left it for the scenes to follow."""

STEP, LARGE_STEP = 1 / 50, 1 / 10
"""Steps of the flag by keyboard, as parts of the visible range."""

# One count for all panels, so that two never share the number of a gesture.
_gestures = itertools.count(1)


@panels.register
class MapPanel(Panel):
    """Contours, the way down, the runners' paths, and the flag where they start.

    A click puts the flag elsewhere, a drag moves it (`PlaceStart`, one gesture
    number a drag), and so do Alt+arrows. A click on a runner selects it.
    """

    key: ClassVar[str] = "map"
    title: ClassVar[str] = "The map"
    rank: ClassVar[int] = 61
    scene_class: ClassVar[type[Scene]] = MapScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: MapScene | None = None
        self._gesture = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view = TerrainMap(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self._chips = {name: self._chip(name) for name in ("fog", "slopes")}
        self._moves = LatestIntent(self.intent.emit, self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._follow)
        self._view.grasped.connect(self._on_grasped)
        self._view.marker_moved.connect(self._on_flag_moved)
        self._view.released.connect(self._moves.flush)
        self._view.runner_chosen.connect(
            lambda number: self.intent.emit(SelectRunner(number))
        )
        self.retranslate()

    @property
    def view(self) -> TerrainMap:
        """The map."""
        return self._view

    def chip(self, name: str) -> PushButton:
        """Return the switch of an option: fog or slopes."""
        return self._chips[name]

    def set_scene(self, scene: MapScene) -> None:
        """Draw a scene."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.surface.title, scene.surface.subtitle)
        self._chips["fog"].setChecked(scene.fog)
        self._chips["slopes"].setChecked(scene.slopes)
        self._view.set_map(scene)
        if before is not None and scene.surface.marker != before.surface.marker:
            self._follow()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        for name, (text, help_text) in {
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
        """Return the switches of fog and slopes."""
        return list(self._chips.values())

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the map."""
        return [
            (tr("Colors"), tr("Height of the ground: dark is low, yellow is high")),
            (tr("Lines"), tr("Contours of equal height, with their values")),
            (tr("Small arrows"), tr("The way down there; longer where it is steeper")),
            (tr("Paths"), tr("Where each runner has been; its marker is where it is")),
            (tr("Hollow marker"), tr("The mean of all places, where one is kept")),
            (tr("Flag"), tr("Where all runners start; click or drag to move it")),
            (
                tr("Large arrows"),
                tr("A step taken apart: dashed the way down, solid the step"),
            ),
            (tr("Fog"), tr("Only what is near a runner can be seen, until revealed")),
        ]

    def _chip(self, name: str) -> PushButton:
        chip = PushButton("", "chip", self)
        chip.setProperty("dense", True)
        chip.setCheckable(True)
        chip.clicked.connect(lambda on: self.intent.emit(SetOption(name, on)))
        return chip

    def _follow(self) -> None:
        """Let the scenes move the flag, unless the hand is ahead of them."""
        if not self._view.dragging:
            self._patience.stop()
            self._view.let_go()

    def _on_grasped(self) -> None:
        self._gesture = next(_gestures)

    def _on_flag_moved(self, x: float, y: float) -> None:
        self._patience.start()
        self._moves.offer(PlaceStart((x, y), self._gesture))

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
        at, arrow = self._view.marker(), alt_arrow(event)
        if arrow is None or at is None:
            super().keyPressEvent(event)
            return
        # A key held down is one gesture, as a drag is.
        if not event.isAutoRepeat() or not self._gesture:
            self._gesture = next(_gestures)
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if far else STEP
        left, right, low, high = self._view.visible()
        across, up = arrow[0] * step * (right - left), arrow[1] * step * (high - low)
        self._view.put_marker((at[0] + across, at[1] + up))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.set_focused(event.reason() in KEYBOARD_FOCUS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._view.set_focused(False)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(220 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(380 * unit), round(290 * unit))
