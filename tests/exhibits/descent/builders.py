"""Races to test, and the scenes that they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.exhibits.builders import look, scene_of
from visualizer.engine.race import RaceLearner
from visualizer.exhibits.descent.frame import DescentFrame
from visualizer.exhibits.descent.settings import DescentSettings
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session

__all__ = ["frame_of", "learner_of", "look", "race", "race_of", "scene_of"]


def race_of(key: str, steps: int = 0, **changes: Any) -> Session:
    """Return a session of a preset after some steps."""
    found = preset(f"descent-{key}")
    session = Session(found.with_settings(replace(found.settings, **changes)))
    session.advance(steps)
    return session


def race(settings: DescentSettings, steps: int = 0) -> Session:
    """Return a session of settings after some steps."""
    session = Session(Experiment("descent", settings))
    session.advance(steps)
    return session


def frame_of(session: Session) -> DescentFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, DescentFrame)
    return frame


def learner_of(session: Session) -> RaceLearner:
    learner = session.learner
    assert isinstance(learner, RaceLearner)
    return learner
