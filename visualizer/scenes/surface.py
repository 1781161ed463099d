"""The loss over a plane through parameter space, with the path of descent."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import SurfaceKind


class GhostPath(Struct, frozen=True, eq=False):
    """The path of a run that was left, in the plane shown.

    Attributes
    ----------
    run, tip : int
        Its number and its last update.
    text : str
        What tells it from the present run: a `Phrase`, or a person's words.
    path : float array (N, 2)
        Oldest first; may leave the view.
    """

    run: int
    tip: int
    text: str
    path: FloatArray


class SurfaceScene(Scene, frozen=True):
    """A contour map of the loss and the path over it.

    Attributes
    ----------
    title, subtitle : str
        The subtitle is the honest label in one line, e.g. ``"principal plane
        of the path · 96 % of it lies here"``.
    details : tuple of str
        The honest label in full: axes, what is held fixed, data, share of the
        path outside the plane, true loss at the marker and surface under it.
    kind : SurfaceKind
    values : float array (rows, columns) or None
        Loss at `y[row]`, `x[column]`; None before the first is computed. NaN
        or inf where the loss is not finite.
    x, y : float arrays
        Coordinates along the two axes.
    x_label, y_label : str
    levels : float array (n,)
        Contour levels, ascending.
    contours : tuple of tuples of float arrays (points, 2)
        For each level its lines in (x, y).
    path : float array (N, 2)
        The run so far, oldest first; may leave the view.
    marker : (x, y) or None
        The present moment's projection.
    stale : bool
        Whether the surface belongs to an earlier moment than the marker.
    progress : float
        0 … 1 while a finer surface is being computed, 1 when complete.
    axes_options : tuple of str
        For kind "weights": names of the two weights.
    ghosts : tuple of GhostPath
        The same tuple as long as nothing about it has changed.
    """

    title: str
    subtitle: str
    details: tuple[str, ...]
    kind: SurfaceKind
    values: FloatArray | None
    x: FloatArray
    y: FloatArray
    x_label: str
    y_label: str
    levels: FloatArray
    contours: tuple[tuple[FloatArray, ...], ...]
    path: FloatArray
    marker: tuple[float, float] | None
    stale: bool
    progress: float
    axes_options: tuple[str, ...]
    ghosts: tuple[GhostPath, ...] = ()
