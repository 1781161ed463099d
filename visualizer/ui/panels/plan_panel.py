"""The list of operations that the engine runs, call by call."""

from __future__ import annotations

import math
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.language import tr
from visualizer.scenes import Scene
from visualizer.scenes.intents import Act
from visualizer.scenes.plan import PlanRow, PlanScene, RunPlan
from visualizer.ui.drawing import font_pixels
from visualizer.ui.icons import icon
from visualizer.ui.panels import panels
from visualizer.ui.panels.panel import Panel
from visualizer.ui.theme import Theme
from visualizer.ui.typesetting import lay_out
from visualizer.ui.typography import BASE_PIXELS, tabular
from visualizer.ui.widgets import ElidedLabel, IconButton
from visualizer.ui.widgets.formula_cells import FormulaCells
from visualizer.ui.widgets.push_button import PushButton

_MARKS = {"done": ("check", "success"), "current": ("chevron_right", "accent")}
"""Icon and color of the rows that are computed."""

_WIDE = 36.0
"""Width in heights of the font from which the numbers have room too."""


@panels.register
class PlanPanel(Panel):
    """Formulas, shapes and first numbers; buttons carry out one call after another."""

    key: ClassVar[str] = "plan"
    title: ClassVar[str] = "Plan"
    rank: ClassVar[int] = 73
    scene_class: ClassVar[type[Scene]] = PlanScene

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: PlanScene | None = None
        self._theme: Theme | None = None
        self._table = QTableWidget(0, 4, self)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        # Tab goes on to the next control, up and down from row to row.
        self._table.setTabKeyNavigation(False)
        self._table.setProperty("role", "table")
        self._table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().hide()
        self._table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._table.setWordWrap(False)
        self._table.setItemDelegateForColumn(1, FormulaCells(self._table))
        self._table.cellClicked.connect(self._on_clicked)
        self._table.cellActivated.connect(self._on_clicked)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self._call = ElidedLabel("", "secondary", self)
        self._start = IconButton("to_start", parent=self)
        self._back = IconButton("step_back", parent=self)
        self._on = IconButton("step_forward", parent=self)
        self._end = IconButton("to_end", parent=self)
        self._start.clicked.connect(lambda: self._run(0))
        self._back.clicked.connect(lambda: self._step(-1))
        self._on.clicked.connect(lambda: self._step(1))
        self._end.clicked.connect(lambda: self._run(-1))
        self._numpy = PushButton("", "link", self)
        self._pytorch = PushButton("", "link", self)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(10)
        for button, action in (
            (self._numpy, "show_numpy"),
            (self._pytorch, "show_pytorch"),
        ):
            button.clicked.connect(lambda _=False, name=action: self._act(name))
            foot.addWidget(button)
        foot.insertWidget(0, self._call, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._table, 1)
        box.addLayout(foot)
        self.retranslate()

    @property
    def table(self) -> QTableWidget:
        """The list."""
        return self._table

    def buttons(self) -> tuple[IconButton, IconButton, IconButton, IconButton]:
        """Return the buttons: to the start, back, on, to the end."""
        return self._start, self._back, self._on, self._end

    def header_widgets(self) -> list[QWidget]:
        return list(self.buttons())

    def set_scene(self, scene: PlanScene) -> None:
        before, self._scene = self._scene, scene
        self.set_heading(scene.title, scene.subtitle)
        if scene != before:
            self._write()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button in self.buttons():
            button.set_theme(theme)
        self._write()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Plan"))
        self._table.setAccessibleName(tr("Operations of the coming update"))
        self._start.set_title(tr("Before the first call"))
        self._back.set_title(tr("One call back"))
        self._on.set_title(tr("One call on"))
        self._end.set_title(tr("All calls of the update"))
        self._numpy.setText(tr("Show as NumPy"))
        self._pytorch.setText(tr("Show as PyTorch"))
        self._write()

    def explanation(self) -> list[tuple[str, str]]:
        return [
            (
                tr("row"),
                tr(
                    "One quantity: its formula for the whole batch, the shapes of the"
                    " arrays, and the first of its numbers"
                ),
            ),
            (
                tr("check mark, arrow"),
                tr("What has been computed, and what the last call was for"),
            ),
            (
                tr("buttons"),
                tr(
                    "Carry out the calls of the coming update on a copy; the run itself"
                    " stays where it is. A click on a row, or Enter, runs up to its end"
                ),
            ),
        ]

    def _act(self, name: str) -> None:
        self.intent.emit(Act(name))

    def _run(self, calls: int) -> None:
        scene = self._scene
        if scene is not None:
            self.intent.emit(RunPlan(scene.calls if calls < 0 else calls))

    def _step(self, by: int) -> None:
        scene = self._scene
        if scene is not None and 0 <= scene.done + by <= scene.calls:
            self.intent.emit(RunPlan(scene.done + by))

    def _on_clicked(self, number: int, column: int) -> None:
        scene = self._scene
        if scene is None or not 0 <= number < len(scene.rows):
            return
        last = number + 1 == len(scene.rows)
        self._run(scene.calls if last else scene.rows[number + 1].first)

    def _write(self) -> None:
        scene, theme = self._scene, self._theme
        if scene is None or theme is None:
            return
        self._table.setRowCount(len(scene.rows))
        for number, row in enumerate(scene.rows):
            self._write_row(number, row, theme)
        current = [n for n, row in enumerate(scene.rows) if row.stage == "current"]
        if current:
            self._table.scrollTo(self._table.model().index(current[-1], 1))
        call = tr("last call: {name}", name=scene.call) if scene.call else ""
        self._call.set_text(" · ".join(part for part in (call, scene.hint) if part))
        self._back.setEnabled(scene.done > 0)
        self._start.setEnabled(scene.done > 0)
        self._on.setEnabled(scene.done < scene.calls)
        self._end.setEnabled(scene.done < scene.calls)

    def _write_row(self, number: int, row: PlanRow, theme: Theme) -> None:
        color = theme.color("text_secondary" if row.stage == "coming" else "text")
        if row.stage == "current":
            color = theme.color("accent")
        texts = ("", row.formula, row.values, row.shapes)
        for column, text in enumerate(texts):
            item = self._table.item(number, column)
            if item is None:
                item = QTableWidgetItem()
                self._table.setItem(number, column, item)
            _dress(item, text, color)
            if column > 1:
                item.setFont(tabular(self.font()))
        mark = self._table.item(number, 0)
        assert mark is not None
        name, role = _MARKS.get(row.stage, ("", ""))
        mark.setIcon(icon(name, theme, role) if name else QIcon())
        box = lay_out(row.formula, self._table.font(), math.inf)
        least = 1.75 * font_pixels(self)
        high = box.height + 0.5 * font_pixels(self)
        self._table.setRowHeight(number, round(max(least, high)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WIDE * font_pixels(self)
        self._table.setColumnHidden(2, not wide)

    def minimumSizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(240 * unit), round(140 * unit))

    def sizeHint(self) -> QSize:
        unit = font_pixels(self) / BASE_PIXELS
        return QSize(round(420 * unit), round(240 * unit))


def _dress(item: QTableWidgetItem, text: str, color: QColor) -> None:
    if item.text() != text:
        item.setText(text)
        item.setToolTip(text)
    if item.foreground().color() != color:
        item.setForeground(color)
