"""The window at full speed: frames, late frames, work a tick, engine speed.

The spiral preset runs as fast as possible in the shipped arrangement, with the
loss surface in sight; then the same beside a second run (compare view), on a
branch that is drawn over the run that it left, and as a network of 12,480 weights,
2-64-64-64-64-1.

The peer of the engine's speed is `Session.advance` alone on the main thread, at the
same age of the run, measured before and after each window: a shared machine is not
equally fast from one minute to the next, so each window is compared with its
neighbors in time, and the comparison in the middle counts.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QEvent,
    QEventLoop,
    QObject,
    QTimer,
)
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measuring import Row
from visualizer.app import Program, make_application
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session
from visualizer.ui.exhibit_view import ExhibitView
from visualizer.ui.memory import Memory
from visualizer.ui.panels.graph_panel import GraphPanel

SIZE = (1280, 800)
SECONDS = 3.0
ROUNDS = 3
PAIRS = 5
"""Comparisons of the engine's speed in the window with that alone."""

WARM_UP = 1.5
TOGETHER = 0.004
"""Seconds within which two canvases are painted in the same frame."""

LARGE = (64, 64, 64, 64)

BRANCHED_AT = 200
"""The update at which the run is left for a branch."""

LATE = 0.025
"""Seconds between two frames from which the later one is late."""


class Watcher(QObject):
    """Notes when a canvas is painted and how long a tick keeps its thread.

    The canvases of two runs side by side may share the frames; each paint counts,
    but two within `TOGETHER` are one frame.

    A tick begins when the frame clock's timer fires and ends when the thread
    has nothing left to do; painting is part of it. One that took a snapshot in which
    nothing of the canvas differs is a frame too, though not a painted one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[float] = []
        self.frames: list[float] = []
        self.work: list[float] = []
        self._began: float | None = None
        self._is_to_come = False

    def on_snapshot(self) -> None:
        """Note that there is something new to show."""
        self._is_to_come = True

    def on_block(self) -> None:
        """Note that the window's thread has nothing to do."""
        now = time.perf_counter()
        if self._began is not None:
            self.work.append(now - self._began)
            self._began = None
        if self._is_to_come:
            self.frames.append(now)
            self._is_to_come = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Paint:
            now = time.perf_counter()
            if not self.painted or now - self.painted[-1] > TOGETHER:
                self.painted.append(now)
                self.frames.append(now)
            self._is_to_come = False
        elif kind == QEvent.Type.Timer and self._began is None:
            self._began = time.perf_counter()
        return False


