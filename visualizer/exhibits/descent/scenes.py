"""Turns a frame of Descent into scenes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.engine.race import UNDER_WAY
from visualizer.engine.terrains import Terrain
from visualizer.exhibits.descent.frame import DescentFrame, DescentWatch
from visualizer.exhibits.descent.methods import (
    coefficients,
    method_of,
    methods,
    name_of,
)
from visualizer.exhibits.descent.settings import (
    GREATEST_RATE,
    LEAST_RATE,
    MOST_RUNNERS,
    DescentSettings,
)
from visualizer.exhibits.descent.stations import STATIONS, station_texts
from visualizer.exhibits.descent.verdicts import Verdict, largest_rate
from visualizer.exhibits.grounds import MAP_GRID, field_of, ground_of, map_surface
from visualizer.language import tr
from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.numbers import significant, whole
from visualizer.scenes.plane import Relief
from visualizer.scenes.runners import (
    Coefficient,
    Mood,
    RunnerRow,
    RunnersScene,
    StepScene,
)
from visualizer.scenes.terrain import (
    Arrow,
    HeightCurve,
    HeightsScene,
    MapScene,
    MountainScene,
    PointOnCurve,
    ProfileScene,
    RunnerPath,
)

CURVE_POINTS = 401
PICTURE, CURVE_PICTURE, CURVE_WIDTH = 26, 72, 3
SIGHT = 0.09
"""How far one sees in the fog, as a share of the view's width."""

ARROW_SHARE = 0.16
"""Length of an arrow that shows a slope, as a share of the view's width."""


def make_scenes(
    frame: DescentFrame,
    settings: DescentSettings,
    watch: DescentWatch,
    visible: frozenset[str],
) -> Mapping[str, Scene]:
    """Return the scenes of the visible panels."""
    scenes: dict[str, Scene] = {}
    flat = frame.terrain.dimensions == 1
    # A runner that diverges leaves numbers that overflow.
    with np.errstate(all="ignore"):
        if "mountain" in visible:
            scenes["mountain"] = (
                _curve(frame, settings, watch)
                if flat
                else _mountain(frame, settings, watch)
            )
        if "map" in visible:
            scenes["map"] = (
                _slope_curve(frame, settings, watch)
                if flat
                else _map(frame, settings, watch)
            )
        if "heights" in visible:
            scenes["heights"] = _heights(frame, settings, watch)
        if "runners" in visible:
            scenes["runners"] = _runners(frame, settings, watch)
        if "step" in visible:
            scenes["step"] = _step(frame, settings, watch)
    return scenes


# The ground.


def picture_of(terrain: Terrain) -> Relief | FloatArray:
    """Return a small picture of a terrain, of one coordinate as a curve."""
    ground = ground_of(terrain)
    flat = terrain.dimensions == 1
    places = np.linspace(0, MAP_GRID - 1, CURVE_PICTURE if flat else PICTURE)
    cells = places.astype(np.intp)
    low, high = ground.low, ground.high
    with np.errstate(all="ignore"):
        heights = np.clip(ground.heights[np.ix_(cells, cells)], low, high)
        share = (heights - low) / (high - low)
    if flat:
        # Its edges are as smooth as their pixels are gray.
        curve = CURVE_WIDTH + (CURVE_PICTURE - 2 * CURVE_WIDTH) * share[0]
        rows = np.arange(CURVE_PICTURE)[::-1, None]
        apart = np.abs(curve - rows) / np.hypot(1.0, np.gradient(curve))
        line: FloatArray = np.clip(CURVE_WIDTH - apart, 0.0, 1.0)
        return line
    # A root, so that the floor of steep terrains is not one black spot.
    return Relief(np.nan_to_num(share) ** 0.4)


