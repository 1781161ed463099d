"""What Descent does about the wishes of its panels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from visualizer.exhibits.descent.frame import DescentFrame, DescentWatch
from visualizer.exhibits.descent.methods import optimizer_of
from visualizer.exhibits.descent.settings import (
    MOST_RUNNERS,
    DescentSettings,
    RunnerSettings,
    with_runner,
)
from visualizer.scenes import intents
from visualizer.scenes import runner_intents as runners
from visualizer.scenes.intents import Intent
from visualizer.settings import describe

Answer = tuple[DescentSettings, DescentWatch]

OPTIONS = ("fog", "slopes", "log_heights")


def respond(
    intent: Intent, settings: DescentSettings, watch: DescentWatch, frame: DescentFrame
) -> Answer | None:
    """Return settings and watch after an intent; None if it is not for us."""
    count = len(settings.runners)
    match intent:
        case runners.PlaceStart(point):
            return replace(settings, start=_inside(point, settings)), watch
        case runners.SetRate(number, rate) if number < count:
            return with_runner(settings, number, learning_rate=rate), watch
        case runners.SetCoefficient(number, name, value) if number < count:
            return _with_coefficient(settings, number, name, value), watch
        case runners.ChooseMethod(number, method) if number < count:
            optimizer = optimizer_of(method)
            return with_runner(settings, number, optimizer=optimizer), watch
        case runners.ShowRunner(number, shown) if number < count:
            return with_runner(settings, number, shown=shown), watch
        case runners.AddRunner() if count < MOST_RUNNERS:
            more = (*settings.runners, RunnerSettings())
            return replace(settings, runners=more), replace(watch, runner=count)
        case runners.RemoveRunner(number) if number < count and count > 1:
            fewer = (*settings.runners[:number], *settings.runners[number + 1 :])
            seen = replace(watch, runner=min(watch.runner, count - 2))
            return replace(settings, runners=fewer), seen
        case runners.SelectRunner(number) if number < count:
            return settings, replace(watch, runner=number)
        case intents.StepExample(steps):
            return settings, replace(watch, runner=(watch.runner + steps) % count)
        case intents.SetOption(name, value) if name in OPTIONS:
            option: dict[str, Any] = {name: value}
            return settings, replace(watch, **option)
    return None


def _inside(
    point: tuple[float, float] | None, settings: DescentSettings
) -> tuple[float, float] | None:
    """Return a start within the view; None is the terrain's own."""
    if point is None:
        return None
    left, right, low, high = settings.terrain.view
    return min(max(point[0], left), right), min(max(point[1], low), high)


def _with_coefficient(
    settings: DescentSettings, number: int, name: str, value: float
) -> DescentSettings:
    """Give a coefficient a value."""
    optimizer = settings.runners[number].optimizer
    for field, hint, _ in describe(type(optimizer)):
        if field == name:
            # What is out of range the session refuses, in one sentence.
            whole = hint is int and value == int(value)
            changed: Any = replace(optimizer, **{name: int(value) if whole else value})
            return with_runner(settings, number, optimizer=changed)
    return settings
