"""Looks at a training step of a network, number by number."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits import DETAILS, Moment, Observer, StepUnit
from visualizer.exhibits.inside.frame import InsideFrame, InsideWatch
from visualizer.exhibits.inside.in_training import as_in_training
from visualizer.exhibits.playground.learner import PlaygroundLearner
from visualizer.exhibits.playground.network import Column
from visualizer.exhibits.playground.observer import PlaygroundObserver
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.playground.step_reader import StepReader
from visualizer.exhibits.why.passes import StepPass
from visualizer.scenes.graph import Part, Phase


class InsideObserver(Observer[InsideWatch, InsideFrame]):
    """Captures the coming training step for the examples of the batch.

    Parameters
    ----------
    learner : PlaygroundLearner
    settings : PlaygroundSettings
    """

    enters = True

    def __init__(
        self, learner: PlaygroundLearner, settings: PlaygroundSettings
    ) -> None:
        self._learner = learner
        self._network = PlaygroundObserver(learner, settings, learner.data)
        self._last = len(learner.shown.columns)
        self.closing = (Phase("average", self._last), Phase("update", self._last))
        self._step: StepPass | None = None
        self._columns = learner.shown.columns
        self._phases: dict[StepUnit, tuple[Phase, ...]] = {}
        self._reader = StepReader(learner, lambda: learner.shown.columns)

    def capture(self, watch: InsideWatch, moment: Moment) -> InsideFrame:
        order = self._learner.upcoming()
        closed = moment.collected >= len(order)
        watched = min(moment.collected, len(order) - 1)
        example = watch.example if watch.example >= 0 else int(order[0])
        network = self._network.capture(
            replace(watch, probe=None, example=example),
            msgspec.structs.replace(
                moment, collected=watched, phase=_on_canvas(moment.phase)
            ),
        )
        number = network.example
        found = np.flatnonzero(order == number)
        if self._step is None or moment.still or DETAILS in moment.panels:
            self._step = self._reader.read(
                order, number, trail=watch.trail, still=moment.still
            )
            if not self._step.aside:
                network = as_in_training(network, self._step)
        return InsideFrame(
            network=network,
            step=self._step,
            walking=moment.walking,
            phase=moment.phase,
            place=int(found[0]) if found.size else -1,
            collected=len(order) if closed else moment.collected,
            phases=self.phases("layer"),
        )

    def work(self, watch: InsideWatch, moment: Moment, deadline: float) -> bool:
        return False

    def phases(self, unit: StepUnit) -> tuple[Phase, ...]:
        # Asked for with every frame; wide layers have tens of thousands.
        columns = self._learner.shown.columns
        if unit not in self._phases or columns is not self._columns:
            if columns is not self._columns:
                self._columns, self._phases = columns, {}
            self._phases[unit] = self._stations(unit)
        return self._phases[unit]

    def _stations(self, unit: StepUnit) -> tuple[Phase, ...]:
        """Return the stations of the network, with what layers do besides, and C."""
        ways = self._network.phases(unit)
        forward: list[Phase] = []
        backward: list[Phase] = []
        for layer, column in enumerate(self._columns, start=1):
            parts = _parts(column)
            ahead, back = (
                [p for p in ways if (p.direction, p.layer) == (direction, layer)]
                for direction in ("forward", "backward")
            )
            forward += [
                *ahead,
                *(Phase("forward", layer, part=part) for part in parts),
            ]
            backward = [
                *back,
                *(Phase("backward", layer, part=part) for part in reversed(parts)),
                *backward,
            ]
        return (*forward, Phase("loss", self._last), *backward)

    def resolve(self, wish: object) -> Array | None:
        return None


def _parts(column: Column) -> tuple[Part, ...]:
    """Return what a layer does besides weighing and activating, going forward."""
    changed = bool(column.dropout or column.residual or column.off)
    parts: tuple[Part, ...] = ("normalized",) if column.normalized else ()
    return (*parts, "handed_on") if changed else parts


def _on_canvas(phase: Phase | None) -> Phase | None:
    """Return the station as the network shows it, which knows two directions."""
    if phase is None:
        return phase
    if phase.direction in ("forward", "backward"):
        return msgspec.structs.replace(phase, part="")
    if phase.direction == "loss":
        return Phase("forward", phase.layer)
    return Phase("backward", 1)
