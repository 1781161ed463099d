"""Races of networks to test, and the scenes that they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tests.exhibits.builders import look
from visualizer.datasets.circle import Circle
from visualizer.exhibits.race.frame import NetworkRaceFrame
from visualizer.exhibits.race.learner import RaceOnData
from visualizer.exhibits.race.settings import NetworkRaceSettings
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session

__all__ = [
    "frame_of",
    "learner_of",
    "look",
    "preset_race",
    "race_of",
    "scene_of",
    "settings_of",
]

FOREVER = float("inf")


def settings_of(**changes: Any) -> NetworkRaceSettings:
    """Return settings of a race of twelve small runs on few points."""
    few: dict[str, Any] = {
        "dataset": Circle(samples=40),
        "optimizers": ("adam", "sgd"),
        "learning_rate": 0.01,
        "highest_rate": 1.0,
        "rates": 3,
        "seeds": 2,
        "units": 3,
        "precision": "float64",
        **changes,
    }
    return NetworkRaceSettings(**few)


def race_of(updates: int = 0, **changes: Any) -> Session:
    session = Session(Experiment("race", settings_of(**changes)))
    session.advance(updates)
    return session


def preset_race(key: str, epochs: int, **changes: Any) -> RaceOnData:
    """Return the learner of a preset after some epochs."""
    found = preset(f"race-{key}")
    settings = replace(found.settings, **changes)
    learner = found.exhibit_class()().build(settings)
    assert isinstance(learner, RaceOnData)
    with np.errstate(all="ignore"):
        while learner.position.epoch < epochs:
            learner.run(learner.updates_per_epoch)
    return learner


def learner_of(session: Session) -> RaceOnData:
    learner = session.learner
    assert isinstance(learner, RaceOnData)
    return learner


def frame_of(session: Session) -> NetworkRaceFrame:
    while session.work(FOREVER):
        pass
    frame = session.snapshot().frame
    assert isinstance(frame, NetworkRaceFrame)
    return frame


def scene_of(session: Session, panel: str) -> Any:
    """Return the scene of one panel for the present moment, with all its past."""
    frame_of(session)
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    scenes = exhibit.scenes(
        shown.frame, shown.experiment.settings, shown.watch, frozenset({panel})
    )
    return scenes[panel]
