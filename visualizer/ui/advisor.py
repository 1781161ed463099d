"""Says in the banner what goes wrong in a run, one thing at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from visualizer.scenes.advice import Advice
from visualizer.scenes.intents import TryRemedy
from visualizer.session.snapshot import Snapshot

if TYPE_CHECKING:
    from visualizer.ui.main_window import MainWindow

_ADVICE = "advice:"
_TRY = "try:"


class Advisor(QObject):
    """Shows advice while the banner is free, and carries out what is tried.

    What is shown stays until it no longer holds, even if something more important
    is found, and keeps its words while the run plays. What was dismissed is not
    said again in the same run.

    Parameters
    ----------
    window : MainWindow
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._shown: Advice | None = None
        self._dismissed: set[str] = set()
        self._run = -1
        window.banner.dismissed.connect(self._on_dismissed)
        window.banner.action_triggered.connect(self._on_action)

    def follow(self, snapshot: Snapshot) -> None:
        """Say what goes wrong at the moment shown."""
        if snapshot.run != self._run:
            self._run = snapshot.run
            self._dismissed = set()
        banner = self._window.banner
        shown, self._shown = self._shown, self._choose(snapshot)
        if self._shown is None:
            if shown is not None:
                banner.take_back(_ADVICE + shown.name)
            return
        name = _ADVICE + self._shown.name
        mine = "" if shown is None else _ADVICE + shown.name
        if banner.message() not in ("", mine):
            self._shown = None
            return
        same = banner.message() == name and shown is not None
        if same and (snapshot.playing or shown == self._shown):
            return
        buttons = [(_TRY + key, title) for key, title in self._shown.remedies]
        text = self._window.comparison.told_of(self._shown.text)
        banner.show_message(name, text, "info", buttons)

    def retranslate(self) -> None:
        """Take back what was said; it is said again in the words in use."""
        if self._shown is not None:
            self._window.banner.take_back(_ADVICE + self._shown.name)
            self._shown = None

    def _choose(self, snapshot: Snapshot) -> Advice | None:
        if snapshot.status.condition != "ok":
            return None
        exhibit = self._window.view.exhibit
        offered = exhibit.advice(snapshot.frame, snapshot.experiment.settings)
        known = [one for one in offered if one.name not in self._dismissed]
        if self._shown is not None:
            for one in known:
                if one.name == self._shown.name:
                    return one
        return known[0] if known else None

    def _on_dismissed(self, name: str) -> None:
        if name.startswith(_ADVICE):
            self._dismissed.add(name.removeprefix(_ADVICE))
            self._shown = None

    def _on_action(self, name: str) -> None:
        if name.startswith(_TRY):
            self._window.view.ask(TryRemedy(name.removeprefix(_TRY)))
