"""Sessions of the Playground, and the scenes that they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.session.builders import session_of
from visualizer.exhibits.playground import PlaygroundLearner
from visualizer.exhibits.playground.frame import PlaygroundFrame
from visualizer.session import commands as do
from visualizer.session.experiment import preset, preset_keys
from visualizer.session.session import Session

PRESETS = tuple(key for key in preset_keys() if preset(key).exhibit == "playground")

__all__ = ["PRESETS", "frame_of", "learner_of", "look", "scene_of", "session_of"]


def look(session: Session, **watch: Any) -> None:
    session.execute(do.Look(replace(session.watch, **watch)))


def frame_of(session: Session) -> PlaygroundFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, PlaygroundFrame)
    return frame


def learner_of(session: Session) -> PlaygroundLearner:
    learner = session.learner
    assert isinstance(learner, PlaygroundLearner)
    return learner


def scene_of(session: Session, panel: str) -> Any:
    """Return the scene of one panel for the present moment."""
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    scenes = exhibit.scenes(
        shown.frame, shown.experiment.settings, shown.watch, frozenset({panel})
    )
    assert set(scenes) == {panel}
    return scenes[panel]
