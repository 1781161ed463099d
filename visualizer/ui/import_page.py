"""The page on which a table of one's own is looked at before it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from visualizer.datasets.table import Table
from visualizer.datasets.table_columns import TableData
from visualizer.datasets.table_draft import LOOKED_AT, TableDraft, draft, draft_of
from visualizer.datasets.table_files import TableError, checksum, read_bytes
from visualizer.language import tr
from visualizer.session.errands import Errand
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import CheckBox, ChoiceBox, ElidedLabel, PushButton
from visualizer.ui.widgets.overlay import Overlay

SHOWN_ROWS = 6
NAMED_ROWS = 5
"""Rows with gaps that are named; of more the number is said."""


class ImportPage(Overlay):
    """Shows the first rows of a table, and what is going to be made of it.

    Parameters
    ----------
    window : QWidget
    folder : callable
        Returns the folder in which pasted tables are kept.
    give : callable
        Takes what is to be done beside the window.

    Signals
    -------
    chosen : Table, bool
        The table to use, and whether to standardize its inputs.
    failed : str
        A file cannot be used, which is to be said beside the page: it is closed.
    file_wanted, paste_wanted
        The person wants to choose a file, or to paste a text.
    counted : TableDraft, TableDraft or TableError
        All rows of a table were looked at; may be emitted from another thread.
    """

    chosen = Signal(object, bool)
    failed = Signal(str)
    file_wanted = Signal()
    paste_wanted = Signal()
    counted = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        folder: Callable[[], Path],
        give: Callable[[Errand], None],
    ) -> None:
        super().__init__(window)
        self._folder, self._give = folder, give
        self.counted.connect(self._on_counted)
        self._draft: TableDraft | None = None
        self._path = ""
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._file = ElidedLabel("", "secondary", self)
        self._open = PushButton("", "", self)
        self._open.clicked.connect(self.file_wanted)
        self._paste = PushButton("", "", self)
        self._paste.clicked.connect(self.paste_wanted)
        self._preview = QTableWidget(self)
        self._inputs = QScrollArea(self)
        self._input_boxes: dict[str, CheckBox] = {}
        self._target_boxes: dict[str, CheckBox] = {}
        self._labels: dict[str, ElidedLabel] = {}
        self._boxes: dict[str, ChoiceBox] = {}
        self._header = CheckBox("", self)
        self._standardize = CheckBox("", self)
        self._summary = QLabel(self)
        self._use = PushButton("", "", self)
        self._cancel = PushButton("", "", self)
        self._make()
        self.retranslate()

    def _make(self) -> None:
        self._preview.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._preview.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._preview.verticalHeader().hide()
        # Tab leads on, to what can be changed.
        self._preview.setTabKeyNavigation(False)
        self._summary.setWordWrap(True)
        self._standardize.setChecked(True)
        self._inputs.setFrameShape(QFrame.Shape.NoFrame)
        self._inputs.setWidgetResizable(True)
        self._header.clicked.connect(self._on_header)
        self._use.clicked.connect(self.use)
        self._cancel.clicked.connect(self.close_overlay)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self._title)
        top.addWidget(self._file, 1)
        top.addWidget(self._open)
        top.addWidget(self._paste)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for row, (name, take) in enumerate(
            (
                ("target", self._on_target),
                ("problem", self._on_problem),
                ("missing", self._on_missing),
                ("delimiter", self._on_delimiter),
                ("decimal", self._on_decimal),
            )
        ):
            self._labels[name] = ElidedLabel("", "secondary", self)
            box = self._boxes[name] = ChoiceBox(self)
            box.chosen.connect(take)
            grid.addWidget(self._labels[name], row, 0)
            grid.addWidget(box, row, 1)
        grid.addWidget(self._header, 5, 0, 1, 2)
        grid.addWidget(self._standardize, 6, 0, 1, 2)
        grid.setRowStretch(7, 1)
        grid.setColumnMinimumWidth(1, 180)
        self._labels["inputs"] = ElidedLabel("", "secondary", self)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self._labels["inputs"])
        side.addWidget(self._inputs, 1)
        middle = QHBoxLayout()
        middle.setSpacing(18)
        middle.addLayout(grid, 1)
        middle.addLayout(side, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._summary, 1)
        below.addWidget(self._cancel)
        below.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self._preview, 4)
        column.addLayout(middle, 5)
        column.addLayout(below)

    # What others may ask.

    @property
    def draft(self) -> TableDraft | None:
        """The table as it would be used now."""
        return self._draft

    def box(self, name: str) -> ChoiceBox:
        """Return a list by its name, e.g. ``"target"``."""
        return self._boxes[name]

    def input_boxes(self) -> dict[str, CheckBox]:
        """Return the switches of the columns to choose inputs from, by column."""
        return dict(self._input_boxes)

    def target_boxes(self) -> dict[str, CheckBox]:
        """Return the switches of further targets, by column; some are hidden."""
        return dict(self._target_boxes)

    def preview(self) -> QTableWidget:
        """Return the first rows."""
        return self._preview

    def summary(self) -> str:
        """Return what is said about the table."""
        return self._summary.text()

    def use_button(self) -> PushButton:
        """Return the button that uses the table."""
        return self._use

    def header_box(self) -> CheckBox:
        """Return the switch for a first row of names."""
        return self._header

    def open_empty(self, table: Table | None) -> None:
        """Show the page for a choice, with the table in use if there is one."""
        if table is not None and self._draft is None:
            path = Path(table.path)
            try:
                self._draft = draft_of(table, read_bytes(path), path.name)
                self._path = table.path
            except TableError as error:
                self.failed.emit(str(error))
        self._fill()
        self.open_overlay()

    def refuse(self, text: str) -> None:
        """Say why a file cannot be used: on the page where it is open.

        The page covers the place where the window says such things.
        """
        if self.isVisible():
            self._say(text, warning=True)
        else:
            self.failed.emit(text)

    def show_file(self, path: str) -> None:
        """Show a file; one that cannot be read is told and changes nothing."""
        try:
            content = read_bytes(Path(path))
            made = draft(Path(path).name, content)
        except TableError as error:
            self.refuse(str(error))
            return
        self._draft, self._path = made, path
        self._fill()
        self.open_overlay()

    def show_text(self, text: str) -> None:
        """Show a pasted text."""
        try:
            made = draft(tr("pasted table"), text.encode("utf-8"))
        except (TableError, UnicodeEncodeError) as error:
            self.refuse(str(error))
            return
        self._draft, self._path = made, ""
        self._fill()
        self.open_overlay()

    def use(self) -> None:
        """Use the table, and keep a pasted one in a file."""
        if self._draft is None or not self._use.isEnabled():
            return
        try:
            path = self._path or str(self._keep(self._draft.content))
        except OSError as error:
            self.refuse(
                tr(
                    "{file}: cannot be written: {reason}",
                    file=error.filename,
                    reason=error.strerror,
                )
            )
            return
        self.close_overlay()
        self.chosen.emit(self._draft.table(path), self._standardize.isChecked())

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._preview.setPalette(theme.palette())

    def retranslate(self) -> None:
        """Say everything again in the language in use."""
        self._title.setText(tr("Own data"))
        self._open.setText(tr("Choose a file…"))
        self._paste.setText(tr("Paste"))
        self._use.setText(tr("Use this table"))
        self._cancel.setText(tr("Cancel"))
        self._header.setText(tr("the first row names the columns"))
        self._standardize.setText(tr("standardize the inputs"))
        self._preview.setAccessibleName(tr("First rows"))
        titles = {
            "target": tr("Target"),
            "problem": tr("Kind of problem"),
            "missing": tr("Rows with gaps"),
            "delimiter": tr("Delimiter"),
            "decimal": tr("Decimal sign"),
            "inputs": tr("Columns used as inputs"),
        }
        for name, title in titles.items():
            self._labels[name].set_text(title)
        for name, box in self._boxes.items():
            box.setAccessibleName(titles[name])
        self._inputs.setAccessibleName(titles["inputs"])
        self._fill()

    def first_focus(self) -> QWidget:
        return self._open if self._draft is None else self._use

    def wanted_size(self) -> QSize:
        unit = self.unit()
        return QSize(round(760 * unit), round(580 * unit))

    # Filling.

    def _fill(self) -> None:
        known = self._draft is not None
        for part in (
            *self._boxes.values(),
            self._header,
            self._standardize,
            self._inputs,
            self._preview,
        ):
            part.setEnabled(known)
        if self._draft is None:
            self._file.set_text("")
            self._use.setEnabled(False)
            self._say(
                tr(
                    "Choose a CSV or TSV file or a picture, drop one on the window, or "
                    "paste."
                )
            )
            return
        self._file.set_text(self._draft.name)
        self._fill_boxes(self._draft)
        self._fill_preview(self._draft)
        self._fill_inputs(self._draft)
        self._fill_summary(self._draft)

    def _fill_boxes(self, shown: TableDraft) -> None:
        usable = [c.name for c in shown.columns.values() if c.kind != "text"]
        items = {
            "target": [(name, name) for name in usable],
            "problem": [
                ("binary", tr("yes or no")),
                ("multiclass", tr("several classes")),
                ("regression", tr("a number")),
            ],
            "missing": [("drop", tr("leave out")), ("fill", tr("fill in means"))],
            "delimiter": [
                ("comma", tr("comma")),
                ("semicolon", tr("semicolon")),
                ("tab", tr("tab")),
                ("pipe", tr("vertical bar")),
                ("space", tr("space")),
            ],
            "decimal": [("point", tr("point")), ("comma", tr("comma"))],
        }
        values = {
            "target": shown.target,
            "problem": shown.problem,
            "missing": shown.missing,
            "delimiter": shown.layout.delimiter,
            "decimal": shown.layout.decimal,
        }
        for name, box in self._boxes.items():
            box.set_items(items[name])
            box.set_chosen(values[name])
        self._header.setChecked(shown.layout.header)

    def _fill_preview(self, shown: TableDraft) -> None:
        cells, view = shown.cells, self._preview
        rows = min(SHOWN_ROWS, len(cells))
        view.setColumnCount(len(cells.names))
        view.setRowCount(rows)
        view.setHorizontalHeaderLabels(list(cells.names))
        for place, column in enumerate(cells.columns):
            for row in range(rows):
                view.setItem(row, place, QTableWidgetItem(column[row]))
        view.resizeColumnsToContents()

    def _fill_inputs(self, shown: TableDraft) -> None:
        columns = {n: c for n, c in shown.columns.items() if n != shown.target}
        if list(columns) != list(self._input_boxes):
            self._make_input_boxes(list(columns))
        possible = shown.possible_targets
        for name, column in columns.items():
            box = self._input_boxes[name]
            box.setText(_described(name, column.kind, column.categories))
            box.setAccessibleName(box.text())
            box.setChecked(name in shown.inputs)
            box.setEnabled(column.kind != "text")
            also = self._target_boxes[name]
            also.setText(tr("target too"))
            also.setAccessibleName(tr("{name} is a target too", name=name))
            also.setChecked(name in shown.more_targets)
            also.setVisible(name in possible)

    def _make_input_boxes(self, names: list[str]) -> None:
        """Offer other columns; the ones of before go with their page."""
        page = QWidget(self._inputs)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        self._input_boxes, self._target_boxes = {}, {}
        for row, name in enumerate(names):
            box = self._input_boxes[name] = CheckBox("", page)
            box.clicked.connect(lambda on, name=name: self._on_input(name, on))
            grid.addWidget(box, row, 0)
            also = self._target_boxes[name] = CheckBox("", page)
            also.clicked.connect(lambda on, name=name: self._on_target_too(name, on))
            grid.addWidget(also, row, 1)
        grid.setRowStretch(len(names), 1)
        self._inputs.setWidget(page)

    def _fill_summary(self, shown: TableDraft) -> None:
        try:
            data = shown.data()
        except TableError as error:
            self._use.setEnabled(False)
            self._say(str(error), warning=True)
            return
        self._use.setEnabled(True)
        self._say(summary(data, shown.complete))
        if not shown.complete:
            self._give(lambda: self._count(shown))

    def _count(self, shown: TableDraft) -> None:
        """Look at all rows, unless another table is shown by then."""
        if self._draft is not shown:
            return
        try:
            self.counted.emit(shown, shown.whole())
        except TableError as error:
            self.counted.emit(shown, error)

    def _on_counted(self, shown: TableDraft, found: TableDraft | TableError) -> None:
        """Say what all rows come to, if the table is still the same."""
        if self._draft is not shown:
            return
        if isinstance(found, TableError):
            self._use.setEnabled(False)
            self._say(str(found), warning=True)
            return
        self._draft = found
        self._fill()

    def _say(self, text: str, warning: bool = False) -> None:
        self._summary.setProperty("role", "warning" if warning else "")
        self._summary.style().polish(self._summary)
        self._summary.setText(text)

    def _keep(self, content: bytes) -> Path:
        """Write a pasted table to the folder, under its checksum."""
        folder = self._folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{checksum(content)}.csv"
        path.write_bytes(content)
        return path

    # Hands.

    def _change(self, made: Callable[[TableDraft], TableDraft]) -> None:
        if self._draft is None:
            return
        try:
            self._draft = made(self._draft)
        except TableError as error:
            self._fill()
            self._say(str(error), warning=True)
            return
        self._fill()

    def _on_target(self, name: str) -> None:
        self._change(lambda before: before.with_target(name))

    def _on_problem(self, key: Any) -> None:
        self._change(lambda before: before.with_problem(key))

    def _on_missing(self, key: Any) -> None:
        self._change(lambda before: replace(before, missing=key))

    def _on_delimiter(self, key: Any) -> None:
        self._change(
            lambda before: before.with_layout(replace(before.layout, delimiter=key))
        )

    def _on_decimal(self, key: Any) -> None:
        self._change(
            lambda before: before.with_layout(replace(before.layout, decimal=key))
        )

    def _on_header(self, on: bool) -> None:
        self._change(
            lambda before: before.with_layout(replace(before.layout, header=on))
        )

    def _on_input(self, name: str, on: bool) -> None:
        self._change(lambda before: before.with_input(name, on))

    def _on_target_too(self, name: str, on: bool) -> None:
        self._change(lambda before: before.with_further_target(name, on))


def summary(data: TableData, complete: bool) -> str:
    """Say what is made of a table, and what had to be left out or filled in."""
    parts = [
        tr(
            "examples: {rows}, inputs: {inputs}",
            rows=f"{len(data.examples):,}",
            inputs=len(data.input_names),
        )
    ]
    if data.class_names:
        parts.append(tr("classes: {names}", names=", ".join(data.class_names)))
    if data.output_names:
        parts.append(tr("targets: {names}", names=", ".join(data.output_names)))
    if data.dropped_rows:
        parts.append(
            tr(
                "rows with gaps left out: {count} ({rows})",
                count=f"{len(data.dropped_rows):,}",
                rows=_some(data.dropped_rows),
            )
        )
    if data.filled:
        parts.append(
            tr(
                "gaps filled in: {count} (rows {rows})",
                count=f"{data.filled:,}",
                rows=_some(data.filled_rows),
            )
        )
    if data.infinite_rows:
        parts.append(
            tr("infinite values in rows {rows}", rows=_some(data.infinite_rows))
        )
    text = " · ".join(parts)
    if complete:
        return text
    return tr(
        "of the first {rows} rows, all are being counted · {text}",
        rows=f"{LOOKED_AT:,}",
        text=text,
    )


def _some(rows: tuple[int, ...]) -> str:
    named = ", ".join(f"{row:,}" for row in rows[:NAMED_ROWS])
    return named + (", …" if len(rows) > NAMED_ROWS else "")


def _described(name: str, kind: str, categories: tuple[str, ...]) -> str:
    if kind == "category":
        return tr("{name} – {count} words", name=name, count=len(categories))
    if kind == "text":
        return tr("{name} – text, not usable", name=name)
    return name
