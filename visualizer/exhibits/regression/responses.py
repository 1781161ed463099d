"""What the three descents do about the wishes of their panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from visualizer.engine.regression import SIZES
from visualizer.exhibits.regression.frame import RegressionFrame, RegressionWatch
from visualizer.exhibits.regression.settings import RegressionSettings
from visualizer.scenes import intents
from visualizer.scenes import runner_intents as runners
from visualizer.scenes.intents import Intent

OPTIONS = ("slopes", "valleys", "one_example", "log_heights")


def respond(
    intent: Intent,
    settings: RegressionSettings,
    watch: RegressionWatch,
    frame: RegressionFrame,
) -> tuple[RegressionSettings, RegressionWatch] | None:
    """Return settings and watch after an intent; None if it is not for us."""
    match intent:
        case runners.PlaceStart(None):
            return replace(settings, start=None), watch
        case runners.PlaceStart((x, y)):
            left, right, low, high = frame.problem.surface.view
            inside = (min(max(x, left), right), min(max(y, low), high))
            return replace(settings, start=inside), watch
        case runners.SelectRunner(number) if number < len(SIZES):
            return settings, replace(watch, method=number)
        case intents.StepExample(steps):
            shown = watch.example if watch.example is not None else frame.last or 0
            count = len(frame.problem.targets)
            return settings, replace(watch, example=(shown + steps) % count)
        case intents.SetOption(name, value) if name in OPTIONS:
            option: dict[str, Any] = {name: value}
            return settings, replace(watch, **option)
    return None
