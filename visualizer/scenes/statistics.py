"""Distributions of a network's numbers, layer by layer, and what updates cost."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene


class StatisticsRow(Struct, frozen=True, eq=False):
    """One layer.

    Attributes
    ----------
    name : str
        E.g. ``"h⁽¹⁾"``.
    strip : float array (B, T) or None
        Shares of values, 0 … 1: the least value in row 0, the present at the right;
        NaN where unknown. None where there is no past to show.
    histogram : float array (B,) or None
        Shares of the present values.
    gradient_share : float
        Length of the bar of the gradient, 0 … 1; NaN for none.
    gradient, ratio, rate, cost : str
        Length of the gradient, change of the weights by an update as a share of
        them, usual effective learning rate, multiplications for one example.
    """

    name: str
    strip: FloatArray | None
    histogram: FloatArray | None
    gradient_share: float
    gradient: str
    ratio: str
    rate: str
    cost: str


class StatisticsScene(Scene, frozen=True, eq=False):
    """A row for each layer with weights, and what to read in it.

    Attributes
    ----------
    title, subtitle : str
    kinds : tuple of (key, name)
        Quantities to choose from.
    kind : str
        Key of the one shown.
    headings : (str, str, str, str)
        Of gradient, ratio, rate and cost.
    rows : tuple of StatisticsRow
    zero : float
        Where 0 stands on the value axis, 0 … 1; NaN where it has none.
    notes : tuple of str
        What the axes mean, and the cost in all.
    note : str
        Says so when there is nothing to show; empty otherwise.
    """

    title: str
    subtitle: str
    kinds: tuple[tuple[str, str], ...]
    kind: str
    headings: tuple[str, str, str, str]
    rows: tuple[StatisticsRow, ...]
    zero: float
    notes: tuple[str, ...]
    note: str
