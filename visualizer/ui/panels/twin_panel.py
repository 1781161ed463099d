"""The twin panel: deep against shallow at equal numbers of parameters."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.representations import TwinRow, TwinScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.plots.line_view import LineView
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets import ElidedLabel

NETWORKS, MOST_NUMBERS = 2, 4
"""Rows of the table, and numbers in each at most."""


@panels.register
class TwinPanel(Panel):
    """A table of both networks, and the loss of both over the epochs."""

    key: ClassVar[str] = "twin"
    title: ClassVar[str] = "Twin"
    rank: ClassVar[int] = 81
    scene_class: ClassVar[type[Scene]] = TwinScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: TwinScene | None = None
        self._heads = [QLabel(self) for _ in range(MOST_NUMBERS)]
        self._names = [ElidedLabel("", "", self) for _ in range(NETWORKS)]
        self._cells = [
            [QLabel(self) for _ in range(MOST_NUMBERS)] for _ in range(NETWORKS)
        ]
        self._view = LineView(self)
        self._note = QLabel(self)
        self._note.setProperty("role", "secondary")
        self._note.setWordWrap(True)
        self._numbers = Pacer(self._write, self)
        self._arrange()
        self.retranslate()

    def _arrange(self) -> None:
        right = Qt.AlignmentFlag.AlignRight
        table = QGridLayout()
        table.setHorizontalSpacing(12)
        table.setVerticalSpacing(2)
        table.setColumnStretch(0, 1)
        for place, head in enumerate(self._heads):
            head.setProperty("role", "secondary")
            head.setAlignment(right)
            table.addWidget(head, 0, place + 1)
        for number, name in enumerate(self._names):
            table.addWidget(name, number + 1, 0)
            for place, cell in enumerate(self._cells[number]):
                cell.setAlignment(right)
                table.addWidget(cell, number + 1, place + 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(table)
        column.addWidget(self._view, 1)
        column.addWidget(self._note)

    @property
    def view(self) -> LineView:
        """The curves."""
        return self._view

    def texts(self) -> list[list[str]]:
        """Return the table as it is written, row by row, headings first."""
        heads = ["", *(head.text() for head in self._heads)]
        rows = [
            [name.full_text(), *(cell.text() for cell in cells)]
            for name, cells in zip(self._names, self._cells, strict=True)
        ]
        return [heads, *rows]

    def note(self) -> str:
        """Return what is said under the curves."""
        return self._note.text()

    def set_scene(self, scene: TwinScene) -> None:
        """Draw a scene; numbers and curves follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        other = before is None or _structure(before) != _structure(scene)
        self._numbers.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        self._view.set_theme(theme)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Deep against shallow"))
        self._view.setAccessibleName(tr("Loss of both networks"))

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("table"),
                tr(
                    "The network on screen and its twin: one with another depth and "
                    "about as many parameters, both after the same update"
                ),
            ),
            (
                tr("curves"),
                tr("The loss of both over the epochs; the markers tell them apart"),
            ),
        ]

    def _write(self) -> None:
        scene = self._scene
        if scene is None:
            return
        self._note.setText(scene.note)
        self._view.setVisible(scene.plot is not None)
        if scene.plot is not None:
            self._view.set_plot(scene.plot)
        headings = _filled(scene.headings)
        for head, text in zip(self._heads, headings, strict=True):
            head.setVisible(bool(text))
            head.setText(text)
        rows = (*scene.rows, *[TwinRow("", 0, ())] * NETWORKS)[:NETWORKS]
        font = tabular(self.font())
        for name, cells, row in zip(self._names, self._cells, rows, strict=True):
            name.set_text(row.name)
            texts = zip(cells, _filled(row.cells), headings, strict=True)
            for cell, text, heading in texts:
                cell.setVisible(bool(text))
                cell.setText(text)
                cell.setFont(font)
                cell.setAccessibleName(f"{row.name}, {heading}: {text}")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._view.lay_out()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(260 * unit), round(150 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(360 * unit), round(240 * unit))


def _structure(scene: TwinScene) -> tuple[object, ...]:
    """Return what decides what there is to see."""
    names = tuple(row.name for row in scene.rows)
    return names, scene.headings, scene.note, scene.plot is None


def _filled(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return a text for each column of numbers."""
    return (*texts, *[""] * MOST_NUMBERS)[:MOST_NUMBERS]
