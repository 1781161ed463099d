"""A picture as a function of the plane: from the place of a pixel to its color."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Self

import numpy as np

from visualizer.datasets import (
    Array,
    Dataset,
    Examples,
    Problem,
    UniformSource,
    datasets,
)
from visualizer.datasets.picture_files import Pixels, read_picture
from visualizer.language import Phrase
from visualizer.resource_files import resource
from visualizer.settings import setting

SHIPPED = ""
"""The path of the picture that comes with the program."""

BRIGHTEST = 255.0


@datasets.register
@dataclass(frozen=True, slots=True)
class Picture(Dataset):
    """Learn red, green and blue of each pixel, 0 … 1, from its place.

    x₁ runs from left to right and x₂ upward, through the middles of the pixels; the
    longer side is from -3 to 3. Nothing is drawn from the uniform source.

    References: Stanley (2007), "Compositional pattern producing networks".
    """

    key = "picture"
    title = "Picture"
    rank = 145
    shares = True
    domain = (-3.0, 3.0)
    problem: ClassVar[Problem] = "regression"
    input_names: ClassVar[tuple[str, ...]] = ("x₁", "x₂")
    class_names: ClassVar[tuple[str, ...]] = ()
    output_names: ClassVar[tuple[str, ...]] = (
        Phrase("red"),
        Phrase("green"),
        Phrase("blue"),
    )

    path: str = setting(SHIPPED, title="File", control="hidden")
    sha256: str = setting("", title="Checksum", control="hidden")

    @property
    def extent(self) -> tuple[float, float, float, float]:
        rows, columns, _ = self.pixels().shape
        _, reach = self.domain
        unit = reach / max(rows, columns)
        return -unit * columns, unit * columns, -unit * rows, unit * rows

    def pixels(self) -> Pixels:
        """Return the colors (rows, columns, 3), the highest row first.

        Raises
        ------
        PictureError
            If the file cannot be read, or is not the one of the checksum.
        """
        return _pixels(self.path, self.sha256)

    def colors(self) -> Array:
        return self.pixels()[::-1] / BRIGHTEST

    def generate(self, uniform: UniformSource) -> Examples:
        rows, columns, _ = self.pixels().shape
        left, right, low, high = self.extent
        x1 = left + (np.arange(columns) + 0.5) * (right - left) / columns
        x2 = low + (np.arange(rows) + 0.5) * (high - low) / rows
        places = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
        return Examples(places, self.colors().reshape(-1, 3))

    def files(self) -> tuple[str, ...]:
        return () if self.path == SHIPPED else (self.path,)

    def relocated(self, places: Mapping[str, str]) -> Self:
        return replace(self, path=places.get(self.path, self.path))


# Asked several times while one experiment is built.
@lru_cache(maxsize=4)
def _pixels(path: str, known: str) -> Pixels:
    if path != SHIPPED:
        return read_picture(Path(path), known)
    with np.load(resource("data", "small_cat.npz"), allow_pickle=False) as stored:
        pixels: Pixels = stored["image"]
    pixels.flags.writeable = False
    return pixels
