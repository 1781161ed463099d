"""What Descent looks at, and what it saw."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.optimizers import Memory
from visualizer.engine.terrains import Terrain
from visualizer.exhibits.descent.verdicts import Verdict
from visualizer.scenes import IntArray
from visualizer.scenes.graph import Phase

PANELS = frozenset({"mountain", "map", "heights", "runners", "step"})


@dataclass(frozen=True, slots=True)
class DescentWatch:
    """What is being looked at.

    Attributes
    ----------
    runner : int
        The one looked at closely; the first is 0.
    visible : frozenset of str
        Names of the panels in sight.
    fog, slopes, log_heights : bool
        Options of panels.
    """

    runner: int = 0
    visible: frozenset[str] = PANELS
    fog: bool = False
    slopes: bool = True
    log_heights: bool = True


class NextStep(Struct, frozen=True):
    """The coming step of one runner, looked ahead.

    Attributes
    ----------
    runner : int
    place : array (2,)
    slope : array (2,)
        Of the terrain.
    noise : array (2,)
        What the noise adds to it.
    after : tuple of Memory
        What the method keeps after the step.
    target : array (2,)
        The place after the step.
    """

    runner: int
    place: Array
    slope: Array
    noise: Array
    after: tuple[Memory, ...]
    target: Array


class DescentFrame(Struct, frozen=True):
    """One moment of a race of R runners; arrays are copies.

    Attributes
    ----------
    update : int
    terrain : Terrain
    updates : int array (N,)
        The moments of the paths, the last one now.
    paths : array (N, R, 2)
    heights : array (N, R)
    averages : tuple of R arrays (N, 2) or None
        The averaged places of those that average, moment by moment.
    slopes, steps : arrays (R,)
        Size of the slope where each is, and of the last step; NaN before the first.
    bends : array (R,)
        Largest curvature where each is.
    arrivals : array (R,)
        The step since which each has stayed near a minimum, -1 for none.
    verdicts : tuple of R Verdicts
    phase : Phase or None
        Where a walk through the coming step stands; its layer is the station.
    next_step : NextStep or None
        Of the runner looked at, while its panel or the map is in sight.
    """

    update: int
    terrain: Terrain
    updates: IntArray
    paths: Array
    heights: Array
    averages: tuple[Array | None, ...]
    slopes: Array
    steps: Array
    bends: Array
    arrivals: Array
    verdicts: tuple[Verdict, ...]
    phase: Phase | None
    next_step: NextStep | None
