"""Turns a frame of the three descents into scenes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.regression import ErrorSurface
from visualizer.exhibits.grounds import field_of, ground_of, map_surface
from visualizer.exhibits.regression.data import FLOWERS, Problem
from visualizer.exhibits.regression.frame import RegressionFrame, RegressionWatch
from visualizer.exhibits.regression.settings import RegressionSettings
from visualizer.language import tr
from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.fit import FitLine, FitScene
from visualizer.scenes.numbers import significant, whole
from visualizer.scenes.terrain import (
    HeightCurve,
    HeightsScene,
    MapScene,
    MountainScene,
    RunnerPath,
)

ROOM = 0.06
"""Beside the outermost points, as a share of their range."""


ROUND = 1.05
"""Ratio of the curvatures up to which a bowl is called round."""


def make_scenes(
    frame: RegressionFrame,
    settings: RegressionSettings,
    watch: RegressionWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    # Who diverges leaves numbers that overflow.
    with np.errstate(all="ignore"):
        if "map" in visible:
            scenes["map"] = _map(frame, settings, watch)
        if "mountain" in visible:
            scenes["mountain"] = _mountain(frame, settings, watch)
        if "fit" in visible:
            scenes["fit"] = _fit(frame, settings, watch)
        if "heights" in visible:
            scenes["heights"] = _heights(frame, settings, watch)
    return scenes


def names(settings: RegressionSettings) -> tuple[str, ...]:
    """Return what the three are called."""
    return (
        tr("Full batch"),
        tr("Mini-batch of {count}", count=settings.batch_size),
        tr("Stochastic"),
    )


def _example(frame: RegressionFrame, watch: RegressionWatch) -> int | None:
    """Return the example that is meant: the chosen one, else the last seen."""
    if watch.example is None:
        return frame.last
    return watch.example % len(frame.problem.targets)


@lru_cache(maxsize=8)
def _part(surface: ErrorSurface, example: int) -> ErrorSurface:
    return surface.of_example(example)


@lru_cache(maxsize=4)
def _valleys(surface: ErrorSurface) -> tuple[FloatArray, Mapping[int, int]]:
    """Return the valleys of all examples as (n, 4), and each example's row."""
    rows: list[tuple[float, float, float, float]] = []
    places: dict[int, int] = {}
    for number in range(len(surface.targets)):
        ends = surface.valley(number)
        if ends is not None:
            places[number] = len(rows)
            rows.append((*ends[0], *ends[1]))
    return np.array(rows).reshape(-1, 4), places


def _paths(
    frame: RegressionFrame,
    settings: RegressionSettings,
    watch: RegressionWatch,
    surface: ErrorSurface,
) -> tuple[RunnerPath, ...]:
    paths = []
    for number, name in enumerate(names(settings)):
        path = frame.paths[:, number]
        heights = (
            frame.losses[:, number]
            if surface is frame.problem.surface
            else surface.height(*path.T)
        )
        selected = number == watch.method
        paths.append(RunnerPath(number, name, path, heights, None, selected))
    return tuple(paths)


def _surface(frame: RegressionFrame, watch: RegressionWatch) -> ErrorSurface:
    """Return the surface shown: of all examples, or of the one that is meant."""
    example = _example(frame, watch)
    whole_set = frame.problem.surface
    if not watch.one_example or example is None:
        return whole_set
    return _part(whole_set, example)


def _title(surface: ErrorSurface, example: int | None) -> str:
    if len(surface.targets) > 1:
        low, high = np.linalg.eigvalsh(surface.curvature_at((0.0, 0.0)))
        if high <= ROUND * low:
            return tr(
                "mean of {count} examples, equally curved on all sides",
                count=len(surface.targets),
            )
        return tr(
            "mean of {count} examples, {ratio} times as curved across as along",
            count=len(surface.targets),
            ratio=significant(float(high / low), 2),
        )
    return tr("of example {number} alone", number=0 if example is None else example + 1)


