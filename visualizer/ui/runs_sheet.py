"""The list of runs: return to one, name it, take it away, compare two."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.session import commands as do
from visualizer.session.run_tables import RunRow, difference_rows, run_rows
from visualizer.session.snapshot import Snapshot
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton, PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.overlay import Overlay
from visualizer.ui.widgets.table import Table

PRESENT = "● "
"""Stands before the title of the run that goes on."""


class RunsSheet(Overlay):
    """Every run with what it began with and how it ended.

    Enter returns to a run, F2 names it, Delete takes it away; two chosen runs
    are compared setting by setting. What runs goes on meanwhile.

    Signals
    -------
    wanted : Command
        What a person wants of the session.
    """

    wanted = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._snapshot: Snapshot | None = None
        self._rows: tuple[RunRow, ...] = ()
        self._title = ElidedLabel("", "title", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_overlay)
        self._list = Table(self, wide=1)
        self._list.entered.connect(self._return_to)
        self._list.renamed.connect(self._name)
        self._list.deleted.connect(self._remove)
        self._list.itemSelectionChanged.connect(self._compare)
        self._about = ElidedLabel("", "small", self)
        self._differences = Table(self)
        self._buttons = [PushButton("", "", self) for _ in range(3)]
        acts = (self._return_to, self._list.rename, self._remove)
        for button, act in zip(self._buttons, acts, strict=True):
            button.clicked.connect(lambda _=False, act=act: self._with_chosen(act))
        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        foot = QHBoxLayout()
        for button in self._buttons:
            foot.addWidget(button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 14)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self._list, 3)
        column.addLayout(foot)
        column.addWidget(self._about)
        column.addWidget(self._differences, 2)
        self.retranslate()

    @property
    def runs(self) -> Table:
        """The list of runs."""
        return self._list

    @property
    def differences(self) -> Table:
        """The settings in which two runs differ."""
        return self._differences

    def button(self, place: int) -> PushButton:
        """Return the button that returns (0), names (1) or takes away (2)."""
        return self._buttons[place]

    def open_sheet(self) -> None:
        """Show the sheet."""
        self.open_overlay()
        self._fill()

    def follow(self, snapshot: Snapshot) -> None:
        """Show the runs of a moment, while the sheet is open."""
        self._snapshot = snapshot
        if self.isVisible():
            self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.set_text(tr("Runs"))
        self.setAccessibleName(tr("Runs"))
        self._list.setAccessibleName(tr("Runs"))
        self._differences.setAccessibleName(tr("Differences of two runs"))
        self._close.set_title(tr("Close"))
        titles = (tr("Return to it"), tr("Rename"), tr("Remove"))
        for button, title in zip(self._buttons, titles, strict=True):
            button.setText(title)
        self._list.set_headings(
            [
                tr("Run"),
                tr("Began with"),
                tr("Updates"),
                tr("Loss · train"),
                tr("Loss · test"),
                tr("Test accuracy"),
            ]
        )
        if self.isVisible():
            self._fill()

    def first_focus(self) -> QWidget:
        return self._list

    def wanted_size(self) -> QSize:
        unit = self.unit()
        return QSize(round(760 * unit), round(480 * unit))

    def _fill(self) -> None:
        if self._snapshot is None:
            return
        self._rows = run_rows(self._snapshot)
        self._list.set_rows(
            tuple(
                (PRESENT * row.present + row.title, row.began, *row.numbers)
                for row in self._rows
            )
        )
        if not self._list.chosen():
            present = [row.present for row in self._rows].index(True)
            self._list.setCurrentCell(present, 0)
        self._compare()

    def _compare(self) -> None:
        chosen = [row for row in self._list.chosen() if row < len(self._rows)]
        self._buttons[2].setEnabled(all(self._rows[row].removable for row in chosen))
        for button in self._buttons[:2]:
            button.setEnabled(len(chosen) == 1)
        if len(chosen) != 2 or self._snapshot is None:
            self._about.set_text(tr("Choose two runs to compare their settings."))
            self._differences.set_rows(())
            self._differences.setVisible(False)
            return
        first, second = (self._rows[row] for row in chosen)
        rows = difference_rows(self._snapshot, first.run, second.run)
        self._differences.set_headings([tr("Setting"), first.title, second.title])
        self._differences.set_rows(rows)
        self._differences.setVisible(bool(rows))
        count = len(rows)
        self._about.set_text(
            tr("Settings that differ: {count}", count=count)
            if count
            else tr("The settings of these two runs are the same.")
        )

    def _with_chosen(self, act: Callable[[int], None]) -> None:
        for row in reversed(self._list.chosen()):
            act(row)

    def _return_to(self, row: int) -> None:
        chosen = self._rows[row]
        self.wanted.emit(do.Pause())
        self.wanted.emit(do.Return(chosen.run, chosen.tip))

    def _name(self, row: int, name: str) -> None:
        self.wanted.emit(do.NameRun(self._rows[row].run, name.removeprefix(PRESENT)))

    def _remove(self, row: int) -> None:
        self.wanted.emit(do.RemoveRun(self._rows[row].run))
