"""What intents mean for what is built, for the target, and for what is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from visualizer.exhibits.approximation import edits
from visualizer.exhibits.approximation.construction import from_built
from visualizer.exhibits.approximation.frame import (
    ApproximationFrame,
    ApproximationWatch,
)
from visualizer.exhibits.approximation.scenes import value_range
from visualizer.exhibits.approximation.settings import ApproximationSettings
from visualizer.exhibits.approximation.targets import curve
from visualizer.exhibits.why.trail import followed_trail
from visualizer.scenes import approximation as wishes
from visualizer.scenes import intents
from visualizer.scenes.intents import Intent
from visualizer.scenes.why import MEASURES, AskPoint, AskWhy

OPTIONS = ("draw_target", "show_built", "show_trained", "trained_parts")

KINDS = {"one": ("step", "bump"), "two": ("tower",)}

Answer = tuple[ApproximationSettings, ApproximationWatch]


def respond(
    intent: Intent,
    settings: ApproximationSettings,
    watch: ApproximationWatch,
    frame: ApproximationFrame,
) -> Answer | None:
    """Return settings and watch after an intent; None if it is not for us."""
    count = len(edits.built(settings))
    held = min(watch.piece, count - 1)
    trail = followed_trail(watch.trail, intent)
    if trail is not None:
        point = _point(intent, watch) if trail else None
        return settings, replace(watch, trail=trail, point=point)
    match intent:
        case wishes.MoveHandle(number, handle, x, y) if (
            number < count and handle in edits.handles_of(edits.built(settings)[number])
        ):
            watch = replace(watch, piece=number, handle=handle)
            return edits.moved(settings, number, handle, x, y), watch
        case wishes.NudgeHandle(across, up):
            handle = _held_handle(settings, watch, held)
            x, y = edits.place_of(settings, held, handle)
            low, high = (0.0, 1.0)
            if settings.inputs == "one":
                low, high = value_range(frame, settings, watch.draw_target)
            place = x + across, y + up * (high - low)
            return edits.moved(settings, held, handle, *place), watch
        case wishes.SetPiece(name, value):
            return edits.given(settings, held, name, value), watch
        case wishes.HoldPiece(number) if 0 <= number < count:
            return settings, replace(watch, piece=number, handle="middle")
        case intents.StepExample(steps):
            return settings, _stepped(settings, watch, held, steps)
        case wishes.AddPiece(kind) if kind in KINDS[settings.inputs] and edits.has_room(
            settings
        ):
            watch = replace(watch, piece=count, handle="middle")
            return edits.added(settings, kind), watch
        case wishes.RemovePiece() if count > 1:
            watch = replace(watch, piece=max(0, held - 1), handle="middle")
            return edits.removed(settings, held), watch
        case wishes.DividePiece(every) if settings.inputs == "one":
            return edits.divided(settings, None if every else held), watch
        case wishes.TrainFromBuilt():
            return from_built(settings), watch
        case wishes.LevelPieces():
            return edits.leveled(settings), watch
        case wishes.DrawTarget(points) if points and settings.inputs == "one":
            watch = replace(watch, pen=min(max(points[-1][0], 0.0), 1.0))
            return edits.drawn_over(settings, points), watch
        case wishes.NudgePen(across, up) if settings.inputs == "one":
            return _drawn_by_keys(settings, watch, frame, across, up)
        case intents.SetOption(name, value) if name in OPTIONS:
            option: dict[str, Any] = {name: value}
            return settings, replace(watch, **option)
    return None


def _point(intent: Intent, watch: ApproximationWatch) -> tuple[int, int] | None:
    """Return the network that a question is about: its width, and its seed."""
    match intent:
        case AskPoint(number=number, x=x):
            return round(x), number
        case AskWhy(quantity) if quantity.what in MEASURES:
            return None
    return watch.point


def _held_handle(
    settings: ApproximationSettings, watch: ApproximationWatch, held: int
) -> str:
    known = edits.handles_of(edits.built(settings)[held])
    return watch.handle if watch.handle in known else "middle"


def _stepped(
    settings: ApproximationSettings, watch: ApproximationWatch, held: int, steps: int
) -> ApproximationWatch:
    """Return what holds the next handle, after that of the last piece the first."""
    all_handles = [
        (number, name)
        for number, piece in enumerate(edits.built(settings))
        for name in edits.handles_of(piece)
    ]
    here = all_handles.index((held, _held_handle(settings, watch, held)))
    number, name = all_handles[(here + steps) % len(all_handles)]
    return replace(watch, piece=number, handle=name)


def _drawn_by_keys(
    settings: ApproximationSettings,
    watch: ApproximationWatch,
    frame: ApproximationFrame,
    across: float,
    up: float,
) -> Answer:
    pen = min(max(watch.pen + across, 0.0), 1.0)
    watch = replace(watch, pen=pen)
    if up == 0.0:
        return settings, watch
    low, high = value_range(frame, settings, drawing=True)
    here = float(curve(settings.target, settings.drawn, np.array([pen]))[0])
    return edits.drawn_over(settings, [(pen, here + up * (high - low))]), watch
