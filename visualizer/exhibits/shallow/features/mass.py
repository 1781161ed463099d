"""Where the ink lies, and how far it spreads."""

from __future__ import annotations

import math

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits.shallow.features import (
    FeaturePicture,
    HandFeature,
    hand_features,
)
from visualizer.language import tr

FINE = 3
"""Pixels of the picture along each side of a pixel of the image."""

FAINT = 0.45


@hand_features.register
class Mass(HandFeature):
    """Mean ink, its center, and the second moments around it.

    With shares w of the ink in the pixels at rows r and columns c, both counted from
    0 to 1: the mean, Σw r, Σw c, Σw (r - r̄)², Σw (c - c̄)², Σw (r - r̄)(c - c̄).
    A blank image has its center in the middle.
    """

    key = "mass"
    title = "Mass"
    rank = 50

    def measure(self, images: Array) -> Array:
        _, rows, columns = images.shape
        r = np.linspace(0.0, 1.0, rows)[None, :, None]
        c = np.linspace(0.0, 1.0, columns)[None, None, :]
        total = images.sum(axis=(1, 2), keepdims=True)
        even = np.full_like(images, 1.0 / (rows * columns))
        w = np.where(total > 0.0, images / np.where(total > 0.0, total, 1.0), even)
        row = (w * r).sum(axis=(1, 2), keepdims=True)
        column = (w * c).sum(axis=(1, 2), keepdims=True)
        numbers = (
            images.mean(axis=(1, 2)),
            row[:, 0, 0],
            column[:, 0, 0],
            (w * (r - row) ** 2).sum(axis=(1, 2)),
            (w * (c - column) ** 2).sum(axis=(1, 2)),
            (w * (r - row) * (c - column)).sum(axis=(1, 2)),
        )
        return np.stack(numbers, axis=1)

    def picture(self, image: Array) -> FeaturePicture:
        drawn = FAINT * np.kron(image, np.ones((FINE, FINE)))
        rows, columns = drawn.shape
        _, r, c, rr, cc, rc = self.measure(image[None])[0].tolist()
        # Half the middles of the pixels at the rim are half a pixel inside.
        down, across = rows - FINE, columns - FINE
        middle = np.array([r * down, c * across]) + (FINE - 1) / 2
        spread = np.array(
            [[rr * down**2, rc * down * across], [rc * down * across, cc * across**2]]
        )
        lengths, axes = np.linalg.eigh(spread)
        turns = np.linspace(0.0, 2.0 * math.pi, 8 * rows)
        circle = np.stack((np.cos(turns), np.sin(turns)))
        radii = 2.0 * np.sqrt(np.maximum(lengths, 0.0))
        line = middle[:, None] + axes @ (radii[:, None] * circle)
        inside = ((line >= -0.5) & (line < [[rows - 0.5], [columns - 0.5]])).all(axis=0)
        places = np.rint(line[:, inside]).astype(int)
        drawn[places[0], places[1]] = 1.0
        y, x = np.rint(middle).astype(int).tolist()
        drawn[max(0, y - 1) : y + 2, x] = 1.0
        drawn[y, max(0, x - 1) : x + 2] = 1.0
        return FeaturePicture(drawn)

    def about(self) -> str:
        return tr("ink, its center and its spread")

    def choices(self) -> tuple[str, ...]:
        return tr("look at where the ink lies"), tr("moments up to the second")
