"""What a single neuron is asked: a few examples of yes and no.

The logical functions are those of McCulloch & Pitts (1943) and of Minsky & Papert
(1969); the single input is that of Nielsen (2015), chapter 3.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct

from visualizer.engine.arrays import Array
from visualizer.engine.neuron_learner import Flags

TaskKey = Literal["and", "or", "nand", "xor", "one_input"]

CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))


class Task(Struct, frozen=True, eq=False):
    """Examples; equal only to itself.

    Attributes
    ----------
    x : array (n, N)
    yes : bool array (N,)
    """

    x: Array
    yes: Flags

    @property
    def inputs(self) -> int:
        """Number of inputs."""
        return len(self.x)


def _corners(*yes: bool) -> Task:
    return Task(np.array(CORNERS).T, np.array(yes))


TASKS: dict[TaskKey, Task] = {
    "and": _corners(False, False, False, True),
    "or": _corners(False, True, True, True),
    "nand": _corners(True, True, True, False),
    "xor": _corners(False, True, True, False),
    "one_input": Task(np.array([[1.0]]), np.array([False])),
}
