"""The contest panel: the shallow and the deep way side by side, in numbers."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.shallow import ContestRow, ContestScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import ElidedLabel


class _Line:
    """The labels of one line: its name and a value for each way."""

    def __init__(self, parent: QWidget, strong: bool) -> None:
        role = "outcome" if strong else ""
        self.name = ElidedLabel("", "secondary", parent)
        self.values = tuple(ElidedLabel("", role, parent) for _ in range(2))

    def show(self, row: ContestRow) -> None:
        """Say a line; unchanged texts cost nothing."""
        self.name.set_text(row.name)
        for label, value, note in zip(self.values, row.values, row.notes, strict=True):
            label.set_text(value)
            label.setAccessibleName(f"{row.name}: {value}")
            label.setAccessibleDescription(note)
            if note:
                label.setToolTip(note)


@panels.register
class ContestPanel(Panel):
    """A line for each thing compared, a column for each way."""

    key: ClassVar[str] = "contest"
    title: ClassVar[str] = "Comparison"
    rank: ClassVar[int] = 81
    scene_class: ClassVar[type[Scene]] = ContestScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: ContestScene | None = None
        self._heads = tuple(ElidedLabel("", "title", self) for _ in range(2))
        self._remark = QLabel(self)
        self._remark.setProperty("role", "small")
        self._remark.setWordWrap(True)
        self._lines: list[_Line] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        for number, head in enumerate(self._heads, start=1):
            self._grid.addWidget(head, 0, number)
            self._grid.setColumnStretch(number, 1)
        self._grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid, 1)
        column.addWidget(self._remark)
        self._pacer = Pacer(self._show, self)
        self.retranslate()

    def texts(self) -> list[tuple[str, str, str]]:
        """Return what is said: name, shallow, deep, a line each."""
        return [
            (
                line.name.full_text(),
                line.values[0].full_text(),
                line.values[1].full_text(),
            )
            for line in self._lines
        ]

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the style sheet has all of it."""

    def set_scene(self, scene: ContestScene) -> None:
        """Show a scene; numbers follow five times a second."""
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        self._pacer.request(now=before is None or before.columns != scene.columns)

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Comparison"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("shallow"),
                tr(
                    "Features that a person chose and measured, then one layer: "
                    "softmax regression"
                ),
            ),
            (tr("deep"), tr("A network with hidden layers, given the raw pixels")),
            (
                tr("human choices"),
                tr(
                    "Decisions about digits on the one side, about layers on the "
                    "other; learning rate, batch, optimizer and epochs are the same"
                ),
            ),
            (
                tr("training time"),
                tr(
                    "Mean time of an update on this machine, times the updates so far;"
                    " features are measured once for all images"
                ),
            ),
        ]

    def _show(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        kinds = [row.strong for row in scene.rows]
        if len(kinds) != len(self._lines):
            self._rebuild(kinds)
        for head, name in zip(self._heads, scene.columns, strict=True):
            head.set_text(name)
        for line, row in zip(self._lines, scene.rows, strict=True):
            line.show(row)
        self._remark.setText(scene.remark)

    def _rebuild(self, kinds: list[bool]) -> None:
        for line in self._lines:
            for label in (line.name, *line.values):
                self._grid.removeWidget(label)
                label.deleteLater()
        self._lines = [_Line(self, strong) for strong in kinds]
        middle = Qt.AlignmentFlag.AlignVCenter
        for number, line in enumerate(self._lines, start=1):
            for column, label in enumerate((line.name, *line.values)):
                self._grid.addWidget(label, number, column, middle)
            self._grid.setRowStretch(number, 1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(280 * unit), round(190 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(240 * unit))
