"""A function over the plane with points on it: decision and regression maps."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import BoolArray, FloatArray, IntArray, Scene


class PointSet(Struct, frozen=True):
    """Examples in the plane.

    Attributes
    ----------
    positions : float array (N, 2)
    values : float array (N,)
        Signed value in [-1, 1] that colors the point.
    is_test : bool array (N,)
    classes : int array (N,) or None
        Of more than two classes; they then give color and marker.
    """

    positions: FloatArray
    values: FloatArray
    is_test: BoolArray
    classes: IntArray | None = None


class Relief(Struct, frozen=True):
    """Heights to be seen in small.

    Attributes
    ----------
    shares : float array (H, W)
        0 for the lowest, 1 for the highest; row 0 is the lowest y.
    """

    shares: FloatArray


class Painting(Struct, frozen=True):
    """What can be painted on the map.

    Attributes
    ----------
    classes : tuple of str
        Names of the classes that a brush can have, by their numbers.
    kind : "classes" or "values"
        What the points shown have.
    several : bool
        Whether the points have more than two classes, which are told apart by
        color and marker; two are the signed colors.
    """

    classes: tuple[str, ...]
    kind: Literal["classes", "values"]
    several: bool = False


class PicturePair(Struct, frozen=True, eq=False):
    """A picture that is learnt, and what has been learnt of it.

    Attributes
    ----------
    original : float array (rows, columns, 3)
        Red, green and blue, 0 … 1, the lowest row first; the same object as long as
        the data stay the same.
    learnt : float array (rows, columns, 3) or None
        None while the map of a neuron is shown in its place.
    """

    original: FloatArray
    learnt: FloatArray | None


class PlaneScene(Scene, frozen=True):
    """What one neuron answers over the plane of a 2-D input.

    Attributes
    ----------
    title, subtitle : str
        The subtitle names the neuron shown where it is not the output; else it
        says what is held fixed, projected or left out of the picture.
    values : float array (H, W)
        Row 0 is the lowest y. Where `winners` are, by how much the highest output
        is ahead of the second: 0 at a border, 1 where nothing else is possible.
    limit : float
        The value drawn in full color; the scale beside the map runs from
        -limit to limit.
    domain : (x_min, x_max, y_min, y_max)
    x_label, y_label : str
    points : PointSet
        The same object as long as the data stay the same.
    show_test, discretize, fixed_scale : bool
        Options as they are.
    watched : (x, y) or None
        Position of the watched example.
    probe : (x, y) or None
        Position of the probe where it feeds the network.
    value_text : str
        What the network answers at the probe or the watched example.
    winners : int array (H, W) or None
        The class of each cell, of more than two.
    class_names : tuple of str
        Of `winners`.
    scale_texts : (str, str, str) or None
        What stands beside the scale at limit, 0 and -limit; None: these numbers.
    axes_options : tuple of str
        Inputs that the axes can be chosen from; none where there is no choice.
    axes : pair of int or None
        Those chosen; None for the principal plane.
    own_units : bool
        Whether each axis has a unit of its own, so that the map is square
        whatever the ranges are.
    painting : Painting or None
        While the hand paints points instead of moving the probe.
    paintable : bool
        Whether points can be painted.
    picture : PicturePair or None
        Shown in colors in place of the map and of the points.
    outputs : tuple of str
        Of several values foretold, their names, of which one is chosen to be shown.
    output : int
        The one shown.
    """

    title: str
    subtitle: str
    values: FloatArray
    limit: float
    domain: tuple[float, float, float, float]
    x_label: str
    y_label: str
    points: PointSet
    show_test: bool
    discretize: bool
    fixed_scale: bool
    watched: tuple[float, float] | None
    probe: tuple[float, float] | None
    value_text: str
    winners: IntArray | None = None
    class_names: tuple[str, ...] = ()
    scale_texts: tuple[str, str, str] | None = None
    axes_options: tuple[str, ...] = ()
    axes: tuple[int, int] | None = None
    own_units: bool = False
    painting: Painting | None = None
    paintable: bool = True
    picture: PicturePair | None = None
    outputs: tuple[str, ...] = ()
    output: int = 0
