"""What a terrain looks like from any side: its heights, and its lit colors."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from visualizer.scenes import FloatArray
from visualizer.scenes.terrain import Ground
from visualizer.ui.plots.loss_scale import LossScale, viridis
from visualizer.ui.plots.rays import Heights
from visualizer.ui.plots.surface_map import sample
from visualizer.ui.theme import Rgb32

RELIEF = 0.52
"""Height of the mountain as a share of its width."""

BOWL = 0.01
"""Share of the heights up to which a logarithmic relief is a plain one."""

LIGHT = np.array([-0.45, -0.35, 0.82])
"""Where the light comes from, in coordinates of the mountain."""

DARKEST, BRIGHTENING = 0.57, 0.53
"""Brightness of a color from where no light falls, and what full light adds."""

FACETS = 160
"""Along each side, between which light and color change evenly."""

LINES = 10
"""Lines of the grid along each side, its edges among them."""

LINE = 3
"""Pixels of the colored base that a line of the grid is wide."""


def raised(ground: Ground, heights: FloatArray) -> npt.NDArray[np.float64]:
    """Return 0 for the floor and 1 for the top.

    Where colors follow the logarithm the relief does so only high above the floor:
    a floor without end would be a crack in the mountain.
    """
    span = ground.high - ground.low
    share = np.clip((np.asarray(heights, np.float64) - ground.low) / span, 0.0, 1.0)
    if not ground.logarithmic:
        return share
    found: npt.NDArray[np.float64] = np.log1p(share / BOWL) / np.log1p(1.0 / BOWL)
    return found


@lru_cache(maxsize=4)
def relief_of(ground: Ground, cells: int) -> Heights:
    """Return the shape of a terrain over its base, 0 halfway up.

    Parameters
    ----------
    ground : Ground
    cells : int
        Along each side.
    """
    share = np.linspace(0.0, 1.0, cells + 1)
    return Heights(RELIEF * (raised(ground, _sampled(ground, share)) - 0.5))


def extent(ground: Ground, level: float, above: float) -> tuple[float, float]:
    """Return the lowest and the highest place of a picture, however it is turned.

    Parameters
    ----------
    ground : Ground
    level, above : float
        Cosine and sine of the angle at which one looks down.

    Returns
    -------
    float, float
        In units of the base's side; 0 where its middle is.
    """
    radius, height = _silhouette(ground)
    if not len(height):
        return -0.5, 0.5
    low = float((level * height - above * radius).min())
    return low, float((level * height + above * radius).max())


@lru_cache(maxsize=4)
def _silhouette(ground: Ground) -> tuple[FloatArray, FloatArray]:
    """Return the distances of places from the middle, and their heights."""
    share = np.linspace(0.0, 1.0, FACETS + 1)
    heights = RELIEF * (raised(ground, _sampled(ground, share)) - 0.5)
    radius = np.hypot(*np.meshgrid(share - 0.5, share - 0.5))
    there = np.isfinite(heights)
    return radius[there], heights[there]


@lru_cache(maxsize=4)
def colors_of(ground: Ground, size: int, ink: int) -> Rgb32:
    """Return the colors of a terrain in its light, with a grid.

    Parameters
    ----------
    ground : Ground
    size : int
        Pixels along each side.
    ink : int
        Color of the grid, ``0xaarrggbb``.

    Returns
    -------
    uint32 array (size, size)
        ``0xffrrggbb``; row 0 at the least y.
    """
    share = (np.arange(size) + 0.5) / size
    heights = _sampled(ground, share)
    scale = LossScale(ground.low, ground.high, ground.logarithmic)
    index = np.nan_to_num(255.0 * scale.share(heights)).astype(np.uint8)
    factor = 256.0 * (DARKEST + BRIGHTENING * _light(ground, share))
    strength = factor.astype(np.uint32)
    inked = _grid(size)
    opacity, words = (ink >> 24) / 255.0, viridis()
    found = np.full((size, size), 0xFF000000, np.uint32)
    for shift in (16, 8, 0):
        part = np.take((words >> shift) & 255, index)
        part *= strength
        part >>= 8
        np.minimum(part, 255, out=part)
        for cut in ((inked, slice(None)), (slice(None), inked)):
            mixed = part[cut] * (1.0 - opacity) + opacity * ((ink >> shift) & 255)
            part[cut] = mixed.astype(np.uint32)
        found |= part << np.uint32(shift)
    return found


def _sampled(ground: Ground, share: npt.NDArray[np.float64]) -> FloatArray:
    """Return heights at shares of both sides."""
    at_x = ground.x[0] + share * (ground.x[-1] - ground.x[0])
    at_y = ground.y[0] + share * (ground.y[-1] - ground.y[0])
    return sample(ground.heights, ground.x, ground.y, at_x, at_y)


def _light(ground: Ground, share: npt.NDArray[np.float64]) -> FloatArray:
    """Return how much light falls on places, 0 … 1."""
    facets = np.linspace(0.0, 1.0, FACETS + 1)
    w = RELIEF * raised(ground, _sampled(ground, facets))
    along_v, along_u = np.gradient(w, 1.0 / FACETS)
    facing = -along_u * LIGHT[0] - along_v * LIGHT[1] + LIGHT[2]
    lit = facing / (np.sqrt(along_u**2 + along_v**2 + 1.0) * np.linalg.norm(LIGHT))
    return sample(np.clip(np.nan_to_num(lit), 0.0, 1.0), facets, facets, share, share)


def _grid(size: int) -> npt.NDArray[np.intp]:
    """Return the rows of pixels, or columns, on which a line of the grid lies."""
    middle = np.rint(np.linspace(0.0, size - 1.0, LINES + 1)).astype(np.intp)
    around = np.arange(LINE) - LINE // 2
    return np.unique(np.clip(middle[:, None] + around, 0, size - 1))
