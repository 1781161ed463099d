"""Parameters that training does not move."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from visualizer.engine.arrays import Array
from visualizer.engine.plan import Call


def hold(
    state: Array, grad: Array, places: npt.NDArray[np.int64]
) -> tuple[tuple[Call, ...], tuple[Call, ...]]:
    """Return the calls before and after an update that keep parameters as they are.

    Before it their gradient becomes 0, so that it counts in no norm. After it
    they have their values back, to the bit, and so has what the optimizer
    remembers of them: it goes on from there when they are let go.

    Parameters
    ----------
    state : array (1 + vectors, P)
        Parameters, then the optimizer's vectors.
    grad : array (P,)
    places : int array (H,)
        Places in θ; without any there are no calls.
    """
    if not places.size:
        return (), ()
    kept = np.empty((len(state), places.size), state.dtype)

    def keep() -> None:
        grad[places] = 0.0
        kept[:] = state[:, places]

    def put_back() -> None:
        state[:, places] = kept

    return ((keep,),), ((put_back,),)
