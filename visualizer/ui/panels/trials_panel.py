"""The trials panel: the runs of a study as a table, the best chosen by validation."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import SetOption
from visualizer.scenes.network_race import OpenRun
from visualizer.scenes.study import TrialsScene
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import ElidedLabel
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.table import Table

LEAST = {3: 330, 4: 470, 5: 470}
"""Widths from which a column is shown, at the base font; the others always are."""


@panels.register
class TrialsPanel(Panel):
    """A row a value; Enter opens its run, a switch opens the test."""

    key: ClassVar[str] = "trials"
    title: ClassVar[str] = "Values tried"
    rank: ClassVar[int] = 88
    scene_class: ClassVar[type[Scene]] = TrialsScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawn: TrialsScene | None = None
        self._table = Table(self)
        self._table.entered.connect(self._open)
        self._note = ElidedLabel("", "small", self)
        self._open_button = PushButton("", "chip", self)
        self._open_button.setProperty("dense", True)
        self._open_button.clicked.connect(
            lambda: self._open(max(0, self._table.currentRow()))
        )
        self._test = PushButton("", "chip", self)
        self._test.setProperty("dense", True)
        self._test.setCheckable(True)
        self._test.clicked.connect(
            lambda on: self.intent.emit(SetOption("on_test", on))
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._table, 1)
        column.addWidget(self._note)
        self._pacer = Pacer(self._fill, self)
        self.retranslate()

    @property
    def table(self) -> Table:
        """The table."""
        return self._table

    @property
    def test_button(self) -> PushButton:
        """The switch that opens the test."""
        return self._test

    @property
    def open_button(self) -> PushButton:
        """What opens the run that is chosen."""
        return self._open_button

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the style sheet has all of it."""

    def set_scene(self, scene: TrialsScene) -> None:
        """Show a scene; numbers follow five times a second."""
        before, self._drawn = self._drawn, scene
        self.set_heading(scene.title, scene.subtitle)
        self._test.setChecked(scene.tested)
        other = before is None or (before.columns, len(before.rows)) != (
            scene.columns,
            len(scene.rows),
        )
        self._pacer.request(now=other)

    def header_widgets(self) -> list[QWidget]:
        """Return the switch of the test, and the button that opens a run."""
        return [self._test, self._open_button]

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Values tried"))
        self._table.setAccessibleName(tr("Values tried"))
        self._test.setText(tr("test"))
        self._test.setAccessibleName(tr("Open the test"))
        self._test.setToolTip(
            tr("Look at the test examples, once, when the choice is made")
        )
        self._open_button.setText(tr("Open"))
        self._open_button.setToolTip(tr("Open this run in the Playground"))
        self._open_button.setAccessibleName(tr("Open this run in the Playground"))

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the panel."""
        return [
            (
                tr("bold"),
                tr("The best value: that with the lowest validation loss of all"),
            ),
            (
                tr("test"),
                tr(
                    "What was chosen by validation looks a little better there than it"
                    " is; the test examples, never looked at, say how good it is"
                ),
            ),
            (
                tr("Enter, double-click"),
                tr("Opens a run in the Playground; undo leads back"),
            ),
        ]

    def _open(self, row: int) -> None:
        if self._drawn is not None and row < len(self._drawn.rows):
            self.intent.emit(OpenRun(self._drawn.rows[row].run))

    def _fill(self) -> None:
        scene = self._drawn
        if scene is None:
            return
        self._note.set_text(scene.note)
        self._table.set_headings(scene.columns)
        self._table.set_rows(tuple(row.cells for row in scene.rows))
        for number, row in enumerate(scene.rows):
            for column in range(len(row.cells)):
                item = self._table.item(number, column)
                if item is not None:
                    font = QFont(self._table.font())
                    font.setBold(row.best)
                    item.setFont(font)
        self._fold()

    def _fold(self) -> None:
        """Leave out the columns for which there is no room."""
        if self._drawn is None:
            return
        width = self.width() * BASE_PIXELS / font_pixels(self)
        for column, least in LEAST.items():
            self._table.setColumnHidden(column, width < least)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fold()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(280 * unit), round(130 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(440 * unit), round(210 * unit))
