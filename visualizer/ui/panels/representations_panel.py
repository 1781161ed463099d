"""The data as each layer sees them: small maps in a row, and a large one."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import SetOption, WatchExample
from visualizer.scenes.representations import (
    RepresentationsScene,
    ShowLayer,
    ShowNeurons,
)
from visualizer.ui.drawing import KEYBOARD_FOCUS, Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.alt_arrows import alt_arrow
from visualizer.ui.plots.representations_view import RepresentationsView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import ChoiceBox, ElidedLabel, PushButton

REDRAW_INTERVAL = 66
"""Least time between two drawings, in milliseconds."""

_PRINCIPAL = "principal"


@panels.register
class RepresentationsPanel(Panel):
    """Maps of all layers; a press on a small one shows it large.

    Alt+left and right go to the layer before and behind, Alt+up and down through
    pairs of its neurons.
    """

    key: ClassVar[str] = "representations"
    title: ClassVar[str] = "What layers make of the data"
    rank: ClassVar[int] = 79
    scene_class: ClassVar[type[Scene]] = RepresentationsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: RepresentationsScene | None = None
        self._names: tuple[str, ...] = ()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view = RepresentationsView(self)
        self._view.layer_chosen.connect(lambda at: self.intent.emit(ShowLayer(at)))
        self._view.example_chosen.connect(
            lambda number: self.intent.emit(WatchExample(number))
        )
        self._axes = (ChoiceBox(self), ChoiceBox(self))
        for place, box in enumerate(self._axes):
            # Room for 'principal plane', and for the name of a neuron.
            box.setMinimumContentsLength(6 if place else 13)
            box.hide()
            box.chosen.connect(lambda key, place=place: self._on_axis(place, key))
        self._note = ElidedLabel("", "secondary", self)
        self._chips = {name: self._chip(name) for name in ("warped_grid", "show_test")}
        self._drawing = Pacer(self._draw, self, REDRAW_INTERVAL)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._axes[0])
        row.addWidget(self._axes[1])
        row.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._view, 1)
        column.addLayout(row)
        self.retranslate()

    @property
    def view(self) -> RepresentationsView:
        """The maps."""
        return self._view

    @property
    def axes(self) -> tuple[ChoiceBox, ChoiceBox]:
        """What stands along the axes of the large map."""
        return self._axes

    def chip(self, name: str) -> PushButton:
        """Return the switch of an option."""
        return self._chips[name]

    def note(self) -> str:
        """Return what is said under the maps."""
        return self._note.full_text()

    def header_widgets(self) -> list[QWidget]:
        return list(self._chips.values())

    def set_scene(self, scene: RepresentationsScene) -> None:
        """Draw a scene; what moves follows fifteen times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._note.set_text(scene.note)
        self._chips["warped_grid"].setVisible(scene.has_grid)
        self._chips["warped_grid"].setChecked(scene.warped_grid)
        self._chips["show_test"].setChecked(scene.show_test)
        other = before is None or _choices(before) != _choices(scene)
        if other:
            self._offer_axes(scene)
        self._drawing.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        for name, (text, help_text) in {
            "warped_grid": (tr("grid"), tr("Draw the grid of the inputs as it bends")),
            "show_test": (
                tr("test data"),
                tr("Show the examples kept for testing, with a ring"),
            ),
        }.items():
            self._chips[name].setText(text)
            self._chips[name].setToolTip(help_text)
            self._chips[name].setAccessibleName(help_text)
        self._axes[0].setAccessibleName(tr("Horizontal axis of the map"))
        self._axes[1].setAccessibleName(tr("Vertical axis of the map"))
        self.setAccessibleName(tr("What layers make of the data"))
        self.setAccessibleDescription(
            tr("Alt+left and right choose the layer, Alt+up and down its neurons")
        )
        self._view.setAccessibleName(tr("What layers make of the data"))
        if self._scene is not None:
            self._offer_axes(self._scene)

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("small maps"),
                tr(
                    "The same examples as each layer hands them on; under each, how "
                    "well a straight cut behind it tells the classes apart"
                ),
            ),
            (
                tr("points"),
                tr(
                    "Examples in the color of their true value; the ring marks the "
                    "same example in every map"
                ),
            ),
            (
                tr("lines"),
                tr("The grid of the inputs: straight at first, then bent or folded"),
            ),
            (
                tr("bold line"),
                tr(
                    "Where the output changes its mind: a straight line in what the "
                    "last hidden layer answers, here as it crosses the plane shown"
                ),
            ),
            (
                tr("principal plane"),
                tr(
                    "The plane in which the examples vary most, turned so that they "
                    "lie as in the inputs; what lies outside it is not seen"
                ),
            ),
            (tr("Alt + arrows"), tr("Choose the layer, or other neurons")),
        ]

    def _chip(self, name: str) -> PushButton:
        chip = PushButton("", "chip", self)
        chip.setProperty("dense", True)
        chip.setCheckable(True)
        chip.clicked.connect(lambda on: self.intent.emit(SetOption(name, on)))
        return chip

    def _offer_axes(self, scene: RepresentationsScene) -> None:
        across, up = self._axes
        neurons = [(str(place), name) for place, name in enumerate(scene.neurons)]
        across.set_items([(_PRINCIPAL, tr("principal plane")), *neurons])
        up.set_items(neurons)
        across.set_chosen(_PRINCIPAL if scene.axes is None else str(scene.axes[0]))
        up.set_chosen("" if scene.axes is None else str(scene.axes[1]))
        across.setVisible(bool(neurons))
        up.setVisible(bool(neurons) and scene.axes is not None)

    def _on_axis(self, place: int, key: str) -> None:
        if key == _PRINCIPAL or self._scene is None:
            self.intent.emit(ShowNeurons(None))
            return
        number = int(key)
        old = self._scene.axes or ((1, 0) if number == 0 else (0, 0))
        # A neuron that is on the other axis changes places with this one.
        other = old[1 - place] if old[1 - place] != number else old[place]
        self.intent.emit(ShowNeurons((number, other) if not place else (other, number)))

    def _draw(self) -> None:
        if self._scene is not None:
            self._view.set_scene(self._scene)

    def _step(self, scene: RepresentationsScene, across: int, up: int) -> None:
        if across:
            layer = min(max(scene.shown + across, 0), len(scene.maps) - 1)
            self.intent.emit(ShowLayer(layer))
            return
        count = len(scene.neurons)
        if count < 2:
            return
        # The principal plane stands before the first pair and behind the last.
        pairs = [None, *((first, first + 1) for first in range(count - 1))]
        here = pairs.index(scene.axes) if scene.axes in pairs else 0
        self.intent.emit(ShowNeurons(pairs[(here - up) % len(pairs)]))

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
        self._step(self._scene, *arrow)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._view.set_focused(event.reason() in KEYBOARD_FOCUS)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._view.set_focused(False)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(320 * unit), round(260 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(620 * unit), round(480 * unit))


def _choices(scene: RepresentationsScene) -> tuple[object, ...]:
    """Return what a person has chosen of the scene."""
    options = scene.show_test, scene.warped_grid
    return scene.shown, scene.neurons, scene.axes, options
