"""Sessions of the page Approximation."""

from __future__ import annotations

from typing import Any

import numpy as np

from visualizer.exhibits.approximation import Approximation, ApproximationSettings
from visualizer.exhibits.approximation.frame import ApproximationFrame
from visualizer.exhibits.approximation.learner import ApproximationLearner
from visualizer.scenes.intents import Intent
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session


def approximation_of(**settings: Any) -> Session:
    return Session(Experiment("approximation", ApproximationSettings(**settings)))


def frame_of(session: Session) -> ApproximationFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, ApproximationFrame)
    return frame


def learner_of(session: Session) -> ApproximationLearner:
    assert isinstance(session.learner, ApproximationLearner)
    return session.learner


def settings_of(session: Session) -> ApproximationSettings:
    found = session.snapshot().experiment.settings
    assert isinstance(found, ApproximationSettings)
    return found


def ask(session: Session, intent: Intent) -> None:
    """Do what the window does about an intent."""
    shown = session.snapshot()
    answer = Approximation().respond(
        intent, shown.experiment.settings, shown.watch, frame_of(session)
    )
    assert answer is not None
    settings, watch = answer
    session.execute(do.Look(watch))
    session.execute(do.Change(settings, intent.drag()))


def scene_of(session: Session, panel: str) -> Any:
    shown = session.snapshot()
    scenes = Approximation().scenes(
        shown.frame, shown.experiment.settings, shown.watch, frozenset({panel})
    )
    assert set(scenes) == {panel}
    return scenes[panel]


def logistic(z: Any) -> Any:
    """Return 1 / (1 + exp(-z)), by tanh so that nothing overflows."""
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(z))
