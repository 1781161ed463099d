"""The brute force panel: what there would be to try, and guessing beside descent."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import CountSettings
from visualizer.scenes.search import SearchScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.heights_view import HeightsView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.labeled_slider import LabeledSlider

WEIGHTS = (0, 1, 2, 5, 10, 25, 50, 100, 1000, 10_000, 100_000, 1_000_000)
VALUES = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000)


@panels.register
class SearchPanel(Panel):
    """Two sliders, the count that follows from them, and a race on equal tries."""

    key: ClassVar[str] = "search"
    title: ClassVar[str] = "Brute force"
    rank: ClassVar[int] = 67
    scene_class: ClassVar[type[Scene]] = SearchScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: SearchScene | None = None
        self._weights, self._values = LabeledSlider("", self), LabeledSlider("", self)
        self._weights.set_values(WEIGHTS, whole=True)
        self._values.set_values(VALUES, whole=True)
        self._weights.set_format(self._weights_text)
        for slider in (self._weights, self._values):
            slider.value_changed.connect(self._on_changed)
        self._error = QLabel(self)
        self._error.setProperty("role", "warning")
        self._error.setWordWrap(True)
        self._error.hide()
        for slider in (self._weights, self._values):
            slider.rejected.connect(self._on_rejected)
        self._view = HeightsView(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._facts: list[tuple[ElidedLabel, QLabel]] = []
        self._drawing = Pacer(self._draw, self)
        sliders = QHBoxLayout()
        sliders.setSpacing(16)
        sliders.addWidget(self._weights)
        sliders.addWidget(self._values)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(sliders)
        column.addWidget(self._error)
        column.addLayout(self._grid)
        column.addWidget(self._view, 1)
        self.retranslate()

    @property
    def sliders(self) -> tuple[LabeledSlider, LabeledSlider]:
        """The sliders of weights and of values."""
        return self._weights, self._values

    def facts(self) -> list[tuple[str, str]]:
        """Return what is written under the sliders."""
        return [(name.full_text(), number.text()) for name, number in self._facts]

    def set_scene(self, scene: SearchScene) -> None:
        """Draw a scene; curves and numbers follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._weights.set_value(scene.weights)
        self._values.set_value(scene.values)
        same = before is not None and before.facts == scene.facts
        self._drawing.request(now=not same)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self._weights.set_name(tr("Weights"))
        self._values.set_name(tr("Values for each"))
        self._view.setAccessibleName(tr("Descent and guessing"))
        self.setAccessibleName(tr("Brute force"))
        self._weights.set_format(self._weights_text)

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("Numbers"),
                tr("Settings that a grid search tries, if each weight has some values"),
            ),
            (
                tr("Curves"),
                tr("Round: descent after each update; square: the best random guess"),
            ),
            (
                tr("Same tries"),
                tr(
                    "A guess measures all examples; an update a batch, forward and back"
                ),
            ),
        ]

    def _weights_text(self, value: float) -> str:
        if value >= 1.0:
            return f"{value:,.0f}"
        own = 0 if self._scene is None else self._scene.own_weights
        return tr("{count} as on screen", count=f"{own:,}")

    def _on_changed(self) -> None:
        self._error.hide()
        weights, values = round(self._weights.value()), round(self._values.value())
        self.intent.emit(CountSettings(weights, values))

    def _on_rejected(self, text: str) -> None:
        self._error.setText(
            tr(
                "{text} is not allowed; allowed: a whole number up to 1,000,000",
                text=text,
            )
        )
        self._error.show()

    def _draw(self) -> None:
        scene = self._scene
        if scene is None:
            return
        while len(self._facts) < len(scene.facts):
            row = len(self._facts)
            name, number = ElidedLabel("", "secondary", self), QLabel(self)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(number, row, 1)
            self._facts.append((name, number))
        for (name, number), (title, text) in zip(self._facts, scene.facts, strict=True):
            name.set_text(title)
            number.setFont(tabular(self.font()))
            number.setText(text)
        self._weights.set_format(self._weights_text)
        self._view.set_scene(scene.race)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(220 * unit), round(180 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(380 * unit), round(290 * unit))
