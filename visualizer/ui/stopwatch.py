"""A stopwatch: how long something has gone on, without the pauses."""

from __future__ import annotations

import time
from collections.abc import Callable


class Stopwatch:
    """Counts seconds while it runs.

    Parameters
    ----------
    clock : callable
        Returns seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._before = 0.0
        self._since: float | None = None

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """What it has counted."""
        going = 0.0 if self._since is None else self._clock() - self._since
        return self._before + going

    def start(self) -> None:
        """Count from zero."""
        self._before, self._since = 0.0, self._clock()

    def toggle(self) -> None:
        """Pause, or go on."""
        self._before, self._since = (
            self.seconds,
            None if self.running else self._clock(),
        )

    def reset(self) -> None:
        """Go back to zero; a paused one stays paused."""
        self._before = 0.0
        if self._since is not None:
            self._since = self._clock()

    def stop(self) -> None:
        """Count no more, and forget what was counted."""
        self._before, self._since = 0.0, None


def spoken_time(seconds: float) -> str:
    """Return a duration as it is read, e.g. ``"7:05"`` or ``"1:02:09"``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
