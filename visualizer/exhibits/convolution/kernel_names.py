"""Names for kernels, each with its measured similarity to a reference kernel."""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array

LEAST_SIMILARITY = 0.7
"""Below it a kernel has no name: its pattern is half made of something else."""


class KernelName(Struct, frozen=True):
    """The reference kernel that a kernel is most like.

    Attributes
    ----------
    key : str
        Of the reference.
    similarity : float
        Cosine of the angle between both, -1 to 1; negative: with signs reversed.
    """

    key: str
    similarity: float

    @property
    def fits(self) -> bool:
        """Whether it is similar enough to be called so."""
        return abs(self.similarity) >= LEAST_SIMILARITY


@cache
def references(rows: int, columns: int) -> dict[str, Array]:
    """Return the reference kernels of a shape, each of length 1.

    With binomial weights w and places u from the middle: edges w (u w)ᵀ, which for
    3 by 3 are those of Sobel; along the diagonals the sum and the difference of
    both; a spot, which is even in the middle and around it and sums to 0; and the
    mean. What a shape has no room for is left out.

    References
    ----------
    Sobel & Feldman (1968), A 3×3 isotropic gradient operator for image processing.
    """
    w, v = (
        np.array([comb(side - 1, n) for n in range(side)], np.float64)
        for side in (rows, columns)
    )
    down, along = (np.arange(side) - (side - 1) / 2 for side in (rows, columns))
    vertical, horizontal = np.outer(w, along * v), np.outer(down * w, v)
    middle = np.outer(abs(down) < 1, abs(along) < 1)
    made = {
        "vertical": vertical,
        "horizontal": horizontal,
        "spot": middle / middle.sum() - 1.0 / middle.size,
        "mean": np.ones((rows, columns)),
    }
    if min(rows, columns) > 1:
        edges = [edge / np.linalg.norm(edge) for edge in (vertical, horizontal)]
        made["falling"], made["rising"] = edges[0] - edges[1], edges[0] + edges[1]
    return {
        key: kernel / np.linalg.norm(kernel)
        for key, kernel in made.items()
        if kernel.any()
    }


def name_of(kernel: Array) -> KernelName:
    """Return the reference that a kernel (rows, columns) is most like."""
    length = float(np.linalg.norm(kernel))
    if not np.isfinite(length) or length < 1e-12:
        return KernelName("mean", 0.0)
    found = {
        key: float((kernel * reference).sum()) / length
        for key, reference in references(*kernel.shape).items()
    }
    key = max(found, key=lambda each: abs(found[each]))
    return KernelName(key, found[key])
