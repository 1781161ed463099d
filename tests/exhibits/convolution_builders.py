"""Sessions of the Convolution exhibit, and what they show."""

from __future__ import annotations

from typing import Any

from tests.exhibits.builders import look
from tests.session.builders import experiment_of, trained_session
from visualizer.exhibits.convolution.frame import ConvolutionFrame
from visualizer.session import commands as do
from visualizer.session.session import Session

__all__ = ["ask", "convolution_session", "frame_of", "look", "scene_of"]


def convolution_session(epochs: int = 0, **changes: Any) -> Session:
    changes.setdefault("precision", "float64")
    return trained_session(experiment_of("convolution-digits", **changes), epochs)


def frame_of(session: Session) -> ConvolutionFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, ConvolutionFrame)
    return frame


def scene_of(session: Session, panel: str) -> Any:
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    scenes = exhibit.scenes(
        shown.frame, shown.experiment.settings, shown.watch, frozenset({panel})
    )
    return scenes[panel]


def ask(session: Session, intent: Any) -> None:
    """Let the exhibit answer an intent, as the window does."""
    shown = session.snapshot()
    exhibit = shown.experiment.exhibit_class()()
    answer = exhibit.respond(
        intent, shown.experiment.settings, shown.watch, shown.frame
    )
    assert answer is not None
    session.execute(do.Look(answer[1]))
