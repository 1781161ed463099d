"""Dots that travel along the edges while the network computes slowly."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEasingCurve, QElapsedTimer, QObject, QVariantAnimation
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsScene

from visualizer.scenes import FloatArray, IntArray
from visualizer.scenes.graph import Phase
from visualizer.ui.canvas import curves
from visualizer.ui.canvas.edges import Edges
from visualizer.ui.canvas.ink import Ink
from visualizer.ui.canvas.spotlight import UNLIT

MOST_PULSES = 64
"""Dots that travel at once; where a gap has more edges, on the strongest."""

_DEPTH = 40.0
_RADIUS = 2.6
_SHORTEST, _LONGEST = 320, 1_100


class Pulses(QObject):
    """A bounded pool of dots, moved by one animation.

    In a walk through one example they run along the edges being computed, to
    the left in a backward pass; otherwise from the input to the output, gap
    after gap. A new start takes
    over from an unfinished one; the time from start to start sets the pace.
    """

    def __init__(self, scene: QGraphicsScene, edges: Edges, parent: QObject) -> None:
        super().__init__(parent)
        self._edges = edges
        self._dots: list[QGraphicsEllipseItem] = []
        for _ in range(MOST_PULSES):
            dot = QGraphicsEllipseItem(-_RADIUS, -_RADIUS, 2 * _RADIUS, 2 * _RADIUS)
            dot.setZValue(_DEPTH)
            dot.hide()
            scene.addItem(dot)
            self._dots.append(dot)
        self._gaps: list[int] = []
        self._neuron: int | None = None
        self._backward = False
        self._leg = -1
        self._numbers: IntArray = np.zeros(0, np.intp)
        self._courses: tuple[FloatArray, ...] = (np.zeros(0),) * 4
        self._clock = QElapsedTimer()
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.Linear)
        self._animation.valueChanged.connect(self._on_moved)
        self._animation.finished.connect(self._arrive)
        self._running = False

    @property
    def running(self) -> bool:
        """Whether dots are on their way."""
        return self._running

    def set_ink(self, ink: Ink) -> None:
        """Draw in another theme."""
        for dot in self._dots:
            dot.setPen(ink.nothing)
            dot.setBrush(ink.brush("pulse"))

    def start(self, gaps: int, phase: Phase | None) -> None:
        """Send dots on their way.

        Parameters
        ----------
        gaps : int
            Number of gaps between layers.
        phase : Phase or None
            In terms of places in the columns.
        """
        if phase is None:
            self._gaps, self._neuron, self._backward = list(range(gaps)), None, False
        else:
            self._backward = phase.direction == "backward"
            self._gaps, self._neuron = [phase.layer - 1], phase.neuron
        elapsed = self._clock.restart() if self._clock.isValid() else _LONGEST
        if not self._clock.isValid():
            self._clock.start()
        self._animation.stop()
        self._hide()
        pace = round(0.85 * elapsed)
        self._animation.setDuration(max(_SHORTEST, min(_LONGEST, pace)))
        self._animation.start()
        self._running = True

    def stop(self) -> None:
        """Take the dots away at once."""
        self._animation.stop()
        self._arrive()

    def _arrive(self) -> None:
        self._running = False
        self._hide()

    def shade(self) -> None:
        """Dim the dots on edges that the spotlight is not on."""
        for dot, number in zip(self._dots, self._numbers.tolist(), strict=False):
            dot.setOpacity(UNLIT if self._edges.in_dark(number) else 1.0)

    def _on_moved(self, share: float) -> None:
        legs = len(self._gaps)
        leg = min(legs - 1, int(share * legs))
        if leg != self._leg:
            self._enter(leg)
        t = min(1.0, share * legs - leg)
        if self._backward:
            t = 1.0 - t
        lefts, rights, starts, ends = self._courses
        places = lefts + (rights - lefts) * curves.across(t)
        heights = starts + (ends - starts) * curves.upward(t)
        for dot, x, y in zip(
            self._dots, places.tolist(), heights.tolist(), strict=False
        ):
            dot.setPos(x, y)

    def _enter(self, leg: int) -> None:
        """Hand the dots to the edges of the next gap."""
        self._leg = leg
        gap = self._gaps[leg]
        numbers = self._edges.strongest(gap, MOST_PULSES, self._neuron)
        self._numbers = numbers
        self._courses = self._edges.courses(numbers)
        self.shade()
        for index, dot in enumerate(self._dots):
            dot.setVisible(index < len(numbers))

    def _hide(self) -> None:
        self._leg = -1
        # Edges of another network may have these numbers.
        self._numbers = self._numbers[:0]
        for dot in self._dots:
            dot.hide()
