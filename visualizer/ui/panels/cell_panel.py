"""The neuron panel: a nerve cell and its sum, with numbers to turn."""

from __future__ import annotations

import math
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.cell import CellScene
from visualizer.scenes.intents import EditParameter, Intent, WeightRef
from visualizer.scenes.neuron_intents import FeedNeuron, LookAtNeuron
from visualizer.ui.cells.cell_view import CellView, KnobRef
from visualizer.ui.drawing import KEYBOARD_FOCUS, font_pixels
from visualizer.ui.maps.sandbox_view import CellField
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.panels.plot_panel import next_gesture
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.keys import ARROW_KEYS, ENTER_KEYS, claims

STEP, LARGE_STEP = 0.1, 1.0
"""What a key changes a number by, alone and with Shift."""


@panels.register
class CellPanel(Panel):
    """The picture; numbers are dragged, turned by wheel or keys, or typed."""

    key: ClassVar[str] = "cell"
    title: ClassVar[str] = "The neuron"
    rank: ClassVar[int] = 70
    scene_class: ClassVar[type[Scene]] = CellScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: CellScene | None = None
        self._gesture = 0
        self._place = 0
        self._edited: KnobRef | None = None
        self._turned: KnobRef | None = None
        self._told = ("", "")
        # A click leaves the arrows to the window, which steps with them.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._view = CellView(self)
        self._field = CellField(self._view)
        self._field.editingFinished.connect(self._on_typed)
        self._error = QLabel(self)
        self._error.setProperty("role", "warning")
        self._error.hide()
        self._moves = LatestIntent(self.intent.emit, self)
        self._view.grasped.connect(self._begin_gesture)
        self._view.turned.connect(self._on_turned)
        self._view.released.connect(self._moves.flush)
        self._view.edit_wanted.connect(self.edit)
        self._view.cell_chosen.connect(
            lambda number: self.intent.emit(LookAtNeuron(number))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._view, 1)
        column.addWidget(self._error)
        self.retranslate()

    @property
    def view(self) -> CellView:
        """The picture."""
        return self._view

    @property
    def field(self) -> CellField:
        """Where a number is typed."""
        return self._field

    def error(self) -> str:
        """Return the sentence about a refused number, or an empty text."""
        return "" if self._error.isHidden() else self._error.text()

    def set_scene(self, scene: CellScene) -> None:
        """Draw a scene."""
        self._scene = scene
        self.set_heading(scene.title, scene.subtitle)
        self._view.set_scene(scene)
        self._place = min(self._place, len(self._view.refs()) - 1)
        if self._spoken() != self._told:
            self._tell()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._view.set_stations(
            (
                (tr("Inputs"), tr("dendrites")),
                (tr("Weights"), tr("synapses")),
                (tr("Weighted sum"), tr("cell body")),
                (tr("Activation"), tr("axon")),
                (tr("Output"), tr("axon terminals")),
            )
        )
        self.setAccessibleName(tr("The neuron"))
        self._view.setAccessibleName(tr("The neuron"))
        self._error.hide()
        self._tell()

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the picture."""
        return [
            (tr("Inputs"), tr("What the dendrites receive from other cells")),
            (
                tr("Weights"),
                tr(
                    "How much an input counts: thick is strong, blue positive, orange"
                    " negative"
                ),
            ),
            (tr("Weighted sum"), tr("z: each input times its weight, plus the bias b")),
            (
                tr("Activation"),
                tr("What becomes of the sum; the green point runs along the curve"),
            ),
            (
                tr("numbers"),
                tr("Drag, turn the wheel, or double-click to type; Tab, then arrows"),
            ),
            (
                tr("sum and output"),
                tr("Are dragged too: the bias changes, and with it what follows"),
            ),
        ]

    def edit(self, ref: KnobRef) -> None:
        """Let a number be typed."""
        knob = self._view.knob(ref)
        if knob is None:
            return
        self._edited = ref
        self._field.setAccessibleName(knob.spoken)
        self._field.setGeometry(self._view.knob_box(ref).toRect())
        self._field.setText(f"{knob.value:g}".replace("-", "−"))
        self._field.selectAll()
        self._field.show()
        self._field.setFocus()

    def _on_typed(self) -> None:
        ref, self._edited = self._edited, None
        self._field.hide()
        knob = None if ref is None else self._view.knob(ref)
        if ref is None or knob is None:
            return
        text = self._field.text().strip()
        try:
            value = float(text.replace("−", "-").replace(",", "."))
        except ValueError:
            value = math.nan
        self._begin_gesture()
        if knob.low <= value <= knob.high:
            self._error.hide()
            self.intent.emit(self._intent(ref, value))
        else:
            self._error.setText(
                tr(
                    "{name}: {text!r} is not allowed; allowed: numbers from {low} to "
                    "{high}",
                    name=knob.spoken,
                    text=text,
                    low=f"{knob.low:g}",
                    high=f"{knob.high:g}",
                )
            )
            self._error.show()
        self.setFocus()

    def _begin_gesture(self) -> None:
        self._gesture = next_gesture()
        self._error.hide()

    def _on_turned(self, ref: KnobRef, value: float) -> None:
        if ref != self._turned:
            self._begin_gesture()
        self._turned = ref
        self._moves.offer(self._intent(ref, value))

    def _intent(self, ref: KnobRef, value: float) -> Intent:
        if ref.kind == "input":
            scene = self._scene
            assert scene is not None
            inputs = [knob.value for knob in scene.inputs]
            inputs[ref.place] = value
            return FeedNeuron(tuple(inputs))
        source = None if ref.kind == "bias" else ref.place
        return EditParameter(WeightRef(1, source, ref.cell), value, self._gesture)

    def _choose(self, step: int) -> None:
        refs = self._view.refs()
        if refs:
            self._place = (self._place + step) % len(refs)
            self._view.mark(refs[self._place])
            self._tell()

    def _spoken(self) -> tuple[str, str]:
        """Return the name and, while keys turn it, the value of the number chosen."""
        refs = self._view.refs()
        knob = self._view.knob(refs[self._place]) if refs else None
        if knob is None:
            return "", ""
        return knob.spoken, knob.text if self.hasFocus() else ""

    def _tell(self) -> None:
        """Say to screen readers which number the keys are at."""
        self._told = self._spoken()
        usage = tr("Left and right choose a number, up and down turn it; Enter: type")
        said = ": ".join(part for part in self._told if part)
        self.setAccessibleDescription(f"{said}. {usage}" if said else usage)

    def event(self, event: QEvent) -> bool:
        keys = (*ARROW_KEYS, *ENTER_KEYS, Qt.Key.Key_Delete)
        return claims(event, keys) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        refs = self._view.refs()
        if not refs:
            super().keyPressEvent(event)
            return
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = LARGE_STEP if far else STEP
        ref = refs[self._place]
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._choose(1 if event.key() == Qt.Key.Key_Right else -1)
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                if not event.isAutoRepeat():
                    self._begin_gesture()
                self._nudge(ref, step if event.key() == Qt.Key.Key_Up else -step)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.edit(ref)
            case Qt.Key.Key_Delete:
                self.intent.emit(FeedNeuron(()))
            case _:
                super().keyPressEvent(event)

    def _nudge(self, ref: KnobRef, step: float) -> None:
        knob = self._view.knob(ref)
        assert knob is not None
        value = min(max(round(knob.value + step, 2), knob.low), knob.high)
        self._on_turned(ref, value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in KEYBOARD_FOCUS:
            self._choose(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._view.mark(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(460 * unit), round(190 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(760 * unit), round(320 * unit))
