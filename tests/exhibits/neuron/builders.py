"""Sessions of the neuron, and the scenes that they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.exhibits.builders import look, scene_of
from visualizer.engine.neuron_learner import NeuronLearner
from visualizer.exhibits.neuron.frame import NeuronFrame
from visualizer.exhibits.neuron.settings import NeuronSettings
from visualizer.session.experiment import Experiment, preset
from visualizer.session.session import Session

__all__ = ["frame_of", "learner_of", "look", "neuron", "neuron_of", "scene_of"]


def neuron_of(key: str, updates: int = 0, **changes: Any) -> Session:
    """Return a session of a preset after some updates."""
    found = preset(f"neuron-{key}")
    session = Session(found.with_settings(replace(found.settings, **changes)))
    session.advance(updates)
    return session


def neuron(settings: NeuronSettings, updates: int = 0) -> Session:
    """Return a session of settings after some updates."""
    session = Session(Experiment("neuron", settings))
    session.advance(updates)
    return session


def frame_of(session: Session) -> NeuronFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, NeuronFrame)
    return frame


def learner_of(session: Session) -> NeuronLearner:
    learner = session.learner
    assert isinstance(learner, NeuronLearner)
    return learner
