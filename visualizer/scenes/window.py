"""The sum behind one value of a map: a window times a kernel, channel by channel."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import BoolArray, FloatArray, Scene


class Grid(Struct, frozen=True, eq=False):
    """A small table of numbers with signed colors.

    Attributes
    ----------
    title : str
    values : float array (rows, columns)
    limit : float
        The value drawn in the last color; 0 draws 0 … 1 in gray.
    plain : bool
        Whether numbers are written with no more digits than they need.
    """

    title: str
    values: FloatArray
    limit: float
    plain: bool = False


class WindowScene(Scene, frozen=True, eq=False):
    """How one value comes about, or what it sends back.

    Attributes
    ----------
    title, subtitle : str
    hint : str
        Said in place of everything else where nothing is selected.
    grids : tuple of Grid
        What is read, what it is weighed with, and the products; or fewer.
    operators : tuple of str
        Between the grids: ``"×"``, ``"="``.
    outside : bool array (rows, columns)
        Where the window reads zeros around the image.
    winner : (int, int) or None
        The value that a maximum let through.
    subtotals : float array (channels,)
        Sum of the products of each map read; empty where there is only one.
    channel : int
        Map whose products the grids show.
    channel_title : str
    lines : tuple of (str, str)
        Name and value, one below the other, e.g. ``("Σ", "4.00")``.
    size_line : str
        The output size with its actual numbers.
    place_text : str
        E.g. ``"12 of 64"``: how far the kernel has slid.
    backward : bool
    collected : bool
        Whether the gradients are those that come back to the value.
    slides : bool
        Whether the kernel is slid, and the gradient asked for, where this is shown;
        else that is done elsewhere or means nothing.
    """

    title: str
    subtitle: str
    hint: str
    grids: tuple[Grid, ...] = ()
    operators: tuple[str, ...] = ()
    outside: BoolArray | None = None
    winner: tuple[int, int] | None = None
    subtotals: FloatArray | None = None
    channel: int = 0
    channel_title: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    size_line: str = ""
    place_text: str = ""
    backward: bool = False
    collected: bool = False
    slides: bool = True
