"""What the page Graph does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace

from visualizer.exhibits.inside_graph.frame import WHOLE, GraphFrame, GraphWatch
from visualizer.exhibits.inside_graph.settings import GraphSettings
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent
from visualizer.scenes.operations import SelectOperation


def respond(
    intent: Intent, settings: GraphSettings, watch: GraphWatch, frame: GraphFrame
) -> tuple[GraphSettings, GraphWatch] | None:
    """Return settings and watch after an intent; None if it is not for us."""
    seen = _look(intent, watch, frame)
    return None if seen is None else (settings, seen)


def _look(intent: Intent, watch: GraphWatch, frame: GraphFrame) -> GraphWatch | None:
    scopes = {WHOLE, *(neuron.scope for neuron in frame.neurons)}
    match intent:
        case SelectOperation(index):
            return replace(watch, selected=-1 if index == watch.selected else index)
        case intents.ChooseOption("scope", key) if key in scopes:
            return replace(watch, scope=key, selected=-1)
        case intents.WatchExample(index):
            return replace(watch, example=index % frame.examples)
        case intents.StepExample(count):
            return replace(watch, example=(frame.example + count) % frame.examples)
    return None
