"""The step panel: one step of one runner, station by station."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.runners import StationText, StepScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.formula_label import FormulaLabel


@panels.register
class StepPanel(Panel):
    """What is done first and what then, with formulas and the actual numbers."""

    key: ClassVar[str] = "step"
    title: ClassVar[str] = "One step taken apart"
    rank: ClassVar[int] = 65
    scene_class: ClassVar[type[Scene]] = StepScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: StepScene | None = None
        self._theme: Theme | None = None
        self._rows: list[tuple[QLabel, FormulaLabel, ElidedLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._hint = QLabel(self)
        self._hint.setProperty("role", "secondary")
        self._hint.setWordWrap(True)
        self._grid.addWidget(self._hint, 100, 0, 1, 2)
        self._grid.setRowStretch(99, 1)
        self.retranslate()

    def set_scene(self, scene: StepScene) -> None:
        """Draw a scene."""
        before, self._scene = self._scene, scene
        if scene != before:
            self.set_heading(scene.title, scene.subtitle)
            self._write()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._write()

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("One step taken apart"))

    def explanation(self) -> list[tuple[str, str]]:
        """Say how it is used."""
        return [
            (tr("Rows"), tr("What the method does in one step, from top to bottom")),
            (
                tr("Numbers"),
                tr("Of the selected runner; they appear when their station is reached"),
            ),
            (tr("→ ←"), tr("Go on and back, when steps are taken by parts")),
        ]

    def texts(self) -> list[tuple[str, str, str]]:
        """Return name, formula and numbers of each row in sight."""
        return [
            (name.text(), formula.full_text(), numbers.full_text())
            for name, formula, numbers in self._rows
            if not name.isHidden()
        ]

    def _write(self) -> None:
        scene, theme = self._scene, self._theme
        if scene is None or theme is None:
            return
        while len(self._rows) < len(scene.stations):
            name = QLabel(self)
            formula = FormulaLabel("", "secondary", wraps=False, parent=self)
            numbers = ElidedLabel("", "value", self)
            line = 2 * len(self._rows)
            self._grid.addWidget(name, line, 0)
            self._grid.addWidget(formula, line, 1)
            self._grid.addWidget(numbers, line + 1, 1)
            self._rows.append((name, formula, numbers))
        # A name that becomes bold moves nothing.
        metrics = QFontMetrics(self._weighted(QFont.Weight.Bold))
        names = (metrics.horizontalAdvance(each.name) for each in scene.stations)
        self._grid.setColumnMinimumWidth(0, max(names, default=0) + 1)
        numbered = self._numbered(scene)
        for number, labels in enumerate(self._rows):
            shown = number < len(scene.stations)
            for label in labels:
                label.setVisible(shown)
            if shown:
                self._write_row(labels, scene.stations[number], theme)
                labels[2].setVisible(number in numbered)
        self._hint.setText(scene.hint)
        self._hint.setVisible(bool(scene.hint))

    def _write_row(
        self,
        labels: tuple[QLabel, FormulaLabel, ElidedLabel],
        station: StationText,
        theme: Theme,
    ) -> None:
        name, formula, numbers = labels
        idle = not station.formula
        weight = QFont.Weight.Bold if station.current else QFont.Weight.Normal
        bright = station.reached and not idle
        color = theme.text if bright else theme.text_secondary
        if station.current:
            color = theme.accent
        name.setFont(self._weighted(weight))
        name.setStyleSheet(f"color: {color};")
        name.setText(station.name)
        formula.set_text(station.formula if not idle else tr("nothing to do"))
        numbers.setFont(tabular(self.font()))
        numbers.set_text(station.numbers if station.reached else "")

    def _weighted(self, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setWeight(weight)
        return font

    def _numbered(self, scene: StepScene) -> set[int]:
        """Return the stations whose numbers have room: this one, then the latest."""
        line = self.fontMetrics().lineSpacing() + self._grid.verticalSpacing()
        spare = self.height() // line - len(scene.stations) - bool(scene.hint)
        told = [
            number
            for number, station in enumerate(scene.stations)
            if station.reached and station.numbers
        ]
        latest = sorted(
            told, key=lambda number: (scene.stations[number].current, number)
        )
        return set(latest[-max(1, spare) :])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._write()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(260 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(380 * unit), round(190 * unit))
