"""What exhibits with a ground under their runners share: contours and slopes."""

from __future__ import annotations

from functools import lru_cache

import contourpy
import numpy as np

from visualizer.engine.terrains import Terrain
from visualizer.scenes import FloatArray
from visualizer.scenes.surface import SurfaceScene
from visualizer.scenes.terrain import Ground

MAP_GRID = 161

FIELD = 11
"""Places along each axis at which the way down is drawn."""

LEVELS = 12

LEAST_SHARE = 1e-5
"""Of the greatest height: where colors that follow the logarithm begin."""


@lru_cache(maxsize=8)
def ground_of(terrain: Terrain) -> Ground:
    """Return a terrain on a grid over its view."""
    left, right, low, high = terrain.view
    x, y = np.linspace(left, right, MAP_GRID), np.linspace(low, high, MAP_GRID)
    with np.errstate(all="ignore"):
        heights = np.asarray(terrain.height(*np.meshgrid(x, y)), np.float64)
    finite = heights[np.isfinite(heights)]
    least, most = (float(finite.min()), float(finite.max())) if finite.size else (0, 1)
    if least == most:
        least, most = least - 0.5, most + 0.5
    if terrain.logarithmic:
        least = max(least, LEAST_SHARE * most)
    return Ground(x, y, heights, least, most, terrain.logarithmic)


@lru_cache(maxsize=8)
def contours_of(
    ground: Ground,
) -> tuple[FloatArray, tuple[tuple[FloatArray, ...], ...]]:
    """Return the heights of the contours, denser near the floor, and the lines."""
    if ground.logarithmic:
        levels = np.geomspace(ground.low, ground.high, LEVELS + 2)[1:-1]
    else:
        share = np.linspace(0.0, 1.0, LEVELS + 2)[1:-1]
        levels = ground.low + (ground.high - ground.low) * share * share
    generator = contourpy.contour_generator(
        ground.x, ground.y, np.ma.masked_invalid(ground.heights)
    )
    lines = tuple(
        tuple(np.asarray(line) for line in generator.lines(level)) for level in levels
    )
    return levels, lines


@lru_cache(maxsize=8)
def field_of(terrain: Terrain) -> FloatArray:
    """Return the way down at places of the view: x, y, dx, dy of length 0 … 1."""
    left, right, low, high = terrain.view
    share = (np.arange(FIELD) + 0.5) / FIELD
    x, y = np.meshgrid(left + share * (right - left), low + share * (high - low))
    with np.errstate(all="ignore"):
        dx, dy = terrain.slope(x, y)
        # A formula may have a slope where it has no value, as log(x) left of 0.
        dx[~np.isfinite(terrain.height(x, y))] = np.nan
        size = np.hypot(dx, dy)
        # Slopes of many sizes: the length follows a root of them.
        usual = float(np.nanpercentile(size, 90)) or 1.0
        length = np.minimum(1.0, (size / usual) ** 0.4)
        scale = -length / np.maximum(size, 1e-300)
    rows = np.stack((x, y, dx * scale, dy * scale), axis=-1).reshape(-1, 4)
    found: FloatArray = rows[np.isfinite(rows).all(axis=1)]
    return found


def map_surface(
    ground: Ground,
    title: str,
    subtitle: str,
    labels: tuple[str, str],
    start: tuple[float, float],
) -> SurfaceScene:
    """Return a ground with its contours, as a map with a flag at the start."""
    levels, lines = contours_of(ground)
    return SurfaceScene(
        title=title,
        subtitle=subtitle,
        details=(),
        kind="path",
        values=ground.heights,
        x=ground.x,
        y=ground.y,
        x_label=labels[0],
        y_label=labels[1],
        levels=levels,
        contours=lines,
        path=np.empty((0, 2)),
        marker=start,
        stale=False,
        progress=1.0,
        axes_options=(),
    )
