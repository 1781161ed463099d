"""Painting on the output map: strokes of a brush become points of the data."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import msgspec
import numpy as np

from visualizer.datasets.painted import MOST_CLASSES, MOST_POINTS, Kind, Painted, Point
from visualizer.datasets.planar import PlanarClasses
from visualizer.engine.arrays import Array
from visualizer.engine.learner import Samples
from visualizer.exhibits.playground.data import PlaygroundData
from visualizer.exhibits.playground.settings import PlaygroundSettings, changed
from visualizer.scenes.intents import Erase, Paint
from visualizer.scenes.plane import Painting

DECIMALS = 3
"""Of the coordinates of painted points, of a plane 12 wide."""

OFFERED_CLASSES = 6
"""Classes that a brush can have; data may have more."""


def painted(
    intent: Paint | Erase, settings: PlaygroundSettings, data: PlaygroundData
) -> PlaygroundSettings:
    """Return settings with the points that a stroke leaves.

    Data of another kind become points first, so that one can paint onto the circle.
    The last point is never erased, and no more than `MOST_POINTS` are painted.

    Parameters
    ----------
    intent : Paint or Erase
    settings : PlaygroundSettings
    data : PlaygroundData
        Those shown, of points of the plane.
    """
    dataset = settings.dataset
    before = dataset if isinstance(dataset, Painted) else _points_of(data)
    if isinstance(intent, Erase):
        after = _erased(before, intent)
    else:
        after = _added(before, intent)
    if after == dataset:
        return settings
    if after.class_names == dataset.class_names and after.problem == dataset.problem:
        # As many outputs as before: what was chosen for them stays.
        return replace(settings, dataset=after)
    return changed(settings, dataset=after)


def _points_of(data: PlaygroundData) -> Painted:
    """Return examples as if they had been painted."""
    parts = ((data.train_points, data.train), (data.test_points, data.test))
    points = [point for places, part in parts for point in _rows(places, _marks(part))]
    classes = max(2, min(len(data.class_names), MOST_CLASSES))
    return Painted(_kind(data), classes, tuple(points[:MOST_POINTS]))


def _kind(data: PlaygroundData) -> Kind:
    return "classes" if data.class_names else "values"


def _marks(part: Samples) -> Array:
    if part.labels is None:
        values: Array = np.clip(part.y[0], -1.0, 1.0)
        return values
    return part.labels.astype(np.float64)


def _rows(places: Array, marks: Array) -> list[Point]:
    low, high = Painted.domain
    rounded = np.round(np.clip(places, low, high), DECIMALS)
    return [
        (x1, x2, mark)
        for (x1, x2), mark in zip(rounded.tolist(), marks.tolist(), strict=True)
    ]


def _added(before: Painted, intent: Paint) -> Painted:
    old = () if intent.fresh else _converted(before, intent.kind)
    marks = [intent.mark, *(mark for _, _, mark in old)]
    classes = 2
    if intent.kind == "classes":
        classes = 1 + int(max([1.0, *marks]))
        if before.kind == "classes" and not intent.fresh:
            classes = max(classes, before.classes)
        if _is_several(before) != (classes > 2):
            # Two classes have the signed colors, of which blue, the first of
            # several, is +1: what was blue stays blue.
            old = tuple((x1, x2, _turned(mark)) for x1, x2, mark in old)
            intent = msgspec.structs.replace(intent, mark=_turned(intent.mark))
    places = np.array(intent.points, np.float64).reshape(-1, 2)
    new = _rows(places, np.full(len(places), intent.mark))
    points = (*old, *new[: MOST_POINTS - len(old)])
    return Painted(intent.kind, classes, points) if points else before


def _is_several(points: Painted) -> bool:
    return points.kind == "classes" and points.classes > 2


def _turned(mark: float) -> float:
    """Return the number of the class of the same color, of two and of several."""
    return 1.0 - mark if mark < 2.0 else mark


def _converted(before: Painted, kind: Kind) -> tuple[Point, ...]:
    """Return the points there are as examples of another kind of problem."""
    if before.kind == kind:
        return before.points
    if kind == "classes":
        return tuple((x1, x2, float(mark > 0.0)) for x1, x2, mark in before.points)
    last = before.classes - 1
    return tuple((x1, x2, 2.0 * mark / last - 1.0) for x1, x2, mark in before.points)


def _erased(before: Painted, intent: Erase) -> Painted:
    path = np.array(intent.path, np.float64).reshape(-1, 2)
    kept = tuple(
        point for point in before.points if not _near(point, path, intent.radius)
    )
    return replace(before, points=kept or before.points[:1])


def _near(point: Point, path: Array, radius: float) -> bool:
    away = np.hypot(path[:, 0] - point[0], path[:, 1] - point[1])
    return bool(away.min(initial=math.inf) <= radius)


@lru_cache(maxsize=4)
def painting(data: PlaygroundData) -> Painting:
    """Return what can be painted onto data."""
    count = max(OFFERED_CLASSES, len(data.class_names))
    numbers = tuple(str(number + 1) for number in range(count))
    if len(data.class_names) > 2:
        return Painting(numbers, "classes", several=True)
    return Painting((*PlanarClasses.class_names, *numbers[2:]), _kind(data))
