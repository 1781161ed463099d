"""The spotlight: one neuron or one layer in full, everything else in the dark."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from visualizer.scenes.graph import GraphLayer
from visualizer.scenes.intents import NeuronRef, WeightRef
from visualizer.ui.canvas.arrangement import Arrangement

UNLIT = 0.12
"""How strongly a neuron is drawn that the light is not on."""

UNLIT_EDGE = 0.07
"""The same of an edge; many of them lie over each other."""


class Spot(Struct, frozen=True):
    """What the light is on.

    Attributes
    ----------
    layer : int
    neuron : int or None
        None: on all of the layer.
    """

    layer: int
    neuron: int | None = None


def spot_of(target: NeuronRef | WeightRef | None) -> Spot | None:
    """Return the light on a neuron; on that which a weight or bias leads into."""
    match target:
        case NeuronRef(layer, index):
            return Spot(layer, index)
        case WeightRef(layer, _, destination):
            return Spot(layer, destination)
    return None


def layer_around(arrangement: Arrangement, x: float, y: float) -> Spot | None:
    """Return the light on the layer in whose column (x, y) lies, if it does."""
    for number, column in enumerate(arrangement.columns):
        wide, tall = column.picture or (column.size, column.size)
        # As far beyond the outer neurons as these are high: names are there.
        top, bottom = column.ys[0] - 1.5 * tall, column.ys[-1] + 1.5 * tall
        right = max(column.right, column.x + wide / 2)
        if column.x - wide / 2 <= x <= right and top <= y <= bottom:
            return Spot(number)
    return None


def remains(
    spot: Spot, before: Sequence[GraphLayer], after: Sequence[GraphLayer]
) -> bool:
    """Whether the same thing is there when the columns are made anew.

    It is where they change their titles, as in another language, or are folded;
    in a network of another shape it is not.
    """
    if [_shape(one) for one in before] != [_shape(one) for one in after]:
        return False
    return spot.neuron is None or spot.neuron in after[spot.layer].shown


def _shape(layer: GraphLayer) -> tuple[int, tuple[int, int] | None]:
    return layer.size, layer.image_shape
