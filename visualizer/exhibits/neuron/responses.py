"""What intents mean for the neuron's settings and for what is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from visualizer.engine.activations import activations
from visualizer.engine.losses import losses
from visualizer.exhibits.neuron.frame import NeuronFrame, NeuronWatch
from visualizer.exhibits.neuron.settings import (
    NeuronSettings,
    changed,
    neuron_activations,
)
from visualizer.exhibits.why.trail import followed_trail
from visualizer.registry import Registry
from visualizer.scenes import intents
from visualizer.scenes import neuron_intents as neuron
from visualizer.scenes.intents import Intent
from visualizer.scenes.why import MEASURES, AskPoint, AskWhy

Answer = tuple[NeuronSettings, NeuronWatch]

CARDS: dict[str, tuple[str, Registry[Any]]] = {
    "activations": ("activation_card", activations),
    "losses": ("loss_card", losses),
}
"""Of each gallery: where its open card is kept, and whose cards they are."""

OPTIONS = ("log_cost", "label")


def respond(
    intent: Intent, settings: NeuronSettings, watch: NeuronWatch, frame: NeuronFrame
) -> Answer | None:
    """Return settings and watch after an intent; None if it is not for us."""
    count = frame.task.x.shape[1]
    trail = followed_trail(watch.trail, intent)
    if trail is not None:
        point = _point(intent, watch, frame) if trail else None
        return settings, replace(watch, trail=trail, point=point)
    match intent:
        case neuron.FeedNeuron(inputs) if len(inputs) in (0, frame.task.inputs):
            return settings, replace(watch, inputs=inputs)
        case intents.WatchExample(number) if 0 <= number < count:
            return settings, replace(watch, example=number, inputs=())
        case intents.StepExample(steps):
            example = (min(watch.example, count - 1) + steps) % count
            return settings, replace(watch, example=example, inputs=())
        case neuron.LookAtNeuron(number) if 0 <= number < len(frame.neurons):
            return settings, replace(watch, neuron=number)
        case neuron.ChooseActivation(key) if key in neuron_activations:
            if key == settings.activation.key:
                return settings, watch
            return changed(settings, activation=neuron_activations[key]()), watch
        case neuron.OpenCard(gallery, key) if gallery in CARDS:
            return settings, _with_card(watch, gallery, key)
        case neuron.StepCard(gallery, steps) if gallery in CARDS:
            field, family = CARDS[gallery]
            keys, here = family.keys(), getattr(watch, field)
            place = keys.index(here) + steps if here in keys else 0
            return settings, _with_card(watch, gallery, keys[place % len(keys)])
        case intents.SetOption(name, value) if name in OPTIONS:
            option: dict[str, Any] = {name: value}
            return settings, replace(watch, **option)
    return None


def _point(
    intent: Intent, watch: NeuronWatch, frame: NeuronFrame
) -> tuple[int, int] | None:
    """Return the neuron and the update that a question is about."""
    match intent:
        case AskPoint(number=number, x=x):
            return number, round(x * frame.updates_per_epoch)
        case AskWhy(quantity) if quantity.what in MEASURES:
            # What is measured along the run is the first neuron.
            return 0, -1
    return watch.point


def _with_card(watch: NeuronWatch, gallery: str, key: str) -> NeuronWatch:
    field, family = CARDS[gallery]
    option: dict[str, Any] = {field: key if key in family else ""}
    return replace(watch, **option)
