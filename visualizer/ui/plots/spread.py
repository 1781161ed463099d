"""Keep labels that stand one above the other apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence


def spread(
    wanted: Sequence[float], height: float, low: float, high: float
) -> list[float]:
    """Return middles near the wanted ones, at least a height apart.

    Parameters
    ----------
    wanted : sequence of float
        Where the middles should be, in any order.
    height : float
        Height of a label.
    low, high : float
        Ends of the room for the middles; with more labels than fit, they go
        beyond `low`.
    """
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    places = [min(max(value, low), high) for value in wanted]
    for before, index in itertools.pairwise(order):
        places[index] = max(places[index], places[before] + height)
    # Labels pushed past the end push back, the last one first.
    limit = high
    for index in reversed(order):
        places[index] = min(places[index], limit)
        limit = places[index] - height
    # Two that met are centered on where they wanted to be, if there is room.
    if len(order) == 2:
        first, second = order
        if abs(places[second] - places[first] - height) < 1e-9:
            middle = 0.5 * (wanted[first] + wanted[second])
            middle = min(max(middle, low + height / 2), high - height / 2)
            places[first], places[second] = middle - height / 2, middle + height / 2
    return places
