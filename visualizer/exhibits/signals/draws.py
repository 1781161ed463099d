"""Networks drawn again and again with each initializer, in the background."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from functools import lru_cache

import numpy as np

from visualizer.engine.initializers import Initializer, initializers
from visualizer.engine.parameters import Parameters
from visualizer.engine.random_streams import Purpose, RandomStreams
from visualizer.exhibits.signals.frame import InitializerDraws, SignalSizes
from visualizer.exhibits.signals.learner import build
from visualizer.exhibits.signals.meter import SignalMeter
from visualizer.exhibits.signals.network import draw_weights
from visualizer.exhibits.signals.settings import SignalsSettings

DRAWS = 15
"""Networks of each initializer."""

EXAMPLES = 50

COMPARED = ("uniform", "normal", "lecun", "xavier", "he", "orthogonal")


class DrawsStudy:
    """Draws networks, one of each initializer in turn, and measures their signals.

    Nothing is trained, so that it holds for all runs of the same network.

    Parameters
    ----------
    about : SignalsSettings
        As made by `study_of`.
    """

    def __init__(self, about: SignalsSettings) -> None:
        self._learner = build(about)
        self._scale = about.scale
        self._compared = [_own(about, key) for key in COMPARED]
        self._parameters = Parameters(
            self._learner.parameters.shapes, self._learner.parameters.flat.dtype
        )
        self._meter = SignalMeter(self._learner, self._parameters, EXAMPLES)
        self._streams = RandomStreams(about.seed)
        self._found: list[list[SignalSizes]] = [[] for _ in COMPARED]
        self._view: tuple[InitializerDraws, ...] = ()

    def work(self, deadline: float) -> bool:
        """Draw networks until the deadline, one at least; return whether any was."""
        worked = False
        while len(self._found[-1]) < DRAWS:
            place = min(range(len(COMPARED)), key=lambda which: len(self._found[which]))
            self._draw(place)
            worked = True
            if time.perf_counter() >= deadline:
                break
        return worked

    def view(self) -> tuple[InitializerDraws, ...]:
        """Return what was drawn so far: the same object until there is more."""
        done = sum(len(found) for found in self._found)
        if done != sum(len(each.forward) for each in self._view):
            self._view = tuple(
                InitializerDraws(
                    key=initializer.key,
                    title=initializer.title,
                    forward=np.array([sizes.forward for sizes in found]),
                    backward=np.array([sizes.backward for sizes in found]),
                )
                for initializer, found in zip(self._compared, self._found, strict=True)
                if found
            )
        return self._view

    def _draw(self, place: int) -> None:
        number = len(self._found[place])
        random = self._streams.generator(Purpose.WEIGHTS, number)
        initializer = self._compared[place]
        draw_weights(
            self._learner.shown, self._parameters, initializer, self._scale, random
        )
        self._found[place].append(self._meter.measure())


def _own(about: SignalsSettings, key: str) -> Initializer:
    """Return an initializer: with the settings that it has, if it is the present."""
    present = about.initializer
    return present if present.key == key else initializers[key]()


@lru_cache(maxsize=4)
def _study(about: SignalsSettings) -> DrawsStudy:
    return DrawsStudy(about)


def study_of(settings: SignalsSettings) -> DrawsStudy:
    """Return the study that settings ask for, as far as it has come.

    How the network learns makes no difference to it, nor which of the initializers
    was chosen, unless that one has settings of its own.
    """
    default = SignalsSettings()
    initializer = settings.initializer
    usual = initializer == type(initializer)() or initializer.key not in COMPARED
    learning = ("learning_rate", "optimizer", "batch_size", "seed")
    same = {
        field.name: getattr(default, field.name)
        for field in fields(default)
        if field.name in learning
    }
    if usual:
        same["initializer"] = default.initializer
    return _study(replace(settings, **same))
