"""What the exhibit Inside does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace

from visualizer.exhibits.inside.frame import InsideFrame, InsideWatch
from visualizer.exhibits.playground.responses import respond as respond_as_network
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.scenes.batch import ChooseTable
from visualizer.scenes.intents import Intent, MoveProbe


def respond(
    intent: Intent,
    settings: PlaygroundSettings,
    watch: InsideWatch,
    frame: InsideFrame,
) -> tuple[PlaygroundSettings, InsideWatch] | None:
    """Return settings and watch after an intent; None if it is not for us."""
    match intent:
        case ChooseTable(layer):
            return settings, replace(watch, table=layer)
        case MoveProbe():
            # A probe has no target, and so no way back.
            return settings, watch
    answer = respond_as_network(intent, settings, watch, frame.network)
    if answer is None:
        return None
    other, seen = answer
    assert isinstance(seen, InsideWatch)
    return other, seen
