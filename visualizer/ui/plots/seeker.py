"""Ask for moments of the run while a hand drags through it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from visualizer.scenes.intents import Intent, Seek
from visualizer.ui.plots.latest_intent import LatestIntent

PATIENCE = 600
"""How long a handle waits where the hand left it for the scenes to follow."""


class Seeker(QObject):
    """Keeps a handle under the hand until the scenes show the moment asked for.

    A scene that was on its way when the hand moved must not throw the handle
    back; the first one with another cursor is the answer.

    Parameters
    ----------
    emit : callable
        Where the intents go, at most one in a turn of the event loop.
    parent : QObject

    Signals
    -------
    moved
        The moment to show has changed without a new scene.
    """

    moved = Signal()

    def __init__(self, emit: Callable[[Intent], None], parent: QObject) -> None:
        super().__init__(parent)
        self._cursor = 0
        self._wanted: int | None = None
        self._held = False
        self._intents = LatestIntent(emit, self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._on_patience_ended)

    @property
    def moment(self) -> int:
        """The update to show: where the hand is, else the scene's cursor."""
        return self._cursor if self._wanted is None else self._wanted

    def follow(self, cursor: int) -> None:
        """Take the cursor of a new scene."""
        if not self._held and cursor != self._cursor:
            self._wanted = None
        self._cursor = cursor

    def ask(self, update: int) -> None:
        """Show an update and ask for it."""
        if update != self.moment or self._wanted is None:
            self._wanted = update
            self._patience.start()
            self._intents.offer(Seek(update))
            self.moved.emit()

    @property
    def held(self) -> bool:
        """Whether a drag is going on."""
        return self._held

    def hold(self) -> None:
        """Begin a drag: the handle stays under the hand."""
        self._held = True

    def release(self) -> None:
        """End a drag; what was asked for last is sent now."""
        self._held = False
        if self._wanted is not None:
            self._patience.start()
        self._intents.flush()

    def _on_patience_ended(self) -> None:
        if not self._held and self._wanted is not None:
            self._wanted = None
            self.moved.emit()
