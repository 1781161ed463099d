"""The activation panel: the function, its slope, and which else there are."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import EditParameter, WeightRef
from visualizer.scenes.line_plot import ActivationScene
from visualizer.scenes.neuron_intents import ChooseActivation
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.panels.plot_panel import next_gesture
from visualizer.ui.plots.latest_intent import LatestIntent
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets import Chips, ChoiceBox
from visualizer.ui.widgets.elided_label import ElidedLabel

LEAST_HEIGHT = 12.5
"""Height from which on there is room for the caption, in heights of the font."""

GRASP = 16.0
"""How far from a marker the hand still takes it, in pixels."""


@panels.register
class ActivationPanel(Panel):
    """The four classic functions as pills, all others in a list, and the curve.

    A marker is dragged along the curve: the bias of its neuron follows.
    """

    key: ClassVar[str] = "activation"
    title: ClassVar[str] = "Activation function"
    rank: ClassVar[int] = 71
    scene_class: ClassVar[type[Scene]] = ActivationScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: ActivationScene | None = None
        self._classics = Chips(self, dense=True)
        self._others = ChoiceBox(self)
        for control in (self._classics, self._others):
            control.chosen.connect(lambda key: self.intent.emit(ChooseActivation(key)))
        self._view = LineView(self)
        self._reading = ElidedLabel("", "value", self)
        self._caption = QLabel(self)
        self._caption.setProperty("role", "secondary")
        self._caption.setWordWrap(True)
        self._numbers = Pacer(self._write_reading, self)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._classics)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._view, 1)
        column.addWidget(self._reading)
        column.addWidget(self._caption)
        self._held: tuple[int, float, float] | None = None
        self._gesture = 0
        self._moves = LatestIntent(self.intent.emit, self)
        self._view.hovered.connect(self._on_hovered)
        self._view.pressed.connect(self._on_pressed)
        self._view.dragged.connect(self._on_dragged)
        self._view.released.connect(self._on_released)
        self.retranslate()

    @property
    def view(self) -> LineView:
        """The plot."""
        return self._view

    @property
    def classics(self) -> Chips:
        """The pills of the four classic functions."""
        return self._classics

    @property
    def others(self) -> ChoiceBox:
        """The list of all functions."""
        return self._others

    @property
    def caption(self) -> QLabel:
        """What the function is for."""
        return self._caption

    def set_scene(self, scene: ActivationScene) -> None:
        """Draw a scene."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        if before is None or scene.classics is not before.classics:
            self._classics.set_items(scene.classics)
            self._others.set_items(scene.others)
            self._show_what_fits()
        self._classics.set_chosen(scene.chosen)
        self._others.set_chosen(scene.chosen)
        # Another function, or another language: neither waits for the pace of numbers.
        other = before is None or scene.caption != before.caption
        if other:
            self._caption.setText(scene.caption)
            self._view.setToolTip(scene.caption)
        self._view.set_plot(scene.plot)
        self._numbers.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Activation function"))
        self._view.setAccessibleName(tr("Activation function"))
        self._classics.setAccessibleName(tr("Classic activation functions"))
        self._others.setAccessibleName(tr("All activation functions"))
        self._others.setToolTip(tr("All activation functions"))
        # The next scene is written at once: it is in another language.
        self._scene = None

    def header_widgets(self) -> list[QWidget]:
        """Return the list of all functions."""
        return [self._others]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        return [
            (tr("curve"), tr("What the neuron makes of its weighted sum z")),
            (tr("dashed"), tr("The slope: how much the answer moves with the sum")),
            (tr("marker"), tr("Where the neuron is now, with the tangent in green")),
            (tr("drag"), tr("Moves the marker along the curve: its bias changes")),
        ]

    def _on_hovered(self, place: QPointF) -> None:
        over = self._view.dot_at(place, GRASP) is not None
        shape = Qt.CursorShape
        self._view.viewport().setCursor(
            shape.SizeHorCursor if over else shape.ArrowCursor
        )

    def _on_pressed(self, place: QPointF) -> None:
        number, scene = self._view.dot_at(place, GRASP), self._scene
        if number is None or scene is None:
            return
        self._gesture = next_gesture()
        self._held = (number, scene.biases[number], scene.plot.dots[number].x)

    def _on_dragged(self, place: QPointF) -> None:
        """Give the neuron that is held the bias with which its sum is here."""
        if self._held is None or self._scene is None:
            return
        number, bias, z = self._held
        most = self._scene.furthest
        wanted = round(min(max(bias + self._view.x_at(place) - z, -most), most), 2)
        target = WeightRef(1, None, number)
        self._moves.offer(EditParameter(target, wanted, self._gesture))

    def _on_released(self) -> None:
        self._moves.flush()
        self._held = None

    def _write_reading(self) -> None:
        if self._scene is not None:
            self._reading.set_text(self._scene.reading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        """Leave the pills to the list, and the caption to the plot's tooltip."""
        self._caption.setVisible(self.height() >= LEAST_HEIGHT * font_pixels(self))
        self._classics.setVisible(self.width() >= self._classics.sizeHint().width())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._reading.setFont(tabular(self.font()))
            self._show_what_fits()
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(250 * unit), round(190 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(380 * unit), round(300 * unit))
