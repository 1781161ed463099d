"""What begins and ends a comparison."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from visualizer.files import SUFFIX
from visualizer.language import tr
from visualizer.session import commands as do
from visualizer.session.experiment import (
    Experiment,
    ExperimentError,
)
from visualizer.ui.actions import ActionBook
from visualizer.ui.file_dialog import ask_for_file

if TYPE_CHECKING:
    from visualizer.ui.compare_sheet import CompareSheet
    from visualizer.ui.main_window import MainWindow

SIDE_ACTIONS = ("other_side", "keep_left", "keep_right")
"""What can be done only while two experiments stand side by side."""


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
        from visualizer.ui.compare_sheet import CompareSheet

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
        ask_for_file(
            self._window,
            tr("Compare"),
            tr("Projects and experiments"),
            (f"*{SUFFIX}", "*.json"),
            self.compare_with_file,
        )

    def compare_with_file(self, path: str) -> None:
        """Put what a file holds at the right; a bad one is told, no more."""
        from visualizer.files import ContainerError
        from visualizer.files.opening import open_named

        def read() -> None:
            try:
                work = open_named(path).work
            except (ExperimentError, ContainerError) as error:
                self._refused.emit(str(error))
            else:
                self._read.emit(work if isinstance(work, Experiment) else work.session)

        self._window.documents.do_later(read)
