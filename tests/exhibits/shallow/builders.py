"""Sessions of Shallow and deep, and the scenes that they show."""

from __future__ import annotations

from typing import Any

from tests.exhibits.builders import look, scene_of
from visualizer.exhibits.shallow.frame import ShallowFrame
from visualizer.exhibits.shallow.learner import TwoWays
from visualizer.exhibits.shallow.settings import ShallowSettings
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

__all__ = ["frame_of", "learner_of", "look", "pair_of", "scene_of"]

FOREVER = float("inf")


def pair_of(epochs: int = 0, **changes: Any) -> Session:
    session = Session(Experiment("shallow", ShallowSettings(**changes)))
    session.advance(epochs * session.learner.updates_per_epoch)
    return session


def learner_of(session: Session) -> TwoWays:
    learner = session.learner
    assert isinstance(learner, TwoWays)
    return learner


def frame_of(session: Session) -> ShallowFrame:
    while session.work(FOREVER):
        pass
    frame = session.snapshot().frame
    assert isinstance(frame, ShallowFrame)
    return frame
