"""Studies of settings, and the scenes that they show."""

from __future__ import annotations

from typing import Any

from tests.exhibits.builders import look, scene_of
from visualizer.datasets.circle import Circle
from visualizer.engine.losses.mean_squared import MeanSquared
from visualizer.exhibits.study.frame import StudyFrame
from visualizer.exhibits.study.learner import Family
from visualizer.exhibits.study.settings import StudySettings
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session

__all__ = ["frame_of", "learner_of", "look", "scene_of", "settings_of", "study_of"]

FOREVER = float("inf")


def settings_of(**changes: Any) -> StudySettings:
    """Return settings of a study of small networks on few points."""
    few: dict[str, Any] = {
        "dataset": Circle(samples=60),
        "loss": MeanSquared(),
        "units": 4,
        "count": 3,
        "batch_size": 8,
        "precision": "float64",
        **changes,
    }
    return StudySettings(**few)


def study_of(epochs: int = 0, **changes: Any) -> Session:
    session = Session(Experiment("study", settings_of(**changes)))
    session.advance(epochs)
    return session


def learner_of(session: Session) -> Family:
    learner = session.learner
    assert isinstance(learner, Family)
    return learner


def frame_of(session: Session) -> StudyFrame:
    """Return the frame of the present moment, with all its past."""
    while session.work(FOREVER):
        pass
    frame = session.snapshot().frame
    assert isinstance(frame, StudyFrame)
    return frame
