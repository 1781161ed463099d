"""One kernel made by hand on one picture, apart from any training."""

from __future__ import annotations

from functools import cache
from math import isqrt
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from visualizer.engine.arrays import Array
from visualizer.engine.windows import Windows
from visualizer.resource_files import resource

KERNELS: dict[str, tuple[float, ...]] = {
    "vertical": (-1.0, 0.0, 1.0, -2.0, 0.0, 2.0, -1.0, 0.0, 1.0),
    "horizontal": (-1.0, -2.0, -1.0, 0.0, 0.0, 0.0, 1.0, 2.0, 1.0),
    "outline": (-1.0, -1.0, -1.0, -1.0, 8.0, -1.0, -1.0, -1.0, -1.0),
    "blur": (1 / 9,) * 9,
    "sharpen": (0.0, -1.0, 0.0, -1.0, 5.0, -1.0, 0.0, -1.0, 0.0),
    "emboss": (-2.0, -1.0, 0.0, -1.0, 1.0, 1.0, 0.0, 1.0, 2.0),
    "identity": (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0),
}
"""Kernels of 3 by 3 made by hand, row after row; the edges are those of Sobel."""

Source = Literal["photograph", "image", "own"]
SOURCES: tuple[Source, ...] = ("photograph", "image", "own")

SIDES = (1, 3, 5, 7)
RANGES = {"stride": (1, 4), "padding": (0, 4), "dilation": (1, 3)}
LARGEST = 99.0
"""Largest size of a kernel's value."""


class Sandbox(Struct, frozen=True):
    """A kernel, how it slides, and over what.

    Attributes
    ----------
    kernel : tuple of float
        Row after row; as many as a square of an odd side has.
    stride, padding, dilation : int
    source : "photograph", "image" or "own"
        Whether it slides over the photograph of the cat, over the watched image or
        over a picture of one's own.
    """

    kernel: tuple[float, ...] = KERNELS["vertical"]
    stride: int = 1
    padding: int = 0
    dilation: int = 1
    source: Source = "photograph"

    @property
    def side(self) -> int:
        """Rows and columns of the kernel."""
        return isqrt(len(self.kernel))

    @property
    def name(self) -> str:
        """Key of the kernel if it is one of `KERNELS`, else ``"own"``."""
        known = (key for key, kernel in KERNELS.items() if kernel == self.kernel)
        return next(known, "own")


class SandboxView(Struct, frozen=True, eq=False):
    """What a kernel makes of a picture.

    Attributes
    ----------
    state : Sandbox
    picture : array (rows, columns)
        0 is black and 1 is white.
    output : array (rows, columns) or None
        None where not one window fits.
    left_over : (int, int)
        Rows and columns, zeros included, that no window reads because the stride
        steps over the end: where one is not 0 the output size is not whole before
        it is rounded down.
    """

    state: Sandbox
    picture: Array
    output: Array | None
    left_over: tuple[int, int]


def changed(state: Sandbox, name: str, value: float) -> Sandbox:
    """Return a sandbox with another stride, padding, dilation or kernel size.

    What is out of its range becomes the nearest that is allowed.
    """
    if name == "size":
        return _resized(state, min(SIDES, key=lambda side: abs(side - value)))
    low, high = RANGES[name]
    whole = max(low, min(int(value), high))
    if name == "stride":
        return replace(state, stride=whole)
    if name == "padding":
        return replace(state, padding=whole)
    return replace(state, dilation=whole)


def edited(state: Sandbox, place: int, value: float) -> Sandbox:
    """Return a sandbox with another value in one cell of its kernel."""
    kernel = list(state.kernel)
    kernel[place] = value
    return replace(state, kernel=tuple(kernel))


def _resized(state: Sandbox, side: int) -> Sandbox:
    """Return a sandbox with a kernel of another side, its middle kept."""
    old = np.array(state.kernel).reshape(state.side, state.side)
    new = np.zeros((side, side))
    common = min(side, state.side)
    source, target = (state.side - common) // 2, (side - common) // 2
    new[target : target + common, target : target + common] = old[
        source : source + common, source : source + common
    ]
    return replace(state, kernel=tuple(map(float, new.ravel())))


@cache
def photograph() -> Array:
    """Return the cat, 100 rows of 150 gray pixels, 0 … 1."""
    with np.load(resource("data", "cat.npz")) as stored:
        image: Array = stored["image"].astype(np.float64) / 255.0
    image.flags.writeable = False
    return image


def convolve(state: Sandbox, picture: Array) -> SandboxView:
    """Slide the kernel over the picture.

    output[i, j] = Σ_k,l kernel[k, l] padded[i stride + k dilation, …], with padded
    the picture in a frame of zeros.
    """
    windows = Windows(
        (1, *picture.shape), state.side, state.stride, state.dilation, state.padding
    )
    lengths = zip(windows.lengths, windows.reaches, strict=True)
    spans = [length - reach for length, reach in lengths]
    if min(spans) < 0:
        return SandboxView(state, picture, None, (0, 0))
    padded, inside = windows.padded(1, picture.dtype)
    inside[0, :, :, 0] = picture
    gathered = windows.gathered(padded)[0, ..., 0]
    kernel = np.array(state.kernel, picture.dtype).reshape(state.side, state.side)
    output: Array = np.tensordot(kernel, gathered, axes=2)
    rows, columns = (span % state.stride for span in spans)
    return SandboxView(state, picture, output, (rows, columns))
