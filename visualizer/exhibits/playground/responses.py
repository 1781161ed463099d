"""What the Playground does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from visualizer.engine.activations import activations
from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.playground.remedies import with_remedy
from visualizer.exhibits.playground.reshaping import (
    reshaped,
    with_layer,
    with_neuron,
)
from visualizer.exhibits.playground.settings import (
    MAX_HIDDEN_LAYERS,
    MAX_UNITS,
    PlaygroundSettings,
    is_paintable,
)
from visualizer.exhibits.why.trail import followed_trail
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent, WeightRef
from visualizer.scenes.plan import RunPlan

NEW_LAYER_UNITS = 2

MOST_WEIGHTS, MOST_VALUES = 1_000_000, 1_000_000
"""What brute force may be counted for."""

P = TypeVar("P")

Answer = tuple[PlaygroundSettings, PlaygroundWatch]

OPTIONS = (
    *("show_test", "discretize", "fixed_scale", "log_loss", "advise", "painting"),
    "mistakes_test",
)


def respond(
    intent: Intent,
    settings: PlaygroundSettings,
    watch: PlaygroundWatch,
    frame: PlaygroundFrame,
) -> Answer | None:
    """Return settings and watch after an intent; None if it is not for us."""
    other = _reshape(intent, settings)
    if other is not None:
        return other, _cleared(watch)
    if isinstance(intent, intents.TryRemedy):
        tried = with_remedy(settings, intent.key) or settings
        same_shape = tried.hidden == settings.hidden
        return tried, watch if same_shape else _cleared(watch)
    if isinstance(intent, intents.Paint | intents.Erase):
        if not is_paintable(settings.dataset):
            return None
        from visualizer.exhibits.playground.painting import painted

        return painted(intent, settings, frame.data), watch
    other = _choose(intent, settings)
    if other is not None:
        return other, watch
    seen = _look(intent, watch, frame)
    return None if seen is None else (settings, seen)


def _reshape(intent: Intent, settings: PlaygroundSettings) -> PlaygroundSettings | None:
    """Return settings of other hidden layers; None if that is not the wish."""
    hidden = settings.hidden
    output = len(hidden) + 1
    match intent:
        case intents.ResizeLayer(layer, units) if 1 <= layer < output:
            wanted = max(1, min(units, MAX_UNITS))
            resized = (*hidden[: layer - 1], wanted, *hidden[layer:])
            return reshaped(settings, resized, range(output + 1))
        case intents.AddLayer() if len(hidden) < MAX_HIDDEN_LAYERS:
            grown = (*hidden, NEW_LAYER_UNITS)
            return reshaped(settings, grown, (*range(output), None, output))
        case intents.RemoveLayer(None) if hidden:
            return _reshape(intents.RemoveLayer(len(hidden)), settings)
        case intents.RemoveLayer(int(layer)) if 1 <= layer < output:
            shrunk = (*hidden[: layer - 1], *hidden[layer:])
            kept = [old for old in range(output + 1) if old != layer]
            return reshaped(settings, shrunk, kept)
    return None


def _choose(intent: Intent, settings: PlaygroundSettings) -> PlaygroundSettings | None:
    """Return settings with other choices for a layer, a neuron or a weight."""
    depth = len(settings.hidden)
    match intent:
        case intents.SetLayer(layer, "activation", str(key)) if 1 <= layer <= depth:
            activation = activations[key]() if key else None
            return with_layer(settings, layer, activation=activation)
        case intents.SetActivation(neuron, key) if 1 <= neuron.layer <= depth:
            own = activations[key]() if key else None
            return with_neuron(settings, neuron.layer, neuron.index, own)
        case intents.SetLayer(layer, name, value) if 1 <= layer <= depth:
            return with_layer(settings, layer, **{name: value})
        case intents.ToggleFrozen(neuron) if 1 <= neuron.layer <= depth + 1:
            place = (neuron.layer, neuron.index)
            return replace(settings, frozen=_toggled(settings.frozen, place))
        case intents.ToggleDisabled(neuron) if 1 <= neuron.layer <= depth:
            place = (neuron.layer, neuron.index)
            return replace(settings, disabled=_toggled(settings.disabled, place))
        case intents.ToggleLocked(weight):
            which = (weight.layer, weight.source, weight.destination)
            return replace(settings, locked=_toggled(settings.locked, which))
    return None


def _toggled(places: tuple[P, ...], place: P) -> tuple[P, ...]:
    """Return places with one more, or without it where it was among them."""
    kept = tuple(one for one in places if one != place)
    return kept if len(kept) < len(places) else (*places, place)


def _cleared(watch: PlaygroundWatch) -> PlaygroundWatch:
    """Forget references into a network that is about to change its shape."""
    return replace(
        watch,
        selection=None,
        trail=(),
        preview=None,
        axes=None,
        surface="path" if watch.surface == "weights" else watch.surface,
        unfolded=frozenset(),
        opened=None,
    )


def _look(
    intent: Intent, watch: PlaygroundWatch, frame: PlaygroundFrame
) -> PlaygroundWatch | None:
    trail = followed_trail(watch.trail, intent)
    if trail is not None:
        return replace(watch, trail=trail)
    match intent:
        case intents.Select(target):
            # What is selected is explained now.
            axes = _axes(watch, target)
            return replace(watch, selection=target, trail=(), opened=None, **axes)
        case intents.OpenLayer(layer):
            return replace(watch, opened=layer, selection=None)
        case intents.Preview(target):
            return replace(watch, preview=target)
        case intents.MoveProbe(point):
            return replace(watch, probe=point)
        case intents.ChoosePlane(axes):
            # A probe belongs to the plane that it was put on.
            return replace(watch, axes_shown=axes, probe=None)
        case intents.ChooseOutput(output):
            return replace(watch, output=output)
        case intents.MoveCutOff(probability):
            return replace(watch, cut_off=min(max(probability, 0.0), 1.0))
        case intents.TurnPage(page):
            return replace(watch, mistakes_page=max(0, page))
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
        case intents.ChooseStatistic(kind):
            return replace(watch, statistic=kind)
        case RunPlan(calls):
            return replace(watch, plan_calls=max(0, calls))
        case intents.CountSettings(weights, values):
            return replace(
                watch,
                search_weights=min(max(weights, 0), MOST_WEIGHTS),
                search_values=min(max(values, 2), MOST_VALUES),
            )
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
