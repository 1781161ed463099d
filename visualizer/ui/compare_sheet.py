"""The sheet of what can be compared with the present experiment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.session import commands as do
from visualizer.session.experiment import preset, preset_keys
from visualizer.session.run_tables import run_rows
from visualizer.session.snapshot import Snapshot
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton, PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.overlay import Overlay
from visualizer.ui.widgets.table import Table


class _Choice(Struct, frozen=True):
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
