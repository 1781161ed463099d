"""Curves over one axis, with points on them: what a plot of several panels shows."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.why import AskPoint, Quantity

Range = tuple[float, float]


class Line(Struct, frozen=True, eq=False):
    """One curve; equal only to itself.

    Attributes
    ----------
    name : str
        Written beside its end; empty for none.
    number : int
        Of the neuron, which decides the color, the first is 0; -1 for ink.
    x, y : float arrays (N,)
        What is not finite is a gap.
    dashed : bool
    asks : Quantity or None
        What its points are, where one can ask why.
    """

    name: str
    number: int
    x: FloatArray
    y: FloatArray
    dashed: bool = False
    asks: Quantity | None = None


class Dot(Struct, frozen=True):
    """A point on a curve.

    Attributes
    ----------
    number : int
        As of `Line`.
    x, y : float
    slope : float
        Of the tangent through it; NaN for none.
    asks : AskPoint or None
        What opens what made it.
    """

    number: int
    x: float
    y: float
    slope: float
    asks: AskPoint | None = None


class LinePlot(Struct, frozen=True):
    """Curves, points and axes.

    Attributes
    ----------
    lines : tuple of Line
    dots : tuple of Dot
    x, y : ranges of the axes
        Of a logarithmic axis: exponents of ten, as are the values on it.
    x_label, y_label : str
    log : bool
        Whether the vertical axis is logarithmic.
    marks : tuple of float
        Places on the horizontal axis with a vertical line.
    grows : bool
        Whether the curves grow to the right; the axes then grow by steps, so that
        the plot does not slide at each frame.
    x_names : tuple of str
        Names of the places 0, 1, … on the horizontal axis, where it has no numbers.
    """

    lines: tuple[Line, ...]
    dots: tuple[Dot, ...]
    x: Range
    y: Range
    x_label: str
    y_label: str
    log: bool = False
    marks: tuple[float, ...] = ()
    grows: bool = False
    x_names: tuple[str, ...] = ()


class LinePlotScene(Scene, frozen=True):
    """A plot in a panel of its own; what it is of, a subclass says.

    Attributes
    ----------
    title, subtitle : str
    plot : LinePlot
    log_option : str
        Option of the view that makes the vertical axis logarithmic; empty where
        there is no choice.
    parts : tuple of (part, what it shows)
        Answers to 'what am I looking at?'.
    """

    title: str
    subtitle: str
    plot: LinePlot
    log_option: str
    parts: tuple[tuple[str, str], ...]


class CostScene(LinePlotScene, frozen=True):
    """The cost of each neuron over the epochs."""


class AnswersScene(LinePlotScene, frozen=True):
    """The output of each neuron over the epochs."""


class ResponseScene(LinePlotScene, frozen=True):
    """The output of each neuron over its single input."""


class ActivationScene(Scene, frozen=True):
    """The activation function of a neuron, and which else there are.

    Attributes
    ----------
    title, subtitle : str
    plot : LinePlot
        The function, its slope, and where the neurons stand.
    classics, others : tuple of (key, name)
        The four that every lecture has, and all of the family.
    chosen : str
    caption : str
        What the function is for.
    reading : str
        The value and the slope where the neuron stands.
    biases : tuple of float
        Of the neuron at each dot: a dot that is moved along the curve changes its own.
    furthest : float
        How large a bias may become.
    """

    title: str
    subtitle: str
    plot: LinePlot
    classics: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    chosen: str
    caption: str
    reading: str
    biases: tuple[float, ...]
    furthest: float
