"""The entries panel: all runs of a race as a table that can be sorted."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.network_race import EntriesScene, OpenRun, SortRuns
from visualizer.ui.drawing import Pacer, font_pixels
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typography import BASE_PIXELS
from visualizer.ui.widgets import ChoiceBox
from visualizer.ui.widgets.push_button import PushButton
from visualizer.ui.widgets.table import Table

TEST_FROM, SEED_FROM = 400, 340
"""Widths from which test losses and seeds are shown, at the base font."""


@panels.register
class EntriesPanel(Panel):
    """A row a run; a click on a heading sorts by it, Enter opens a run."""

    key: ClassVar[str] = "entries"
    title: ClassVar[str] = "Runs"
    rank: ClassVar[int] = 69
    scene_class: ClassVar[type[Scene]] = EntriesScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: EntriesScene | None = None
        self._table = Table(self)
        self._table.horizontalHeader().setSectionsClickable(True)
        self._table.horizontalHeader().sectionClicked.connect(self._on_heading)
        self._table.entered.connect(self._open)
        self._sort = ChoiceBox(self)
        self._sort.chosen.connect(lambda key: self.intent.emit(SortRuns(key)))
        self._open_button = PushButton("", "chip", self)
        self._open_button.setProperty("dense", True)
        self._open_button.clicked.connect(
            lambda: self._open(max(0, self._table.currentRow()))
        )
        self._filling = Pacer(self._fill, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table)
        self.retranslate()

    @property
    def table(self) -> Table:
        """The table."""
        return self._table

    @property
    def sorting(self) -> ChoiceBox:
        """The choice of the column by which it is sorted."""
        return self._sort

    @property
    def open_button(self) -> PushButton:
        """What opens the run that is chosen."""
        return self._open_button

    def set_scene(self, scene: EntriesScene) -> None:
        """Show a scene; numbers follow five times a second."""
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        sorted_ = (scene.sort, scene.falling, scene.columns)
        other = before is None or sorted_ != (
            before.sort,
            before.falling,
            before.columns,
        )
        self._filling.request(now=other)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme; the style sheet has all of it."""

    def retranslate(self) -> None:
        """Say the panel's own texts again."""
        self.setAccessibleName(tr("Runs"))
        self._table.setAccessibleName(tr("Runs"))
        self._sort.setAccessibleName(tr("Sort by"))
        self._sort.setToolTip(tr("Sort by"))
        self._open_button.setText(tr("Open"))
        self._open_button.setToolTip(tr("Open this run in the Playground"))
        self._open_button.setAccessibleName(tr("Open this run in the Playground"))

    def header_widgets(self) -> list[QWidget]:
        """Return the choice of the order, and the button that opens a run."""
        return [self._sort, self._open_button]

    def explanation(self) -> list[tuple[str, str]]:
        """Name the parts of the table."""
        return [
            (tr("Headings"), tr("A click sorts by a column, another turns it round")),
            (
                tr("Enter, double-click"),
                tr("Opens a run in the Playground; undo leads back"),
            ),
        ]

    def _on_heading(self, section: int) -> None:
        if self._scene is not None:
            self.intent.emit(SortRuns(self._scene.columns[section][0]))

    def _open(self, row: int) -> None:
        if self._scene is not None and row < len(self._scene.rows):
            self.intent.emit(OpenRun(self._scene.rows[row].run))

    def _fill(self) -> None:
        scene = self._scene
        if scene is None:
            return
        arrow = "▼" if scene.falling else "▲"
        headings = [
            f"{name} {arrow}" if key == scene.sort else name
            for key, name in scene.columns
        ]
        self._table.set_headings(headings)
        self._table.set_rows(tuple(row.cells for row in scene.rows))
        self._sort.set_items(scene.columns)
        self._sort.set_chosen(scene.sort)
        self._fold()

    def _fold(self) -> None:
        """Leave out the columns for which there is no room."""
        if self._scene is None:
            return
        width = self.width() * BASE_PIXELS / font_pixels(self)
        least = {"test_loss": TEST_FROM, "seed": SEED_FROM}
        for number, (key, _) in enumerate(self._scene.columns):
            self._table.setColumnHidden(number, width < least.get(key, 0))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(260 * unit), round(110 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(440 * unit), round(220 * unit))