def rows() -> list[Row]:
    """Measure, with medians over the rounds."""
    application = make_application(["bench"])
    found: dict[str, list[dict[str, float]]] = {name: [] for name in SITUATIONS}
    interval = sys.getswitchinterval()
    for _ in range(ROUNDS):
        for name, begin in SITUATIONS.items():
            found[name].append(_frames(application, begin))
    pairs = _pairs(application)
    sys.setswitchinterval(interval)
    medians = {name: _medians(measured) for name, measured in found.items()}
    shown = [row for name, median in medians.items() for row in _rows(name, median)]
    speed, alone = sorted(pairs, key=lambda pair: pair[0] / pair[1])[PAIRS // 2]
    return [*shown, Row("engine speed", speed, "alone", alone, "1/s", 0.85, False)]


def _pairs(application: QApplication) -> list[tuple[float, float]]:
    """Return the engine's speeds in the window, each with that alone around it."""
    pairs = []
    before = _free_speed()
    for _ in range(PAIRS):
        speed = _window_speed(application)
        after = _free_speed()
        pairs.append((speed, (before + after) / 2.0))
        before = after
    return pairs


def _medians(measured: list[dict[str, float]]) -> dict[str, float]:
    return {
        name: statistics.median(each[name] for each in measured) for name in measured[0]
    }


def _rows(situation: str, median: dict[str, float]) -> list[Row]:
    # A run without a single late frame still has a ratio.
    late = max(median["late"], 1e-4)
    return [
        Row(f"frames{situation}", median["fps"], "57", 57.0, "1/s", 1.0, False),
        Row(f"tick, p99{situation}", median["p99"], "16.7", 16.7, "ms", 1.0),
        Row(f"late frames{situation}", 100.0 * late, "1 %", 1.0, "%", 1.0),
    ]


def _compare(program: Program) -> None:
    """Put the same experiment at half the learning rate beside the run."""
    program.window.send(do.Compare(_slowed()))


def _branch(program: Program) -> None:
    """Go back, change the learning rate, and play on from there."""
    program.window.send(do.Seek(BRANCHED_AT))
    program.window.send(do.Change(_slowed().settings))
    program.window.send(do.Play())


def _enlarge(program: Program) -> None:
    """Let a large network learn the same data."""
    found = preset("spiral")
    large = replace(found.settings, features=("x1", "x2"), hidden=LARGE)
    program.window.send(do.Change(large))
    program.window.send(do.Play())


def _slowed() -> Experiment:
    found = preset("spiral")
    settings = found.settings
    slower = replace(settings, learning_rate=settings.learning_rate / 2.0)
    return found.with_settings(slower)


SITUATIONS: dict[str, Callable[[Program], None]] = {
    "": lambda program: None,
    ", comparing": _compare,
    ", on a branch": _branch,
    ", 2-64-64-64-64-1": _enlarge,
}
"""What is begun before the measurement, by the end of its rows' names."""


def _free_speed() -> float:
    session = Session(preset("spiral"))
    session.execute(do.SetPace("full"))
    session.execute(do.Play())
    # As old as the run in the window: a young history still takes new memory.
    session.advance(deadline=time.perf_counter() + 2.0 * WARM_UP)
    before, began = session.update, time.perf_counter()
    session.advance(deadline=began + SECONDS)
    return (session.update - before) / (time.perf_counter() - began)


def _window_speed(application: QApplication) -> float:
    # Without a watcher, which takes its share of the interpreter.
    program = _playing(application, SITUATIONS[""])
    before, began = program.session.update, time.perf_counter()
    _spin(application, SECONDS)
    speed = (program.session.update - before) / (time.perf_counter() - began)
    _close(application, program)
    return speed


def _playing(application: QApplication, begin: Callable[[Program], None]) -> Program:
    """Open a window and play until everything in it is there."""
    program = Program(preset("spiral"), Memory(hints_done=True), first=False)
    program.window.resize(*SIZE)
    program.start()
    _spin(application, WARM_UP)
    program.window.send(do.SetPace("full"))
    program.window.send(do.Play())
    _spin(application, WARM_UP)
    begin(program)
    _spin(application, WARM_UP)
    return program


def _close(application: QApplication, program: Program) -> None:
    program.window.close()
    program.window.deleteLater()
    _spin(application, 0.1)


def _frames(
    application: QApplication, begin: Callable[[Program], None]
) -> dict[str, float]:
    program = _playing(application, begin)
    watcher = Watcher()
    canvases = [_canvas(view) for view in program.window.views]
    timer = program.clock.findChild(QTimer)
    assert timer is not None
    for canvas in canvases:
        canvas.installEventFilter(watcher)
    timer.installEventFilter(watcher)
    program.clock.snapshot_arrived.connect(watcher.on_snapshot)
    dispatcher = QAbstractEventDispatcher.instance()
    dispatcher.aboutToBlock.connect(watcher.on_block)
    began = time.perf_counter()
    _spin(application, SECONDS)
    seconds = time.perf_counter() - began
    dispatcher.aboutToBlock.disconnect(watcher.on_block)
    for canvas in canvases:
        canvas.removeEventFilter(watcher)
    timer.removeEventFilter(watcher)
    _close(application, program)
    gaps = [b - a for a, b in pairwise(watcher.frames)]
    work = sorted(watcher.work)
    return {
        "fps": len(watcher.painted) / seconds,
        "p99": 1000.0 * work[int(0.99 * (len(work) - 1))],
        "late": sum(gap > LATE for gap in gaps) / max(1, len(gaps)),
    }


def _canvas(view: ExhibitView) -> QWidget:
    """Return what the network of a view is painted on."""
    frame = view.frame("network")
    assert frame is not None
    panel = frame.panel()
    assert isinstance(panel, GraphPanel)
    return panel.view.viewport()


def _spin(application: QApplication, seconds: float) -> None:
    """Run the event loop, as the program does, for some seconds."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000.0), loop.quit)
    loop.exec()
