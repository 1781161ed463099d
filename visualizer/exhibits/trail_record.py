"""What was measured at the moments of a run, kept for going back and forth in time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

import numpy as np

from visualizer.engine.arrays import Array
from visualizer.exhibits import Moment
from visualizer.scenes import IntArray

MOST_KEPT = 400
"""Moments whose measures are kept."""

_Key = tuple[int, int]


class TrailRecord:
    """Measures the past of a run, a few moments at a time in the background.

    Parameters
    ----------
    measure : callable
        Returns an array of numbers, always of one shape, for parameters (P,).
    moments : int
        At most so many of the run, evenly thinned.
    clock : callable
        Seconds.
    """

    def __init__(
        self,
        measure: Callable[[Array], Array],
        moments: int,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._measure, self._moments, self._clock = measure, moments, clock
        self._known: OrderedDict[_Key, Array] = OrderedDict()

    def work(self, moment: Moment, deadline: float) -> bool:
        """Measure until the deadline; return whether there was anything to measure."""
        worked = False
        for update, theta in zip(*moment.trail(self._moments), strict=True):
            if _key(update, theta) not in self._known:
                if worked and self._clock() >= deadline:
                    break
                self._keep(_key(update, theta), self._measure(theta))
                worked = True
        return worked

    def curves(self, moment: Moment, present: Array) -> tuple[IntArray, Array]:
        """Return the moments (N,) and what was measured (N, …), as far as known.

        Parameters
        ----------
        moment : Moment
        present : array
            What is measured now. Besides it the start is always known: where runs
            began decides their scale. What is not known or no number is NaN.
        """
        updates, path = moment.trail(self._moments)
        keys = [_key(*at) for at in zip(updates, path, strict=True)]
        if keys[-1] not in self._known:
            self._keep(keys[-1], present)
        if keys[0] not in self._known:
            self._keep(keys[0], self._measure(path[0]))
        blank = np.full(present.shape, np.nan)
        found = np.stack([self._known.get(key, blank) for key in keys])
        found[~np.isfinite(found)] = np.nan
        return updates.copy(), found

    def _keep(self, key: _Key, measured: Array) -> None:
        self._known[key] = measured
        while len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)


def _key(update: int, theta: Array) -> _Key:
    return int(update), hash(theta.tobytes())
