"""Sessions of the page Layers, and what they show."""

from __future__ import annotations

from typing import Any

from tests.exhibits.inside_builders import scenes_of
from tests.session.builders import experiment_of
from visualizer.exhibits.representations.frame import RepresentationsFrame
from visualizer.session.experiment import preset, preset_keys
from visualizer.session.session import Session

__all__ = ["PRESETS", "frame_of", "scenes_of", "session_of_layers"]

PRESETS = tuple(
    key for key in preset_keys() if preset(key).exhibit == "representations"
)


def session_of_layers(
    key: str = "representations-spiral", updates: int = 0, **changes: Any
) -> Session:
    session = Session(experiment_of(key, **changes))
    session.advance(updates)
    return session


def frame_of(session: Session) -> RepresentationsFrame:
    frame = session.snapshot().frame
    assert isinstance(frame, RepresentationsFrame)
    return frame
