"""Handwritten digits of 8 by 8 pixels, small enough to train while one watches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from visualizer.datasets import Array, Dataset, Examples, UniformSource, datasets
from visualizer.resource_files import resource

BRIGHTEST = 16.0

_PLACES = "₁₂₃₄₅₆₇₈"
"""x₃₅ is the pixel in row 3 and column 5: a name that needs no translation."""


@datasets.register
@dataclass(frozen=True, slots=True)
class Digits(Dataset):
    """Read 1797 handwritten digits; a pixel is 0 (paper) to 1 (full ink).

    A stored pixel counts the inked ones, 0 to 16, of a 4 by 4 block of the
    scanned bitmap. Inputs are the pixels row after row; targets the digits.
    Nothing is drawn from the uniform source.

    References
    ----------
    Alpaydin & Kaynak (1998), Optical recognition of handwritten digits, UCI
    Machine Learning Repository; the test set of the collection.
    """

    key = "digits"
    title = "Digits"
    rank = 70
    problem = "multiclass"
    pictorial = True
    input_names = tuple(f"x{row}{column}" for row in _PLACES for column in _PLACES)
    class_names = tuple(str(digit) for digit in range(10))
    image_shape = (8, 8)

    def portrait(self) -> Array:
        with np.load(resource("data", "digits.npz")) as stored:
            three: Array = stored["images"][3] / BRIGHTEST
        return three

    def generate(self, uniform: UniformSource) -> Examples:
        with np.load(resource("data", "digits.npz")) as stored:
            images = stored["images"].astype(np.float64) / BRIGHTEST
            labels = stored["labels"].astype(np.float64)
        return Examples(images.reshape(len(images), -1), labels)
