"""The border panel: a neuron's answers over the plane, and its straight line."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.border import BorderScene
from visualizer.scenes.intents import WatchExample
from visualizer.scenes.neuron_intents import FeedNeuron
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.border_view import BorderView
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS

SHIFT = Qt.KeyboardModifier.ShiftModifier

STEP, LARGE_STEP = 1 / 40, 1 / 8
"""Steps of the probe by keyboard, as parts of the plane's width."""


@panels.register
class BorderPanel(Panel):
    """The map with line, normal and examples.

    A press or drag on the map feeds the neuron with that place, and so do
    Alt+arrows; a click on an example, or Delete, feeds it with an example again.
    """

    key: ClassVar[str] = "border"
    title: ClassVar[str] = "The line of a neuron"
    rank: ClassVar[int] = 73
    scene_class: ClassVar[type[Scene]] = BorderScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: BorderScene | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view = BorderView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view)
        self._moves = LatestIntent(self.intent.emit, self)
        self._view.probe_moved.connect(lambda at: self._moves.offer(FeedNeuron(at)))
        self._view.released.connect(self._moves.flush)
        self._view.example_chosen.connect(
            lambda number: self.intent.emit(WatchExample(number))
        )
        self.retranslate()

    @property
    def view(self) -> BorderView:
        """The map."""
        return self._view

    def set_scene(self, scene: BorderScene) -> None:
        """Draw a scene."""
        self._scene = scene
        self.set_heading(scene.title, scene.subtitle)
        self._view.set_scene(scene)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("The line of a neuron"))
        self._view.setAccessibleName(tr("The line of a neuron"))
        self.setAccessibleDescription(
            tr("Alt+arrows move the inputs, Shift: further; Delete: an example again")
        )

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the map."""
        return [
            (
                tr("map"),
                tr("What the neuron answers to two inputs: blue yes, orange no"),
            ),
            (
                tr("line"),
                tr("Where the weighted sum is 0; weights turn it, the bias shifts it"),
            ),
            (
                tr("arrow"),
                tr("The weights as a vector: at a right angle to the line, toward yes"),
            ),
            (
                tr("points"),
                tr("Examples: a disk for yes, a square for no; crossed out if wrong"),
            ),
            (tr("probe"), tr("Press and drag: inputs of your own feed the neuron")),
        ]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def event(self, event: QEvent) -> bool:
        # Otherwise a shortcut of the window takes the arrows first.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (alt_arrow(event) is not None or event.key() == Qt.Key.Key_Delete)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        scene, arrow = self._scene, alt_arrow(event)
        if scene is not None and event.key() == Qt.Key.Key_Delete:
            self.intent.emit(FeedNeuron(()))
        elif scene is not None and arrow is not None:
            self._step(scene, arrow, bool(event.modifiers() & SHIFT))
        else:
            super().keyPressEvent(event)

    def _step(self, scene: BorderScene, arrow: tuple[int, int], far: bool) -> None:
        """Move the inputs, from those of the example where they are its own."""
        low, high, bottom, top = scene.domain
        watched = next(((p.x, p.y) for p in scene.points if p.watched), (low, bottom))
        x, y = watched if scene.probe is None else scene.probe
        step = LARGE_STEP if far else STEP
        self._moves.offer(
            FeedNeuron(
                (
                    min(max(x + arrow[0] * step * (high - low), low), high),
                    min(max(y + arrow[1] * step * (top - bottom), bottom), top),
                )
            )
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.set_focused(event.reason() in KEYBOARD_FOCUS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._view.set_focused(False)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(190 * unit), round(170 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(320 * unit), round(320 * unit))
