"""The loss panel with a million points: from a new one until all is painted.

Training and test loss grow by a point and are drawn again, on the logarithmic axis,
once as they are and once smoothed. The peer is the goal itself, 5 ms of processor
time for a redraw: what is compared, reduced, laid out and painted. A run in the
program keeps at most 65,536 points of a curve, which are drawn faster.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QPushButton

from benchmarks.measuring import Row
from visualizer.app import make_application
from visualizer.scenes.curve import CurveScene, Series
from visualizer.ui.panels.curve_panel import CurvePanel
from visualizer.ui.theme import load_theme

SIZE = (520, 300)
POINTS = 1_000_000
ROUNDS = 25
WARM_UP = 3
GOAL_MILLISECONDS = 5.0


class Painted(QObject):
    """Ends a loop once a widget was painted."""

    def __init__(self, loop: QEventLoop) -> None:
        super().__init__()
        self._loop = loop

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # This paint is still to be done.
            QTimer.singleShot(0, self._loop.quit)
        return False


def curves(points: int) -> tuple[Series, Series]:
    """Return falling, noisy losses of training and test."""
    x = np.arange(float(points))
    noise = np.random.default_rng(0).random((2, points))
    train, test = (1.0 + noise) / (1.0 + x / 1e4)
    return Series("train", "train", x, train, 1), Series("test", "test", x, test, 1)


def scene(series: tuple[Series, Series], points: int) -> CurveScene:
    """Return the first points of the curves, as the panel shows them."""
    return CurveScene(
        title="Loss (log)",
        subtitle="",
        series=tuple(
            Series(one.name, one.kind, one.x[:points], one.y[:points], one.run)
            for one in series
        ),
        x_label="update",
        y_label="loss",
        log=True,
        cursor=points - 1,
        marks=(),
        readouts=(),
    )


def rows(points: int = POINTS, rounds: int = ROUNDS) -> list[Row]:
    """Measure both, each as a median over redraws."""
    make_application(["bench"])
    panel = CurvePanel()
    panel.set_theme(load_theme("dark"))
    panel.resize(*SIZE)
    panel.show()
    loop = QEventLoop()
    painted = Painted(loop)
    panel.view.viewport().installEventFilter(painted)
    series = curves(points + rounds)
    smooth = panel.header_widgets()[0]
    assert isinstance(smooth, QPushButton)
    found = []
    for name in (f"redraw, {points:,} points", "redraw, smoothed"):
        taken = []
        for number in range(rounds):
            began = time.process_time()
            panel.set_scene(scene(series, points + number))
            loop.exec()
            taken.append(1000.0 * (time.process_time() - began))
        median = statistics.median(taken[WARM_UP:])
        goal = str(round(GOAL_MILLISECONDS))
        found.append(Row(name, median, goal, GOAL_MILLISECONDS, "ms", 1.0))
        smooth.click()
    panel.view.viewport().removeEventFilter(painted)
    panel.close()
    panel.deleteLater()
    return found
