"""How much ink lies in each row and in each column."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.shallow.features import (
    FeaturePicture,
    HandFeature,
    hand_features,
)
from visualizer.language import tr


@hand_features.register
class Profiles(HandFeature):
    """The mean of each row, then of each column."""

    key = "profiles"
    title = "Profiles"
    rank = 20

    def measure(self, images: Array) -> Array:
        return np.concatenate([images.mean(axis=2), images.mean(axis=1)], axis=1)

    def picture(self, image: Array) -> FeaturePicture:
        rows, columns = image.shape
        drawn = np.zeros((2 * rows + 1, 2 * columns + 1))
        drawn[:rows, :columns] = image
        drawn[:rows, columns + 1 :] = _bars(image.mean(axis=1), columns)
        drawn[rows + 1 :, :columns] = _bars(image.mean(axis=0), rows).T
        return FeaturePicture(drawn)

    def about(self) -> str:
        return tr("mean ink of each row and each column")

    def choices(self) -> tuple[str, ...]:
        return tr("look at profiles"), tr("rows and columns"), tr("their mean")


def _bars(shares: Array, length: int) -> Array:
    """Return a bar for each share as a row of cells, the last one part filled."""
    found: Array = np.clip(shares[:, None] * length - np.arange(length), 0.0, 1.0)
    return found
