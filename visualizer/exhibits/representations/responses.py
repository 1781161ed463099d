"""What the page Layers does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace

from visualizer.exhibits.playground.responses import respond as respond_as_network
from visualizer.exhibits.playground.settings import PlaygroundSettings
from visualizer.exhibits.representations.frame import (
    RepresentationsFrame,
    RepresentationsWatch,
)
from visualizer.scenes.intents import Intent, SetOption
from visualizer.scenes.representations import ShowLayer, ShowNeurons


def respond(
    intent: Intent,
    settings: PlaygroundSettings,
    watch: RepresentationsWatch,
    frame: RepresentationsFrame,
) -> tuple[PlaygroundSettings, RepresentationsWatch] | None:
    """Return settings and watch after an intent; None if it is not for us.

    Raises
    ------
    SettingError
        If a network is asked for that does not fit.
    """
    match intent:
        case ShowLayer(layer):
            last = len(frame.images) - 1
            shown = min(max(layer, 0), last)
            return settings, replace(watch, layer_shown=shown, neurons_shown=None)
        case ShowNeurons(neurons):
            return settings, replace(watch, neurons_shown=neurons)
        case SetOption("warped_grid", on):
            return settings, replace(watch, warped_grid=on)
    answer = respond_as_network(intent, settings, watch, frame.network)
    if answer is None:
        return None
    other, seen = answer
    assert isinstance(seen, RepresentationsWatch)
    if len(other.hidden) != len(settings.hidden):
        # The layer shown may be another one now, or gone.
        seen = replace(seen, layer_shown=None, neurons_shown=None)
    return other, seen
