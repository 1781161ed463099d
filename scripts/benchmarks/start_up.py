"""From the start of the process to pictures on screen, and memory.

Each start is a process of its own; ours and its peer take turns. Times run
from the moment before the process is made to the first paint, and to the paint
after which nothing more is built. Python keeps what it has compiled, as it does by
default: libraries and an installed program start from bytecode.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from benchmarks.measuring import Row

ROUNDS = 7
FIRST_GOAL = 1 / 1.25
BUILT_GOAL = 1 / 1.25
MEMORY_GOAL = 1 / 1.4
HISTORY_MEGABYTES = 64.0

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Bare(QWidget):
    def paintEvent(self, event):
        report("first")
        QTimer.singleShot(0, QApplication.quit)

application = QApplication([])
window = Bare()
window.resize(1280, 800)
window.show()
application.exec()
"""

PLOT = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import numpy as np
import pyqtgraph as pg

class Plot(pg.PlotWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, done)

def done():
    report("built")
    report_memory()
    QApplication.quit()

application = QApplication([])
window = QMainWindow()
plot = Plot()
plot.plot(np.arange(100.0), np.random.rand(100))
window.setCentralWidget(plot)
window.resize(1280, 800)
window.show()
application.exec()
"""

OURS = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from visualizer import app
from visualizer.ui.splash import Splash

paint = Splash.paintEvent

def painted(self, event):
    paint(self, event)
    report("first")

Splash.paintEvent = painted
start = app.Program.start

def started(self):
    start(self)
    self.clock.snapshot_arrived.connect(lambda _: QTimer.singleShot(0, done))

def done():
    report("built")
    report_memory()
    for window in QApplication.topLevelWidgets():
        window.close()

app.Program.start = started
app.run(None)
"""

PRELUDE = """
import json, os, sys, time
facts = {}

def report(name):
    facts.setdefault(name, time.time() - float(os.environ["BENCH_BEGAN"]))

def report_memory():
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    facts["megabytes"] = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
"""

POSTLUDE = """
print(json.dumps(facts))
"""


def rows() -> list[Row]:
    """Measure the starts, with medians over the rounds."""
    scripts = {"bare": BARE, "plot": PLOT, "ours": OURS}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in scripts}
    for script in scripts.values():
        # Compiles what was not compiled yet.
        _start(script)
    for _ in range(ROUNDS):
        for name, script in scripts.items():
            found[name].append(_start(script))

    def median(name: str, fact: str) -> float:
        return statistics.median(facts[fact] for facts in found[name])

    allowed = median("plot", "megabytes") + MEMORY_GOAL * HISTORY_MEGABYTES
    return [
        Row(
            "first paint",
            median("ours", "first"),
            "bare QWidget",
            median("bare", "first"),
            "s",
            FIRST_GOAL,
        ),
        Row(
            "everything built",
            median("ours", "built"),
            "PySide6 + pyqtgraph",
            median("plot", "built"),
            "s",
            BUILT_GOAL,
        ),
        Row(
            "resident memory",
            median("ours", "megabytes"),
            "PySide6 + pyqtgraph, history budget",
            allowed,
            "MB",
            MEMORY_GOAL,
        ),
    ]


def _start(script: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "XDG_CONFIG_HOME": folder,
            "BENCH_BEGAN": str(time.time()),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(
            [sys.executable, "-c", PRELUDE + script + POSTLUDE],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    if done.returncode != 0:
        raise RuntimeError(f"a start failed: {done.stderr[-2000:]}")
    facts: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return facts
