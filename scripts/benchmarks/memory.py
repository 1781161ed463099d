"""Resident memory at full speed: how much a minute adds to it.

The spiral preset runs as fast as possible in the window in its shipped arrangement.
Its history may take the memory allowed, which it fills first, and so the run is
advanced until checkpoints have been dropped. From then on nothing should grow: the
row is the slope of a straight line through the resident memory of each second. The
peer is the growth that ten minutes may bring, 10 MB, which is 1 MB a minute.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer

from benchmarks.measuring import Row
from visualizer.app import Program, make_application
from visualizer.session import commands as do
from visualizer.session.experiment import preset
from visualizer.ui.memory import Memory

SIZE = (1280, 800)
WARM_UP = 10.0
GOAL = 1.0
"""Megabytes a minute."""

AT_ONCE = 10_000
"""Updates between two looks at whether the history is full."""


def resident() -> float:
    """Return the resident memory of this process in megabytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def slope(seconds: list[float], megabytes: list[float]) -> float:
    """Return how much a minute adds, by the line of least squares."""
    return 60.0 * float(np.polyfit(seconds, megabytes, 1)[0])


def rows(minutes: float = 1.0) -> list[Row]:
    """Measure it for some minutes."""
    wanted = 60.0 * minutes
    application = make_application(["bench"])
    interval = sys.getswitchinterval()
    program = Program(preset("spiral"), Memory(hints_done=True), first=False)
    frames = program.session.runs.present.keyframes
    first = frames.spacing
    while frames.spacing == first:
        program.session.advance(AT_ONCE)
    program.window.resize(*SIZE)
    program.start()
    program.window.send(do.SetPace("full"))
    program.window.send(do.Play())
    _spin(WARM_UP)
    began = time.perf_counter()
    seconds: list[float] = []
    megabytes: list[float] = []
    while not seconds or seconds[-1] < wanted:
        _spin(1.0)
        seconds.append(time.perf_counter() - began)
        megabytes.append(resident())
    program.window.close()
    program.window.deleteLater()
    application.processEvents()
    sys.setswitchinterval(interval)
    # Memory that shrinks still has a ratio.
    grown = max(slope(seconds, megabytes), 1e-3)
    name = f"memory, {minutes:g} min at full speed"
    return [Row(name, grown, "1", GOAL, "MB/min", 1.0)]


def _spin(seconds: float) -> None:
    """Run the event loop, as the program does, for some seconds."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000.0), loop.quit)
    loop.exec()
