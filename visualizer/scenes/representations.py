"""What layers make of the data: maps, how far apart the classes are, and a twin."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.line_plot import LinePlot
from visualizer.scenes.plane import PointSet

Place = tuple[float, float]


class ShowLayer(Intent, frozen=True):
    """Show a layer on the large map; 0 are the inputs."""

    layer: int


class ShowNeurons(Intent, frozen=True):
    """Draw the layer shown over two of its neurons; None: its principal plane."""

    neurons: tuple[int, int] | None


class LayerMap(Struct, frozen=True, eq=False):
    """The examples as one layer sees them.

    Attributes
    ----------
    title : str
        E.g. ``"Layer 2"``.
    measure : str
        How far apart the classes are, e.g. ``"97 %"``; empty until measured.
    places : float array (N, 2)
        Of the examples.
    watched : (x, y)
        Of the watched example.
    grid : float array (L, K, 2) or None
        Lines of the input grid, the first half along the vertical axis of the
        inputs.
    border : pair of places or None
        Ends of the line on which the output changes its mind.
    domain : (x_min, x_max, y_min, y_max)
        What is to be seen at least.
    single : bool
        Whether the layer is a single neuron, so that the vertical axis stands for
        nothing; otherwise both axes have one unit.
    """

    title: str
    measure: str
    places: FloatArray
    watched: Place
    grid: FloatArray | None
    border: tuple[Place, Place] | None
    domain: tuple[float, float, float, float]
    single: bool


class RepresentationsScene(Scene, frozen=True, eq=False):
    """One small map for each layer, and a large one of the layer chosen.

    Attributes
    ----------
    title, subtitle : str
    maps : tuple of LayerMap
        Inputs first, output last.
    shown : int
        Place of the one on the large map.
    points : PointSet
        Colors and markers of the examples; the same object as long as the data stay
        the same.
    x_label, y_label : str
        Of the large map.
    neurons : tuple of str
        Names of the neurons that its axes can be chosen from; none where there is
        no choice.
    axes : pair of int or None
        Those chosen; None for the principal plane.
    show_test, warped_grid : bool
        Options as they are.
    has_grid : bool
        Whether the inputs are a plane, so that there is a grid to bend.
    note : str
        What is drawn, and what is left out.
    """

    title: str
    subtitle: str
    maps: tuple[LayerMap, ...]
    shown: int
    points: PointSet
    x_label: str
    y_label: str
    neurons: tuple[str, ...]
    axes: tuple[int, int] | None
    show_test: bool
    warped_grid: bool
    has_grid: bool
    note: str


class SeparationRow(Struct, frozen=True):
    """One layer.

    Attributes
    ----------
    name : str
    share, before : float
        Now and at the start, 0 … 1; NaN where there is none.
    text : str
        The share in words.
    further : str
        The second measure.
    """

    name: str
    share: float
    before: float
    text: str
    further: str


class SeparationScene(Scene, frozen=True):
    """How far apart each layer has brought the classes.

    Attributes
    ----------
    title, subtitle : str
    rows : tuple of SeparationRow
        Inputs first.
    chance : float
        Share that one reaches without looking: always the commonest class.
    measure, further : str
        Over the columns.
    note : str
        What is measured, and on which examples.
    parts : tuple of (part, what it shows)
    """

    title: str
    subtitle: str
    rows: tuple[SeparationRow, ...]
    chance: float
    measure: str
    further: str
    note: str
    parts: tuple[tuple[str, str], ...]


class TwinRow(Struct, frozen=True):
    """One of the two networks, in words.

    Attributes
    ----------
    name : str
        E.g. ``"deep · 2-8-8-8-1"``.
    number : int
        Decides color and marker, as of a `Line`.
    cells : tuple of str
        Under the headings.
    """

    name: str
    number: int
    cells: tuple[str, ...]


class TwinScene(Scene, frozen=True, eq=False):
    """A network and one of as many parameters but another depth.

    Attributes
    ----------
    title, subtitle : str
    headings : tuple of str
    rows : tuple of TwinRow
    plot : LinePlot or None
        The loss of both; None where there is no twin.
    note : str
        What both have in common, or why there is no twin.
    """

    title: str
    subtitle: str
    headings: tuple[str, ...]
    rows: tuple[TwinRow, ...]
    plot: LinePlot | None
    note: str
