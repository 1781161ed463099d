"""Scrubbing: from the wish for a moment until the window has painted it.

A run of 10,000 updates is paused in the window in its shipped arrangement, and
moments anywhere in it are sought one after the other, as a drag along the timeline
does. The peer is the time within which an answer still feels like the hand's own
movement, 50 ms, which 95 of 100 moments must keep. On a machine that does other
things meanwhile, the time of its processors tells more.
"""

from __future__ import annotations

import random
import sys
import time

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.measuring import Row
from visualizer.app import Program, make_application
from visualizer.scenes.intents import Seek
from visualizer.session.experiment import preset
from visualizer.ui.memory import Memory

SIZE = (1280, 800)
MOMENTS = 10_000
PRESETS = ("circle", "spiral", "digits", "convolution-digits")
TRIALS = 100
LAYING_OUT = 5
"""Moments sought before, while panels are still laid out."""

SHARE = 0.95
GOAL_MILLISECONDS = 50.0
LONGEST_MILLISECONDS = 5_000


class Painted(QObject):
    """Ends a loop when the timeline is painted while a moment is on screen."""

    def __init__(self, program: Program, loop: QEventLoop) -> None:
        super().__init__()
        self._program = program
        self._loop = loop
        self.target = -1

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            shown = self._program.window.snapshot
            if shown is not None and shown.update == self.target:
                # This paint is still to be done.
                QTimer.singleShot(0, self._loop.quit)
        return False


def rows() -> list[Row]:
    """Measure what 95 of 100 moments keep, of each preset."""
    application = make_application(["bench"])
    interval = sys.getswitchinterval()
    found = [row for key in PRESETS for row in _rows(application, key)]
    sys.setswitchinterval(interval)
    return found


def _rows(application: QApplication, key: str) -> list[Row]:
    program = Program(preset(key), Memory(hints_done=True), first=False)
    program.session.advance(MOMENTS)
    program.window.resize(*SIZE)
    program.start()
    loop, limit = QEventLoop(), QTimer()
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    painted = Painted(program, loop)
    strip = program.window.timeline.strip.viewport()
    strip.installEventFilter(painted)
    draw = random.Random(0)
    found = []
    # A hand that has taken hold: nothing else may move meanwhile.
    QTest.mousePress(strip, Qt.MouseButton.LeftButton)
    for _ in range(LAYING_OUT + TRIALS):
        painted.target = draw.randrange(MOMENTS)
        limit.start(LONGEST_MILLISECONDS)
        began, work = time.perf_counter(), time.process_time()
        program.window.timeline.intent.emit(Seek(painted.target))
        loop.exec()
        found.append((time.perf_counter() - began, time.process_time() - work))
    limit.stop()
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton)
    strip.removeEventFilter(painted)
    program.window.close()
    program.window.deleteLater()
    application.processEvents()
    waited, worked = (
        1000.0 * sorted(times)[int(SHARE * (TRIALS - 1))]
        for times in zip(*found[LAYING_OUT:], strict=True)
    )
    name = f"scrub {key}, p95"
    goal = str(round(GOAL_MILLISECONDS))
    return [
        Row(name, waited, goal, GOAL_MILLISECONDS, "ms", 1.0),
        Row(f"{name} CPU", worked, goal, GOAL_MILLISECONDS, "ms", 1.0),
    ]
