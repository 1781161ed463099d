"""What runs can be told beyond play and step: goals, branches, seeds, their list."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from visualizer.language import Phrase
from visualizer.session import commands as do
from visualizer.session.goals import RunUntil
from visualizer.session.snapshot import Snapshot
from visualizer.session.views import bookmarks
from visualizer.ui.actions import ActionBook

if TYPE_CHECKING:
    from visualizer.ui.ask_card import AskCard
    from visualizer.ui.main_window import MainWindow
    from visualizer.ui.runs_sheet import RunsSheet
    from visualizer.ui.seeds_sheet import SeedsSheet

KEYS_OF_BOOKMARKS = 9


class RunControls(QObject):
    """Adds the actions and opens their cards.

    Parameters
    ----------
    window : MainWindow
    book : ActionBook
    """

    def __init__(self, window: MainWindow, book: ActionBook) -> None:
        super().__init__(window)
        self._window, self._book = window, book
        self._named: tuple[str, ...] = ()
        self._until = RunUntil()
        self._snapshot: Snapshot | None = None
        self._followers: list[Callable[[Snapshot], None]] = []
        self._add_actions()

    @cached_property
    def until_card(self) -> AskCard:
        """The card that asks where the run is to pause."""
        from visualizer.ui.ask_card import AskCard

        card = AskCard(
            self._window,
            Phrase("Run until…"),
            Phrase("The run pauses there by itself."),
            Phrase("Run"),
            RunUntil,
            height=190,
        )
        card.answered.connect(self._on_until)
        return self._window.late.add(card)

    @cached_property
    def branch_card(self) -> AskCard:
        """The card that asks what is to be different from here on."""
        from visualizer.ui.ask_card import AskCard

        card = AskCard(
            self._window,
            Phrase("Branch here…"),
            Phrase("The same instant, other settings; the run so far stays."),
            Phrase("Branch"),
            self._window.view.exhibit.settings_class,
            height=240,
            only=lambda described: described.live and described.registry is None,
        )
        card.answered.connect(self._on_branch)

        def follow(snapshot: Snapshot) -> None:
            if card.isVisible():
                card.show_settings(snapshot.experiment.settings)

        self._followers.append(follow)
        return self._window.late.add(card)

    @cached_property
    def runs(self) -> RunsSheet:
        """The list of runs."""
        from visualizer.ui.runs_sheet import RunsSheet

        sheet = RunsSheet(self._window)
        sheet.wanted.connect(self._window.send)
        if self._snapshot is not None:
            sheet.follow(self._snapshot)
        self._followers.append(sheet.follow)
        return self._window.late.add(sheet)

    @cached_property
    def seeds(self) -> SeedsSheet:
        """The sheet of the runs with several seeds."""
        from visualizer.ui.seeds_sheet import SeedsSheet

        sheet = SeedsSheet(self._window)
        sheet.wanted.connect(self._window.send)
        if self._snapshot is not None:
            sheet.follow(self._snapshot)
        self._followers.append(sheet.follow)
        return self._window.late.add(sheet)

    def _add_actions(self) -> None:
        add, window, category = self._book.add, self._window, "Run"
        add(
            "run_until",
            "Run until…",
            lambda: self.until_card.ask(self._until),
            category=category,
            keys=["Ctrl+U"],
            synonyms=["stop at", "goal", "early stopping", "plateau", "accuracy"],
            icon_name="until",
        )
        add(
            "drop_goal",
            "Run on without a goal",
            lambda: window.send(do.DropGoal()),
            category=category,
            synonyms=["disarm", "cancel"],
        ).setEnabled(False)
        add(
            "branch",
            "Branch here…",
            self.ask_branch,
            category=category,
            keys=["Ctrl+Shift+B"],
            synonyms=["fork", "another learning rate", "what if"],
        )
        add(
            "runs",
            "Runs…",
            lambda: self.runs.open_sheet(),
            category=category,
            keys=["Ctrl+L"],
            synonyms=["list", "compare", "history", "ghosts", "difference"],
        )
        add(
            "seeds",
            "Several seeds…",
            self.ask_seeds,
            category=category,
            keys=["Ctrl+Shift+E"],
            synonyms=["spread", "band", "variance", "repeat"],
            icon_name="dice",
        )
        add(
            "seeds_stop",
            "Stop the seeds",
            lambda: window.send(do.StopSeeds()),
            category=category,
            synonyms=["abort"],
        ).setEnabled(False)
        add(
            "seeds_clear",
            "Clear the seeds",
            lambda: window.send(do.ClearSeeds()),
            category=category,
            synonyms=["band"],
        ).setEnabled(False)
        add(
            "rename_bookmark",
            "Rename the bookmark of this moment",
            self.rename_bookmark,
            category=category,
            keys=["F2"],
            synonyms=["name"],
        ).setEnabled(False)

    def ask_branch(self) -> None:
        """Ask what is to be different, from this moment on."""
        snapshot = self._window.snapshot
        if snapshot is not None:
            self.branch_card.ask(snapshot.experiment.settings)
            # Any of them may be what is to be different.
            self.branch_card.form.set_open(True)

    def ask_seeds(self) -> None:
        """Show the seeds, or ask for them."""
        snapshot = self._window.snapshot
        shown = 0.0 if snapshot is None else snapshot.epoch
        self.seeds.open_sheet(math.ceil(shown))

    def rename_bookmark(self) -> None:
        """Edit the name of the bookmark of the moment shown, on the timeline."""
        snapshot = self._window.snapshot
        if snapshot is not None:
            self._window.timeline.rename(snapshot.update)

    def follow(self, snapshot: Snapshot) -> None:
        """Show and enable what fits a moment."""
        self._snapshot = snapshot
        marks = bookmarks(snapshot)
        seeds = snapshot.seeds
        for name, possible in (
            ("drop_goal", bool(snapshot.goal)),
            ("seeds_stop", seeds is not None and not seeds.complete),
            ("seeds_clear", seeds is not None),
            ("rename_bookmark", any(m.update == snapshot.update for m in marks)),
        ):
            action = self._book.action(name)
            if action.isEnabled() != possible:
                action.setEnabled(possible)
        named = tuple(mark.text for mark in marks[:KEYS_OF_BOOKMARKS])
        if named != self._named:
            self._named = named
            self._name_bookmarks(named)
        for follow in self._followers:
            follow(snapshot)

    def _name_bookmarks(self, named: tuple[str, ...]) -> None:
        """Let the palette find bookmarks by the names that people gave them."""
        for number in range(1, KEYS_OF_BOOKMARKS + 1):
            title = Phrase("Go to bookmark {number}", number=number)
            if number <= len(named):
                title = Phrase(
                    "Go to bookmark {number}: {name}",
                    number=number,
                    name=named[number - 1],
                )
            self._book.retitle(f"bookmark:{number}", title)

    def _on_until(self, asked: RunUntil) -> None:
        self._until = asked
        self._window.send(do.PlayUntil(asked.goal))

    def _on_branch(self, settings: Any) -> None:
        self._window.send(do.Branch(settings))
