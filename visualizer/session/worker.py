"""The thread that runs a session."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable

import numpy as np

from visualizer.session.commands import Command, Seek
from visualizer.session.duet import Duet
from visualizer.session.mailbox import Mailbox
from visualizer.session.session import Session

BUDGET = 0.004
"""Seconds of training between two looks at the mailbox."""

BACKGROUND_SHARE = 0.05
"""Share of the time for background work while training."""

LULL = 0.05
"""Seconds after which background work is looked for again where there was none."""

SLICE = 0.008
"""Seconds of background work between two looks at the mailbox when paused."""

CALM = 0.08
"""Seconds after a wish for a moment before background work begins: while somebody
drags through the run, each moment would begin work that the next one throws away."""

BEAT = 0.01
"""Seconds between two looks at the clock at a slow pace."""


class Worker(threading.Thread):
    """Loops over a session's `tick`, `work` and `snapshot`.

    Parameters
    ----------
    session : Session or Duet
        From now on touched by this thread alone.
    mailbox : Mailbox
    reject : callable
        Told of a command that cannot be carried out (the error's text). Called
        on this thread; must only pass it on.
    """

    def __init__(
        self,
        session: Session | Duet,
        mailbox: Mailbox,
        reject: Callable[[str], None],
    ) -> None:
        super().__init__(name="session", daemon=True)
        self._session = session
        self._mailbox = mailbox
        self._reject = reject
        self._stopping = False
        self._free = threading.Event()
        self._free.set()
        self._credit = 0.0
        self._next_frame = 0.0
        self._next_study = 0.0
        self._calm_from = 0.0
        self._sent: tuple[int, frozenset[str]] | None = None

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stopping = True
        self._free.set()
        self._mailbox.wake()
        self.join()

    def set_resting(self, resting: bool) -> None:
        """Begin to rest, or go on, because another thread has much to do.

        Two threads that are busy take turns with the interpreter, which makes what
        would take a moment take three. Begins with the next turn.
        """
        if resting:
            self._free.clear()
        else:
            self._free.set()

    def run(self) -> None:
        # A new thread does not see the main thread's settings.
        np.seterr(all="ignore")
        before = time.perf_counter()
        failed = False
        while not self._stopping:
            if not self._free.is_set():
                self._free.wait()
                # Nobody has waited for the steps of that time.
                before = time.perf_counter()
            now = time.perf_counter()
            elapsed, before = now - before, now
            try:
                self._turn(elapsed)
                failed = False
            except Exception as error:
                # Whatever failed, the window must stay alive to show it.
                traceback.print_exc(file=sys.stderr)
                self._session.fail(f"{type(error).__name__}: {error}")
                if failed:
                    # Not even a snapshot can be made: wait for a command.
                    self._mailbox.sleep(None)
                failed = True

    def _turn(self, elapsed: float) -> None:
        session, mailbox = self._session, self._mailbox
        while (command := mailbox.next_command()) is not None:
            self._carry_out(command)
        calm = time.perf_counter() >= self._calm_from
        if session.playing:
            session.tick(elapsed, BUDGET)
            self._credit = min(self._credit + elapsed * BACKGROUND_SHARE, SLICE)
            # Who waits for a frame does not wait for what is done beside it.
            busy = mailbox.wanted is None and self._study()
            idle = session.playing and session.pace.rate < 1e9
        else:
            well = session.status.condition != "failed"
            busy = calm and well and session.work(SLICE)
            idle = not busy
        wanted = mailbox.wanted
        began = time.perf_counter()
        waits = session.playing and began < self._next_frame
        if wanted is not None and not waits and (session.serial, wanted) != self._sent:
            self._sent = session.serial, wanted
            mailbox.put(session.snapshot(wanted))
            # Frames of a large network take long to make: training gets at
            # least as much time.
            now = time.perf_counter()
            self._next_frame = now + (now - began)
        if idle and not (busy and session.playing):
            mailbox.sleep(BEAT if session.playing or not calm else None)

    def _study(self) -> bool:
        """Do background work as far as its share of the time allows."""
        began = time.perf_counter()
        if self._credit < SLICE / 4.0 or began < self._next_study:
            return False
        busy = self._session.work(self._credit)
        ended = time.perf_counter()
        self._credit -= ended - began
        if not busy:
            self._next_study = ended + LULL
        return busy

    def _carry_out(self, command: Command) -> None:
        self._next_study = 0.0
        if isinstance(command, Seek):
            self._calm_from = time.perf_counter() + CALM
        try:
            self._session.execute(command)
        except (ValueError, IndexError) as error:
            # A value out of range: nothing has happened, the run goes on.
            self._reject(str(error))
