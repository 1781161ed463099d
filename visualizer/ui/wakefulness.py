"""Keep the screen from going to sleep while an audience looks at it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

ES_CONTINUOUS = 0x80000000
ES_DISPLAY_REQUIRED = 0x00000002


class Wakefulness:
    """Asks the system, in its own way, to leave the screen on.

    Where the system cannot be asked nothing happens: a screen that goes to
    sleep is no reason to stop a lecture.
    """

    def __init__(self) -> None:
        self._helper: subprocess.Popen[bytes] | None = None
        self._asked = False

    @property
    def asked(self) -> bool:
        """Whether the screen was asked to stay on."""
        return self._asked

    def keep_awake(self) -> None:
        """Ask the system to leave the screen on."""
        if sys.platform == "win32":
            state = ES_CONTINUOUS | ES_DISPLAY_REQUIRED
            ctypes.windll.kernel32.SetThreadExecutionState(state)
            self._asked = True
        else:
            self._start_helper()

    def let_sleep(self) -> None:
        """Take the wish back."""
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(ES_CONTINUOUS)
        elif self._helper is not None:
            self._helper.terminate()
            self._helper.wait()
            self._helper = None
        self._asked = False

    def _start_helper(self) -> None:
        """Start the system's own tool, which holds the wish while it runs."""
        command = _command()
        if command is None or self._helper is not None:
            return
        try:
            self._helper = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return
        self._asked = True


def _command() -> list[str] | None:
    """Return the tool of this system, told to end with this process."""
    own = str(os.getpid())
    if sys.platform == "darwin" and shutil.which("caffeinate"):
        return ["caffeinate", "-d", "-w", own]
    inhibit = shutil.which("systemd-inhibit")
    if inhibit and os.environ.get("XDG_SESSION_ID"):
        waiting = ["tail", f"--pid={own}", "-f", os.devnull]
        return [inhibit, "--what=idle", "--who=Neuronaut", "--why=lecture", *waiting]
    return None
