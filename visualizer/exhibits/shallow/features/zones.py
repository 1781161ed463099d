"""How much ink lies in each part of the image."""

from __future__ import annotations

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.shallow.features import (
    FeaturePicture,
    HandFeature,
    hand_features,
)
from visualizer.language import tr

SIDE = 2
"""Pixels along each side of a zone."""


@hand_features.register
class Zones(HandFeature):
    """The mean of each square of 2 by 2 pixels, row after row."""

    key = "zones"
    title = "Zones"
    rank = 10

    def measure(self, images: Array) -> Array:
        count, rows, columns = images.shape
        parts = images.reshape(count, rows // SIDE, SIDE, columns // SIDE, SIDE)
        means: Array = parts.mean(axis=(2, 4))
        return means.reshape(count, -1)

    def picture(self, image: Array) -> FeaturePicture:
        rows, columns = image.shape
        means = self.measure(image[None]).reshape(rows // SIDE, columns // SIDE)
        return FeaturePicture(np.kron(means, np.ones((SIDE, SIDE))))

    def about(self) -> str:
        return tr("mean ink in squares of 2 × 2 pixels")

    def choices(self) -> tuple[str, ...]:
        return tr("look at zones"), tr("2 × 2 pixels each"), tr("their mean")
