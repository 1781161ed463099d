"""Which numbers were opened one after the other."""

from __future__ import annotations

from visualizer.scenes.intents import Intent
from visualizer.scenes.why import MEASURES, SIZES, AskPoint, AskWhy, LeaveWhy, Quantity

LONGEST_TRAIL = 40
"""Numbers that one can go back to."""

Trail = tuple[Quantity, ...]


def followed_trail(trail: Trail, intent: Intent) -> Trail | None:
    """Return the trail after an intent; None if the intent is about something else.

    What stands on a plot begins a trail; what made it goes on with it.
    """
    match intent:
        case AskPoint(quantity):
            return (quantity,)
        case AskWhy(quantity):
            of_layer = quantity.what in SIZES and quantity.neuron is None
            begins = quantity.what in MEASURES or of_layer
            return (*(() if begins else trail), quantity)[-LONGEST_TRAIL:]
        case LeaveWhy(place):
            return trail[: place + 1]
    return None