def _map(
    frame: RegressionFrame, settings: RegressionSettings, watch: RegressionWatch
) -> MapScene:
    surface, example = _surface(frame, watch), _example(frame, watch)
    ground = ground_of(surface)
    valleys, places = _valleys(frame.problem.surface)
    return MapScene(
        surface=map_surface(
            ground,
            tr("Error surface"),
            _title(surface, example),
            frame.problem.parameters,
            surface.start,
        ),
        ground=ground,
        runners=_paths(frame, settings, watch, surface),
        height_name=tr("error"),
        field=field_of(surface) if watch.slopes else np.empty((0, 4)),
        sight=None,
        arrows=(),
        options=(
            ("valleys", watch.valleys),
            ("one_example", watch.one_example),
            ("slopes", watch.slopes),
        ),
        valleys=valleys if watch.valleys else np.empty((0, 4)),
        valley=places.get(-1 if example is None else example),
    )


def _mountain(
    frame: RegressionFrame, settings: RegressionSettings, watch: RegressionWatch
) -> MountainScene:
    surface = _surface(frame, watch)
    start = surface.start
    return MountainScene(
        title=tr("The mountain"),
        subtitle=_title(surface, _example(frame, watch)),
        ground=ground_of(surface),
        runners=_paths(frame, settings, watch, surface),
        start=(*start, surface.height_at(start)),
        sight=None,
    )


def _fit(
    frame: RegressionFrame, settings: RegressionSettings, watch: RegressionWatch
) -> FitScene:
    problem, line = frame.problem, settings.data == FLOWERS
    lines = tuple(
        FitLine(
            number=number,
            name=name,
            facts=_facts(frame, number),
            ends=_ends(problem, frame.paths[-1, number]) if line else None,
            selected=number == watch.method,
        )
        for number, name in enumerate(names(settings))
    )
    across, up = _range(problem.measures), _range(problem.targets)
    if line:
        points = np.stack((problem.measures, problem.targets), axis=1)
        labels = tr(problem.inputs), tr(problem.target)
        subtitle = tr(
            "the line of each through the {count} examples", count=len(points)
        )
    else:
        answers = problem.surface.inputs @ frame.paths[-1, watch.method]
        answered = answers + problem.targets.mean()
        points = np.stack((problem.measures, answered), axis=1)
        labels = tr("measured: {what}", what=tr(problem.target)), tr("answered")
        subtitle = tr(
            "{name} answers from {inputs}",
            name=names(settings)[watch.method],
            inputs=tr(problem.inputs),
        )
    return FitScene(
        title=tr("Examples and answers"),
        subtitle=subtitle,
        points=points,
        owner=None if line else watch.method,
        lines=lines,
        ideal=not line,
        current=_example(frame, watch),
        x=across,
        y=up,
        x_label=labels[0],
        y_label=labels[1],
    )


def _facts(frame: RegressionFrame, number: int) -> str:
    first, second = frame.problem.parameters
    x, y = frame.paths[-1, number]
    return tr(
        "step {steps} · error {error} · {first} = {x}, {second} = {y}",
        steps=whole(int(frame.steps[number])),
        first=first,
        x=significant(float(x), 3),
        second=second,
        y=significant(float(y), 3),
        error=significant(float(frame.losses[-1, number]), 3),
    )


def _ends(
    problem: Problem, theta: Array
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return where a line begins and ends, at the least and the greatest input."""
    rows = [int(problem.measures.argmin()), int(problem.measures.argmax())]
    answers = problem.surface.inputs[rows] @ theta
    if not np.isfinite(answers).all():
        return None
    first, last = zip(problem.measures[rows].tolist(), answers.tolist(), strict=True)
    return first, last


def _range(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = ROOM * (high - low)
    return low - room, high + room


def _heights(
    frame: RegressionFrame, settings: RegressionSettings, watch: RegressionWatch
) -> HeightsScene:
    least = frame.problem.surface.floor() or 0.0
    seen = frame.updates.astype(np.float64)
    curves = tuple(
        HeightCurve(
            number,
            name,
            seen,
            # Rounding may put the floor a little too high.
            np.maximum(frame.losses[:, number] - least, 0.0),
            number == watch.method,
        )
        for number, name in enumerate(names(settings))
    )
    title = tr("Above the least error")
    return HeightsScene(
        title=tr("{title} (log)", title=title) if watch.log_heights else title,
        subtitle=tr(
            "over examples seen, not steps: an epoch is {count}",
            count=len(frame.problem.targets),
        ),
        curves=curves,
        log=watch.log_heights,
        x_label=tr("examples seen"),
        y_label=tr("error"),
    )
