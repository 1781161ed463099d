"""One slot between the session's thread and the window's.

The window asks for a frame; the worker fills the slot once for each wish. A
window that draws slowly gets fewer frames, never a queue of old ones.
"""

from __future__ import annotations

import threading
from collections import deque

from visualizer.session.commands import Command
from visualizer.session.snapshot import PairSnapshot, Snapshot


class Mailbox:
    """Commands one way, snapshots the other, in plain attributes.

    Assignments of attributes and `deque` operations are atomic, so the window
    never waits for the worker. The event only ends the worker's sleep.
    """

    def __init__(self) -> None:
        self._commands: deque[Command] = deque()
        self._wanted: frozenset[str] | None = None
        self._snapshot: Snapshot | PairSnapshot | None = None
        self._wake = threading.Event()

    # The window's side.

    def send(self, command: Command) -> None:
        """Queue a command."""
        self._commands.append(command)
        self._wake.set()

    def ask(self, panels: frozenset[str]) -> None:
        """Wish for a snapshot for some panels."""
        self._wanted = panels
        self._wake.set()

    def take(self) -> Snapshot | PairSnapshot | None:
        """Return the snapshot that came, once; None before it has."""
        snapshot, self._snapshot = self._snapshot, None
        return snapshot

    def wake(self) -> None:
        """End the worker's sleep."""
        self._wake.set()

    # The worker's side.

    def next_command(self) -> Command | None:
        """Return the oldest command not yet carried out."""
        return self._commands.popleft() if self._commands else None

    @property
    def wanted(self) -> frozenset[str] | None:
        """Panels that wait for a snapshot; None while the window has not asked."""
        return self._wanted

    def put(self, snapshot: Snapshot | PairSnapshot) -> None:
        """Fill the slot and clear the wish."""
        self._wanted = None
        self._snapshot = snapshot

    def sleep(self, seconds: float | None) -> None:
        """Wait until the window sends or asks, or the time is over."""
        self._wake.wait(seconds)
        self._wake.clear()
