"""Stations of data on their way: each with its real numbers, seen from near or far."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent

SheetKind = Literal["colors", "red", "green", "blue", "signed", "plain", "wave", "bars"]


class PutKernel(Intent, frozen=True):
    """Let a kernel read from a cell of a sheet on.

    Attributes
    ----------
    sheet : str
        Key of the sheet.
    row, column : int
        The middle of what is to be read.
    """

    sheet: str
    row: int
    column: int


class ChooseWord(Intent, frozen=True):
    """Look at another word of a map of words."""

    number: int


class Axis(Struct, frozen=True):
    """What runs along a side of a sheet.

    Attributes
    ----------
    low, high : float
        At its beginning and at its end.
    unit : str
        Of these, or what they count.
    decimals : int
    counted : bool
        Whether cells are counted from `low` on, rather than measured.
    """

    low: float
    high: float
    unit: str
    decimals: int = 0
    counted: bool = False


# eq=False: comparing arrays gives arrays, which have no single truth value.
class Sheet(Struct, frozen=True, eq=False):
    """Numbers in cells, or along a line.

    Attributes
    ----------
    key : str
        What a `PutKernel` names it by; empty where nothing can be put.
    kind : SheetKind
        ``colors`` are red, green and blue, 0 to 255; ``red``, ``green`` and ``blue``
        are drawn from black on, ``signed`` around 0, and ``plain`` cells have no
        color; a ``wave`` and ``bars`` are drawn over their places.
    name : str
        Stands beside it where a station has several.
    values : float array (rows, columns), or (rows, columns, 3) of colors
        The highest row first; of a wave and bars (1, N).
    low, high : float
        The values drawn in the first and the last color, or at both ends.
    across, up : Axis or None
        ``up`` runs from the lowest row to the highest.
    texts : tuple of str
        Of each row, written into its cells in place of numbers.
    extent : (float, float, float, float)
        Left, top, right and bottom of it in what the stations share, 0 … 1.
    window : (int, int, int, int) or None
        First row, first column, rows and columns of what is read.
    square : bool
        Whether cells are as wide as high.
    decimals : int
        Of its numbers.
    """

    key: str
    kind: SheetKind
    name: str
    values: FloatArray
    low: float
    high: float
    across: Axis | None = None
    up: Axis | None = None
    texts: tuple[str, ...] = ()
    extent: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    window: tuple[int, int, int, int] | None = None
    square: bool = False
    decimals: int = 2


class Station(Struct, frozen=True, eq=False):
    """One stop: sheets below one another.

    Attributes
    ----------
    title : str
    note : str
        What was done to get here.
    sheets : tuple of Sheet
    sign : str
        Stands between it and the next one, e.g. ``"×"``.
    """

    title: str
    note: str
    sheets: tuple[Sheet, ...]
    sign: str = ""


class Sound(Struct, frozen=True, eq=False):
    """What can be heard.

    Attributes
    ----------
    samples : float array (N,)
        -1 … 1.
    rate : int
        Samples a second.
    """

    samples: FloatArray
    rate: int


class StationsScene(Scene, frozen=True, eq=False):
    """A row of stations; all are zoomed together.

    Attributes
    ----------
    title, subtitle : str
    stations : tuple of Station
    foot : str
        A line below all of them.
    sound : Sound or None
    files : bool
        Whether a file of one's own can be opened here.
    home : (float, float, float, float)
        Left, top, right and bottom of what is seen at first, as shares of all.
    """

    title: str
    subtitle: str
    stations: tuple[Station, ...]
    foot: str = ""
    sound: Sound | None = None
    files: bool = False
    home: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)


class MadeScene(StationsScene, frozen=True, eq=False):
    """What kernels make at all places."""


class WordsScene(Scene, frozen=True, eq=False):
    """Words or characters as places: those of like neighbors stand near each other.

    Attributes
    ----------
    title, subtitle : str
    places : float array (n, 2)
        x to the right, y upward.
    words : tuple of str (n)
    read : tuple of bool (n)
        Whether a word is one of those that are fed.
    chosen : int
        -1: none.
    neighbors : tuple of (int, str)
        Number and cosine of those most like the chosen one, the nearest first.
    foot : str
    """

    title: str
    subtitle: str
    places: FloatArray
    words: tuple[str, ...]
    read: tuple[bool, ...]
    chosen: int
    neighbors: tuple[tuple[int, str], ...]
    foot: str = ""
