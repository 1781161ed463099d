"""What the page does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace

from visualizer.exhibits.shallow.frame import ShallowFrame, ShallowWatch
from visualizer.exhibits.shallow.settings import ShallowSettings, toggled
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent
from visualizer.scenes.shallow import ToggleFeature


def respond(
    intent: Intent,
    settings: ShallowSettings,
    watch: ShallowWatch,
    frame: ShallowFrame,
) -> tuple[ShallowSettings, ShallowWatch] | None:
    """Return settings and watch after an intent; None if it is not for us.

    Raises
    ------
    SettingError
        If no feature would be left.
    """
    match intent:
        case ToggleFeature(key):
            return toggled(settings, key), watch
        case intents.WatchExample(index):
            return settings, replace(watch, example=index)
        case intents.StepExample(count):
            index = (watch.example + count) % frame.data.train.count
            return settings, replace(watch, example=index)
        case intents.SetOption("on_test", value):
            return settings, replace(watch, on_test=value)
    return None
