"""A chain of single neurons as number lines, on which one number is moved."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import Scene
from visualizer.scenes.intents import Intent


class NumberLine(Struct, frozen=True):
    """One number of the chain.

    Attributes
    ----------
    name : str
        Its symbol.
    column, row : int
        Where the line stands; column -1 runs through all columns.
    low, high : float
        Ends of the line.
    value, moved : float
        Before, and with the number moved that a hand holds.
    predicted : float or None
        Where the derivative says that it goes; None where nothing moves it.
    text : str
        Both values.
    parameter : int
        Number among the parameters; -1 where it is not one.
    held : bool
        Whether it is the parameter that is moved.
    """

    name: str
    column: int
    row: int
    low: float
    high: float
    value: float
    moved: float
    predicted: float | None
    text: str
    parameter: int
    held: bool


class ChainScene(Scene, frozen=True):
    """All numbers of the chain.

    Attributes
    ----------
    title, subtitle : str
    headings : tuple of str
        Over the columns.
    lines : tuple of NumberLine
    change : float
        How far the parameter is moved.
    """

    title: str
    subtitle: str
    headings: tuple[str, ...]
    lines: tuple[NumberLine, ...]
    change: float


class Wiggle(Intent, frozen=True):
    """Move a parameter of the chain, by its number, to see what follows it."""

    parameter: int
    change: float
