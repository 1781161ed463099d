"""The line on which a neuron changes its mind, over a map of its answers."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene

Place = tuple[float, float]


class BorderLine(Struct, frozen=True):
    """Where the weighted sum of a neuron is 0.

    Attributes
    ----------
    number : int
        Of the neuron; the first is 0.
    ends : (place, place) or None
        Where the line enters and leaves the plane; None where it passes outside.
    foot, tip : places or None
        The normal w, from the middle of the line on, toward 'yes'.
    """

    number: int
    ends: tuple[Place, Place] | None
    foot: Place | None
    tip: Place | None


class BorderPoint(Struct, frozen=True):
    """One example.

    Attributes
    ----------
    x, y : float
    yes, right : bool
        What is asked, and whether the neuron says so.
    watched : bool
        Whether it feeds the neuron.
    """

    x: float
    y: float
    yes: bool
    right: bool
    watched: bool


class BorderScene(Scene, frozen=True):
    """The plane of two inputs.

    Attributes
    ----------
    title, subtitle : str
    values : float array (H, W)
        What the neuron answers, from no, -1, to yes, 1; row 0 is the lowest x₂.
    domain : (x_min, x_max, y_min, y_max)
    x_label, y_label : str
    scale : tuple of three str
        The outputs that stand for yes, for the middle and for no.
    lines : tuple of BorderLine
    points : tuple of BorderPoint
    probe : place or None
        Inputs of a person's own.
    equation, verdict : str
        The line as a formula with its numbers; how many examples are right.
    """

    title: str
    subtitle: str
    values: FloatArray
    domain: tuple[float, float, float, float]
    x_label: str
    y_label: str
    scale: tuple[str, ...]
    lines: tuple[BorderLine, ...]
    points: tuple[BorderPoint, ...]
    probe: Place | None
    equation: str
    verdict: str
