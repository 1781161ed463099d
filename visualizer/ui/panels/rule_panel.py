"""The rule of one number: how it came about, and how its gradient did."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.formula import is_formula
from visualizer.scenes.operations import RuleScene
from visualizer.ui.drawing import font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets.formula_label import FormulaLabel

Row = tuple[str, str]
"""A role of labels and a text."""

_WIDE = 30.0
"""Width in heights of the font from which sections stand side by side."""


@panels.register
class RulePanel(Panel):
    """Formulas with letters and, below them, with numbers."""

    key: ClassVar[str] = "rule"
    title: ClassVar[str] = "Rule"
    rank: ClassVar[int] = 71
    scene_class: ClassVar[type[Scene]] = RuleScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[Row, ...], ...] = ()
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page = QWidget(self._scroll)
        self._sections: list[_Section] = []
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._page)
        self._layout.setContentsMargins(0, 0, 6, 0)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)
        self._scroll.setWidget(self._page)
        self._scroll.viewport().setAutoFillBackground(False)
        self._page.setAutoFillBackground(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._scroll)
        self.retranslate()

    def set_scene(self, scene: RuleScene) -> None:
        self.set_heading(scene.title, scene.subtitle)
        rows = _rows(scene)
        if rows == self._rows:
            return
        self._rows = rows
        while len(self._sections) < len(rows):
            section = _Section(self._page)
            place = len(self._sections)
            self._layout.insertWidget(place, section, 0, Qt.AlignmentFlag.AlignTop)
            self._sections.append(section)
        for number, section in enumerate(self._sections):
            section.setVisible(number < len(rows))
            if number < len(rows):
                section.show_rows(rows[number])
        self._turn()

    def _turn(self) -> None:
        """Put sections side by side where the panel is wide."""
        unit = font_pixels(self)
        wide = self.width() >= _WIDE * unit
        ways = QBoxLayout.Direction
        self._layout.setDirection(ways.LeftToRight if wide else ways.TopToBottom)
        for number in range(len(self._sections)):
            self._layout.setStretch(number, 1 if wide else 0)
        self._layout.setStretch(len(self._sections), 0 if wide else 1)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme: the style sheet of the application dresses the labels."""

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Rule"))
        self._scroll.setAccessibleName(tr("Rule"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("letters, numbers"),
                tr("First the formula, below it the same numbers"),
            ),
            (
                "∂",
                tr(
                    "How fast one number grows with another; of C, the loss, it is"
                    " the gradient"
                ),
            ),
            (
                tr("several lines"),
                tr("A number that is used more than once adds up what comes back"),
            ),
        ]

    def texts(self) -> tuple[str, ...]:
        """Return all lines in sight."""
        return tuple(text for section in self._rows for _, text in section)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(190 * unit), round(100 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(270 * unit), round(150 * unit))


class _Section(QWidget):
    """Some lines, one below the other."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._labels: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Write lines, each in the look of its role."""
        while len(self._labels) < len(rows):
            self._labels.append(self._new_label(len(self._labels), False))
        for number, (_, text) in enumerate(rows):
            formula = is_formula(text)
            if isinstance(self._labels[number], FormulaLabel) != formula:
                self._labels[number].hide()
                self._labels[number].deleteLater()
                self._labels[number] = self._new_label(number, formula)
        for number, label in enumerate(self._labels):
            label.setVisible(number < len(rows))
        for label, (role, text) in zip(self._labels, rows, strict=False):
            if label.property("role") != role:
                label.setProperty("role", role)
                label.style().unpolish(label)
                label.style().polish(label)
            if isinstance(label, FormulaLabel):
                label.set_text(text)
            else:
                label.setText(text)

    def _new_label(self, place: int, formula: bool) -> QLabel:
        """Put a label for a formula, or for a sentence, at a place of the column."""
        label = FormulaLabel("", "", parent=self) if formula else QLabel(self)
        if not formula:
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._column.insertWidget(place, label)
        return label


def _rows(scene: RuleScene) -> tuple[tuple[Row, ...], ...]:
    """Return the lines of each section."""
    if scene.hint:
        return ((("secondary", scene.hint),),)
    sections = []
    for section in scene.sections:
        rows: list[Row] = [("title", section.heading)]
        for line in section.lines:
            if line.label:
                rows.append(("small", line.label))
            if line.total and line.formula and line.numbers:
                rows.append(("value", f"{line.formula} = {line.numbers}"))
                continue
            if line.formula:
                rows.append(("secondary", line.formula))
            if line.numbers:
                rows.append(("value" if line.total else "", line.numbers))
        sections.append(tuple(rows))
    return tuple(sections)
