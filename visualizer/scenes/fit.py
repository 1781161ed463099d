"""Examples of a regression, and the lines that answer them."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene


class FitLine(Struct, frozen=True):
    """What one method answers.

    Attributes
    ----------
    number : int
        Decides color and marker; the first is 0.
    name, facts : str
        What it is, and how far it has come, for the legend.
    ends : (x, y), (x, y), or None
        Its line; None where it has none in this plot, or left the ground.
    selected : bool
    """

    number: int
    name: str
    facts: str
    ends: tuple[tuple[float, float], tuple[float, float]] | None
    selected: bool


class FitScene(Scene, frozen=True, eq=False):
    """Points with lines through them.

    Attributes
    ----------
    title, subtitle : str
    points : float array (N, 2)
        May hold values that are not finite; such points are not drawn.
    owner : int or None
        The method whose answers the points are; None: they are measures.
    lines : tuple of FitLine
    ideal : bool
        Whether a line marks where both axes are equal.
    current : int or None
        The point looked at.
    x, y : (low, high)
        Ranges of the axes.
    x_label, y_label : str
    """

    title: str
    subtitle: str
    points: FloatArray
    owner: int | None
    lines: tuple[FitLine, ...]
    ideal: bool
    current: int | None
    x: tuple[float, float]
    y: tuple[float, float]
    x_label: str
    y_label: str
