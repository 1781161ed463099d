"""How like its mirror images an image is."""

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
class Symmetry(HandFeature):
    """The mean difference in size from the image mirrored and turned by half.

    Mirrored left and right, above and below, and both.
    """

    key = "symmetry"
    title = "Symmetry"
    rank = 40

    def measure(self, images: Array) -> Array:
        others = (images[:, :, ::-1], images[:, ::-1], images[:, ::-1, ::-1])
        return np.stack([abs(images - each).mean(axis=(1, 2)) for each in others], 1)

    def picture(self, image: Array) -> FeaturePicture:
        return FeaturePicture(image - image[:, ::-1], 1.0)

    def about(self) -> str:
        return tr("difference from its mirror images")

    def choices(self) -> tuple[str, ...]:
        return tr("look at symmetry"), tr("two mirrors and half a turn")
