"""A log file that survives a crash, and a word about every error nobody caught."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TextIO

FILE = "neuronaut.log"
CRASH_FILE = "crash.log"
MAX_BYTES = 1_000_000
BACKUPS = 2
LEVELS = ("debug", "info", "warning", "error")

Notify = Callable[[str], None]

_open: list[logging.Handler | TextIO] = []


class _LateFile(logging.Handler):
    """Writes to a rotating file, opened when there is something to write.

    Most starts have nothing to tell, and what rotates files takes long to load.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    @cached_property
    def _file(self) -> logging.Handler:
        from logging.handlers import RotatingFileHandler

        file = RotatingFileHandler(
            self._path, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8"
        )
        form = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
        file.setFormatter(logging.Formatter(form))
        return file

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._file.emit(record)
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        if "_file" in vars(self):
            self._file.close()
        super().close()


def start(folder: Path, level: str, notify: Notify) -> Path | None:
    """Write what happens to a rotating file from now on, made for its first line.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    level : str
        One of `LEVELS`.
    notify : callable
        Told the report of an error that nobody caught; on any thread.

    Returns
    -------
    Path or None
        The log file; None where the folder cannot be written to, which is no
        reason not to start.
    """
    root = logging.getLogger()
    root.setLevel(level.upper())
    path: Path | None = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        crashes = (folder / CRASH_FILE).open("a", encoding="utf-8")
    except OSError:
        path = None
    else:
        handler = _LateFile(folder / FILE)
        root.addHandler(handler)
        faulthandler.enable(crashes)
        _open[:] = [handler, crashes]
    _catch_the_rest(notify)
    return path


def stop() -> None:
    """Write no more, and let uncaught errors go where they went before."""
    sys.excepthook, threading.excepthook = sys.__excepthook__, threading.__excepthook__
    if _open:
        faulthandler.disable()
    for each in _open:
        if isinstance(each, logging.Handler):
            logging.getLogger().removeHandler(each)
        each.close()
    _open.clear()


def _catch_the_rest(notify: Notify) -> None:
    def report(
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        logging.getLogger("neuronaut").critical("not caught:\n%s", text)
        print(text, file=sys.stderr, end="")
        notify(text)

    def report_of_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            report(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    sys.excepthook = report
    threading.excepthook = report_of_thread
