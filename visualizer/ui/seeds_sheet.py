"""The same experiment with several seeds: ask, watch, read, open one of them."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from visualizer.language import tr
from visualizer.session import commands as do
from visualizer.session.run_tables import seed_headline, seed_rows, seed_summary
from visualizer.session.seed_study import SeedSettings, SeedsView
from visualizer.session.snapshot import Snapshot
from visualizer.ui.forms import SettingsForm
from visualizer.ui.theme import Theme
from visualizer.ui.widgets import IconButton, PushButton
from visualizer.ui.widgets.elided_label import ElidedLabel
from visualizer.ui.widgets.overlay import Overlay
from visualizer.ui.widgets.table import Table


class SeedsSheet(Overlay):
    """Asks for the seeds at the left, shows what came of them at the right.

    Signals
    -------
    wanted : Command
        What a person wants of the session.
    """

    wanted = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._seeds: SeedsView | None = None
        self._asked = SeedSettings()
        self._title = ElidedLabel("", "title", self)
        self._close = IconButton("close", "", self)
        self._close.clicked.connect(self.close_overlay)
        self._form = SettingsForm(SeedSettings, self)
        self._form.edited.connect(self._on_edited)
        self._form.set_values(self._asked)
        self._run, self._stop, self._clear, self._open = (
            PushButton("", role, self) for role in ("primary", "", "", "")
        )
        self._run.clicked.connect(self._on_run)
        self._stop.clicked.connect(lambda: self.wanted.emit(do.StopSeeds()))
        self._clear.clicked.connect(lambda: self.wanted.emit(do.ClearSeeds()))
        self._headline = ElidedLabel("", "secondary", self)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._summary = Table(self)
        self._table = Table(self)
        self._table.entered.connect(self._open_row)
        self._open.clicked.connect(lambda: self._open_row(self._table.currentRow()))
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        left = QVBoxLayout()
        left.addWidget(self._form, 1)
        left.addWidget(self._run)
        foot = QHBoxLayout()
        for button in (self._open, self._stop, self._clear):
            foot.addWidget(button)
        foot.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self._headline)
        right.addWidget(self._progress)
        right.addWidget(self._summary)
        right.addWidget(self._table, 1)
        right.addLayout(foot)
        body = QHBoxLayout()
        body.setSpacing(16)
        body.addLayout(left, 3)
        body.addLayout(right, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 14)
        column.setSpacing(8)
        column.addLayout(header)
        column.addLayout(body, 1)

    @property
    def form(self) -> SettingsForm:
        """What is asked for."""
        return self._form

    @property
    def table(self) -> Table:
        """A row a seed."""
        return self._table

    @property
    def summary(self) -> Table:
        """Best, median and worst."""
        return self._summary

    @property
    def buttons(self) -> tuple[PushButton, PushButton, PushButton, PushButton]:
        """The buttons that run, open, stop and clear."""
        return self._run, self._open, self._stop, self._clear

    def open_sheet(self, epochs: int) -> None:
        """Show the sheet; runs are as long as the one shown, if it has begun."""
        if epochs > 0:
            self._asked = dataclasses.replace(self._asked, epochs=epochs)
            self._form.set_values(self._asked)
        self.open_overlay()
        self._fill()

    def follow(self, snapshot: Snapshot) -> None:
        """Show the seeds of a moment, while the sheet is open."""
        changed = snapshot.seeds is not self._seeds
        self._seeds = snapshot.seeds
        if changed and self.isVisible():
            self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Wear a theme."""
        self._close.set_theme(theme)
        self._form.set_theme(theme)

    def retranslate(self) -> None:
        """Say the texts again in the language in use."""
        self._title.set_text(tr("Several seeds"))
        self.setAccessibleName(tr("Several seeds"))
        self._close.set_title(tr("Close"))
        self._form.retranslate()
        for button, text in zip(
            self.buttons, (tr("Run"), tr("Open"), tr("Stop"), tr("Clear")), strict=True
        ):
            button.setText(text)
        numbers = [tr("Loss · train"), tr("Loss · test"), tr("Test accuracy")]
        self._summary.set_headings([tr("Of all seeds"), *numbers])
        self._table.set_headings([tr("Seed"), *numbers, tr("Reached in epoch")])
        self._summary.setAccessibleName(tr("Best, median and worst"))
        self._table.setAccessibleName(tr("Seeds, one a row"))
        self._progress.setAccessibleName(tr("Progress"))
        if self.isVisible():
            self._fill()

    def first_focus(self) -> QWidget:
        return self._form.editor("count").control()

    def wanted_size(self) -> QSize:
        unit = self.unit()
        return QSize(round(840 * unit), round(520 * unit))

    def _fill(self) -> None:
        view = self._seeds
        complete = view is not None and view.complete
        running = view is not None and not complete
        headline = tr("Each run has the present settings and a seed of its own.")
        self._headline.set_text(headline if view is None else seed_headline(view))
        self._progress.setVisible(running)
        if view is not None:
            self._progress.setValue(round(100 * view.progress))
        self._summary.set_rows(() if view is None else seed_summary(view))
        self._table.set_rows(() if view is None else seed_rows(view))
        self._summary.fit_height(3)
        self._open.setEnabled(complete)
        self._stop.setEnabled(running)
        self._clear.setEnabled(view is not None)

    def _on_edited(self, name: str, value: object, live: bool) -> None:
        changes = {name: value}
        self._asked = dataclasses.replace(self._asked, **changes)  # type: ignore[arg-type]
        self._form.set_values(self._asked)

    def _on_run(self) -> None:
        # What is being typed counts: it is told when its field loses the focus.
        self._run.setFocus()
        self.wanted.emit(do.RunSeeds(self._asked))

    def _open_row(self, row: int) -> None:
        if self._seeds is not None and 0 <= row < len(self._seeds.seeds):
            self.wanted.emit(do.OpenSeed(self._seeds.seeds[row]))
            self.close_overlay()
