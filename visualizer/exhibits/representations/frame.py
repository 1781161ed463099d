"""What the page Layers looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.playground.frame import PlaygroundFrame, PlaygroundWatch
from visualizer.exhibits.representations.twin import TwinView
from visualizer.scenes.plane import PointSet

Ends = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class RepresentationsWatch(PlaygroundWatch):
    """What is being looked at.

    Attributes
    ----------
    layer_shown : int or None
        Layer on the large map, 0 for the inputs; None for the last hidden one.
    neurons_shown : pair of int or None
        Neurons along its axes; None for the principal plane.
    warped_grid : bool
        Whether the lines of the input grid are drawn.
    """

    visible: frozenset[str] = frozenset(
        {"representations", "separation", "twin", "network", "output"}
    )
    show_test: bool = False
    layer_shown: int | None = None
    neurons_shown: tuple[int, int] | None = None
    warped_grid: bool = True


class LayerImage(Struct, frozen=True, eq=False):
    """What one layer makes of the examples and of the grid.

    Attributes
    ----------
    places : array (N, 2)
        Of the examples drawn, training first.
    watched : (float, float)
        Of the watched example.
    grid : array (L, K, 2) or None
        Lines of the input grid as the layer bends them; None where the inputs are
        no plane, or where the layer is a single neuron.
    neurons : pair of int or None
        Along the axes; None for the principal plane, and for a single neuron.
    kept : float
        Share of the variance of the training examples within the plane.
    border : pair of places or None
        Where the output changes its mind, if this is the last hidden layer and
        there is one line that says so.
    """

    places: Array
    watched: tuple[float, float]
    grid: Array | None
    neurons: tuple[int, int] | None
    kept: float
    border: Ends | None


class Separation(Struct, frozen=True, eq=False):
    """How far apart each layer has brought the classes; inputs first.

    Attributes
    ----------
    shares : tuple of float
        Test examples on the right side of Fisher's discriminant or, for regression,
        R² of a linear fit.
    ratios : tuple of float
        Scatter between classes over that within; NaN for regression.
    before : tuple of float
        The shares with the parameters that the run began with.
    examples : (int, int)
        Training and test examples that it was taken from.
    """

    shares: tuple[float, ...]
    ratios: tuple[float, ...]
    before: tuple[float, ...]
    examples: tuple[int, int]


class RepresentationsFrame(Struct, frozen=True, eq=False):
    """One moment; arrays are copies.

    Attributes
    ----------
    network : PlaygroundFrame
    images : tuple of LayerImage
        Inputs first, output last; the same object until they are drawn anew.
    points : PointSet
        The examples drawn, with their places in the inputs.
    drawn : (int, int)
        How many examples those are, of how many.
    separation : Separation or None
        The same object until it is measured anew.
    twin : TwinView or None
    """

    network: PlaygroundFrame
    images: tuple[LayerImage, ...]
    points: PointSet
    drawn: tuple[int, int]
    separation: Separation | None
    twin: TwinView | None
