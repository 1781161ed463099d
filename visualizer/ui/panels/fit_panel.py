"""The fit panel: examples, and the line by which each method answers them."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.fit import FitScene
from visualizer.scenes.runner_intents import SelectRunner
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.fit_view import FitView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.runner_mark import RunnerMark


@panels.register
class FitPanel(Panel):
    """Points and lines, with a legend in which a method can be chosen."""

    key: ClassVar[str] = "fit"
    title: ClassVar[str] = "Examples and answers"
    rank: ClassVar[int] = 66
    scene_class: ClassVar[type[Scene]] = FitScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: FitScene | None = None
        self._theme: Theme | None = None
        self._view = FitView(self)
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(8)
        self._legend.setVerticalSpacing(0)
        self._legend.setColumnStretch(2, 1)
        self._rows: list[tuple[RunnerMark, ElidedLabel, ElidedLabel]] = []
        self._numbers = Pacer(self._write_numbers, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._view, 1)
        column.addLayout(self._legend)
        self.retranslate()

    @property
    def view(self) -> FitView:
        """The plot."""
        return self._view

    def legend(self) -> list[tuple[str, str]]:
        """Return name and facts of each method, as written."""
        return [(name.full_text(), facts.full_text()) for _, name, facts in self._rows]

    def mark(self, number: int) -> RunnerMark:
        """Return the button by which a method is chosen; the first is 0."""
        return self._rows[number][0]

    def set_scene(self, scene: FitScene) -> None:
        """Draw a scene; numbers follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        self._view.set_scene(scene)
        known = len(self._rows)
        while len(self._rows) < len(scene.lines):
            self._add_row(len(self._rows))
        for line, (mark, name, _) in zip(scene.lines, self._rows, strict=False):
            mark.setChecked(line.selected)
            mark.setAccessibleName(tr("Look closely at {name}", name=line.name))
            mark.setToolTip(tr("Look closely at {name}", name=line.name))
            name.set_text(line.name)
        self._numbers.request(now=before is None or known < len(self._rows))

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._theme = theme
        self._view.set_theme(theme)
        for mark, _, _ in self._rows:
            mark.set_theme(theme)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Examples and answers"))
        self._view.setAccessibleName(tr("Examples and answers"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the plot."""
        lines = (tr("Lines"), tr("What each method answers to an input"))
        ideal = (tr("Diagonal"), tr("Here an answer is what was measured"))
        by_line = self._scene is None or not self._scene.ideal
        return [
            (tr("Points"), tr("The examples, each measured once")),
            lines if by_line else ideal,
            (tr("Ring"), tr("The example seen last, or chosen with [ and ]")),
            (
                tr("Below"),
                tr("Steps done, the two parameters, and the error over all examples"),
            ),
        ]

    def _add_row(self, number: int) -> None:
        mark = RunnerMark(number, self)
        mark.clicked.connect(lambda: self.intent.emit(SelectRunner(number)))
        if self._theme is not None:
            mark.set_theme(self._theme)
        name, facts = ElidedLabel("", "", self), ElidedLabel("", "secondary", self)
        for place, widget in enumerate((mark, name, facts)):
            self._legend.addWidget(widget, number, place)
        self._rows.append((mark, name, facts))

    def _write_numbers(self) -> None:
        if self._scene is None:
            return
        for line, (_, _, facts) in zip(self._scene.lines, self._rows, strict=False):
            facts.setFont(tabular(self.font()))
            facts.set_text(line.facts)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(220 * unit), round(160 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(380 * unit), round(290 * unit))
