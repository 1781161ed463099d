"""Hand-made features: what a person decides to measure on an image, one file each.

Each says which decisions went into it, and draws what it measures.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.registry import Registry


# eq=False: arrays are not compared.
class FeaturePicture(Struct, frozen=True, eq=False):
    """What a feature sees of one image.

    Attributes
    ----------
    values : array (rows, columns)
    limit : float
        The value drawn in the last color of the signed scale; 0: shares, in gray.
    """

    values: Array
    limit: float = 0.0


class HandFeature(ABC):
    """Interface of hand-made features."""

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[int] = 100

    @abstractmethod
    def measure(self, images: Array) -> Array:
        """Return the numbers (N, k) of images (N, rows, columns) of shares."""

    @abstractmethod
    def picture(self, image: Array) -> FeaturePicture:
        """Draw what is measured of one image (rows, columns)."""

    @abstractmethod
    def about(self) -> str:
        """Say what is measured, in this language."""

    @abstractmethod
    def choices(self) -> tuple[str, ...]:
        """Say each decision that a person made, in this language."""


hand_features: Registry[HandFeature] = Registry(
    "hand-made feature", "visualizer.exhibits.shallow.features"
)


def measured(keys: tuple[str, ...], images: Array) -> Array:
    """Return the numbers of several features (N, k), one behind the other.

    Parameters
    ----------
    keys : tuple of str
    images : array (N, rows, columns)
        Shares of ink, 0 … 1.
    """
    return np.concatenate([hand_features[key]().measure(images) for key in keys], 1)
