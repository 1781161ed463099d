"""Fetches snapshots from the session's thread at the pace of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from visualizer.exhibits import DETAILS
from visualizer.session.mailbox import Mailbox
from visualizer.session.snapshot import RIGHT

FRAME_MILLISECONDS = 16
"""Between two frames: 62 a second, so that a screen of 60 seldom waits for one."""

SLOW_EVERY = 6
"""What need not follow every frame takes turns, one a frame at most; each comes
every sixth frame, ten times a second, or later where there are more than six."""


class FrameClock(QObject):
    """Takes the snapshot that came, then asks for the next one.

    The window pulls: while it draws, nothing new is asked for, so that a slow
    machine gets fewer frames and never a backlog.

    Parameters
    ----------
    mailbox : Mailbox
    parent : QObject

    Signals
    -------
    snapshot_arrived : Snapshot or PairSnapshot
    """

    snapshot_arrived = Signal(object)

    def __init__(self, mailbox: Mailbox, parent: QObject) -> None:
        super().__init__(parent)
        self._mailbox = mailbox
        self._count = 0
        self._all: frozenset[str] = frozenset()
        self._turns: list[frozenset[str]] = [frozenset()]
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._on_timeout)

    def set_panels(self, fast: frozenset[str], slow: frozenset[str]) -> None:
        """Name the panels in sight: those of every frame, and the others.

        Details take turns with the others. The two sides of a comparison share
        the frames, one by one, so that a frame costs no more than otherwise.
        """
        right = frozenset(name for name in fast | slow if name.startswith(RIGHT))
        turns = _turns(fast - right, (slow - right) | {DETAILS})
        self._all = frozenset[str]().union(*turns)
        if right:
            others = _turns(fast & right, (slow & right) | {RIGHT + DETAILS})
            self._all = self._all.union(*others)
            # Both as long as the longer one, so that each keeps its order.
            longest = max(len(turns), len(others))
            turns = [
                side[place % len(side)]
                for place in range(longest)
                for side in (turns, others)
            ]
        self._turns = turns
        self._count = 0

    def start(self) -> None:
        """Begin to fetch."""
        self._mailbox.ask(self._all)
        self._timer.start()

    def stop(self) -> None:
        """Fetch no more."""
        self._timer.stop()

    def _on_timeout(self) -> None:
        snapshot = self._mailbox.take()
        if snapshot is not None:
            self.snapshot_arrived.emit(snapshot)
            self._count += 1
        # A snapshot at rest serves all panels: nothing comes after it.
        resting = snapshot is not None and not snapshot.playing
        turn = self._turns[self._count % len(self._turns)]
        if snapshot is not None or self._mailbox.wanted is None:
            self._mailbox.ask(self._all if resting else turn)


def _turns(fast: frozenset[str], slow: frozenset[str]) -> list[frozenset[str]]:
    """Return what each of some frames brings, again and again."""
    idle = [fast] * max(0, SLOW_EVERY - len(slow))
    return [*(fast | {name} for name in sorted(slow)), *idle]
