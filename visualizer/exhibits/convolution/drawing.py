"""Strokes of a hand made into an image, as the digits of the data were made."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.scenes.intents import Strokes

FINE = 4
"""Fine cells along each side of a pixel; its ink is the share of them inked."""

PEN = 1.9
"""Radius of the pen, in fine cells: the strokes of the data are about as wide."""

LARGE = 20
"""Rows and columns from which on an image is taken to be made as those of MNIST."""

LARGE_PEN = 5.0
LARGE_SHARE = 20 / 28
"""Of such an image: radius of its pen, and the share of a side that strokes fill."""

MOST_POINTS = 240
"""Points of all strokes together that are looked at."""


def pixels_of(strokes: Strokes, shape: tuple[int, int]) -> tuple[float, ...]:
    """Return the ink of each pixel, row after row, 0 … 1.

    The strokes are scaled so that they fill the image, keeping their proportions,
    and drawn with a round pen into a bitmap of 4 by 4 fine cells a pixel. Of those
    a pixel counts how many are inked. In a large image they fill 20 of 28 parts and
    have their center of mass in the middle, as in MNIST.

    Parameters
    ----------
    strokes : tuple of tuples of (x, y)
        y goes down; the scale does not matter.
    shape : (int, int)
        Rows and columns of the image.

    References
    ----------
    Alpaydin & Kaynak (1998), Optical recognition of handwritten digits: bitmaps
    normalized to 32 by 32, of which blocks of 4 by 4 are counted. LeCun, Bottou,
    Bengio & Haffner (1998), section III A: 20 by 20 within 28 by 28, by mass.
    """
    starts, ends = _segments(strokes)
    rows, columns = shape
    if not len(starts):
        return (0.0,) * (rows * columns)
    large = min(shape) >= LARGE
    pen = LARGE_PEN if large else PEN
    every = np.concatenate([starts, ends])
    low, extent = every.min(axis=0), np.ptp(every, axis=0)
    share = LARGE_SHARE if large else 1.0
    room = share * np.array([FINE * columns, FINE * rows]) - 2 * pen
    # A dot has no extent, and is not blown up.
    scale = float((room / np.maximum(extent, 1e-3 + 0.05 * extent.max())).min())
    center = np.array([FINE * columns, FINE * rows]) / 2
    middle = _center_of_mass(starts, ends) if large else low + extent / 2
    starts, ends = ((points - middle) * scale + center for points in (starts, ends))
    centers = np.stack(
        np.meshgrid(np.arange(FINE * columns) + 0.5, np.arange(FINE * rows) + 0.5),
        axis=-1,
    ).reshape(-1, 1, 2)
    along = ends - starts
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    way = np.clip(((centers - starts) * along).sum(axis=2) / length, 0.0, 1.0)
    nearest = starts + way[..., None] * along
    distance = ((centers - nearest) ** 2).sum(axis=2).min(axis=1)
    inked = (distance <= pen**2).reshape(rows, FINE, columns, FINE)
    ink = inked.mean(axis=(1, 3))
    return tuple(map(float, ink.ravel()))


def _center_of_mass(starts: Array, ends: Array) -> Array:
    """Return the point around which the pieces balance; a dot has little mass."""
    masses = np.linalg.norm(ends - starts, axis=1) + 1e-6
    center: Array = masses @ ((starts + ends) / 2) / masses.sum()
    return center


def _segments(strokes: Strokes) -> tuple[Array, Array]:
    """Return where each straight piece starts and ends; a dot is a piece too."""
    count = sum(map(len, strokes))
    step = max(1, -(-count // MOST_POINTS))
    starts: list[tuple[float, float]] = []
    ends: list[tuple[float, float]] = []
    for stroke in strokes:
        points = [*stroke[:-1:step], *stroke[-1:]]
        starts += points[:-1] or points
        ends += points[1:] or points
    return np.array(starts, np.float64), np.array(ends, np.float64)


def toggled(pixels: tuple[float, ...], place: int) -> tuple[float, ...]:
    """Return an image with one pixel inked fully, or without ink if it had some."""
    changed = list(pixels)
    changed[place] = 0.0 if changed[place] > 0.5 else 1.0
    return tuple(changed)
