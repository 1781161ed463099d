"""Curves over the updates of a run: losses, accuracies, ghosts of old runs."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.why import Quantity

SeriesKind = Literal["train", "test", "ghost", "raw", "beside"]


class Series(Struct, frozen=True):
    """One curve.

    Attributes
    ----------
    name : str
        Written at the end of the curve; empty for ghosts.
    kind : "train", "test", "ghost", "raw" or "beside"
        Solid; dashed; faint: a run that was left, or a curve behind its mean; solid
        in the color of the other side of a comparison.
    x, y : float arrays (N,)
        `y` is NaN or infinite where the run diverged; such points are gaps.
    run : int
        The run that the curve belongs to.
    note : str
        Of a ghost: which run it is, and what of it differs from the present one.
    asks : Quantity or None
        What its points are, where one can ask why.
    """

    name: str
    kind: SeriesKind
    x: FloatArray
    y: FloatArray
    run: int
    note: str = ""
    asks: Quantity | None = None


class Band(Struct, frozen=True, eq=False):
    """How much the losses of several runs differ.

    Attributes
    ----------
    text : str
        What the edges are, e.g. ``"10 seeds, quartiles"``.
    x : float array (N,)
        Updates.
    low, middle, high : float arrays (N,)
        Not finite where runs diverged; such points are gaps.
    """

    text: str
    x: FloatArray
    low: FloatArray
    middle: FloatArray
    high: FloatArray


class Mark(Struct, frozen=True):
    """A moment worth a flag: a setting changed, a bookmark, a branch, a stop."""

    update: int
    text: str
    kind: Literal["change", "bookmark", "branch", "edit", "stop"]


class CurveScene(Scene, frozen=True):
    """Curves over updates with one cursor.

    Attributes
    ----------
    title, subtitle : str
    series : tuple of Series
        Ghosts first.
    x_label, y_label : str
    log : bool
        Whether the vertical axis is logarithmic.
    cursor : int
        Update shown now.
    marks : tuple of Mark
    readouts : tuple of (name, value)
        E.g. test accuracy, beside the plot.
    band : Band or None
        The same object as long as nothing about it has changed.
    """

    title: str
    subtitle: str
    series: tuple[Series, ...]
    x_label: str
    y_label: str
    log: bool
    cursor: int
    marks: tuple[Mark, ...]
    readouts: tuple[tuple[str, str], ...]
    band: Band | None = None


class TimelineScene(Scene, frozen=True):
    """The run from its first to its last update, with the moment shown now.

    Attributes
    ----------
    title, hint : str
    series : tuple of Series
        Training loss of the present run, ghosts of others first; in a comparison
        that of the other side last, and both are named on the strip.
    tip : int
        Last update of the present run.
    cursor : int
        Update shown now; less than `tip` after a drag into the past.
    run : int
    marks : tuple of Mark
    updates_per_epoch : int
        The axis counts epochs with it.
    x_label : str
    position_text : str
        E.g. ``"update 1,240 · epoch 49.6"``.
    band : Band or None
        The same object as long as nothing about it has changed.
    """

    title: str
    hint: str
    series: tuple[Series, ...]
    tip: int
    cursor: int
    run: int
    marks: tuple[Mark, ...]
    updates_per_epoch: int
    x_label: str
    position_text: str
    band: Band | None = None
