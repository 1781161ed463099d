"""Many runs of one network: curves, a heat map, the maps of the best, a table."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from visualizer.scenes import FloatArray, IntArray, Scene
from visualizer.scenes.intents import Intent
from visualizer.scenes.plane import PointSet


class OpenRun(Intent, frozen=True):
    """Open a run by itself; the first is 0."""

    run: int


class SortRuns(Intent, frozen=True):
    """Sort the table of runs by a column; again, the other way round."""

    column: str


# eq=False: arrays are not compared.
class WallCell(Struct, frozen=True, eq=False):
    """The curves of one optimizer at one rate, a line for each seed.

    Attributes
    ----------
    curves : float array (S, N)
        Heights from 0 to 1; NaN where nothing is known or drawn.
    lost : int
        How many of the runs have diverged.
    mark : str
        What is written in the cell where runs have diverged.
    run : int
        The best of the runs, which is opened.
    text : str
        What the cell is, in words.
    """

    curves: FloatArray
    lost: int
    mark: str
    run: int
    text: str


class WallScene(Scene, frozen=True, eq=False):
    """Loss curves of all runs on one scale: a row a rate, a column an optimizer.

    Attributes
    ----------
    title, subtitle : str
    rows, columns : tuple of str
        Their names; the first row is the lowest rate.
    cells : tuple of tuple of WallCell
        By row and column.
    across : float array (N,)
        Where the moments stand, from 0 to 1.
    best : pair of int or None
        Row and column of the best run.
    scale : (lowest, highest)
        Losses at heights 0 and 1, as texts.
    """

    title: str
    subtitle: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[WallCell, ...], ...]
    across: FloatArray
    best: tuple[int, int] | None
    scale: tuple[str, str]


class HeatCell(Struct, frozen=True):
    """The median over the seeds of one optimizer at one rate.

    Attributes
    ----------
    share : float
        Of the scale, 0 the lowest loss; NaN where most have diverged.
    label : str
    run : int
        The best of the runs, which is opened.
    text : str
        What the cell is, in words.
    """

    share: float
    label: str
    run: int
    text: str


class HeatScene(Scene, frozen=True):
    """Median losses: a row a rate, a column an optimizer.

    Attributes
    ----------
    title, subtitle : str
    rows, columns : tuple of str
    cells : tuple of tuple of HeatCell
    best : pair of int or None
        Row and column of the lowest median.
    scale : (lowest, highest)
        Losses at the ends of the colors, as texts.
    """

    title: str
    subtitle: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    best: tuple[int, int] | None
    scale: tuple[str, str]


class WinnerMap(Struct, frozen=True, eq=False):
    """What one of the best runs answers over the plane.

    Attributes
    ----------
    run : int
    optimizer, rate, loss : str
        The loss is that of training, with the seed.
    values : float array (H, W)
        As `PlaneScene.values`; 1 is drawn in full color.
    winners : int array (H, W) or None
    """

    run: int
    optimizer: str
    rate: str
    loss: str
    values: FloatArray
    winners: IntArray | None


class WinnersScene(Scene, frozen=True, eq=False):
    """The maps of the best runs, the best first.

    Attributes
    ----------
    title, subtitle : str
    maps : tuple of WinnerMap
    points : PointSet or None
    domain : (x_min, x_max, y_min, y_max)
    classes : int
        Number of classes where there are more than two.
    hint : str
        What is said where there are no maps.
    """

    title: str
    subtitle: str
    maps: tuple[WinnerMap, ...]
    points: PointSet | None
    domain: tuple[float, float, float, float]
    classes: int
    hint: str


Status = Literal["well", "best", "lost"]


class EntryRow(Struct, frozen=True):
    """One run.

    Attributes
    ----------
    run : int
    cells : tuple of str
        One for each column.
    status : Status
    """

    run: int
    cells: tuple[str, ...]
    status: Status


class EntriesScene(Scene, frozen=True):
    """All runs as a table.

    Attributes
    ----------
    title, subtitle : str
    columns : tuple of (key, name)
    rows : tuple of EntryRow
        In the order wanted.
    sort : str
        Key of the column by which they are sorted.
    falling : bool
    """

    title: str
    subtitle: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[EntryRow, ...]
    sort: str
    falling: bool
