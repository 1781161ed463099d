"""Rows of small pictures with a few words each, and numbers above them."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent


class PictureRow(Struct, frozen=True, eq=False):
    """Pictures of one size beside one another.

    Attributes
    ----------
    title, note : str
        What they are, and in quieter type what is to be known about them.
    values : float array (N, rows, columns)
    limits : float array (N,)
        The value drawn in the last color; of an image drawn in gray, 0.
    captions : tuple of str (N)
        Below each of them.
    wishes : tuple of (Intent or None) (N)
        What a click on each of them asks for.
    chosen : int
        Picture that is set off; -1: none.
    """

    title: str
    note: str
    values: FloatArray
    limits: FloatArray
    captions: tuple[str, ...]
    wishes: tuple[Intent | None, ...]
    chosen: int = -1


class PicturesScene(Scene, frozen=True, eq=False):
    """Rows of pictures.

    Attributes
    ----------
    title, subtitle : str
    hint : str
        Said in place of everything else where there is nothing yet.
    lines : tuple of (str, str)
        Name and value above the rows.
    rows : tuple of PictureRow
    explained : tuple of (str, str)
        Answer to 'what am I looking at?': part, and what it shows.
    """

    title: str
    subtitle: str
    hint: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    rows: tuple[PictureRow, ...] = ()
    explained: tuple[tuple[str, str], ...] = ()


class UnitsScene(PicturesScene, frozen=True, eq=False):
    """What a unit of a network likes most."""


class HierarchyScene(PicturesScene, frozen=True, eq=False):
    """What the units of each layer answer to."""


class RelevanceScene(PicturesScene, frozen=True, eq=False):
    """Which pixels mattered, to the answer and to each layer."""


class RivalScene(PicturesScene, frozen=True, eq=False):
    """Another network beside, on the same images."""
