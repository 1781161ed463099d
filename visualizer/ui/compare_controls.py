"""What begins and ends a comparison: actions, and the sheet of what to compare with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from visualizer.files.opening import open_named
from visualizer.files.project import SUFFIX
from visualizer.files.safe_zip import ContainerError
from visualizer.language import tr
from visualizer.session import commands as do
from visualizer.session.experiment import (
    Experiment,
    ExperimentError,
    preset,
    preset_keys,
)
from visualizer.session.run_tables import run_rows
from visualizer.session.snapshot import Snapshot
from visualizer.ui.actions import ActionBook
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton, PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.overlay import Overlay
from visualizer.ui.widgets.table import Table

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow

SIDE_ACTIONS = ("other_side", "keep_left", "keep_right")
"""What can be done only while two experiments stand side by side."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """One line of the sheet, and what it puts at the right."""

    texts: tuple[str, str]
    make: Callable[[], do.Compare]


class CompareSheet(Overlay):
    """What may stand beside the present experiment: a copy, a run, a preset, a file.

    Signals
    -------
    wanted : Command
    file_wanted
    """

    wanted = Signal(object)
    file_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._snapshot: Snapshot | None = None
        self._choices: tuple[_Choice, ...] = ()
        self._title = ElidedLabel("", "title", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_overlay)
        self._about = ElidedLabel("", "small", self)
        self._list = Table(self)
        self._list.entered.connect(self._on_entered)
        self._begin = PushButton("", "primary", self)
        self._begin.clicked.connect(lambda: self._on_entered(self._list.currentRow()))
        self._file = PushButton("", "step", self)
        self._file.clicked.connect(self._on_file)
        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        foot = QHBoxLayout()
        foot.addWidget(self._begin)
        foot.addWidget(self._file)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 14)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self._about)
        column.addWidget(self._list, 1)
        column.addLayout(foot)
        self.retranslate()

    @property
    def choices(self) -> Table:
        """The list of what may stand at the right."""
        return self._list

    @property
    def begin_button(self) -> PushButton:
        """The button that begins with what is chosen."""
        return self._begin

    @property
    def file_button(self) -> PushButton:
        """The button that asks for a file."""
        return self._file

    def open_sheet(self, snapshot: Snapshot) -> None:
        """Show what can be compared with a moment."""
        self._snapshot = snapshot
        self._fill()
        self.open_overlay()
        self._list.setCurrentCell(0, 0)

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.set_text(tr("Compare"))
        self.setAccessibleName(tr("Compare"))
        self._list.setAccessibleName(tr("What stands at the right"))
        self._about.set_text(
            tr("The present experiment stands at the left. What stands at the right?")
        )
        self._close.set_title(tr("Close"))
        self._begin.setText(tr("Compare"))
        self._file.setText(tr("A file…"))
        self._list.set_headings([tr("At the right"), tr("Kind")])
        self._fill()

    def first_focus(self) -> QWidget:
        return self._list

    def wanted_size(self) -> QSize:
        unit = self.unit()
        return QSize(round(520 * unit), round(420 * unit))

    def _fill(self) -> None:
        shown = self._snapshot
        if shown is None:
            return
        here = shown.experiment.exhibit
        choices = [_Choice((tr("The same, to be changed"), tr("copy")), do.Compare)]
        exhibits = {run.number: run.experiment.exhibit for run in shown.runs}
        for row in reversed(run_rows(shown)):
            if not row.present and exhibits[row.run] == here:
                name = f"{row.title} · {row.began}"
                choice = partial(do.Compare, run=row.run)
                choices.append(_Choice((name, tr("run")), choice))
        for key in preset_keys():
            found = preset(key)
            if found.exhibit == here:
                choice = partial(do.Compare, found)
                choices.append(_Choice((tr(key), tr("preset")), choice))
        self._choices = tuple(choices)
        self._list.set_rows(tuple(choice.texts for choice in choices))

    def _on_entered(self, row: int) -> None:
        if 0 <= row < len(self._choices):
            self.close_overlay()
            self.wanted.emit(self._choices[row].make())

    def _on_file(self) -> None:
        self.close_overlay()
        self.file_wanted.emit()


class CompareControls(QObject):
    """Adds the actions of comparisons and opens the sheet.

    Parameters
    ----------
    window : MainWindow
    book : ActionBook
    """

    _read = Signal(object)
    _refused = Signal(str)

    def __init__(self, window: MainWindow, book: ActionBook) -> None:
        super().__init__(window)
        self._window, self._book = window, book
        self._read.connect(lambda work: window.send(do.Compare(work)))
        self._refused.connect(lambda text: window.say("error", text))
        add, category = book.add, "Run"
        add(
            "compare",
            "Compare with a copy",
            lambda: window.send(do.Compare()),
            category=category,
            keys=["F7"],
            synonyms=["side by side", "difference", "two experiments", "versus"],
        )
        add(
            "compare_with",
            "Compare with…",
            self.open_sheet,
            category=category,
            keys=["Shift+F7"],
            synonyms=["side by side", "run", "preset", "file", "versus"],
        )
        add(
            "other_side",
            "Set the other side of the comparison",
            self.choose_other,
            category=category,
            keys=["F6"],
            synonyms=["left", "right", "switch"],
        )
        for name, title, key, right in (
            ("keep_left", "End the comparison, keep the left side", "Ctrl+F7", False),
            (
                "keep_right",
                "End the comparison, keep the right side",
                "Ctrl+Shift+F7",
                True,
            ),
        ):
            add(
                name,
                title,
                partial(window.send, do.EndCompare(keep_right=right)),
                category=category,
                keys=[key],
                synonyms=["close", "finish"],
            )
        self.follow_comparison()

    @cached_property
    def sheet(self) -> CompareSheet:
        """The sheet of what may stand at the right."""
        sheet = CompareSheet(self._window)
        sheet.wanted.connect(self._window.send)
        sheet.file_wanted.connect(self.ask_for_file)
        return self._window.late.add(sheet)

    def open_sheet(self) -> None:
        """Ask what is to stand at the right."""
        if self._window.home_snapshot is not None:
            self.sheet.open_sheet(self._window.home_snapshot)

    def choose_other(self) -> None:
        """Let the settings be those of the other side."""
        comparison = self._window.comparison
        comparison.choose(1 - comparison.chosen)

    def follow_comparison(self) -> None:
        """Enable what can be done with one experiment, or with two."""
        active = self._window.comparison.active
        for name in SIDE_ACTIONS:
            self._book.action(name).setEnabled(active)
        self._book.action("compare").setEnabled(not active)

    def ask_for_file(self) -> None:
        """Let the person choose a file whose experiment stands at the right."""
        dialog = QFileDialog(self._window, tr("Compare"))
        dialog.setNameFilter(tr("Projects and experiments") + f" (*{SUFFIX} *.json)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.compare_with_file)
        # Nothing is modal: the run goes on, and so may the lecture.
        dialog.setWindowModality(Qt.WindowModality.NonModal)
        dialog.show()

    def compare_with_file(self, path: str) -> None:
        """Put what a file holds at the right; a bad one is told, no more."""

        def read() -> None:
            try:
                work = open_named(path).work
            except (ExperimentError, ContainerError) as error:
                self._refused.emit(str(error))
            else:
                self._read.emit(work if isinstance(work, Experiment) else work.session)

        self._window.documents.do_later(read)
