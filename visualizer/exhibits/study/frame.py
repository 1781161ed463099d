"""What is looked at in a study, and what was seen."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.scenes import BoolArray, IntArray

PANELS = frozenset({"family", "tuning", "trials"})

TRAIN_LOSS, LOSS, TRAIN_ACCURACY, ACCURACY = range(4)
"""Places of what is measured: on training and on validation examples."""


@dataclass(frozen=True, slots=True)
class StudyWatch:
    """What is being looked at.

    Attributes
    ----------
    visible : frozenset of str
        Names of the panels in sight.
    log_loss : bool
    on_test : bool
        Whether the test is opened.
    """

    visible: frozenset[str] = PANELS
    log_loss: bool = True
    on_test: bool = False


# eq=False: arrays are not compared.
class StudyFrame(Struct, frozen=True, eq=False):
    """One moment; arrays are copies.

    Attributes
    ----------
    epoch : int
    epochs : int array (N,)
        Moments of the curves, the last one now.
    curves : array (N, R, 4)
        Loss and accuracy on training and validation examples; NaN where not known.
    lost : bool array (R,)
        Which runs have diverged.
    best_epochs : int array (R,)
        Place in `epochs` of the lowest validation loss of each run.
    best : int or None
        The run with the lowest validation loss of all; None if all have diverged.
    tested : float
        How the best does, at its best moment, on what was never looked at; NaN
        while the test is not opened.
    seconds : array (R,)
        Mean time of an epoch; NaN before any.
    parameters : tuple of int (R)
    parts : (int, int, int)
        Examples for training, validation and test.
    """

    epoch: int
    epochs: IntArray
    curves: Array
    lost: BoolArray
    best_epochs: IntArray
    best: int | None
    tested: float
    seconds: Array
    parameters: tuple[int, ...]
    parts: tuple[int, int, int]
