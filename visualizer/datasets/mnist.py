"""Handwritten digits of 28 by 28 pixels, those of the best-known collection."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from visualizer.datasets import Array, Dataset, Examples, UniformSource, datasets
from visualizer.resource_files import resource

BRIGHTEST = 255.0
SIDE = 28


@datasets.register
@dataclass(frozen=True, slots=True)
class Mnist(Dataset):
    """Read 6,000 digits of MNIST, 600 of each; a pixel is 0 (paper) to 1 (full ink).

    Of each class the first 500 of the training file and the first 100 of the test
    file. Inputs are the pixels row after row; targets the digits. Nothing is drawn
    from the uniform source.

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), Gradient-based learning applied to
    document recognition, section III.
    """

    key = "mnist"
    title = "MNIST"
    rank = 75
    problem = "multiclass"
    pictorial = True
    input_names = tuple(
        f"x({row}, {column})"
        for row in range(1, SIDE + 1)
        for column in range(1, SIDE + 1)
    )
    class_names = tuple(str(digit) for digit in range(10))
    image_shape = (SIDE, SIDE)

    def portrait(self) -> Array:
        with np.load(resource("data", "mnist.npz")) as stored:
            first: Array = stored["portrait"] / BRIGHTEST
        return first

    def generate(self, uniform: UniformSource) -> Examples:
        return _stored()


# Unpacking takes longer than everything else that building an experiment does.
@cache
def _stored() -> Examples:
    with np.load(resource("data", "mnist.npz")) as stored:
        images = stored["images"].astype(np.float64) / BRIGHTEST
        labels = stored["labels"].astype(np.float64)
    return Examples(images.reshape(len(images), -1), labels)
