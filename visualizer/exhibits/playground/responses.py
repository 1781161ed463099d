"""What the Playground does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.playground.settings import (
    MAX_HIDDEN_LAYERS,
    MAX_UNITS,
    PlaygroundSettings,
)
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent, WeightRef

NEW_LAYER_UNITS = 2

Answer = tuple[PlaygroundSettings, PlaygroundWatch]

OPTIONS = ("show_test", "discretize", "fixed_scale", "log_loss")


def respond(
    intent: Intent,
    settings: PlaygroundSettings,
    watch: PlaygroundWatch,
    frame: PlaygroundFrame,
) -> Answer | None:
    """Return settings and watch after an intent; None if it is not for us."""
    hidden = settings.hidden
    match intent:
        case intents.ResizeLayer(layer, units) if 1 <= layer <= len(hidden):
            wanted = max(1, min(units, MAX_UNITS))
            resized = (*hidden[: layer - 1], wanted, *hidden[layer:])
            return replace(settings, hidden=resized), _cleared(watch)
        case intents.AddLayer() if len(hidden) < MAX_HIDDEN_LAYERS:
            grown = (*hidden, NEW_LAYER_UNITS)
            return replace(settings, hidden=grown), _cleared(watch)
        case intents.RemoveLayer(None) if hidden:
            return replace(settings, hidden=hidden[:-1]), _cleared(watch)
        case intents.RemoveLayer(int(layer)) if 1 <= layer <= len(hidden):
            shrunk = (*hidden[: layer - 1], *hidden[layer:])
            return replace(settings, hidden=shrunk), _cleared(watch)
    seen = _look(intent, watch, frame)
    return None if seen is None else (settings, seen)


def _cleared(watch: PlaygroundWatch) -> PlaygroundWatch:
    """Forget references into a network that is about to change its shape."""
    return replace(
        watch,
        selection=None,
        preview=None,
        axes=None,
        surface="path" if watch.surface == "weights" else watch.surface,
        unfolded=frozenset(),
    )


def _look(
    intent: Intent, watch: PlaygroundWatch, frame: PlaygroundFrame
) -> PlaygroundWatch | None:
    match intent:
        case intents.Select(target):
            return replace(watch, selection=target, **_axes(watch, target))
        case intents.Preview(target):
            return replace(watch, preview=target)
        case intents.MoveProbe(point):
            return replace(watch, probe=point)
        case intents.WatchExample(index):
            return replace(watch, example=index, probe=None)
        case intents.StepExample(count):
            examples = frame.data.train.count
            here = frame.example if frame.example >= 0 else watch.example
            return replace(watch, example=(here + count) % examples, probe=None)
        case intents.ChooseSurface(kind, axes):
            chosen = axes or watch.axes
            if kind == "weights" and chosen is None:
                chosen = (WeightRef(1, 0, 0), WeightRef(1, None, 0))
            return replace(watch, surface=kind, axes=chosen)
        case intents.RefreshSurface():
            return replace(watch, surface_serial=watch.surface_serial + 1)
        case intents.SetOption(name, value) if name in OPTIONS:
            option: dict[str, Any] = {name: value}
            return replace(watch, **option)
        case intents.Act(action) if action.startswith("unfold:"):
            layer = int(action.removeprefix("unfold:"))
            return replace(watch, unfolded=watch.unfolded ^ {layer})
    return None


def _axes(watch: PlaygroundWatch, target: object) -> dict[str, Any]:
    """Let the last two weights selected be the axes of a surface over weights."""
    if watch.surface != "weights" or not isinstance(target, WeightRef):
        return {}
    if watch.axes is None or target in watch.axes:
        return {}
    return {"axes": (watch.axes[1], target)}
