"""Maps of a convolutional network: from the pixels to the classes, column by column."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import FloatArray, IntArray, Scene

ColumnKind = Literal["image", "kernels", "maps"]


class MapColumn(Struct, frozen=True, eq=False):
    """Pictures of one kind under one another.

    Attributes
    ----------
    kind : "image", "kernels" or "maps"
    layer : int
        Layer that a click selects in; for kernels, the layer they belong to.
    title, size_text : str
        E.g. ``"convolve"`` and ``"8 maps of 8 × 8"``.
    scale_text : str
        Color range, e.g. ``"±2.31"``; empty for a gray image.
    values : float array (N, rows, columns)
    limits : float array (N,)
        The value drawn in the last color; of an image drawn in gray, 0.
    names : tuple of str (N)
        Of each picture, e.g. ``"map 3"``.
    selected : int
        Picture that is set off; -1: none.
    cell : (int, int) or None
        Row and column of the value selected in that picture.
    window : (int, int, int, int) or None
        First row, first column, rows and columns of what that value reads.
    window_on : int
        Picture that the window stands on; -1: all of them.
    receptive : (int, int, int, int) or None
        First and last row and column of what the value depends on.
    aligned_after : bool
        For kernels: whether they stand beside the pictures before them, one a
        channel, rather than beside those that they make.
    spare : bool
        Whether a narrow panel leaves the column out.
    """

    kind: ColumnKind
    layer: int
    title: str
    size_text: str
    scale_text: str
    values: FloatArray
    limits: FloatArray
    names: tuple[str, ...]
    selected: int = -1
    cell: tuple[int, int] | None = None
    window: tuple[int, int, int, int] | None = None
    window_on: int = -1
    receptive: tuple[int, int, int, int] | None = None
    aligned_after: bool = False
    spare: bool = False


class ClassBars(Struct, frozen=True, eq=False):
    """The classes at the end.

    Attributes
    ----------
    layer : int
    title : str
    names, texts : tuples of str (K)
    values : float array (K,)
    signed : bool
        Whether bars rise and fall from a middle, as gradients do.
    limit : float
        Value of a full bar.
    predicted, target, selected : int
        -1 where there is none.
    """

    layer: int
    title: str
    names: tuple[str, ...]
    texts: tuple[str, ...]
    values: FloatArray
    signed: bool
    limit: float
    predicted: int
    target: int
    selected: int


class MapsScene(Scene, frozen=True, eq=False):
    """The way of one image through the network.

    Attributes
    ----------
    title, subtitle : str
    columns : tuple of MapColumn
    bars : ClassBars
    gradients : bool
        Whether gradients are shown in place of values.
    color_range : str
        Key of what has one color range together.
    color_ranges : tuple of (key, name)
    strip : float array (n, rows, columns)
        Examples to choose from.
    strip_numbers : int array (n,)
    strip_chosen : int
        Place in the strip of the watched example; -1 for a drawing.
    verdict : str
        E.g. ``"says 3, is 3"``.
    """

    title: str
    subtitle: str
    columns: tuple[MapColumn, ...]
    bars: ClassBars
    gradients: bool
    color_range: str
    color_ranges: tuple[tuple[str, str], ...]
    strip: FloatArray
    strip_numbers: IntArray
    strip_chosen: int
    verdict: str
