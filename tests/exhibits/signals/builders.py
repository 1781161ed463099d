"""Sessions of the page Signals, and what they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from visualizer.engine.activations import activations
from visualizer.engine.initializers import initializers
from visualizer.exhibits.signals import Signals, SignalsSettings
from visualizer.exhibits.signals.frame import SignalsFrame
from visualizer.exhibits.signals.learner import SignalsLearner
from visualizer.session import commands as do
from visualizer.session.experiment import Experiment
from visualizer.session.session import Session


def settings_of(
    activation: str = "tanh", initializer: str = "lecun", **changes: Any
) -> SignalsSettings:
    return SignalsSettings(
        activation=activations[activation](),
        initializer=initializers[initializer](),
        **changes,
    )


def signals(
    activation: str = "tanh", initializer: str = "lecun", **changes: Any
) -> Session:
    """Return a session of a deep network, by the keys of its members."""
    settings = settings_of(activation, initializer, **changes)
    return Session(Experiment("signals", settings))


def frame_of(session: Session) -> SignalsFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, SignalsFrame)
    return frame


def learner_of(session: Session) -> SignalsLearner:
    learner = session.learner
    assert isinstance(learner, SignalsLearner)
    return learner


def look(session: Session, **watch: Any) -> None:
    session.execute(do.Look(replace(session.watch, **watch)))


def scene_of(session: Session, panel: str) -> Any:
    """Return the scene of one panel at the present moment."""
    shown = session.snapshot()
    settings = shown.experiment.settings
    scenes = Signals().scenes(shown.frame, settings, shown.watch, frozenset({panel}))
    return scenes[panel]
