"""How many areas of paper are enclosed by ink."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.shallow.features import (
    FeaturePicture,
    HandFeature,
    hand_features,
)
from visualizer.language import tr
from visualizer.scenes import BoolArray

INK = 0.3
"""From this share on a pixel counts as ink."""

FAINT = 0.45


@hand_features.register
class Holes(HandFeature):
    """Number, share of the image and mean height of areas enclosed by ink.

    A pixel with a share of ink from 0.3 on encloses; paper is joined along sides,
    not over corners. The height is 0 at the upper rim and 1 at the lower one, and ½
    where there is no hole.
    """

    key = "holes"
    title = "Holes"
    rank = 60

    def measure(self, images: Array) -> Array:
        _, rows, columns = images.shape
        holes = enclosed(images)
        area = holes.sum(axis=(1, 2))
        heights = np.linspace(0.0, 1.0, rows)[None, :, None]
        summed = (holes * heights).sum(axis=(1, 2))
        height = np.where(area > 0, summed / np.maximum(area, 1), 0.5)
        numbers = (_number(holes), area / (rows * columns), height)
        return np.stack(numbers, axis=1)

    def picture(self, image: Array) -> FeaturePicture:
        holes = enclosed(image[None])[0]
        return FeaturePicture(np.where(holes, 1.0, FAINT * image))

    def about(self) -> str:
        return tr("areas of paper enclosed by ink")

    def choices(self) -> tuple[str, ...]:
        return (
            tr("look at holes"),
            tr("ink from 30 % on"),
            tr("number, area and height"),
        )


def enclosed(images: Array) -> BoolArray:
    """Return which pixels (N, rows, columns) are paper that no way leads out of."""
    paper = np.pad(images < INK, ((0, 0), (1, 1), (1, 1)), constant_values=True)
    outside = np.zeros_like(paper)
    outside[:, [0, -1]] = outside[:, :, [0, -1]] = True
    while True:
        grown = outside.copy()
        grown[:, 1:] |= outside[:, :-1]
        grown[:, :-1] |= outside[:, 1:]
        grown[:, :, 1:] |= outside[:, :, :-1]
        grown[:, :, :-1] |= outside[:, :, 1:]
        grown &= paper
        if np.array_equal(grown, outside):
            break
        outside = grown
    return (paper & ~outside)[:, 1:-1, 1:-1]


def _number(holes: BoolArray) -> Array:
    """Return how many areas (N,) there are, each joined along sides."""
    _, rows, columns = holes.shape
    own = np.arange(1, rows * columns + 1).reshape(1, rows, columns)
    wide = np.pad(np.where(holes, own, 0), ((0, 0), (1, 1), (1, 1)))
    inside = wide[:, 1:-1, 1:-1]
    while True:
        # The largest number of an area spreads through it.
        spread = np.maximum.reduce(
            [
                inside,
                wide[:, :-2, 1:-1],
                wide[:, 2:, 1:-1],
                wide[:, 1:-1, :-2],
                wide[:, 1:-1, 2:],
            ]
        )
        spread = np.where(holes, spread, 0)
        if np.array_equal(spread, inside):
            found: Array = (holes & (spread == own)).sum(axis=(1, 2)) * 1.0
            return found
        inside[:] = spread
