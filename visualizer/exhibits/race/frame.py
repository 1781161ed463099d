"""What the race looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.population import PopulationMetrics
from visualizer.scenes import BoolArray, IntArray
from visualizer.scenes.plane import PointSet

PANELS = frozenset({"wall", "heat", "winners", "entries"})


@dataclass(frozen=True, slots=True)
class NetworkRaceWatch:
    """What is being looked at.

    Attributes
    ----------
    visible : frozenset of str
        Names of the panels in sight.
    sort : str
        Column by which the table of runs is sorted.
    falling : bool
        Whether the greatest comes first.
    """

    visible: frozenset[str] = PANELS
    sort: str = "train_loss"
    falling: bool = False


# eq=False: arrays are not compared.
class Winner(Struct, frozen=True, eq=False):
    """What a run answers over the plane.

    Attributes
    ----------
    run : int
    values : array (H, W)
        As `PlaneScene.values`.
    winners : int array (H, W) or None
    """

    run: int
    values: Array
    winners: IntArray | None


class Winners(Struct, frozen=True, eq=False):
    """The best runs, the lowest training loss first.

    Attributes
    ----------
    maps : tuple of Winner
        Empty where the data are no points of a plane, or all runs have diverged.
    charted : bool
        Whether there are maps for the data.
    points : PointSet or None
    domain : (x_min, x_max, y_min, y_max)
    classes : int
        Number of classes where there are more than two.
    """

    maps: tuple[Winner, ...]
    charted: bool
    points: PointSet | None
    domain: tuple[float, float, float, float]
    classes: int


class NetworkRaceFrame(Struct, frozen=True, eq=False):
    """One moment of a race of R runs; arrays are copies.

    Attributes
    ----------
    update, epoch : int
    standings : PopulationMetrics
        Of all runs, in their order.
    lost : bool array (R,)
        Which have diverged.
    updates : int array (N,)
        The moments of the curves, the last one now.
    losses : array (N, R)
        Training losses; NaN where they are not measured yet, or no number.
    winners : Winners
    """

    update: int
    epoch: int
    standings: PopulationMetrics
    lost: BoolArray
    updates: IntArray
    losses: Array
    winners: Winners
