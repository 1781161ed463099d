"""What the page Signals does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace

from visualizer.engine.initializers import initializers
from visualizer.exhibits.signals.frame import BACKWARD, WAYS, SignalsWatch
from visualizer.exhibits.signals.settings import SignalsSettings
from visualizer.exhibits.why.trail import followed_trail
from visualizer.scenes.intents import ChooseOption, Intent
from visualizer.scenes.signals import ChooseInitializer, LookAtLayer


def respond(
    intent: Intent, settings: SignalsSettings, watch: SignalsWatch
) -> tuple[SignalsSettings, SignalsWatch] | None:
    """Return settings and watch after an intent; None if it is not for us."""
    trail = followed_trail(watch.trail, intent)
    if trail is not None:
        return settings, replace(watch, trail=trail)
    match intent:
        case ChooseOption("gradient", key) if key in BACKWARD:
            return settings, replace(watch, gradient=key)
        case ChooseOption("way", key) if key in WAYS:
            return settings, replace(watch, way=key)
        case LookAtLayer(layer):
            inside = min(max(layer, 1), settings.depth)
            return settings, replace(watch, layer=inside)
        case ChooseInitializer(key) if key in initializers:
            if key == settings.initializer.key:
                return settings, watch
            return replace(settings, initializer=initializers[key]()), watch
    return None
