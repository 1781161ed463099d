"""Which way the edges run in each quarter of the image.

References: Dalal & Triggs (2005), Histograms of oriented gradients for human
detection, section 6: [-1, 0, 1] differences, directions without sign.
"""

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

CELLS = 2
"""Cells along each side of the image."""

DIRECTIONS = 8

STROKE = 12
"""Pixels along each side of a cell's star of strokes."""


@hand_features.register
class Gradients(HandFeature):
    """A histogram of the directions of the gradient for each quarter of the image.

    With differences d across and down (pixels beyond the rim are like those on it),
    a pixel adds |d| to the one of 8 directions in 0 … 180° in which atan2 of both
    lies; all numbers are divided by their common length √(Σh² + ε).
    """

    key = "gradients"
    title = "Gradients"
    rank = 30

    def measure(self, images: Array) -> Array:
        count, rows, columns = images.shape
        wide = np.pad(images, ((0, 0), (1, 1), (1, 1)), mode="edge")
        across = wide[:, 1:-1, 2:] - wide[:, 1:-1, :-2]
        down = wide[:, 2:, 1:-1] - wide[:, :-2, 1:-1]
        sizes = np.hypot(across, down)
        angles = np.arctan2(down, across) % math.pi
        sector = np.floor(angles / math.pi * DIRECTIONS + 0.5).astype(int) % DIRECTIONS
        weights = sizes[..., None] * np.eye(DIRECTIONS)[sector]
        parts = weights.reshape(
            count, CELLS, rows // CELLS, CELLS, columns // CELLS, DIRECTIONS
        )
        histograms = parts.sum(axis=(2, 4)).reshape(count, -1)
        lengths = np.sqrt((histograms**2).sum(axis=1, keepdims=True) + 1e-6)
        found: Array = histograms / lengths
        return found

    def picture(self, image: Array) -> FeaturePicture:
        shares = self.measure(image[None]).reshape(CELLS, CELLS, DIRECTIONS)
        shares = shares / max(float(shares.max()), 1e-9)
        drawn = np.zeros((CELLS * STROKE, CELLS * STROKE))
        reach = np.linspace(-1.0, 1.0, 4 * STROKE) * (STROKE / 2 - 1)
        for row in range(CELLS):
            for column in range(CELLS):
                for direction in np.argsort(shares[row, column]).tolist():
                    # An edge runs at a right angle to its gradient.
                    angle = math.pi * (direction / DIRECTIONS + 0.5)
                    middle = (STROKE - 1) / 2
                    x = np.rint(column * STROKE + middle + reach * math.cos(angle))
                    y = np.rint(row * STROKE + middle + reach * math.sin(angle))
                    drawn[y.astype(int), x.astype(int)] = shares[row, column, direction]
        return FeaturePicture(drawn)

    def about(self) -> str:
        return tr("which way edges run in each quarter")

    def choices(self) -> tuple[str, ...]:
        return (
            tr("look at edges"),
            tr("2 × 2 cells"),
            tr("8 directions"),
            tr("without their sign"),
            tr("one length for all"),
        )