def _paths(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> tuple[RunnerPath, ...]:
    paths = []
    count = frame.paths.shape[1]
    for number, runner in enumerate(settings.runners[:count]):
        if not runner.shown:
            continue
        average = None
        mean = frame.averages[number]
        if mean is not None:
            x, y = mean.T
            average = np.stack((x, y, frame.terrain.height(x, y)), axis=1)
        paths.append(
            RunnerPath(
                number=number,
                name=name_of(runner.optimizer),
                path=frame.paths[:, number],
                heights=frame.heights[:, number],
                average=average,
                selected=number == watch.runner,
            )
        )
    return tuple(paths)


def _map(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> MapScene:
    terrain, ground = frame.terrain, ground_of(frame.terrain)
    start = settings.place()
    surface = map_surface(
        ground,
        tr("The map"),
        tr(
            "start ({x}, {y}): click or drag the flag",
            x=significant(start[0], 3),
            y=significant(start[1], 3),
        ),
        ("x", "y"),
        start,
    )
    return MapScene(
        surface=surface,
        ground=ground,
        runners=_paths(frame, settings, watch),
        height_name=tr("height"),
        field=field_of(terrain) if watch.slopes else np.empty((0, 4)),
        sight=_sight(terrain, watch),
        arrows=_arrows(frame),
        options=(("fog", watch.fog), ("slopes", watch.slopes)),
        valleys=np.empty((0, 4)),
        valley=None,
    )


def _sight(terrain: Terrain, watch: DescentWatch) -> float | None:
    left, right, _, _ = terrain.view
    return SIGHT * (right - left) if watch.fog else None


def _arrows(frame: DescentFrame) -> tuple[Arrow, ...]:
    """Return what the station of a walk has found: the way down, then the step."""
    step, phase = frame.next_step, frame.phase
    if step is None or phase is None:
        return ()
    left, right, _, _ = frame.terrain.view
    slope = step.slope + step.noise
    size = float(np.hypot(*slope))
    arrows = []
    tail = (float(step.place[0]), float(step.place[1]))
    if size > 0.0 and math.isfinite(size):
        down = step.place - slope * (ARROW_SHARE * (right - left) / size)
        arrows.append(Arrow(tail, (float(down[0]), float(down[1])), dashed=True))
    reached = phase.layer >= STATIONS.index("step")
    if reached and np.isfinite(step.target).all():
        tip = (float(step.target[0]), float(step.target[1]))
        arrows.append(Arrow(tail, tip, dashed=False))
    return tuple(arrows)


def _mountain(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> MountainScene:
    start = settings.place()
    return MountainScene(
        title=tr("The mountain"),
        subtitle=tr(frame.terrain.title),
        ground=ground_of(frame.terrain),
        runners=_paths(frame, settings, watch),
        start=(*start, frame.terrain.height_at(start)),
        sight=_sight(frame.terrain, watch),
    )


# One coordinate.


@lru_cache(maxsize=8)
def _line(terrain: Terrain) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return x, the heights and the slopes of a terrain of one coordinate."""
    left, right, _, _ = terrain.view
    x = np.linspace(left, right, CURVE_POINTS)
    y = np.zeros_like(x)
    return x, terrain.height(x, y), terrain.slope(x, y)[0]


def _curve(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> ProfileScene:
    x, heights, _ = _line(frame.terrain)
    start = settings.place()
    points = tuple(
        PointOnCurve(
            number=runner.number,
            name=runner.name,
            x=float(runner.path[-1, 0]),
            y=float(runner.heights[-1]),
            tangent=float(frame.terrain.slope_at(_place(runner.path))[0]),
            selected=runner.selected,
        )
        for runner in _paths(frame, settings, watch)
    )
    return ProfileScene(
        title=tr("The curve"),
        subtitle=tr("{terrain}: the tangent is the slope", terrain=tr(_title(frame))),
        x=x,
        y=heights,
        x_label="x",
        y_label="f(x)",
        points=points,
        start=(start[0], frame.terrain.height_at(start)),
        zero=False,
        sight=_sight(frame.terrain, watch),
    )


def _slope_curve(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> ProfileScene:
    x, _, slopes = _line(frame.terrain)
    start = settings.place()
    points = tuple(
        PointOnCurve(
            number=runner.number,
            name=runner.name,
            x=float(runner.path[-1, 0]),
            y=float(frame.terrain.slope_at(_place(runner.path))[0]),
            tangent=math.nan,
            selected=runner.selected,
        )
        for runner in _paths(frame, settings, watch)
    )
    return ProfileScene(
        title=tr("The slope"),
        subtitle=tr("descent comes to rest where it is 0"),
        x=x,
        y=slopes,
        x_label="x",
        y_label="f′(x)",
        points=points,
        start=(start[0], float(frame.terrain.slope_at(start)[0])),
        zero=True,
        sight=_sight(frame.terrain, watch),
    )


def _place(path: Array) -> tuple[float, float]:
    return float(path[-1, 0]), float(path[-1, 1])


def _title(frame: DescentFrame) -> str:
    return frame.terrain.title


# Heights.


def _heights(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> HeightsScene:
    floor = frame.terrain.floor()
    steps = frame.updates.astype(np.float64)
    curves = []
    for runner in _paths(frame, settings, watch):
        y = runner.heights - (floor or 0.0)
        if floor is not None:
            # Rounding, or a floor found by search, may lie a little too high.
            y = np.maximum(y, 0.0)
        curves.append(
            HeightCurve(runner.number, runner.name, steps, y, runner.selected)
        )
    # Without a floor heights fall below 0, where there is no logarithm.
    log = watch.log_heights and floor is not None
    title = tr("Height above the floor") if floor is not None else tr("Height")
    return HeightsScene(
        title=tr("{title} (log)", title=title) if log else title,
        subtitle=tr("one step = one slope measured"),
        curves=tuple(curves),
        log=log,
        x_label=tr("step"),
        y_label=tr("height"),
    )


# The table.


def _runners(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> RunnersScene:
    selected = min(watch.runner, len(settings.runners) - 1)
    count = min(len(settings.runners), len(frame.verdicts))
    chosen = settings.runners[selected].optimizer
    return RunnersScene(
        title=tr("Runners"),
        subtitle=tr("same start, same noise"),
        rows=tuple(_row(number, frame, settings) for number in range(count)),
        selected=selected,
        methods=methods(),
        coefficients=tuple(Coefficient(*each) for each in coefficients(chosen)),
        rates=(LEAST_RATE, GREATEST_RATE),
        can_add=len(settings.runners) < MOST_RUNNERS,
    )


def _row(number: int, frame: DescentFrame, settings: DescentSettings) -> RunnerRow:
    runner = settings.runners[number]
    limit = largest_rate(runner.optimizer, float(frame.bends[number]))
    verdict = frame.verdicts[number]
    arrival = frame.arrivals[number]
    gone = verdict in ("diverged", "falling")
    return RunnerRow(
        number=number,
        method=method_of(runner.optimizer),
        name=name_of(runner.optimizer),
        rate=runner.learning_rate,
        limit=_limit(limit),
        exceeded=limit is not None and runner.learning_rate > limit,
        height=significant(float(frame.heights[-1, number]), 3),
        slope=significant(float(frame.slopes[number]), 3),
        step=significant(float(frame.steps[number]), 3),
        arrival="–" if arrival == UNDER_WAY or gone else whole(int(arrival)),
        verdict=verdict_text(verdict),
        mood=_mood(verdict),
        rule=runner.optimizer.rule(),
        shown=runner.shown,
    )


def _limit(limit: float | None) -> str:
    if limit is None:
        return ""
    if math.isinf(limit):
        return tr("no limit")
    return tr("limit {value}", value=significant(limit, 2))


def verdict_text(verdict: Verdict) -> str:
    """Say how a runner is doing."""
    return {
        "arrived": tr("arrived"),
        "local": tr("in a local valley"),
        "saddle": tr("on a saddle"),
        "plateau": tr("on a plateau"),
        "hovering": tr("hovering"),
        "diverged": tr("diverged"),
        "falling": tr("falls without end"),
        "off": tr("off the ground"),
        "under_way": tr("under way"),
    }[verdict]


def _mood(verdict: Verdict) -> Mood:
    if verdict == "arrived":
        return "good"
    return "quiet" if verdict == "under_way" else "warning"


# One step.


def _step(
    frame: DescentFrame, settings: DescentSettings, watch: DescentWatch
) -> StepScene:
    step = frame.next_step
    title = tr("One step taken apart")
    if step is None or step.runner >= len(settings.runners):
        there = np.isfinite(frame.paths[-1, min(watch.runner, len(frame.slopes) - 1)])
        hint = tr("Pause, and a step can be looked into.")
        if not there.all():
            hint = tr("This runner has left the ground: it takes no step more.")
        return StepScene(title, "", -1, (), hint)
    station = None if frame.phase is None else frame.phase.layer
    optimizer = settings.runners[step.runner].optimizer
    rule = optimizer.rule()
    texts = station_texts(step, rule, station, frame.terrain.dimensions)
    return StepScene(
        title=title,
        subtitle=tr(
            "{name}, step {step}",
            name=name_of(optimizer),
            step=whole(frame.update + 1),
        ),
        runner=step.runner,
        stations=texts,
        hint=""
        if station is not None
        else tr("Step by a part of a step: → goes through it."),
    )
