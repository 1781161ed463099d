"""The batch as a table: what each example asks of each weight, and the average."""

from __future__ import annotations

from msgspec import Struct

from visualizer.scenes import FloatArray, Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.walk import VisitStation
from visualizer.scenes.why import Quantity, WhyCell


class ChooseTable(Intent, frozen=True):
    """Show another layer in the table; None follows the walk."""

    layer: int | None


class BatchRow(Struct, frozen=True, eq=False):
    """One example, or the average.

    Attributes
    ----------
    label : str
    values : float array (columns,)
        NaN where the walk has not come yet.
    quantities : tuple of Quantity
        What a click on each cell opens.
    watched : bool
    visit : VisitStation or None
        What a click on the label asks for.
    """

    label: str
    values: FloatArray
    quantities: tuple[Quantity, ...]
    watched: bool
    visit: VisitStation | None


class BatchScene(Scene, frozen=True, eq=False):
    """Requests −∂C/∂w of each example of the coming batch for one layer.

    Attributes
    ----------
    title, subtitle : str
    columns : tuple of str
        E.g. ``"w₁₁"``, ``"b₁"``.
    rows : tuple of BatchRow
    average : BatchRow
    limit : float
        The value drawn in full color.
    footer : str
        Said before the largest changes.
    largest : tuple of WhyCell
        The largest changes that the update makes, first the largest.
    layers : tuple of (key, name)
        Layers to choose from; the empty key follows the walk.
    chosen : str
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[BatchRow, ...]
    average: BatchRow
    limit: float
    footer: str
    largest: tuple[WhyCell, ...]
    layers: tuple[tuple[str, str], ...]
    chosen: str
