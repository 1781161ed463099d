"""A thread for what takes its time beside window and session, such as files."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from queue import SimpleQueue

import numpy as np

Errand = Callable[[], None]


class Errands(threading.Thread):
    """Does one errand after the other, in the order in which they were given.

    Parameters
    ----------
    report : callable
        Told the report of an errand that failed unforeseen. Called on this thread;
        must only pass it on.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__(name="errands", daemon=True)
        self._report = report
        self._waiting: SimpleQueue[Errand | None] = SimpleQueue()

    def give(self, errand: Errand) -> None:
        """Add an errand; from any thread."""
        self._waiting.put(errand)

    def stop(self) -> None:
        """End the thread when all that was given is done, and wait for it."""
        self._waiting.put(None)
        self.join()

    def run(self) -> None:
        # A new thread does not see the main thread's settings.
        np.seterr(all="ignore")
        while (errand := self._waiting.get()) is not None:
            try:
                errand()
            except Exception:
                # Whatever failed, the next file must still be written.
                self._report(traceback.format_exc())


def at_once(errand: Errand) -> None:
    """Do an errand here and now, where there is no thread for it."""
    errand()
