"""A kernel made by hand on a picture: before, kernel, behind."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene


class SlidingChoice(Struct, frozen=True):
    """One whole number of how the kernel slides.

    Attributes
    ----------
    name, title : str
    value : int
    values : tuple of int
        What it can be.
    """

    name: str
    title: str
    value: int
    values: tuple[int, ...]


class SandboxScene(Scene, frozen=True, eq=False):
    """A picture, a kernel, and what the kernel makes of the picture.

    Attributes
    ----------
    title, subtitle : str
    picture : float array (rows, columns)
        Gray, 0 … 1.
    kernel : float array (side, side)
    limit : float
        Value of the kernel in full color.
    output : float array (rows, columns) or None
    output_limit : float
        Value of the output in full color; 0 draws 0 … 1 in gray.
    scale_text : str
    size_line : str
        The output size with its actual numbers.
    warning : str
        What does not come out even, or does not fit; empty where all is well.
    kernels : tuple of (key, name)
        Kernels to choose from.
    chosen : str
        Key of the kernel; ``"own"`` for one of one's own.
    choices : tuple of SlidingChoice
    source : str
        Key of what the kernel slides over.
    sources : tuple of (key, name)
    """

    title: str
    subtitle: str
    picture: FloatArray
    kernel: FloatArray
    limit: float
    output: FloatArray | None
    output_limit: float
    scale_text: str
    size_line: str
    warning: str
    kernels: tuple[tuple[str, str], ...]
    chosen: str
    choices: tuple[SlidingChoice, ...]
    source: str
    sources: tuple[tuple[str, str], ...]
