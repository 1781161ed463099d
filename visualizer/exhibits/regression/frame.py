"""What is looked at in the three descents, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.exhibits.regression.data import Problem
from visualizer.scenes import IntArray

PANELS = frozenset({"mountain", "map", "fit", "heights"})


@dataclass(frozen=True, slots=True)
class RegressionWatch:
    """What is being looked at.

    Attributes
    ----------
    method : int
        The one looked at closely; the first, by all examples, is 0.
    example : int or None
        The one whose surface and valley are meant; None: the one seen last.
    visible : frozenset of str
        Names of the panels in sight.
    slopes, valleys, one_example, log_heights : bool
        Options of panels.
    """

    method: int = 2
    example: int | None = None
    visible: frozenset[str] = PANELS
    slopes: bool = False
    valleys: bool = True
    one_example: bool = False
    log_heights: bool = True


class RegressionFrame(Struct, frozen=True):
    """One moment of the three descents; arrays are copies.

    Attributes
    ----------
    update : int
        Examples seen.
    problem : Problem
    updates : int array (N,)
        The moments of the paths, the last one now.
    paths : array (N, 3, 2)
    losses : array (N, 3)
        Error over all examples.
    steps : array (3,)
        Steps done.
    last : int or None
        The example seen last.
    """

    update: int
    problem: Problem
    updates: IntArray
    paths: Array
    losses: Array
    steps: Array
    last: int | None
